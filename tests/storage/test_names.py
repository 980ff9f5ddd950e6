"""Names say what is in a file, and nothing that leads out of their folder."""

import pytest

from generations.storage import checksum_in, content_key

SHA256 = "ab" + "0123456789" * 6 + "cd"


def test_a_key_names_prefix_checksum_and_extension():
    key = content_key(SHA256, "avif", prefix="thumbnails/320")

    assert key == f"thumbnails/320/ab/{SHA256}.avif"


@pytest.mark.parametrize(
    ("sha256", "extension", "prefix"),
    [
        ("../../etc/passwd", "jpg", "originals"),
        (SHA256.upper(), "jpg", "originals"),
        (SHA256[:-1], "jpg", "originals"),
        (SHA256 + "\n", "jpg", "originals"),
        ("", "jpg", "originals"),
        (SHA256, "", "originals"),
        (SHA256, ".jpg", "originals"),
        (SHA256, "jpg/../..", "originals"),
        (SHA256, "JPG", "originals"),
        (SHA256, "jpg\0", "originals"),
        (SHA256, "jpg", ""),
        (SHA256, "jpg", ".."),
        (SHA256, "jpg", "originals/.."),
        (SHA256, "jpg", "/originals"),
        (SHA256, "jpg", "originals/"),
        (SHA256, "jpg", "a//b"),
        (SHA256, "jpg", "a\\b"),
        (SHA256, "jpg", ".hidden"),
    ],
)
def test_a_key_cannot_leave_its_prefix(sha256, extension, prefix):
    with pytest.raises(ValueError):
        content_key(sha256, extension, prefix=prefix)


def test_the_checksum_of_an_original_is_read_back_from_its_name():
    name = content_key(SHA256, "jpg", prefix="originals/a-team")

    assert checksum_in(name) == SHA256


@pytest.mark.parametrize(
    "name",
    [
        f"thumbnails/ab/{SHA256}-320.avif",
        f"quarantine/originals/ab/{SHA256}.jpg",
        f"originals/ab/{SHA256}",
        f"originals/ab/{SHA256[:-1]}.jpg",
        f"originals/{SHA256}.jpg/probe",
        "probes/0123",
    ],
)
def test_a_name_that_promises_no_content_has_no_checksum(name):
    assert checksum_in(name) == ""
