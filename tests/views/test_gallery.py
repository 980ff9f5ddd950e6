"""The gallery as page and as fragment."""

import re
from datetime import timedelta

import pytest

from generations.search import PAGE
from generations.views.tiles import shorten
from tests.views.conftest import HTMX, NOON

#: Session, person, memberships, places, lines, and all that stands around them.
MOST_QUERIES = 6


def tiles_in(response):
    """Return the ids of the tiles of a response, in order."""
    return re.findall(r'<li class="tile[^"]*" id="output-([^"]+)"', text_of(response))


def text_of(response):
    return response.content.decode()


def fill(make_output, count):
    """Make so many outputs, an hour apart, and return their ids, newest first."""
    return [
        str(make_output(at=NOON - timedelta(hours=number)).pk)
        for number in range(count)
    ]


def older_link(response):
    found = re.search(r'hx-get="(/\?before=[^"]+)"', text_of(response))
    return found.group(1) if found else None


def test_gallery_shows_the_newest_picture_first(as_alice, make_stored):
    older = make_stored(at=NOON - timedelta(days=1), color="red")
    newer = make_stored(at=NOON)

    response = as_alice.get("/")

    assert tiles_in(response) == [str(newer.pk), str(older.pk)]
    assert "<html" in text_of(response)


def test_gallery_answers_htmx_with_the_rows_alone(as_alice, make_stored):
    output = make_stored()

    response = as_alice.get("/", headers=HTMX)

    assert tiles_in(response) == [str(output.pk)]
    assert "<html" not in text_of(response)
    assert "HX-Request" in response["Vary"]


def test_gallery_restores_history_with_the_whole_page(as_alice, make_stored):
    make_stored()

    response = as_alice.get("/", headers={**HTMX, "HX-History-Restore-Request": "true"})

    assert "<html" in text_of(response)


def test_gallery_of_a_colleague_holds_the_same_pictures(as_bob, make_stored):
    output = make_stored()

    response = as_bob.get("/")

    assert tiles_in(response) == [str(output.pk)]


def test_gallery_of_another_team_holds_none_of_them(as_charlie, make_stored):
    make_stored()

    response = as_charlie.get("/")

    assert tiles_in(response) == []


def test_gallery_asks_a_guest_to_sign_in(client, alice):
    response = client.get("/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/"


def test_gallery_of_a_person_without_a_team_is_not_found(as_alice, alice):
    alice.delete()

    response = as_alice.get("/")

    assert response.status_code == 404


def test_gallery_goes_through_all_pictures_without_loss_or_repeat(
    as_alice, make_output
):
    expected = fill(make_output, PAGE * 2 + 5)

    seen, address = [], "/"
    while address:
        response = as_alice.get(address)
        seen += tiles_in(response)
        address = older_link(response)

    assert seen == expected


def test_full_page_of_the_gallery_costs_few_queries(
    as_alice, make_output, make_stored, django_assert_max_num_queries
):
    stored = make_stored()
    for number in range(PAGE):
        make_stored(at=NOON - timedelta(hours=number + 1), image=stored.image)
    as_alice.get("/")

    with django_assert_max_num_queries(MOST_QUERIES):
        response = as_alice.get("/")

    assert len(tiles_in(response)) == PAGE


@pytest.mark.parametrize(
    "place", ["x", "!!!", "AAAA", "A" * 32, "_" * 32, "f" * 4000, "€", "\x00"]
)
def test_tampered_place_shows_the_newest_pictures(as_alice, make_output, place):
    output = make_output()

    response = as_alice.get("/", {"before": place})

    assert response.status_code == 200
    assert tiles_in(response) in ([str(output.pk)], [])


def test_gallery_names_the_months(as_alice, make_output):
    make_output(at=NOON)
    make_output(at=NOON - timedelta(days=31))

    response = as_alice.get("/")

    assert "November 2026" in text_of(response)
    assert "October 2026" in text_of(response)


def test_page_that_was_shown_follows_who_made_its_pictures(
    as_alice, alice, make_stored
):
    make_stored()
    before = as_alice.get("/").content.decode()

    alice.user.name = "Alice <Lidell>"
    alice.user.save()
    after = as_alice.get("/").content.decode()

    assert "Alice &lt;Lidell&gt;" not in before
    assert 'title="Alice &lt;Lidell&gt;"' in after


def test_long_prompt_is_cut_behind_a_whole_letter():
    assert shorten("a lighthouse", 12) == "a lighthouse"
    assert shorten("a lighthouse", 8) == "a light…"
    assert shorten("cafe\u0301 noir", 5) == "caf…"


def test_older_rows_of_the_same_month_join_its_grid(as_alice, make_output):
    fill(make_output, PAGE + 1)

    response = as_alice.get(older_link(as_alice.get("/")), headers=HTMX)

    assert 'hx-swap-oob="beforeend:#grid-2026-11"' in text_of(response)
    assert "month__name" not in text_of(response)


def test_older_rows_as_a_page_repeat_the_name_of_the_month(as_alice, make_output):
    fill(make_output, PAGE + 1)

    response = as_alice.get(older_link(as_alice.get("/")))

    assert "hx-swap-oob" not in text_of(response)
    assert "November 2026" in text_of(response)


def test_older_is_a_working_link_without_script(as_alice, make_output):
    fill(make_output, PAGE + 1)

    response = as_alice.get("/")

    assert f'href="{older_link(response)}"' in text_of(response)


def test_empty_gallery_offers_prompts_to_start_with(as_alice):
    page = text_of(as_alice.get("/"))

    assert "Make the first picture" in page
    assert "/compose/text-to-image/?prompt=" in page
    assert 'id="poller"' not in page


def test_gallery_refuses_to_be_posted_to(as_alice):
    response = as_alice.post("/")

    assert response.status_code == 405
