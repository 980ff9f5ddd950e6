"""Every address x method x person gets what the table `access_policies.py` says."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from generations import keys
from teams.models import Member, Team, User
from teams.roles import ALLOWED, Role
from tests.house.access_policies import (
    ANYONE,
    NOBODY,
    POLICIES,
    SIGNED_IN,
    STUDIO,
    Policy,
)
from tests.house.access_seeds import Seeds, seed

pytestmark = pytest.mark.django_db

OURS, THEIRS = "quietharbour", "zebrawhisper"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
GUEST, OTHER = "guest", "other team"
EVERYBODY = (GUEST, OTHER, *Role)
REFUSED = (403, 404)
#: What a form may answer to who may send it: it is not as it should be.
NO_REFUSAL = (400, 409, 410, 422)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class World:
    """Two teams: ours, whose rows are asked for, and the other."""

    ours: Seeds
    theirs: Seeds
    cookies: dict[str, dict[str, str]]  #: the session of each person, by name

    def ask(self, who: str, method: str, address: str, **more: object):
        """Send a request as somebody."""
        client = Client(raise_request_exception=False)
        client.cookies.load(self.cookies.get(who, {}))
        return client.generic(method, address, **more)


def _settings(folder):
    store = {
        "BACKEND": "generations.storage.DurableFileSystemStorage",
        "OPTIONS": {"location": folder / "store"},
    }
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    return override_settings(
        STUDIO_DATA_DIR=folder,
        STUDIO_SPOOL_DIR=folder / "spool",
        STUDIO_STORE_DIR=folder / "store",
        STORAGES={"default": store, "staticfiles": {"BACKEND": plain}},
        STUDIO_MIN_FREE_BYTES=0,
        SEEDREAM_BASE_URL="http://127.0.0.1:9/v1",
        SEEDREAM_API_KEY="a-key-of-the-tests",
        SEEDREAM_ALLOW_PRIVATE=True,
        ACCOUNT_RATE_LIMITS=False,
    )


def _session(member: Member) -> dict[str, str]:
    """Return the cookies of somebody who has signed in and seen a page."""
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    client.get("/team/")
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("matrix")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, folder):
    """Seed both teams once; what the tests do is taken back by each of them."""
    with django_db_blocker.unblock(), _settings(folder), transaction.atomic():
        ours = seed(Team.objects.home(), OURS)
        theirs = seed(Team.objects.create(name="Others"), THEIRS)
        cookies = {role.value: _session(ours.people[role]) for role in Role}
        cookies[OTHER] = _session(theirs.people[Role.OWNER])
        cookies["viewer of the other team"] = _session(theirs.people[Role.VIEWER])
        yield World(ours, theirs, cookies)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def at_home(own_folder, own_memory, folder):
    """Look into the folder that was seeded, not into that of one test."""
    keys.memory.forget()
    logging.disable(logging.CRITICAL)  # a thousand refusals, each with its traceback
    with _settings(folder):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def again(world):
    """Take back whatever a test does."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


