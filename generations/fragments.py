"""Which HTML answers: the whole page, or the fragment htmx asked for.

Owns that one choice; knows no rows and no forms.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str,
    status: int = 200,
) -> HttpResponse:
    """Render the fragment for an htmx request, the whole page otherwise.

    `fragment` names a partial of the template ("rows") or a template of its own
    ("generations/_tile.html"). A restored history entry is always a whole page.
    """
    name = template
    if wants_fragment(request):
        name = fragment if fragment.endswith(".html") else f"{template}#{fragment}"
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether htmx asks, and not for the restoring of a page."""
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.history_restore_request
