"""References on their way out: API copies that fit, inline or by a signed address.

The uploads themselves stay as they came; nothing hidden in them goes along.
"""

import base64
from collections.abc import Sequence

from django.conf import settings
from django.core.signing import TimestampSigner
from django.urls import reverse

from generations.catalogue.vocabulary import Offer, ReferenceTransport
from generations.clients.contract import InputImage
from generations.imaging import ApiCopy, api_copy
from generations.models import StoredImage
from generations.pipeline import files

#: Room in a request body for everything but the pictures: the longest prompt the
#: form takes, all of it escaped as surrogates of 12 bytes a character.
BODY_RESERVE_BYTES = 400_000
#: How long a signed address of a reference may be fetched.
ADDRESS_LIFE_S = 3_600

signer = TimestampSigner(salt="generations.reference")


def prepared(images: Sequence[StoredImage], offer: Offer) -> tuple[InputImage, ...]:
    """Return the references as this offer's gateway takes them, in order.

    Raises:
        NotAPicture: one cannot be read any more.
        ValueError: one cannot be brought within the limits.
    """
    if offer.gateway.reference_transport is ReferenceTransport.PUBLIC_URL:
        return tuple(InputImage(url=public_address(each, offer)) for each in images)
    return tuple(
        InputImage(content=copy.content, media_type=copy.media_type)
        for copy in copies(images, offer)
    )


def copies(images: Sequence[StoredImage], offer: Offer) -> list[ApiCopy]:
    """Return the API copies, shrunk evenly when together they pass the body limit."""
    made = [copy_of(each, offer) for each in images]
    room = body_room(offer)
    if _encoded(made) <= room:
        return made
    share = room * 3 // 4 // len(made)
    return [
        copy if len(copy.content) <= share else copy_of(image, offer, most=share)
        for image, copy in zip(images, made, strict=True)
    ]


def copy_of(image: StoredImage, offer: Offer, *, most: int | None = None) -> ApiCopy:
    """Return one API copy within the offer's limits, and within `most` bytes."""
    rule = offer.capabilities.reference
    if rule is None:
        raise ValueError("this offer takes no references")
    with files.local_copy(image.key) as path:
        return api_copy(
            path,
            formats=rule.formats,
            max_bytes=min(rule.max_bytes, most or rule.max_bytes),
            max_pixels=rule.max_pixels,
        )


def body_room(offer: Offer) -> int:
    """Return how many base64 bytes of references a request body has room for."""
    return offer.gateway.max_body_bytes - BODY_RESERVE_BYTES


def has_public_address() -> bool:
    """Say whether gateways can fetch references from this studio."""
    return bool(settings.STUDIO_PUBLIC_URL)


def public_address(image: StoredImage, offer: Offer) -> str:
    """Return a short-lived signed address of the API copy of a reference.

    Raises:
        ValueError: the studio has no address that gateways could reach.
    """
    if not has_public_address():
        raise ValueError("STUDIO_PUBLIC_URL is not set")
    token = signer.sign(f"{image.pk}:{offer.key}")
    path = reverse("generations:reference", args=[token])
    return f"{settings.STUDIO_PUBLIC_URL}{path}"


def _encoded(made: Sequence[ApiCopy]) -> int:
    """Return the bytes the copies take as data URIs."""
    return sum(len(base64.b64encode(copy.content)) + 40 for copy in made)