def addresses(resolver=None, namespace="") -> Iterator[str]:
    """Yield the name of every address, a nameless one by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from addresses(entry, f"{namespace}{inner}")


NAMES = sorted(set(addresses()))


def policies(name: str) -> tuple[Policy, ...]:
    found = POLICIES.get(name, ())
    return found if isinstance(found, tuple) else (found,)


def asked_of(policy: Policy, method: str):
    """Return who may use a method; None when it is no method of the address."""
    wanted = {"GET": policy.get, "HEAD": policy.get, "POST": policy.post}
    return wanted.get(method)


def is_allowed(asked, who: str, *, names_rows: bool) -> bool:
    if asked is ANYONE:
        return True
    if asked is NOBODY or who == GUEST:
        return False
    if asked is SIGNED_IN:
        return True
    if asked is STUDIO:
        return who in (Role.ADMIN, Role.OWNER)
    if who == OTHER:
        return not names_rows
    return asked in ALLOWED[Role(who)]


def request_of(name: str, policy: Policy, it: Seeds):
    """Return the address, and what goes with it, for the rows of one team."""
    query = policy.query(it)
    return {
        "address": reverse(name, kwargs=policy.url(it)),
        "get": {"query_params": query},
        "post": {
            "data": Client()._encode_data(policy.body(it), MULTIPART),
            "content_type": MULTIPART,
        },
    }


MULTIPART = "multipart/form-data; boundary=BoUnDaRyStRiNg"


def send(world: World, who: str, method: str, name: str, policy: Policy, it: Seeds):
    """Send a request with what the policy gives for the rows of one team."""
    wanted = request_of(name, policy, it)
    more = wanted["post"] if method == "POST" else wanted["get"]
    with transaction.atomic():
        answer = world.ask(who, method, wanted["address"], **more)
        transaction.set_rollback(True)
    return answer


def verdict(policy: Policy, method: str, who: str, status: int, place: str, named):
    """Return what is wrong with an answer, "" when nothing is."""
    asked = asked_of(policy, method)
    if status >= 500 and status not in policy.also:
        return "breaks"
    to_sign_in = status == 302 and place.startswith("/accounts/login/")
    if asked is None:
        is_closed = status == 405 or (status in REFUSED and who != GUEST)
        is_kept_out = who == GUEST and (to_sign_in or status == policy.guest)
        return "" if is_closed or is_kept_out or policy.any_method else "takes it"
    if is_allowed(asked, who, names_rows=named):
        is_fine = 200 <= status < 400 or status in (*NO_REFUSAL, *policy.also)
        is_led_away = to_sign_in and asked is not ANYONE
        if who == OTHER and status == 404:
            return ""  # its query or body names what is not theirs
        return "" if is_fine and not is_led_away else "is refused"
    if who == GUEST:
        is_kept_out = status == policy.guest if policy.guest else to_sign_in
        return "" if is_kept_out else "is let in"
    if who == OTHER and (named or asked is STUDIO):
        return "" if status == 404 else "is told that it exists"
    return "" if status in REFUSED else "is let in"


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

    for policy in policies(name):
        named = policy.url(world.ours) != policy.url(world.theirs)
        for who in EVERYBODY:
            for method in METHODS[:3] if policy.any_method else METHODS:
                answer = send(world, who, method, name, policy, world.ours)
                place = answer.headers.get("Location", "")
                status = answer.status_code
                problem = verdict(policy, method, who, status, place, named)
                if problem:
                    wrong.append(f"{who}: {method} {problem}: {status} {place}")
                if method == "HEAD" and answer.getvalue():
                    wrong.append(f"{who}: HEAD has a body")

    assert not wrong, "\n".join([name, *wrong])


def rows_of(team: Team) -> dict[str, list[dict[str, object]]]:
    """Return every row of a team, by table."""
    found = {"teams": list(Team.objects.filter(pk=team.pk).values())}
    people = User.objects.filter(memberships__team=team).order_by("pk")
    found["people"] = list(people.values("pk", "email", "name", "password"))
    for model in apps.get_models():
        if any(field.name == "team" for field in model._meta.fields):
            rows = model._default_manager.filter(team=team).order_by("pk")
            found[model._meta.label] = list(rows.values())
    return found


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


def every_byte(answer) -> bytes:
    """Return all that an answer tells: headers, cookies, body."""
    head = f"{answer.headers!r}{answer.cookies.output()}".encode()
    return head + answer.getvalue()


def leaks(
    world: World, who: str, marker: str, methods: tuple[str, ...] = ("GET", "POST")
) -> list[str]:
    """Return the requests of somebody whose answer holds a marker."""
    found = []
    for name in POLICIES:
        for policy in policies(name):
            if policy.is_secret:
                continue
            for it in (world.ours, world.theirs):
                for method in methods:
                    if asked_of(policy, method) is None:
                        continue
                    wanted = request_of(name, policy, it)
                    for headers in ({}, HTMX):
                        more = wanted["post"] if method == "POST" else wanted["get"]
                        more = {**more, "headers": headers}
                        with transaction.atomic():
                            answer = world.ask(who, method, wanted["address"], **more)
                            transaction.set_rollback(True)
                        if marker.encode() in every_byte(answer).lower():
                            found.append(f"{method} {wanted['address']} {headers}")
    return found


@pytest.mark.parametrize("who", [GUEST, OTHER, "viewer of the other team"])
def test_no_byte_of_a_team_reaches_another(world, who):
    assert leaks(world, who, OURS) == []


def test_the_marker_is_seen_by_the_team_itself(world):
    seen = {line.split()[1] for line in leaks(world, Role.OWNER.value, OURS, ("GET",))}

    pictures = reverse("generations:picture", args=[world.ours.output])
    original = reverse("generations:original", args=[world.ours.image])
    assert {"/", "/team/", "/payments/", pictures, original} <= seen
    assert len(seen) > 15
