"""What the pipeline does on a bucket: waits before it pays, keeps what was paid."""

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from werkzeug.wrappers import Response

from generations import report
from generations.models import Attempt, Output, StoredImage
from generations.pipeline.store import keep_upload, store
from generations.pipeline.thumbnails import finish as finish_thumbnails

OFFER = "seedream-4.0@custom"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bucket")]
AWAY = Response("<Error><Code>SlowDown</Code></Error>", 503)


def make_due(kind, row):
    kind.objects.filter(pk=row.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1)
    )


def test_a_picture_and_its_thumbnails_are_kept_in_the_bucket(
    announced, bucket, sha256, tmp_path
):
    output = announced()

    image_id = store(output.pk)
    finish_thumbnails(image_id)

    image = StoredImage.objects.get(pk=image_id)
    kept = bucket.contents()
    thumbnails = {each["key"] for each in image.thumbnails.values()}
    assert sorted(image.thumbnails, key=int) == ["320", "640", "1280"]
    assert kept.keys() == {image.key} | thumbnails
    assert sha256(kept[image.key]) == image.sha256
    assert not (tmp_path / "store").exists()


def test_a_picture_is_reported_by_its_name_in_the_bucket(announced, bucket):
    output = announced()
    store(output.pk)

    told = report.report(output.generation)["outputs"][0]

    key = Output.objects.get().image.key
    assert told["path"] == f"s3://{bucket.name}/{key}"


def test_a_reference_in_the_bucket_goes_along(gateway, ask, send_now, upload):
    generation = ask(OFFER, mode="edit", size="1K", references=[upload()])

    sent = send_now(generation.attempts.get())

    assert sent.state == "answered"
    assert gateway.ledger.requests()[0]["references"] == 1


def test_nothing_is_paid_while_the_bucket_is_away(
    gateway, ask, send_now, bucket, settings
):
    generation = ask(OFFER, size="1K")
    bucket.stop()

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "store_broken")
    assert gateway.ledger.requests() == []

    bucket.start()
    settings.STORAGES = {**settings.STORAGES}  # made anew, it remembers no answer
    make_due(Attempt, paused)
    assert send_now(paused).state == "answered"


def test_a_bucket_that_goes_away_between_two_questions_pauses_too(
    gateway, ask, send_now, upload, bucket
):
    generation = ask(OFFER, mode="edit", size="1K", references=[upload()])
    assert default_storage.is_writable()
    bucket.stop()

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "store_broken")
    assert gateway.ledger.requests() == []


def test_a_bucket_that_dies_before_the_original_gets_it_afterwards(announced, bucket):
    output = announced()
    bucket.fault = lambda method, key: AWAY if key.startswith("originals/") else None

    assert store(output.pk) is None
    output.refresh_from_db()
    waiting = output.state
    half = bucket.contents()
    bucket.fault = None
    make_due(Output, output)
    image_id = store(output.pk)

    output.refresh_from_db()
    assert (waiting, output.state) == ("announced", "stored")
    assert [key.partition("/")[0] for key in half] == ["thumbnails"]
    assert default_storage.exists(StoredImage.objects.get(pk=image_id).key)


def test_a_bucket_that_is_gone_altogether_never_loses_a_paid_picture(announced, bucket):
    output = announced()
    Output.objects.filter(pk=output.pk).update(tries=50)
    gone = Response("<Error><Code>NoSuchBucket</Code></Error>", 404)
    bucket.fault = lambda method, key: gone

    store(output.pk)

    output.refresh_from_db()
    assert (output.state, bool(output.url)) == ("announced", True)


def test_an_upload_is_refused_as_by_a_full_disk(alice, bucket, draw, tmp_path):
    path = tmp_path / "upload.png"
    path.write_bytes(draw())
    bucket.stop()

    with pytest.raises(OSError):
        keep_upload(path, team_id=alice.team_id)

    assert path.exists()
