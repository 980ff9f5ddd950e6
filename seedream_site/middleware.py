"""What every answer carries: an id, the content policy, who may keep it.

Nothing stands behind the headers of an answer to HEAD.
"""

import re
from collections.abc import Callable
from secrets import token_hex

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from structlog.contextvars import bound_contextvars

from seedream_site.policy import content_policy

#: An id that a proxy may give; anything else could be words in our log.
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def name_request(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request an id, the proxy's or its own: in log lines and answer."""

    def respond(request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if REQUEST_ID.fullmatch(given) else token_hex(8)
        with bound_contextvars(request=request_id):
            response = get_response(request)
        response.headers["X-Request-ID"] = request_id
        return response

    return respond


def guard_response(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Set the content policy everywhere and keep pages out of caches."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", content_policy())
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "HEAD":
            _drop_body(response)
        return response

    return respond


def _drop_body(response: HttpResponseBase) -> None:
    """Leave what HEAD asks for; not every server takes the body off by itself.

    One that stays would be read as the next answer on the same connection.
    """
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = ()
    elif isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
