"""References for gateways that take addresses only: signed, short-lived, plain."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from generations import accounts
from generations.imaging import NotAPicture
from generations.models import StoredImage
from generations.pipeline.references import ADDRESS_LIFE_S, copy_of, signer


@login_not_required
@require_safe
def show_reference(request: HttpRequest, token: str) -> HttpResponse:
    """Give the API copy of one reference to whom holds its address, for an hour."""
    try:
        named = signer.unsign(token, max_age=ADDRESS_LIFE_S)
        image_id, _colon, key = named.partition(":")
        image = StoredImage.objects.get(pk=uuid.UUID(image_id))
        offer = accounts.find_offer(key)
        if offer is None:
            raise Http404("offer")
        copy = copy_of(image, offer)
    except (BadSignature, ValueError, StoredImage.DoesNotExist):
        raise Http404("reference") from None
    except (NotAPicture, FileNotFoundError):  # gone or broken since it was signed
        raise Http404("bytes") from None
    response = HttpResponse(copy.content, content_type=copy.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = f"private, max-age={ADDRESS_LIFE_S}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
