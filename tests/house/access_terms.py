"""The words the table `access_policies.py` is written in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from teams.roles import Action
from tests.house.access_seeds import Seeds


class Who(Enum):
    """Who is no question of the roles of a team."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    STUDIO = "who runs the studio"
    MAKER = "who made it"
    NOBODY = "nobody"


ANYONE, SIGNED_IN, STUDIO, MAKER, NOBODY = Who

Arguments = Callable[[Seeds], dict[str, Any]]


def nothing(_it: Seeds) -> dict[str, Any]:
    """Name nothing."""
    return {}


@dataclass(frozen=True)
class Policy:
    """Who may GET and POST one address, and with what it is tried."""

    get: Who | Action | None = None
    post: Who | Action | None = None
    url: Arguments = nothing
    query: Arguments = nothing
    body: Arguments = nothing
    #: what a guest gets, where it is not the page to sign in
    guest: int | None = None
    #: views of libraries, and probes, that take other methods, too
    any_method: bool = False
    #: holding this address is the permission: it is given to outsiders on purpose
    is_secret: bool = False
    #: further statuses that are no refusal
    also: tuple[int, ...] = ()
