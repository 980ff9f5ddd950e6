"""The pass: a signed cookie that says for some minutes who asks and in which teams.

It spares thumbnails and polls the look at who asks; nothing else trusts it. It is
bound to the session it was made for, so it ends with the sign-out, and `endings` ends
those of whoever leaves a team; whoever is shut out otherwise may see thumbnails, tiles
and how many new ones there are until it expires.
"""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from seedream_site.signatures import SIGNATURE, is_signed, sign
from teams.access import member_of, memberships_of
from teams.endings import LIFE_S, has_ended
from teams.models import Member, Team, User

COOKIE = "pass"
#: Seconds of the life of a pass that a page leaves.
RENEWED_S = 300
#: Teams one pass can name, for cookies are small; of others the rows are asked.
MOST_TEAMS = 80
_PURPOSE = "teams.pass"
_TEAM = re.compile(r"[0-9a-f]{32}", re.ASCII)
_FORM = re.compile(
    rf"((\d{{1,12}})\.(\d{{1,19}})\.([0-9a-f]{{32}}(?:-[0-9a-f]{{32}})*)?)\.({SIGNATURE})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Pass:
    """Who asks, and in which teams they are; `expires_at` in Unix seconds."""

    user_id: int
    team_ids: frozenset[uuid.UUID]
    expires_at: int


def teams_of(request: HttpRequest) -> frozenset[uuid.UUID] | None:
    """Return the ids of all teams of whoever asks, None for a guest.

    Costs no query with a pass, else those for the person and the teams.
    """
    found = read_pass(request)
    if found is not None:
        return found.team_ids
    return teams_in_rows(request) if request.user.is_authenticated else None


def teams_of_pass(request: HttpRequest) -> frozenset[uuid.UUID]:
    """Return the teams a valid pass names, none without one; asks no row, ever."""
    found = read_pass(request)
    return found.team_ids if found else frozenset()


def teams_in_rows(request: HttpRequest) -> frozenset[uuid.UUID]:
    """Return the teams of whoever asks as the rows say now; none for a guest."""
    return frozenset(member.team_id for member in memberships_of(request))


def onlooker_of(request: HttpRequest, team: str) -> Member:
    """Return whoever asks as a member of the team whose page this is, ids only.

    Costs no query with a pass for it. Without one the rows answer, and where they do
    not know the person there: the team worked in.

    Raises:
        NoTeam: the person belongs to no team.
    """
    found = read_pass(request)
    team_id = uuid.UUID(team) if _TEAM.fullmatch(team) else None
    if found is not None and team_id in found.team_ids:
        return Member(team=Team(pk=team_id), user=User(pk=found.user_id))
    of_team = (each for each in memberships_of(request) if each.team_id == team_id)
    return next(of_team, None) or member_of(request)


def read_pass(request: HttpRequest) -> Pass | None:
    """Return the pass that came with a request, None unless it is good."""
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    match = _FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if match is None or not session_key:
        return None
    said, expires_at, user_id, teams, signature = match.groups()
    if int(expires_at) <= time.time():
        return None
    if not is_signed(_PURPOSE, f"{said}.{session_key}", signature):
        return None
    if has_ended(int(user_id), int(expires_at) - LIFE_S):
        return None
    team_ids = frozenset(map(uuid.UUID, teams.split("-"))) if teams else frozenset()
    return Pass(int(user_id), team_ids, int(expires_at))


def hand_out_pass(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give a new pass to who was looked up anyway, take it from who signed out."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.session.is_empty():
            if COOKIE in request.COOKIES:
                response.delete_cookie(COOKIE, samesite="Lax")
        elif request.session.accessed and request.user.is_authenticated:
            _renew(request, response)
        return response

    return respond


def _renew(request: HttpRequest, response: HttpResponse) -> None:
    """Set a new pass unless the one that came is right and good for a while."""
    team_ids = teams_in_rows(request)
    session_key = request.session.session_key
    found = read_pass(request)
    is_of_session = session_key == request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if (
        found is not None
        and is_of_session
        and found.user_id == request.user.pk
        and found.team_ids == team_ids
        and found.expires_at > time.time() + RENEWED_S
    ):
        return
    teams = "-".join([each.hex for each in sorted(team_ids)][:MOST_TEAMS])
    said = f"{int(time.time()) + LIFE_S}.{request.user.pk}.{teams}"
    signature = sign(_PURPOSE, f"{said}.{session_key}")
    response.set_cookie(
        COOKIE,
        f"{said}.{signature}",
        max_age=LIFE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
