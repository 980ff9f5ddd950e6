"""Leads the first visitor to the owner's account, guests to the sign-in."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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


class AskToSignIn(LoginRequiredMiddleware):
    """Redirect guests to the sign-in; look nobody up for a view that needs nobody."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], *given: Any
    ) -> HttpResponseBase | None:
        """Return the redirect, None to let the view answer."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, *given)
