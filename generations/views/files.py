"""The bytes themselves: originals as they came, and their thumbnails.

Only a member of the picture's team gets them, and never as a page of ours: by the
rows, or a thumbnail by a proof in its address and one in the person's pass. A store
elsewhere answers itself, under an address that we sign for a few minutes; nginx may
send the files of a folder of its own.
"""

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from generations.models import Output, StoredImage
from generations.views.problems import Purged
from generations.views.ranges import answer_file
from generations.views.thumbs import PREFIX, Thumb, read_thumb
from teams.passes import teams_in_rows, teams_of_pass

logger = logging.getLogger(__name__)

FOREVER = "private, max-age=31536000, immutable"
#: A smaller thumbnail in place of one that is still being made.
FOR_NOW = "private, max-age=30"
#: An address of the store, which ends 60 s before its signature does.
SIGNED = "private, max-age=240"
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
LONGEST_SLUG = 48
#: What keeps a file from acting as a page of ours.
HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answer_thumbnails(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer thumbnails to who has a pass before anything else is asked or loaded."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        found = read_thumb(request.path_info)
        is_plain = request.method in ("GET", "HEAD")
        if found and is_plain and found.team_id in teams_of_pass(request):
            with suppress(FileNotFoundError):  # the view says so
                return _answer_thumb(request, found)
        response = get_response(request)
        # It is the same for everybody who may have it; a new pass changes nothing.
        response.headers.pop("Vary", None)
        return response

    return respond


@login_not_required
@require_safe
def signed_thumbnail(request: HttpRequest, address: str) -> HttpResponseBase:
    """Answer a thumbnail to who came without a pass, by the rows; a guest gets 404."""
    found = read_thumb(request.path_info)
    if found is None or found.team_id not in teams_in_rows(request):
        raise Http404(address)
    try:
        return _answer_thumb(request, found)
    except FileNotFoundError as error:
        logger.error("the store has lost %s", found.key)
        raise Http404(address) from error


@require_safe
def original(request: HttpRequest, image_id: uuid.UUID) -> HttpResponseBase:
    """Answer the untouched original as a download; parts of it on request."""
    image = _image(request, image_id)
    response = _answer(
        request,
        image.key,
        etag=image.sha256,
        media_type=image.media_type,
        disposition=str(content_disposition_header(True, _file_name(image))),
    )
    response.headers.setdefault("Cache-Control", FOREVER)
    return response


@require_safe
def thumbnail(request: HttpRequest, image_id: uuid.UUID, size: int) -> HttpResponseBase:
    """Answer a thumbnail; the largest there is, or the original, instead of none."""
    image = _image(request, image_id)
    exact = image.thumbnails.get(str(size))
    largest = max(image.thumbnails, key=int, default="")
    found = exact or image.thumbnails.get(largest)
    if found is None:
        response = _answer(
            request, image.key, etag=image.sha256, media_type=image.media_type
        )
    else:
        etag = f"{image.sha256}-{size if exact else largest}"
        response = _answer(
            request, found["key"], etag=etag, media_type=found["media_type"]
        )
    if not exact:
        response.headers["Cache-Control"] = FOR_NOW
    response.headers.setdefault("Cache-Control", FOREVER)
    return response


def _image(request: HttpRequest, image_id: uuid.UUID) -> StoredImage:
    """Return a picture of any team of the person: a page of another one may be open.

    Raises:
        Http404: there is none, or it was deleted for good.
    """
    teams = teams_in_rows(request)
    image = get_object_or_404(StoredImage, pk=image_id, team_id__in=teams)
    if image.purged_at is not None:
        raise Purged(image_id)
    return image


def _answer_thumb(request: HttpRequest, thumb: Thumb) -> HttpResponseBase:
    """Answer a small file whole, without a query.

    Raises:
        FileNotFoundError: it is not in the store.
    """
    if hasattr(default_storage, "signed_url"):
        return _redirect(request, thumb.key, thumb.media_type, "inline")
    etag = f'"{thumb.name}"'
    if settings.STUDIO_ACCEL_PREFIX:
        response: HttpResponseBase = _hand_over(thumb.key, thumb.media_type)
    elif unchanged := get_conditional_response(request, etag=etag):
        response = unchanged
    else:
        content = Path(default_storage.path(thumb.key)).read_bytes()
        response = HttpResponse(
            b"" if request.method == "HEAD" else content,
            content_type=thumb.media_type,
            headers={"Content-Length": str(len(content))},
        )
    return _with(response, {"ETag": etag, "Cache-Control": FOREVER, **HARMLESS})


def _answer(
    request: HttpRequest,
    key: str,
    *,
    etag: str,
    media_type: str,
    disposition: str = "inline",
) -> HttpResponseBase:
    """Answer a file of the store, or the part of it that was asked for.

    Raises:
        Http404: the store has lost the file; the log says which.
    """
    try:
        if hasattr(default_storage, "signed_url"):
            return _redirect(request, key, media_type, disposition)
        length = default_storage.size(key)
        if settings.STUDIO_ACCEL_PREFIX:
            response: HttpResponseBase = _hand_over(key, media_type)
        else:
            file = cast(BinaryIO, default_storage.open(key, "rb"))
            response = answer_file(
                request, file, length=length, etag=f'"{etag}"', media_type=media_type
            )
    except FileNotFoundError as error:
        logger.error("the store has lost %s", key)
        raise Http404(key) from error
    return _with(response, {"Content-Disposition": disposition, **HARMLESS})


def _with(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _hand_over(key: str, media_type: str) -> HttpResponse:
    """Let nginx send a file of the folder; it knows 304, ranges and If-Range."""
    place = f"{settings.STUDIO_ACCEL_PREFIX}{quote(key)}"
    return HttpResponse(
        content_type=media_type,
        headers={"X-Accel-Redirect": place, "Content-Length": "0"},
    )


def _redirect(
    request: HttpRequest, key: str, media_type: str, disposition: str
) -> HttpResponseBase:
    """Send who may have a file to the store, which knows 304, ranges and If-Range.

    Raises:
        FileNotFoundError: an original is gone; a thumbnail is not looked for.
    """
    if disposition != "inline":
        default_storage.size(key)
    address = default_storage.signed_url(  # type: ignore[attr-defined]  # of S3 only
        key,
        media_type=media_type,
        disposition=disposition,
        is_head=request.method == "HEAD",
    )
    return HttpResponseRedirect(address, headers={"Cache-Control": SIGNED})


def _file_name(image: StoredImage) -> str:
    """Return the date, some words of the prompt and the extension."""
    output = Output.objects.filter(image=image).select_related("generation").first()
    words = (
        slugify(output.generation.prompt[:200], allow_unicode=True) if output else ""
    )
    words = words[:LONGEST_SLUG].strip("-_") or image.sha256[:12]
    day = timezone.localtime(output.listed_at if output else image.created_at)
    extension = EXTENSIONS.get(image.media_type, "bin")
    return f"{day:%Y-%m-%d}-{words}.{extension}"
