"""Says whether this process answers, and whether it can do its part.

`/healthz` asks nothing at all. `/readyz` asks everything; a stranger hears ok or
not, an admin and whoever has the metrics token hear which part.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from generations import readiness
from generations.views.metrics import has_token
from teams.access import member_of, runs_studio


@login_not_required
def show_health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as plain text."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def show_readiness(request: HttpRequest) -> HttpResponse:
    """Answer 200 when every part is well, else 503."""
    found = readiness.look()
    told: dict[str, object] = {"ok": found.is_ready}
    if has_token(request) or _is_admin(request):
        told["parts"] = found.parts
    response = JsonResponse(told, status=200 if found.is_ready else 503)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_admin(request: HttpRequest) -> bool:
    try:
        return request.user.is_authenticated and runs_studio(member_of(request))
    except (Http404, DatabaseError):  # no team, or nobody can tell
        return False
