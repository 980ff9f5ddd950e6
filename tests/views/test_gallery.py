"""The gallery as page and as fragment."""

import re
from datetime import timedelta

import pytest

from generations.views.gallery import PAGE, read_place, write_place
from tests.views.conftest import HTMX, NOON

#: Session, person, membership, pictures.
MOST_QUERIES = 4


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


def test_gallery_orders_pictures_of_the_same_moment_by_id(as_alice, make_output):
    outputs = [make_output(at=NOON) for _number in range(PAGE + 3)]
    expected = sorted((str(output.pk) for output in outputs), reverse=True)

    first = as_alice.get("/")
    second = as_alice.get(older_link(first))

    assert tiles_in(first) + tiles_in(second) == expected


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


def test_place_survives_the_way_through_an_address(make_output):
    output = make_output()

    place = read_place(write_place(output))

    assert place == (output.listed_at, output.pk)


def test_gallery_names_the_months(as_alice, make_output):
    make_output(at=NOON)
    make_output(at=NOON - timedelta(days=31))

    response = as_alice.get("/")

    assert "November 2026" in text_of(response)
    assert "October 2026" in text_of(response)


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


def test_stored_tile_carries_the_prompt_and_the_size_of_its_picture(
    as_alice, make_stored
):
    output = make_stored(prompt='A "quoted" <b>prompt</b>')

    page = text_of(as_alice.get("/"))

    assert 'alt="A &quot;quoted&quot; &lt;b&gt;prompt&lt;/b&gt;"' in page
    assert 'width="96" height="64"' in page
    assert f"/files/{output.image_id}/320/ 320w" in page
    assert 'src="data:image/webp;base64,UklGRg=="' in page
    assert "r-3x2" in page


def test_picture_of_the_simulator_is_marked_and_one_of_a_gateway_is_not(
    as_alice, make_stored
):
    make_stored(offer_key="seedream-4.5@simulator")
    make_stored(offer_key="seedream-4.5@ark", color="red")

    page = text_of(as_alice.get("/"))

    assert page.count('<span class="tile__mark">Demo</span>') == 1


def test_unknown_outcome_names_the_money_at_risk(as_alice, make_output):
    make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})

    page = text_of(as_alice.get("/"))

    assert "may have been billed, up to $0.040" in page
    assert 'name="open"' not in page


def test_unknown_outcome_of_unknown_price_never_says_zero(as_alice, make_output):
    make_output(
        attempt={"state": "unknown", "error_kind": "OutcomeUnknown"}, estimate=None
    )

    page = text_of(as_alice.get("/"))

    assert "may have been billed, price unknown" in page


def test_generating_tile_counts_its_seconds_and_says_what_is_usual(
    as_alice, make_output, time_machine
):
    time_machine.move_to(NOON + timedelta(seconds=12), tick=False)
    make_output(
        attempt={"state": "sent", "sent_at": NOON}, offer_key="seedream-4.5@ark"
    )

    page = text_of(as_alice.get("/"))

    assert "<span data-elapsed-count>12</span> s" in page
    assert "usually" in page


def test_open_tile_carries_what_the_page_shows_of_it(as_alice, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})

    page = text_of(as_alice.get("/"))

    assert f'name="open" value="{output.pk}:generating"' in page
    assert 'id="poller"' in page


def test_empty_gallery_offers_prompts_to_start_with(as_alice):
    page = text_of(as_alice.get("/"))

    assert "Make the first picture" in page
    assert "/compose/text-to-image/?prompt=" in page
    assert 'id="poller"' not in page


def test_viewer_is_not_led_to_a_form_that_is_closed_to_him(as_alice, alice):
    alice.role = "viewer"
    alice.save()

    page = text_of(as_alice.get("/"))

    assert "/compose/" not in page


def test_demo_is_said_plainly(as_alice, make_output):
    make_output()

    page = text_of(as_alice.get("/"))

    assert "Nothing leaves it and nothing is billed." in page
    assert "ARK_API_KEY" in page


def test_key_of_a_gateway_ends_the_demo(as_alice, make_output, settings):
    settings.STUDIO_SIMULATOR = "auto"
    settings.ARK_API_KEY = "key"
    make_output()

    page = text_of(as_alice.get("/"))

    assert "nothing is billed" not in page


def test_broken_address_of_the_custom_gateway_is_told_in_words(
    as_alice, make_output, settings
):
    settings.SEEDREAM_BASE_URL = "ftp://nowhere"
    make_output(offer_key="seedream-4.5@custom", attempt={"state": "sent"})

    response = as_alice.get("/")

    assert response.status_code == 200
    assert "The custom gateway cannot be used." in text_of(response)


def test_theme_of_the_cookie_is_drawn_by_the_server(as_alice):
    as_alice.cookies["theme"] = "light"

    page = text_of(as_alice.get("/"))

    assert 'data-theme="light"' in page


def test_forged_theme_is_ignored(as_alice):
    as_alice.cookies["theme"] = "evil"

    page = text_of(as_alice.get("/"))

    assert "data-theme=" not in page


def test_page_has_no_inline_script_style_or_handler(as_alice, make_stored):
    make_stored()

    page = text_of(as_alice.get("/"))

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_gallery_refuses_to_be_posted_to(as_alice):
    response = as_alice.post("/")

    assert response.status_code == 405
