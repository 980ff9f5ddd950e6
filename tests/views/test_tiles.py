"""What one tile shows, from its promise to its end."""

from datetime import timedelta

from django.utils.formats import date_format

from generations.models import Output
from generations.views.drawing import FIRST, FOREMOST
from tests.views.conftest import NOON


def text_of(response):
    return response.content.decode()


def test_stored_tile_carries_the_prompt_and_the_size_of_its_picture(
    as_alice, make_stored
):
    output = make_stored(prompt='A "quoted" <b>prompt</b>')

    page = text_of(as_alice.get("/"))

    assert 'alt="A &#34;quoted&#34; &lt;b&gt;prompt&lt;/b&gt;"' in page
    assert 'width="96" height="64"' in page
    assert f"/{output.image.sha256}-320.webp 320w" in page
    assert 'src="data:image/webp;base64,UklGRg=="' in page
    assert "r-3x2" in page


def test_pictures_that_a_page_begins_with_are_fetched_at_once(as_alice, make_stored):
    for number in range(FIRST + 2):
        make_stored(color=f"rgb({9 * number}, 0, 0)")

    page = text_of(as_alice.get("/"))
    redrawn = text_of(as_alice.get("/", headers={"HX-Request": "true"}))

    assert page.count('fetchpriority="high"') == FOREMOST
    assert page.count('loading="eager"') == FIRST - FOREMOST
    assert page.count('loading="lazy"') == page.count('sizes="auto, ') == 2
    assert redrawn.count('loading="lazy"') == FIRST + 2


def test_picture_of_the_simulator_says_so_on_its_page_and_not_on_its_tile(
    as_alice, make_stored
):
    made = make_stored(offer_key="seedream-4.5@simulator")

    page, gallery = (
        text_of(as_alice.get(where)) for where in (f"/pictures/{made.pk}/", "/")
    )

    assert "Demo: drawn by the simulator" in page
    assert "Demo" not in gallery.partition("data-grid")[2]
    assert "Pictures are drawn by a simulator" in gallery


def test_unknown_outcome_names_the_money_at_risk(as_alice, make_output):
    make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})

    page = text_of(as_alice.get("/"))

    assert "may have been billed, up to $0.040" in page
    assert 'name="open"' not in page


def test_picture_that_could_not_be_fetched_yet_says_until_when_it_is_tried(
    as_alice, make_output
):
    made = make_output(state="announced", attempt={"state": "answered"})
    waiting = Output.objects.filter(pk=made.pk)
    waiting.update(error_code="Gone", url_expires_at=NOON)

    page = text_of(as_alice.get("/"))

    assert f"tried again until {date_format(NOON, 'j M Y, H:i:s')}" in page
    assert ':saving-late"' in page


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
