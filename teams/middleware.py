"""Leads the first visitor to the owner's account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from teams.founding import needs_owner

OPEN_PREFIXES = ("/setup/", "/language/", "/static/", "/healthz", "/readyz", "/metrics")


def ask_for_owner(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Redirect to the set-up page as long as nobody exists; then never again."""
    founded = False

    def respond(request: HttpRequest) -> HttpResponse:
        nonlocal founded
        if not founded and not request.path.startswith(OPEN_PREFIXES):
            founded = request.user.is_authenticated or not needs_owner()
            if not founded:
                return redirect(reverse("teams:setup"))
        return get_response(request)

    return respond
