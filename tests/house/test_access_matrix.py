"""Every address x method x person gets what the table `access_policies.py` says."""

import logging

import pytest
from django.db import transaction

from generations import keys
from teams.models import Team
from teams.roles import Action, Role
from tests.house.access_policies import POLICIES
from tests.house.access_seeds import seed
from tests.house.access_terms import ANYONE, NOBODY, STUDIO, Policy
from tests.house.access_world import (
    ASKS,
    EVERYBODY,
    GUEST,
    OTHER,
    World,
    addresses,
    cookies_of,
    leaks,
    methods_for,
    policies,
    request_of,
    rows_of,
    send,
    settings_in,
    verdict,
)

pytestmark = pytest.mark.django_db

#: Pages and files on which a team reads its own words.
TOLD = ("gallery", "picture", "original", "thumb", "payments", "bill", "budgets")
TOLD += ("collection", "trash", "mentions", "kept-bytes", "compose")
OURS, THEIRS = "quietharbour", "zebrawhisper"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, folder):
    """Seed both teams once; what the tests do is taken back by each of them."""
    with django_db_blocker.unblock(), settings_in(folder), transaction.atomic():
        ours = seed(Team.objects.home(), OURS)
        theirs = seed(Team.objects.create(name="Others"), THEIRS)
        cookies = {role.value: cookies_of(ours.people[role]) for role in Role}
        cookies[OTHER] = cookies_of(theirs.people[Role.OWNER])
        cookies["viewer of the other team"] = cookies_of(theirs.people[Role.VIEWER])
        yield World(ours, theirs, cookies)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def at_home(own_folder, own_memory, folder):
    """Look into the folder that was seeded, not into that of one test."""
    keys.memory.forget()
    logging.disable(logging.CRITICAL)  # a thousand refusals, each with its traceback
    with settings_in(folder):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def again(world):
    """Take back whatever a test does."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


NAMES = sorted(addresses())


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_a_policy(name):
    assert policies(name), (
        f"{name} has no row in tests/house/access_policies.py: say there who may"
        " GET and POST it, and with which arguments it is to be tried"
    )


def test_every_policy_has_an_address():
    assert set(POLICIES) - set(NAMES) == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name in POLICIES])
def test_everybody_gets_what_the_policy_says(world, name):
    wrong = []

    for number, policy in enumerate(policies(name)):
        named = policy.url(world.ours) != policy.url(world.theirs)
        for who in EVERYBODY:
            for method in methods_for(policy, who, is_first=number == 0):
                answer = send(world, who, method, name, policy, world.ours)
                place = answer.headers.get("Location", "")
                status = answer.status_code
                problem = verdict(policy, method, who, status, place, named)
                if problem:
                    wrong.append(f"{who}: {method} {problem}: {status} {place}")
                if method == "HEAD" and answer.getvalue():
                    wrong.append(f"{who}: HEAD has a body")

    assert not wrong, "\n".join([name, *wrong])


@pytest.mark.parametrize("who", [GUEST, OTHER])
def test_outsiders_change_no_row_of_a_team(again, who):
    before = rows_of(again.ours.team)

    for name in POLICIES:
        for policy in policies(name):
            if not policy.is_secret:
                for method in ("POST", "PUT", "DELETE"):
                    wanted = request_of(name, policy, again.ours)
                    more = wanted["post"] if method == "POST" else {}
                    again.ask(who, method, wanted["address"], **more)

    assert rows_of(again.ours.team) == before


@pytest.mark.parametrize(
    ("who", "asks"),
    [(GUEST, ASKS), (OTHER, ASKS), ("viewer of the other team", ASKS[:1])],
)
def test_no_byte_of_a_team_reaches_another(world, who, asks):
    assert leaks(world, who, OURS, asks=asks) == []


def test_the_marker_is_seen_by_the_team_itself(world):
    """Or else its absence elsewhere would say nothing."""
    names = [f"generations:{name}" for name in TOLD]

    found = leaks(world, Role.OWNER.value, OURS, [*names, "teams:team"], ASKS[:1])

    ours = {
        request_of(name, policies(name)[0], world.ours)["address"] for name in names
    }
    assert {*ours, "/team/"} <= {line.split()[1] for line in found}


LOOKING = Policy(get=Action.LOOK)


@pytest.mark.parametrize(
    ("policy", "method", "who", "status", "place", "wrong"),
    [
        (LOOKING, "GET", Role.VIEWER, 200, "", ""),
        (LOOKING, "GET", Role.VIEWER, 403, "", "is refused"),
        (LOOKING, "GET", Role.VIEWER, 302, "/accounts/login/?next=/", "is refused"),
        (LOOKING, "GET", Role.OWNER, 500, "", "breaks"),
        (LOOKING, "GET", GUEST, 302, "/accounts/login/?next=/", ""),
        (LOOKING, "GET", GUEST, 302, "/", "is let in"),
        (LOOKING, "GET", GUEST, 200, "", "is let in"),
        (LOOKING, "GET", OTHER, 404, "", ""),
        (LOOKING, "GET", OTHER, 403, "", "is told that it exists"),
        (LOOKING, "GET", OTHER, 200, "", "is told that it exists"),
        (LOOKING, "POST", Role.OWNER, 405, "", ""),
        (LOOKING, "POST", Role.OWNER, 200, "", "takes it"),
        (LOOKING, "DELETE", GUEST, 204, "", "takes it"),
        (Policy(post=Action.INVITE), "POST", Role.EDITOR, 403, "", ""),
        (Policy(post=Action.INVITE), "POST", Role.EDITOR, 302, "/", "is let in"),
        (Policy(post=Action.INVITE), "POST", Role.ADMIN, 422, "", ""),
        (Policy(get=STUDIO), "GET", OTHER, 403, "", "is told that it exists"),
        (Policy(get=STUDIO), "GET", Role.EDITOR, 200, "", "is let in"),
        (Policy(get=NOBODY, guest=404), "GET", GUEST, 404, "", ""),
        (Policy(get=NOBODY), "GET", Role.OWNER, 200, "", "is let in"),
        (Policy(get=ANYONE), "GET", GUEST, 404, "", "is refused"),
    ],
)
def test_a_wrong_answer_is_seen(policy, method, who, status, place, wrong):
    assert verdict(policy, method, who, status, place, True) == wrong
