"""Pages leave compressed, for browsers that take it; nothing else does."""

import gzip

from seedream_site.compression import MOST_PADDING, SMALLEST, compressed

PAGE = "/accounts/login/"
TAKES = {"Accept-Encoding": "gzip, deflate, br"}


def test_page_leaves_compressed_for_a_browser_that_takes_it(client, alice):
    plain = client.get(PAGE)
    packed = client.get(PAGE, headers=TAKES)

    page = gzip.decompress(packed.content)
    assert packed.headers["Content-Encoding"] == "gzip"
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


def test_length_of_a_page_tells_nothing_exact():
    page = b"the same page " * SMALLEST

    lengths = {len(compressed(page)) for _number in range(200)}

    assert len(lengths) > 20
    assert max(lengths) - min(lengths) < MOST_PADDING
    assert gzip.decompress(compressed(page)) == page
