"""A bucket keeps the promise of the folder: whole, verified, never overwritten."""

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from werkzeug.wrappers import Response

from generations.storage import content_key

PICTURE = b"picture" * 1000


def key_of(content, prefix="originals"):
    return content_key(hashlib.sha256(content).hexdigest(), "jpg", prefix=prefix)


NAME = key_of(PICTURE)
THUMBNAIL = NAME.replace(".jpg", "-320.avif").replace("originals", "thumbnails")


@pytest.fixture
def store(bucket):
    return storages.create_storage(bucket.storages())


@pytest.fixture
def download(tmp_path):
    """Return a function that writes a file as if it had been downloaded."""

    def write(content=PICTURE, name="download"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def failing(code, status, *, method="PUT"):
    """Return a fault: requests of a method are answered with an error of S3."""
    body = f"<Error><Code>{code}</Code></Error>"
    return lambda asked, _key: Response(body, status) if asked == method else None


def test_an_adopted_file_is_in_the_bucket_and_gone_here(store, bucket, download):
    path = download()

    name = store.adopt(path, NAME)

    assert name == NAME
    assert bucket.contents() == {NAME: PICTURE}
    assert not path.exists()


def test_a_saved_file_comes_back_byte_for_byte(store, bucket):
    store.save(THUMBNAIL, ContentFile(b"small"))

    with store.open(THUMBNAIL) as file:
        content = file.read()
        file.seek(1)
        part = file.read(3)

    assert (content, part) == (b"small", b"mal")
    assert (store.size(THUMBNAIL), store.exists(THUMBNAIL)) == (5, True)


def test_the_largest_original_goes_in_one_request(store, bucket, download):
    content = bytes(60_000_000)
    name = key_of(content)

    store.adopt(download(content), name)

    assert bucket.requests == [("PUT", name)]
    assert store.size(name) == 60_000_000


def test_adopting_what_is_there_is_a_success_and_keeps_it(store, bucket, download):
    store.adopt(download(), NAME)

    store.adopt(download(), NAME)

    assert bucket.contents() == {NAME: PICTURE}
    assert not download().with_name("nothing").exists()


def test_two_workers_that_adopt_the_same_bytes_both_succeed(store, bucket, download):
    paths = [download(name=f"download-{number}") for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda path: store.adopt(path, NAME), paths))

    assert names == [NAME] * 8
    assert bucket.contents() == {NAME: PICTURE}
    assert not any(path.exists() for path in paths)


def test_a_writer_that_meets_another_looks_whether_it_is_there(store, bucket, download):
    store.adopt(download(), NAME)
    bucket.fault = failing("ConditionalRequestConflict", 409)

    assert store.adopt(download(), NAME) == NAME


def test_a_writer_that_meets_another_and_finds_nothing_fails(store, bucket, download):
    bucket.fault = failing("ConditionalRequestConflict", 409)
    path = download()

    with pytest.raises(OSError, match="not there") as caught:
        store.adopt(path, NAME)

    assert not isinstance(caught.value, FileNotFoundError)
    assert path.exists()


def test_another_size_under_the_same_name_is_an_error_and_changes_nothing(
    store, bucket, download
):
    store.save(THUMBNAIL, ContentFile(b"small"))

    with pytest.raises(FileExistsError):
        store.save(THUMBNAIL, ContentFile(b"smaller"))

    assert bucket.contents() == {THUMBNAIL: b"small"}


def test_bytes_that_are_not_what_their_name_says_are_refused(store, bucket, download):
    path = download(b"altered on the way")

    with pytest.raises(OSError, match="BadDigest"):
        store.adopt(path, NAME)

    assert bucket.contents() == {}
    assert path.read_bytes() == b"altered on the way"


def test_a_service_that_confirms_no_checksum_is_asked_for_the_size(
    store, bucket, download
):
    bucket.fault = lambda method, key: Response("") if method == "PUT" else None

    with pytest.raises(OSError, match="not there"):
        store.adopt(download(), NAME)


