"""A library in a bucket: looked through, taken out, and brought in from a folder."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from generations.models import StoredImage
from tests.storage.bucket import Bucket

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_whole_bucket_has_no_findings(bucket, keep, found):
    keep(1), keep(2)

    assert found(everything=True) == []


def test_what_is_gone_from_a_bucket_and_what_is_altered_is_told(bucket, keep, found):
    gone, altered = keep(1), keep(2)
    default_storage.delete(gone.key)
    size = len(bucket.contents()[altered.key])
    bucket.replace(altered.key, b"x" * size)

    findings = found(everything=True)

    assert sorted(findings) == sorted([("missing", gone.key), ("altered", altered.key)])


def test_a_library_moves_from_a_folder_into_a_bucket(keep, settings, tmp_path, found):
    kept = {keep(1).key, keep(2).key}
    call_command("export", str(tmp_path / "library"))
    bucket = Bucket()
    settings.STORAGES = {**settings.STORAGES, "default": bucket.storages()}
    StoredImage.objects.all().delete()

    call_command("import", str(tmp_path / "library"))

    assert kept <= bucket.contents().keys()
    assert found(everything=True) == []
    bucket.stop()
