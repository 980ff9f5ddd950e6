"""Browsers of alice, bob and charlie, and rows for them to look at."""

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from generations.library import steps
from generations.library.verbs import VERBS
from generations.models import (
    Attempt,
    Collection,
    Generation,
    Listing,
    Output,
    StoredImage,
)
from generations.storage import content_key

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def demo_only(settings):
    """Sell the simulator's pictures, and nothing else."""
    settings.STUDIO_SIMULATOR = "on"
    settings.SEEDREAM_BASE_URL = ""


def signed_in(member):
    client = Client()
    client.force_login(
        member.user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def as_alice(alice):
    return signed_in(alice)


@pytest.fixture
def as_bob(bob):
    return signed_in(bob)


@pytest.fixture
def as_charlie(charlie):
    return signed_in(charlie)


@pytest.fixture
def passing(as_alice):
    """Alice's browser with its pass, which any page that asks for her hands out."""
    as_alice.get("/changes/")
    return as_alice


@pytest.fixture
def charlie_passing(as_charlie):
    """The browser of another team's owner, with a pass of its own."""
    as_charlie.get("/changes/")
    return as_charlie


@pytest.fixture
def make_output(alice):
    """Return a function that makes one output with its attempt and generation."""

    def make(*, at=NOON, state="promised", attempt=None, image=None, **wish):
        wish = {
            "prompt": "A lighthouse of folded paper",
            "offer_key": "seedream-4.5@simulator",
            "size": "2496x1664",
            "width_px": 2496,
            "height_px": 1664,
            "parameters": {"watermark": True},
            "estimate": Decimal("0.040000"),
            "currency": "USD",
            "mode": "text-to-image",
            **wish,
        }
        generation = Generation.objects.create(
            team=alice.team,
            person=alice.user,
            form_token=uuid.uuid4(),
            fingerprint="0" * 64,
            created_at=at,
            **wish,
        )
        sent = Attempt.objects.create(
            team=alice.team, generation=generation, **(attempt or {})
        )
        output = Output.objects.create(
            team=alice.team,
            generation=generation,
            attempt=sent,
            index=0,
            state=state,
            listed_at=at,
            image=image,
        )
        Listing.objects.enter(generation, [output])
        return output

    return make


@pytest.fixture
def three(make_image):
    """The ids of three pictures of alice's team."""
    return [str(make_image(color=name).pk) for name in ("red", "green", "blue")]


@pytest.fixture
def theirs(charlie):
    """A picture of charlie's team."""
    return StoredImage.objects.create(
        team=charlie.team,
        sha256="c" * 64,
        key="x",
        size_bytes=1,
        media_type="image/png",
        width_px=100,
        height_px=100,
    )


def picture_bytes(color="navy", size=(96, 64)):
    buffer = BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def make_image(alice):
    """Return a function that stores a small JPEG, with a 320 px thumbnail or none."""

    def make(*, color="navy", size=(96, 64), thumbnails=("320",)):
        content = picture_bytes(color, size)
        sha256 = hashlib.sha256(content).hexdigest()
        key = content_key(sha256, "jpg", prefix="originals")
        default_storage.save(key, ContentFile(content))
        made = {}
        for name in thumbnails:
            small = f"thumbnail {name} of {color}".encode()
            folder = f"thumbnails/{alice.team_id}/{sha256[:2]}"
            place = f"{folder}/{sha256}-{name}.webp"
            default_storage.save(place, ContentFile(small))
            made[name] = {
                "key": place,
                "width_px": int(name),
                "height_px": int(name) * 2 // 3,
                "media_type": "image/webp",
            }
        return StoredImage.objects.create(
            team=alice.team,
            sha256=sha256,
            key=key,
            size_bytes=len(content),
            media_type="image/jpeg",
            width_px=size[0],
            height_px=size[1],
            thumbnails=made,
            placeholder="UklGRg==",
        )

    return make


@pytest.fixture
def make_stored(make_output, make_image):
    """Return a function that makes a stored picture."""

    def make(*, at=NOON, color="navy", image=None, attempt=None, **wish):
        answered = {
            "state": "answered",
            "sent_at": at,
            "answered_at": at + timedelta(seconds=27),
            "request_id": "0217635c41f9e",
            "remote_model": "doubao-seedream-4-5-251128",
            "images_billed": 1,
            "cost": Decimal("0.040000"),
            "http_status": 200,
        }
        return make_output(
            at=at,
            state="stored",
            image=image or make_image(color=color),
            attempt=answered | (attempt or {}),
            **wish,
        )

    return make


@pytest.fixture
def redraw(as_alice):
    """Return a function that posts a form to be drawn anew; htmx unless told."""

    def post(page, order=(), *, headers=HTMX, client=as_alice, **values):
        values = {
            "offer": "seedream-4.0@simulator",
            "prompt": "@1 wears @2",
            "references": list(order),
            "tray_before": ",".join(order),
        } | values
        return client.post(f"{page}redraw/", values, headers=headers)

    return post


@pytest.fixture
def silent(monkeypatch):
    """No broker: what would be rung for, by id."""
    rung = []
    monkeypatch.setattr(
        "generations.views.decisions.ring", lambda _task, row_id: rung.append(row_id)
    )
    return rung


@pytest.fixture
def unknown(make_output, silent):
    """A picture whose request may have been billed, two hours ago."""
    return make_output(
        attempt={
            "state": "unknown",
            "error_kind": "OutcomeUnknown",
            "sent_at": timezone.now() - timedelta(hours=2),
            "request_id": "req-77",
        }
    )


@pytest.fixture
def lines(make_stored):
    """The lines of four stored pictures, newest first."""
    for number, color in enumerate(("red", "green", "blue", "navy")):
        make_stored(at=NOON - timedelta(hours=number), color=color)
    return list(Listing.objects.newest_first())


@pytest.fixture
def kept(alice, lines):
    """A collection of all four, in the order of the gallery."""
    made = Collection.objects.create(team=alice.team, name="Spring")
    places = [line.place for line in lines]
    steps.take(steps.begin(alice, VERBS["collect"], [made.pk], places).pk)
    return made
