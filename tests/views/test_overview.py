"""What is told of a whole roll after its page: months, a count, how to search."""

import re
from datetime import timedelta

from tests.views.conftest import HTMX, NOON
from tests.views.test_scopes import stack, text_of, tiles_in

__all__ = ["stack"]


def test_months_lead_to_the_newest_picture_of_each(as_alice, make_stored):
    november, october = make_stored(), make_stored(at=NOON - timedelta(31), color="red")

    found = text_of(as_alice.get("/months/", headers=HTMX))
    addresses = re.findall(r'href="(/\?before=\d+)"', found)
    pages = [tiles_in(as_alice.get(address)) for address in addresses]

    assert [page[0] for page in pages] == [str(november.pk), str(october.pk)]
    assert "<html" in text_of(as_alice.get("/months/"))


def test_months_of_another_team_are_not_told(as_charlie, make_stored):
    make_stored()

    assert "before=" not in text_of(as_charlie.get("/months/", headers=HTMX))


def test_count_tells_how_many_a_search_finds(as_alice, as_charlie, stack):
    mine, theirs = (
        text_of(client.get("/count/", {"q": "kite"}, headers=HTMX))
        for client in (as_alice, as_charlie)
    )

    assert "3 pictures" in mine
    assert "0 pictures" in theirs


def test_help_of_the_search_is_a_page_and_a_fragment(as_alice):
    page = text_of(as_alice.get("/search-help/"))
    part = text_of(as_alice.get("/search-help/", headers=HTMX))

    assert "<html" in page
    assert "<html" not in part
    assert "model:4.5" in part