def test_bytes_that_changed_in_the_bucket_are_not_handed_out(store, bucket, download):
    store.adopt(download(), NAME)
    whole = bucket.client.head_object(
        Bucket=bucket.name, Key=NAME, ChecksumMode="ENABLED"
    )
    headers = {"x-amz-checksum-sha256": whole["ChecksumSHA256"]}
    bucket.fault = lambda method, key: Response(PICTURE[::-1], 200, headers)

    with pytest.raises(OSError, match="Checksum"):
        store.open(NAME)


@pytest.mark.parametrize("call", ["open", "size", "get_modified_time"])
def test_what_is_not_there_is_a_missing_file(store, call):
    assert not store.exists(NAME)
    with pytest.raises(FileNotFoundError):
        getattr(store, call)(NAME)


@pytest.mark.parametrize("call", ["open", "size", "exists", "delete", "listdir"])
def test_a_service_that_is_away_fails_as_a_disk_would(store, bucket, call):
    bucket.stop()

    with pytest.raises(OSError) as caught:
        getattr(store, call)(NAME)

    assert not isinstance(caught.value, FileNotFoundError)
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "status"),
    [("AccessDenied", 403), ("NoSuchBucket", 404), ("SlowDown", 503), ("Odd", 418)],
)
def test_a_refused_write_is_never_a_missing_file(store, bucket, download, code, status):
    bucket.fault = failing(code, status)
    path = download()

    with pytest.raises(OSError, match=code) as caught:
        store.adopt(path, NAME)

    assert not isinstance(caught.value, FileNotFoundError)
    assert path.exists()


def test_an_answer_that_ends_in_the_middle_is_an_error(store, bucket, download):
    store.adopt(download(), NAME)
    headers = {"Content-Length": "7000"}
    bucket.fault = lambda method, key: Response(iter([PICTURE[:9]]), 200, headers)

    with pytest.raises(OSError):
        store.open(NAME)


def test_no_name_leaves_the_bucket(store, bucket):
    with pytest.raises(SuspiciousOperation):
        store.save("../outside.jpg", ContentFile(b"picture"))

    assert bucket.contents() == {}


def test_files_are_never_opened_for_writing(store):
    with pytest.raises(ValueError, match="never changed"):
        store.open(NAME, "wb")


def test_folders_and_files_are_listed_and_removed(store):
    store.save("originals/a/one.jpg", ContentFile(b"1"))
    store.save("originals/two.jpg", ContentFile(b"2"))

    listed, sizes = store.listdir("originals"), store.sizes_in("originals")
    store.delete("originals/two.jpg")
    store.delete("originals/two.jpg")

    assert listed == (["a"], ["two.jpg"])
    assert sizes == {"originals/two.jpg": 1}
    assert store.listdir("originals") == (["a"], [])


def test_a_bucket_that_takes_a_file_is_writable_and_stays_empty(store, bucket):
    assert store.is_writable()
    assert bucket.contents() == {}


def test_the_bucket_is_not_asked_before_every_request(store, bucket):
    assert all(store.is_writable() for _ in range(50))

    assert [method for method, _key in bucket.requests] == ["HEAD", "PUT", "DELETE"]


def test_a_probe_that_may_not_be_removed_stays(store, bucket):
    bucket.fault = failing("AccessDenied", 403, method="DELETE")

    assert store.is_writable()
    assert [key.partition("/")[0] for key in bucket.contents()] == ["probes"]


@pytest.mark.parametrize("method", ["HEAD", "PUT"])
def test_a_bucket_that_refuses_is_not_writable(store, bucket, method):
    bucket.fault = failing("AccessDenied", 403, method=method)

    assert not store.is_writable()


def test_the_store_of_the_settings_is_the_bucket(bucket):
    default_storage.save(NAME, ContentFile(PICTURE))

    assert bucket.contents() == {NAME: PICTURE}


def test_a_studio_with_a_folder_never_loads_boto3():
    code = (
        "import django, sys; django.setup();"
        "import generations.tasks, generations.urls;"
        "print('boto3' in sys.modules, 'storages' in sys.modules)"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["False", "False"]
