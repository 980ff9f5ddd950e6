"""The bytes themselves: originals as they came, and their thumbnails.

Only a member of the picture's team gets them, and never as a page of ours. A store
elsewhere answers itself, under an address that we sign for a few minutes.
"""

import logging
import uuid
from typing import BinaryIO, cast

from django.core.files.storage import default_storage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from generations.models import Output, StoredImage
from generations.views.ranges import answer_file
from teams.access import member_of

logger = logging.getLogger(__name__)

FOREVER = "private, max-age=31536000, immutable"
#: A smaller thumbnail in place of one that is still being made.
FOR_NOW = "private, max-age=30"
#: An address of the store, which ends 60 s before its signature does.
SIGNED = "private, max-age=240"
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
LONGEST_SLUG = 48


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
    team = member_of(request).team
    return get_object_or_404(StoredImage, pk=image_id, team=team)


def _answer(
    request: HttpRequest,
    key: str,
    *,
    etag: str,
    media_type: str,
    disposition: str = "inline",
) -> HttpResponseBase:
    """Answer a file of the store under headers that keep it from acting as a page.

    Raises:
        Http404: the store has lost the file; the log says which.
    """
    try:
        if hasattr(default_storage, "signed_url"):
            return _redirect(request, key, media_type, disposition)
        file = cast(BinaryIO, default_storage.open(key, "rb"))
        length = default_storage.size(key)
    except FileNotFoundError as error:
        logger.error("the store has lost %s", key)
        raise Http404(key) from error
    response = answer_file(
        request, file, length=length, etag=f'"{etag}"', media_type=media_type
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = disposition
    return response


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
