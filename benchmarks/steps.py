"""How long a step of ten thousand pictures takes, done and undone, chunk by chunk.

Run as `python -m benchmarks.steps [PICTURES]` inside the settings of an empty,
prepared studio, on either database. Prints a line for each verb; the longest chunk is
how long others may have to wait for the lock.
"""

import sys
import time
import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import django

VERBS: tuple[tuple[str, Any], ...] = (
    ("rate", 4),
    ("flag", "pick"),
    ("favourite", "person"),
    ("tag", "tag"),
    ("collect", "collection"),
    ("trash", None),
)


def main() -> None:
    """Write the pictures, then take each verb and its undo."""
    django.setup()
    from generations.library import asked, steps
    from generations.library.verbs import VERBS as KNOWN
    from generations.models import Collection, Tag
    from generations.search import read_roll

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    member = _member()
    _write(member, count)
    tag = Tag.objects.named(member.team, "brand").pk
    collection = Collection.objects.create(team=member.team, name="Kept").pk
    marks = {"person": [member.user_id], "tag": [tag], "collection": [collection]}
    for name, value in VERBS:
        verb = KNOWN[name]
        began = time.perf_counter()
        places = asked.all_places(read_roll(member, {}), verb)[:count]
        step = steps.begin(member, verb, marks.get(str(value), value), places)
        asked_s = time.perf_counter() - began
        done, undone = _taken(step.pk), 0.0
        steps.undo(step)
        undone = _taken(step.pk)[0]
        print(
            f"{name:10} {len(places):6} pictures: asked {asked_s:.2f} s,"
            f" done {done[0]:.2f} s, longest chunk {1000 * done[1]:.0f} ms,"
            f" undone {undone:.2f} s"
        )


def _taken(step_id: uuid.UUID) -> tuple[float, float]:
    """Take what is left of a step; returns seconds in all and of the longest chunk."""
    from generations.library import steps

    chunks = []
    has_more = True
    while has_more:
        began = time.perf_counter()
        has_more = steps._take_chunk(step_id)
        chunks.append(time.perf_counter() - began)
    return sum(chunks), max(chunks)


def _member() -> Any:
    from teams.models import Member, Team, User
    from teams.roles import Role

    user = User.objects.create_user(f"{uuid.uuid4()}@example.com", "a long pass phrase")
    team = Team.objects.create(name="Benchmark")
    return Member.objects.create(user=user, team=team, role=Role.OWNER)


def _write(member: Any, count: int) -> None:
    """Write stored pictures in clicks of four, with the words of a real prompt."""
    from generations.models import Attempt, Listing, Output, StoredImage

    image = StoredImage.objects.create(
        team=member.team,
        sha256="0a" * 32,
        key="originals/0a.png",
        size_bytes=4,
        media_type="image/png",
        width_px=2048,
        height_px=2048,
    )
    for _click in range((count + 3) // 4):
        generation = _wish(member)
        generation.save()
        attempt = Attempt.objects.create(
            team=member.team, generation=generation, state="answered"
        )
        outputs = Output.objects.bulk_create(
            Output(
                team=member.team,
                generation=generation,
                attempt=attempt,
                index=index,
                state="stored",
                image=image,
                listed_at=generation.created_at - timedelta(microseconds=index),
            )
            for index in range(4)
        )
        Listing.objects.enter(generation, outputs)


def _wish(member: Any) -> Any:
    from django.utils import timezone

    from generations.models import Generation

    return Generation(
        team=member.team,
        person=member.user,
        form_token=uuid.uuid4(),
        fingerprint="0" * 64,
        mode="text-to-image",
        offer_key="seedream-4.5@simulator",
        prompt="a quiet harbour at dawn, gulls on wet stone, 夜晚的猫在墙上, film",
        size="2048x2048",
        width_px=2048,
        height_px=2048,
        estimate=Decimal("0.04"),
        currency="USD",
        created_at=timezone.now(),
    )


if __name__ == "__main__":
    main()
