"""The zip of originals: whole, named, described, limited, and nobody else's."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from generations.library import archive
from generations.models import Listing, Tag, Tagging
from tests.views.conftest import NOON

PAGE = "/library/archive/"


@pytest.fixture
def lines(make_stored):
    """The lines of three pictures of the same words, newest first."""
    for number, color in enumerate(("red", "green", "blue")):
        at = NOON - timedelta(minutes=number)
        make_stored(at=at, color=color, prompt="A lighthouse / of <b>paper</b>, 猫")
    return list(Listing.objects.newest_first())


def unzip(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def download(client, lines=(), **fields):
    ids = ",".join(str(line.output_id) for line in lines)
    return client.post(PAGE, {"pictures": ids, **fields})


def test_originals_come_unchanged_under_names_of_their_own(as_alice, lines):
    answer = download(as_alice, lines)
    made = unzip(answer)

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith('attachment; filename="pictures-')
    assert made.testzip() is None
    names = [entry.filename for entry in made.infolist()]
    stem = "2026-11-20-a-lighthouse-of-bpaperb-猫"
    assert names == [
        f"{stem}.jpg",
        f"{stem}-2.jpg",
        f"{stem}-3.jpg",
        "metadata.jsonl",
    ]
    for line, name in zip(lines, names, strict=False):
        kept = Path(default_storage.path(line.output.image.key)).read_bytes()
        assert made.read(name) == kept
        assert made.getinfo(name).compress_type == zipfile.ZIP_STORED


def test_the_list_tells_what_is_known_of_each(as_alice, lines, alice):
    tag = Tag.objects.named(alice.team, "brand")
    Tagging.objects.create(tag=tag, listing=lines[0])
    Listing.objects.filter(pk=lines[0].pk).update(rating=4)

    made = unzip(download(as_alice, lines))

    rows = [json.loads(row) for row in made.read("metadata.jsonl").splitlines()]
    first = rows[0]
    assert len(rows) == 3
    assert first["prompt"] == "A lighthouse / of <b>paper</b>, 猫"
    assert first["sha256"] == lines[0].output.image.sha256
    assert (first["rating"], first["tags"]) == (4, ["brand"])
    assert (first["cost"], first["currency"]) == ("0.04", "USD")
    assert first["model"] == "seedream-4.5"
    assert first["request_id"] == "0217635c41f9e"


def test_a_lost_file_is_named_and_breaks_nothing(as_alice, lines):
    Path(default_storage.path(lines[1].output.image.key)).unlink()

    made = unzip(download(as_alice, lines))

    rows = [json.loads(row) for row in made.read("metadata.jsonl").splitlines()]
    assert made.testzip() is None
    assert len(made.namelist()) == 3
    assert [row.get("missing", False) for row in rows] == [False, True, False]


def test_all_matching_comes_too(as_alice, lines):
    assert len(unzip(download(as_alice, all="1")).namelist()) == 4
    assert download(as_alice, all="1", **{"in": "favourites"}).status_code == 400


def test_too_many_are_refused_with_the_limit(as_alice, lines, monkeypatch):
    monkeypatch.setattr(archive, "MOST", 2)

    for answer in (download(as_alice, lines), download(as_alice, all="1")):
        assert answer.status_code == 400
        assert "at most 2 pictures" in answer.content.decode()


def test_too_large_is_refused_with_the_limit(as_alice, lines, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 1_000)

    answer = download(as_alice, lines)

    assert answer.status_code == 400
    assert "at most" in answer.content.decode()


def test_pictures_without_a_file_are_left_out(as_alice, lines, make_output):
    waiting = Listing.objects.get(output=make_output())

    assert len(unzip(download(as_alice, [*lines, waiting])).namelist()) == 4
    nothing = download(as_alice, [waiting])
    assert nothing.status_code == 400
    assert "None of these pictures" in nothing.content.decode()


def test_memory_stays_flat(as_alice, lines, monkeypatch):
    monkeypatch.setattr(archive, "CHUNK_BYTES", 64)

    parts = list(download(as_alice, lines).streaming_content)

    assert max(map(len, parts)) < 4_000
    assert len(parts) > 20


def test_names_are_told_apart_whatever_the_prompts_are(make_stored):
    for number, prompt in enumerate(("sea", "sea", "sea-2", "///")):
        at = NOON - timedelta(minutes=number)
        make_stored(
            at=at, color=("red", "blue", "green", "navy")[number], prompt=prompt
        )

    names = archive.names_of(list(Listing.objects.newest_first().with_pictures()))

    assert len({name.casefold() for name in names}) == 4
    assert names[:3] == [
        "2026-11-20-sea.jpg",
        "2026-11-20-sea-2.jpg",
        "2026-11-20-sea-2_2.jpg",
    ]


def test_from_a_bucket_it_is_the_same(bucket, as_alice, make_stored):
    make_stored()

    made = unzip(download(as_alice, Listing.objects.all()))

    assert made.testzip() is None
    assert len(made.namelist()) == 2


def test_charlie_downloads_nothing(as_charlie, lines):
    assert download(as_charlie, lines[:1]).status_code == 404
    assert download(as_charlie, all="1").status_code == 400
    assert as_charlie.get(PAGE).status_code == 405
