"""Fills a prepared studio with thumbnails and open tiles, then signs its owner in.

Run as `python -m benchmarks.shelf PICTURES TILES` inside a studio's settings. Prints
one JSON object: the cookies of the browser, the addresses to ask for.
"""

import hashlib
import json
import random
import sys
import uuid
from decimal import Decimal
from typing import Any

import django

#: Bytes of thumbnails of 320 and 640 px, about as they come.
SIZES = {"320": (6_000, 14_000), "640": (18_000, 60_000)}
SHAPE = {"width_px": 2048, "height_px": 2048}


def main() -> None:
    """Write the rows and files, then look at a page once as the owner."""
    django.setup()
    from django.test import Client

    from generations.models import StoredImage
    from generations.views.thumbs import thumb_url
    from teams.models import Member

    pictures, tiles = int(sys.argv[1]), int(sys.argv[2])
    member = Member.objects.select_related("team", "user").get()
    images = [
        StoredImage.objects.create(**_picture(number, member.team_id))
        for number in range(pictures)
    ]
    opened = [f"open={_awaited(member)}:generating" for _number in range(tiles)]
    browser = Client(headers={"host": "127.0.0.1"})
    browser.force_login(
        member.user, "allauth.account.auth_backends.AuthenticationBackend"
    )
    assert browser.get("/changes/").status_code == 302  # it asks who that is
    told = {
        "cookies": {name: each.value for name, each in browser.cookies.items()},
        "thumbnails": [thumb_url(each, int(s)) for each in images for s in SIZES],
        "by_row": [f"/files/{each.pk}/{size}/" for each in images for size in SIZES],
        "poll": f"/changes/?{'&'.join(opened)}",
    }
    print(json.dumps(told))


def _awaited(member: Any) -> uuid.UUID:
    """Write a picture that a gateway is drawing; return its id."""
    from django.utils import timezone

    from generations.models import Attempt, Generation, Output

    generation = Generation.objects.create(
        team=member.team,
        person=member.user,
        mode="text-to-image",
        prompt="a lighthouse above a rough sea",
        offer_key="seedream-4.0@simulator",
        size="2048x2048",
        form_token=uuid.uuid4(),
        fingerprint="0" * 64,
        parameters={},
        estimate=Decimal(0),
        currency="USD",
        **SHAPE,
    )
    now = timezone.now()
    attempt = Attempt.objects.create(
        team=member.team, generation=generation, state="sent", sent_at=now
    )
    output = Output.objects.create(
        team=member.team, generation=generation, attempt=attempt, index=0, listed_at=now
    )
    return output.pk


def _picture(number: int, team_id: uuid.UUID) -> dict[str, Any]:
    """Keep two thumbnails of random bytes; return the columns of their picture."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    thumbnails = {}
    for size, (least, most) in SIZES.items():
        key = f"thumbnails/{team_id}/{sha256[:2]}/{sha256}-{size}.avif"
        content = random.randbytes(random.randint(least, most))
        default_storage.save(key, ContentFile(content))
        thumbnails[size] = {
            "key": key,
            "size_bytes": len(content),
            "media_type": "image/avif",
            "width_px": int(size),
            "height_px": int(size),
        }
    return {
        "team_id": team_id,
        "sha256": sha256,
        "key": f"originals/{team_id}/{sha256[:2]}/{sha256}.jpg",
        "size_bytes": 1,
        "media_type": "image/jpeg",
        "thumbnails": thumbnails,
        **SHAPE,
    }


if __name__ == "__main__":
    main()
