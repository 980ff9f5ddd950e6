"""The one poller of a page: which of its open tiles look different now."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.fragments import wants_fragment
from generations.models import Output
from generations.views.retry_bar import retry_bar_of
from generations.views.tiles import tiles_of
from teams.access import member_of

#: Tiles one request may ask about; the others are asked about by the next.
MOST = 200
#: What tells htmx that there is nothing left to poll for.
STOP_POLLING = 286


@require_safe
@never_cache
def changes(request: HttpRequest) -> HttpResponse:
    """Answer the tiles that changed, out of band; 204 when none did."""
    member = member_of(request)
    if not wants_fragment(request):
        return redirect("generations:gallery")
    seen = read_open(request.GET.getlist("open"))
    if not seen:
        return HttpResponse(status=STOP_POLLING)
    found = Output.objects.for_team(member.team).filter(pk__in=seen)
    tiles = {tile.output.pk: tile for tile in tiles_of(found)}
    changed = [tile for key, tile in tiles.items() if tile.face.key != seen[key]]
    gone = [key for key in seen if key not in tiles]
    if not changed and not gone:
        return HttpResponse(status=204)
    context: dict[str, Any] = {
        "changed": changed,
        "gone": gone,
        "finished": [tile for tile in changed if not tile.face.is_open],
    }
    if request.GET.get("bar") and context["finished"]:
        context["bar"] = retry_bar_of(member)
    return render(request, "generations/_changes.html", context)


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
