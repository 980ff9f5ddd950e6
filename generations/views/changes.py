"""The one poller of a page: which of its open tiles look different now."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.faces import face_of
from generations.fragments import wants_fragment
from generations.models import Output
from generations.search.sql import Sql
from generations.views.arrivals import News, count_all, inquiry_of
from generations.views.retry_bar import RetryBar, retry_bar_of
from generations.views.tiles import Tile, tiles_of
from generations.views.waiting import turns_of
from teams.access import member_of
from teams.passes import teams_in_rows, teams_of

#: Tiles one request may ask about; the others are asked about by the next.
MOST = 200
#: What tells htmx that there is nothing left to poll for.
STOP_POLLING = 286


@login_not_required
@require_safe
@never_cache
def changes(request: HttpRequest) -> HttpResponse:
    """Answer the tiles that changed, out of band; 204 when none did.

    Of any team of the person: a page stays open while another one is worked in. With
    a pass the tiles are all that is looked up.
    """
    teams = teams_of(request)
    if teams is None:
        return redirect_to_login(request.get_full_path())
    if not wants_fragment(request):
        return redirect("generations:gallery")
    seen = read_open(request.GET.getlist("open"))
    inquiry = inquiry_of(request)
    if not seen and inquiry is None:
        return HttpResponse(status=STOP_POLLING)
    wanted = inquiry.counts() if inquiry else {}
    shown = _outputs(seen, teams, wanted) if seen else []
    counted = _counted(shown, wanted)
    if len(shown) < len(seen):  # gone, or of a team joined since the pass was made
        teams = teams_in_rows(request)
        shown = _outputs(seen, teams, {})
    news = inquiry.read(counted) if inquiry else News()
    turns = turns_of(shown)
    keys = {each.pk: face_of(each, turns.get(each.attempt_id)).key for each in shown}
    other = [output_id for output_id, key in keys.items() if key != seen[output_id]]
    gone = [output_id for output_id in seen if output_id not in keys]
    if not other and not gone and not news:
        return HttpResponse(status=204)
    changed = tiles_of(Output.objects.for_teams(teams).filter(pk__in=other))
    finished = [tile for tile in changed if not tile.face.is_open]
    context: dict[str, Any] = {"changed": changed, "gone": gone, "finished": finished}
    context["news"] = news
    if request.GET.get("bar") and finished:
        context["bar"] = _bar(request, finished)
    return render(request, "generations/_changes.html", context)


def _outputs(
    seen: dict[uuid.UUID, str], teams: frozenset[uuid.UUID], wanted: dict[str, Sql]
) -> list[Output]:
    """Return the outputs of tiles that are there; each has the numbers `wanted`."""
    found = Output.objects.for_faces(teams).filter(pk__in=seen)
    asked = {name: RawSQL(each.text, each.values) for name, each in wanted.items()}
    return list(found.annotate(**asked))


def _counted(shown: list[Output], wanted: dict[str, Sql]) -> dict[str, int]:
    """Return the numbers that came with outputs; without any they are asked for."""
    if not shown:
        return count_all(wanted)
    return {name: getattr(shown[0], name) for name in wanted}


def _bar(request: HttpRequest, finished: list[Tile]) -> RetryBar | None:
    """Return the bar of the team worked in, None when the page shows another one."""
    member = member_of(request)
    is_here = all(tile.output.team_id == member.team_id for tile in finished)
    return retry_bar_of(member) if is_here else None


def read_open(values: list[str]) -> dict[uuid.UUID, str]:
    """Return what the page shows, as output id -> key of its face.

    Each value is `<output id>:<key>`; what is not of that form is ignored.
    """
    seen: dict[uuid.UUID, str] = {}
    for value in values[:MOST]:
        output_id, _colon, key = value.partition(":")
        try:
            seen[uuid.UUID(output_id)] = key
        except ValueError:  # not ours: somebody wrote the address by hand
            continue
    return seen
