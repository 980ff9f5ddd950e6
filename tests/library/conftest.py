"""Pictures of alice's team that are here, with bytes of their own."""

import hashlib
import uuid
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from generations.library import steps
from generations.library.verbs import VERBS
from generations.models import (
    Attempt,
    AttemptState,
    Favourite,
    Generation,
    Listing,
    Output,
    OutputState,
    Placement,
    Step,
    StoredImage,
    Tagging,
)
from generations.storage import content_key
from tests.models.conftest import WISH

COLUMNS = ("shelf", "fold", "trashed_at", "trashed_by", "rating", "flag", "colour")


def keep(team, content, *, extension="png"):
    """Return a stored image of these bytes, with a thumbnail of its own."""
    sha256 = hashlib.sha256(content).hexdigest()
    key = content_key(sha256, extension, prefix=f"originals/{team.pk}")
    default_storage.save(key, ContentFile(content))
    place = key.replace("originals", "thumbnails").replace(".png", "-320.avif")
    default_storage.save(place, ContentFile(b"small " + content))
    return StoredImage.objects.create(
        team=team,
        sha256=sha256,
        key=key,
        size_bytes=len(content),
        media_type="image/png",
        width_px=64,
        height_px=48,
        thumbnails={"320": {"key": place, "size_bytes": len(content) + 6}},
        has_all_sizes=True,
    )


def arrive(outputs, *, content=b"picture"):
    """Let promised pictures be here, each with bytes of its own."""
    for number, output in enumerate(outputs):
        kept = keep(output.team, content + b" %d %s" % (number, output.pk.bytes))
        Output.objects.filter(pk=output.pk).update(state=OutputState.STORED, image=kept)
        Attempt.objects.filter(pk=output.attempt_id).update(state=AttemptState.ANSWERED)


@pytest.fixture
def make(db):
    """Return a function that makes a click of stored pictures; their lines."""

    def run(member, count=4, **changes):
        generation = Generation.objects.submit(
            replace(WISH, variations=count, **changes),
            team=member.team,
            person=member.user,
            token=uuid.uuid4(),
        )
        arrive(generation.outputs.all())
        return list(Listing.objects.filter(generation=generation).newest_first())

    return run


@pytest.fixture
def lines(alice, make):
    """The lines of a click of four, first one first."""
    return make(alice)


@pytest.fixture
def press(alice):
    """Return a function that does a verb to lines at once and returns the step."""

    def run(verb, value, found, *, member=alice):
        places = [line.place for line in found]
        step = steps.begin(member, VERBS[verb], value, places)
        steps.take(step.pk)
        return Step.objects.get(pk=step.pk)

    return run


def undo(step):
    """Take a step back whole."""
    assert steps.undo(step)
    steps.take(step.pk)


def snapshot():
    """Return everything a step may change, words as sets."""
    columns = Listing.objects.order_by("place").values_list("place", "words", *COLUMNS)
    return {
        "lines": [(row[0], frozenset(row[1].split()), *row[2:]) for row in columns],
        "favourites": set(Favourite.objects.values_list("person", "listing")),
        "taggings": set(Tagging.objects.values_list("tag", "listing")),
        "placements": set(
            Placement.objects.values_list("collection", "listing", "rank")
        ),
    }
