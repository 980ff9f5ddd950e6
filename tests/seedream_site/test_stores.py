"""A bucket is named whole, or the start says what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHOLE = {
    "STUDIO_STORAGE": "s3",
    "S3_BUCKET": "studio",
    "S3_REGION": "eu-central-1",
    "S3_ACCESS_KEY_ID": "an-id",
    "S3_SECRET_ACCESS_KEY": "a-long-secret",
}
SHOW = (
    "from django.conf import settings; store = settings.STORAGES['default'];"
    "print(store['BACKEND'], store['OPTIONS'])"
)


@pytest.fixture
def start(tmp_path):
    """Return a function that reads the settings in an environment of its own."""

    def run(show=SHOW, **environment):
        kept = {name: os.environ[name] for name in ("PATH",)}
        return subprocess.run(
            [sys.executable, "-c", show],
            cwd=ROOT,
            env={
                **kept,
                "DJANGO_SETTINGS_MODULE": "seedream_site.settings",
                "STUDIO_DATA_DIR": str(tmp_path),
                **environment,
            },
            capture_output=True,
            text=True,
        )

    return run


def test_without_a_word_pictures_lie_in_the_data_folder(start, tmp_path):
    started = start()

    assert "DurableFileSystemStorage" in started.stdout
    assert str(tmp_path / "store") in started.stdout


def test_amazons_own_bucket_is_addressed_by_its_host(start):
    started = start(**WHOLE)

    assert "generations.storage.s3.DurableS3Storage" in started.stdout
    assert "'endpoint_url': None" in started.stdout
    assert "'region_name': 'eu-central-1'" in started.stdout
    assert "'addressing_style': 'virtual'" in started.stdout


def test_another_service_needs_no_region(start):
    service = {"S3_REGION": "", "S3_ENDPOINT_URL": "http://minio:9000/"}
    started = start(**WHOLE | service, S3_PUBLIC_URL="https://files.example")

    assert "'endpoint_url': 'http://minio:9000'" in started.stdout
    assert "'region_name': 'us-east-1'" in started.stdout
    assert "'addressing_style': 'auto'" in started.stdout
    assert "'public_url': 'https://files.example'" in started.stdout


def test_a_secret_may_lie_in_a_file(start, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from-a-file\n")
    environment = WHOLE | {"S3_SECRET_ACCESS_KEY_FILE": str(secret)}
    del environment["S3_SECRET_ACCESS_KEY"]

    started = start(**environment)

    assert "'secret_key': 'from-a-file'" in started.stdout


def test_no_log_line_shows_the_secret(start):
    show = (
        "from django.conf import settings; settings.STORAGES;"
        "from seedream_site.redaction import redacted;"
        "print(redacted('the bucket said a-long-secret'))"
    )

    started = start(show, **WHOLE)

    assert started.stdout == "the bucket said ***\n"


def test_everything_that_is_missing_is_named_at_once(start):
    started = start(STUDIO_STORAGE="s3")

    assert started.returncode != 0
    assert started.stderr.splitlines()[-1].endswith(
        "STUDIO_STORAGE=s3 needs S3_BUCKET, S3_REGION (or S3_ENDPOINT_URL),"
        " S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY."
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("STUDIO_STORAGE", "S4", "STUDIO_STORAGE is local or s3, not 'S4'."),
        ("S3_ADDRESSING", "dns", "S3_ADDRESSING is auto, path or virtual."),
        ("S3_ENDPOINT_URL", "minio:9000", "S3_ENDPOINT_URL is an address"),
        ("S3_ENDPOINT_URL", "http://minio/studio", "S3_ENDPOINT_URL is an address"),
        ("S3_PUBLIC_URL", "files.example", "S3_PUBLIC_URL is an address"),
    ],
)
def test_a_wrong_word_is_named(start, name, value, said):
    started = start(**WHOLE | {name: value})

    assert started.returncode != 0
    assert said in started.stderr
    assert WHOLE["S3_SECRET_ACCESS_KEY"] not in started.stderr
