"""What stands over a gallery: its scopes as tabs, its name, the size of its rows."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from generations.search import Roll, Scope
from generations.views.drawing import SCOPES

#: Sizes of the tiles, the classes rows-1 to rows-6, and the one to begin with.
ROW_SIZES, USUAL_ROWS = range(1, 7), 3


@dataclass(frozen=True, slots=True)
class Tab:
    """One scope of the gallery, and whether it is looked at."""

    address: str
    label: str
    is_here: bool


def tabs_of(roll: Roll | None) -> list[Tab]:
    """Return the scopes; `roll` None where all collections are listed."""
    here = Scope.COLLECTION if roll is None else roll.scope
    order = (Scope.MINE, Scope.TEAM, Scope.FAVOURITES, Scope.COLLECTION, Scope.TRASH)
    return [Tab(_address(scope), _label(scope), scope == here) for scope in order]


def _address(scope: Scope) -> str:
    return reverse(SCOPES.get(scope, "generations:collections"))


def _label(scope: Scope) -> str:
    return _("Collections") if scope == Scope.COLLECTION else str(scope.label)


def title_of(roll: Roll) -> str:
    """Return the name of what is looked at."""
    if roll.collection is not None:
        return roll.collection.name
    return {
        Scope.TEAM: _("Gallery"),
        Scope.MINE: _("My pictures"),
        Scope.FAVOURITES: _("Favourites"),
        Scope.TRASH: _("Trash"),
    }[roll.scope]


def read_rows(request: HttpRequest) -> int:
    """Return how large this browser wants its tiles, 1 to 6."""
    text = request.COOKIES.get("rows", "")
    size = int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0
    return size if size in ROW_SIZES else USUAL_ROWS
