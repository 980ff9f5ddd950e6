"""Two seeded teams, requests as anybody in them, and what the answers should be."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import encode_multipart
from django.urls import URLPattern, get_resolver, reverse

from teams.models import Member, Team, User
from teams.roles import ALLOWED, Role
from tests.conftest import BACKEND
from tests.house.access_policies import POLICIES
from tests.house.access_seeds import Seeds
from tests.house.access_terms import ANYONE, MAKER, NOBODY, SIGNED_IN, STUDIO, Policy

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
GUEST, OTHER = "guest", "other team"
EVERYBODY = (GUEST, OTHER, *Role)
REFUSED = (403, 404)
#: What a form may answer to who may send it: it is not as it should be.
NO_REFUSAL = (400, 409, 410, 422)
HTMX = {"HX-Request": "true"}
#: How an address can be asked: as a page and as a fragment.
ASKS = (("GET", {}), ("GET", HTMX), ("POST", {}), ("POST", HTMX))

BOUNDARY = "BoUnDaRyStRiNg"


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


def settings_in(folder):
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


def cookies_of(member: Member) -> dict[str, str]:
    """Return the cookies of somebody who has signed in and seen a page."""
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    client.get("/team/")
    return {name: morsel.value for name, morsel in client.cookies.items()}


def addresses(resolver=None, namespace="") -> Iterator[str]:
    """Yield the name of every address, a nameless one by its pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        else:
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from addresses(entry, f"{namespace}{inner}")


def policies(name: str) -> tuple[Policy, ...]:
    found = POLICIES.get(name, ())
    return found if isinstance(found, tuple) else (found,)


def methods_for(policy: Policy, who: str, *, is_first: bool) -> tuple[str, ...]:
    """Return the methods to try: all with the first row of an address.

    The two rarest are tried as who may least and who may most.
    """
    if policy.any_method:
        return METHODS[:3]
    if not is_first:
        return tuple(each for each in METHODS if asked_of(policy, each) is not None)
    return METHODS if who in (GUEST, Role.OWNER) else METHODS[:5]


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
    if asked is MAKER:
        return who == Role.OWNER
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
            "data": encode_multipart(BOUNDARY, policy.body(it)),
            "content_type": f"multipart/form-data; boundary={BOUNDARY}",
        },
    }


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


def every_byte(answer) -> bytes:
    """Return all that an answer tells: headers, cookies, body."""
    head = f"{answer.headers!r}{answer.cookies.output()}".encode()
    return head + answer.getvalue()


def leaks(world: World, who: str, marker: str, names=POLICIES, asks=ASKS) -> list[str]:
    """Return the requests of somebody whose answer holds a marker.

    `asks` are the methods and headers each address is tried with.
    """
    found = []
    for name in names:
        for policy in policies(name):
            for it in (world.ours, world.theirs):
                for method, headers in asks:
                    is_asked = asked_of(policy, method) is not None
                    is_own_press = method == "POST" and it is world.theirs
                    if policy.is_secret or not is_asked or (is_own_press and headers):
                        continue
                    wanted = request_of(name, policy, it)
                    more = wanted["post"] if method == "POST" else wanted["get"]
                    with transaction.atomic():
                        answer = world.ask(
                            who, method, wanted["address"], headers=headers, **more
                        )
                        transaction.set_rollback(True)
                    if marker.encode() in every_byte(answer).lower():
                        found.append(f"{method} {wanted['address']} {headers}")
    return found
