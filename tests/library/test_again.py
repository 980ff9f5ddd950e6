"""What comes back: deleted bytes kept again, binned requests sent again."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from generations.library import purge
from generations.models import Attempt, AttemptState, Listing, Shelf, StoredImage
from generations.pipeline import decide
from generations.pipeline.store import keep_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(alice, tmp_path):
    """Return a function that keeps the same picture, each time anew."""

    def run():
        file = io.BytesIO()
        Image.new("RGB", (64, 48), (200, 90, 40)).save(file, "PNG")
        path = tmp_path / "upload.png"
        path.write_bytes(file.getvalue())
        return keep_upload(path, team_id=alice.team_id)

    return run


def test_bytes_kept_again_after_they_were_deleted_live(upload):
    first = upload()
    assert purge.purge_image(first.pk)
    assert not default_storage.exists(first.key)

    again = upload()

    assert again.pk == first.pk
    row = StoredImage.objects.get()
    assert row.purged_at is None
    assert default_storage.exists(row.key)
    assert all(default_storage.exists(each["key"]) for each in row.thumbnails.values())


def test_bytes_deleted_twice_are_deleted_once(upload):
    image = upload()

    assert purge.purge_image(image.pk)
    assert not purge.purge_image(image.pk)


def test_a_binned_request_that_is_sent_again_is_seen_again(alice, make, press):
    [line, other] = make(alice, 2)
    Attempt.objects.filter(pk=line.output.attempt_id).update(
        state=AttemptState.CANCELLED
    )
    press("trash", None, [line, other])
    attempt = Attempt.objects.get(pk=line.output.attempt_id)

    assert decide.send_after_all(attempt, person=alice.user)

    line.refresh_from_db()
    other.refresh_from_db()
    assert (line.shelf, line.fold, line.trashed_by) == (Shelf.GALLERY, 0, None)
    assert other.shelf == Shelf.TRASH
    assert Listing.objects.in_gallery(alice.team).count() == 1
