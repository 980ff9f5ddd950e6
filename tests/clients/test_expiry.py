"""Signed addresses tell their end in their own query."""

from datetime import UTC, datetime

import pytest

from generations.clients.expiry import expiry_of


def test_a_tos_address_ends_at_its_date_plus_its_life():
    url = "https://b.tos-cn-beijing.volces.com/a.jpeg?X-Tos-Date=20251208T202437Z"

    assert expiry_of(f"{url}&X-Tos-Expires=86400&x-tos-process=image%2Fa") == datetime(
        2025, 12, 9, 20, 24, 37, tzinfo=UTC
    )


def test_an_s3_address_is_read_alike():
    url = "https://cdn.example/a.png?x-amz-date=20251208T000000Z&X-Amz-Expires=60"

    assert expiry_of(url) == datetime(2025, 12, 8, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/O8e0-ept86400.jpeg",
        "https://example.org/?X-Tos-Date=20251208T202437Z",
        "https://example.org/?X-Tos-Expires=86400",
        "https://example.org/?X-Tos-Date=yesterday&X-Tos-Expires=86400",
        "https://example.org/?X-Tos-Date=20251208T202437Z&X-Tos-Expires=-1",
        "https://example.org/?X-Tos-Date=99991231T235959Z&X-Tos-Expires=86400",
        "https://[broken/?X-Tos-Date=20251208T202437Z&X-Tos-Expires=1",
        "",
    ],
)
def test_an_address_that_does_not_tell_has_no_end(url):
    assert expiry_of(url) is None
