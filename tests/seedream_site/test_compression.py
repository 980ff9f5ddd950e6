"""Pages leave compressed, for browsers that take it; nothing else does."""

import gzip

import brotli
import pytest

from seedream_site.compression import MOST_PADDING, SMALLEST, brotlied, gzipped

PAGE = "/accounts/login/"
TAKES = {"Accept-Encoding": "gzip, deflate, br"}
CODINGS = [(brotlied, brotli.decompress), (gzipped, gzip.decompress)]


@pytest.mark.parametrize(
    ("taken", "coding", "unpack"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
    ],
)
def test_page_leaves_compressed_as_a_browser_takes_it(
    client, alice, taken, coding, unpack
):
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers={"Accept-Encoding": taken})

    page = unpack(packed.content)
    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert len(packed.content) < len(page) / 2
    assert page.startswith(plain.content[:200])


def test_page_says_that_it_differs_by_what_a_browser_takes(client, alice):
    plain = client.get(PAGE)

    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_what_is_no_page_or_small_stays_as_it_is(client, alice):
    health = client.get("/healthz", headers=TAKES)

    assert "Content-Encoding" not in health.headers


@pytest.mark.parametrize(("pack", "unpack"), CODINGS)
def test_length_of_a_page_tells_nothing_exact(pack, unpack):
    page = b"the same page " * SMALLEST

    lengths = {len(pack(page)) for _number in range(200)}

    assert len(lengths) > 20
    assert max(lengths) - min(lengths) < MOST_PADDING
    assert all(unpack(pack(page)) == page for _number in range(50))
