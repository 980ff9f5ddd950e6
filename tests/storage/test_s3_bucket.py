"""A bucket within reach: one client, and addresses that open one file for minutes."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

NAME = "originals/picture.jpg"
PICTURE = b"picture" * 1000


@pytest.fixture
def store(bucket):
    return storages.create_storage(bucket.storages())


def test_a_bucket_is_named_as_tools_name_it(store, bucket):
    assert store.address(NAME) == f"s3://{bucket.name}/{NAME}"


def test_nothing_in_the_bucket_is_public_and_a_signed_address_opens_it(store, bucket):
    store.save(NAME, ContentFile(PICTURE))
    plain = f"{bucket.endpoint}/{bucket.name}/{NAME}"
    signed = store.signed_url(NAME, media_type="image/jpeg", disposition="inline")

    refused, given = httpx.get(plain), httpx.get(signed)

    assert refused.status_code == 403
    assert given.content == PICTURE
    assert given.headers["Content-Type"] == "image/jpeg"
    assert parse_qs(urlsplit(signed).query)["X-Amz-Expires"] == ["300"]


def test_a_signed_address_gives_parts_and_headers(store):
    store.save(NAME, ContentFile(PICTURE))
    about = {"media_type": "image/jpeg", "disposition": "attachment"}
    signed, head = (
        store.signed_url(NAME, **about),
        store.signed_url(NAME, **about, is_head=True),
    )

    part = httpx.get(signed, headers={"Range": "bytes=7-13"})
    length = httpx.head(head).headers["Content-Length"]

    assert (part.status_code, part.content) == (206, b"picture")
    assert part.headers["Content-Disposition"] == "attachment"
    assert length == str(len(PICTURE))


def test_browsers_are_sent_where_they_reach_the_bucket(bucket):
    public = "https://files.example:8443"
    store = storages.create_storage(bucket.storages(public_url=public))

    signed = store.signed_url(NAME, media_type="image/jpeg", disposition="inline")

    assert signed.startswith(f"{public}/{bucket.name}/{NAME}?")
    assert store.public_origin == public


def test_one_client_serves_all_threads(store):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: id(store.connection.meta.client), range(32)))

    assert len(found) == 1
