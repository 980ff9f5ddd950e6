"""Says that this process answers; asks neither the database nor the store."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse


@login_not_required
def show_health(request: HttpRequest) -> HttpResponse:
    """Answer "ok" as plain text."""
    return HttpResponse("ok", content_type="text/plain")
