"""The page of one picture, stored or not."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from generations.models import Comment, Reference
from tests.views.conftest import HTMX, NOON


def text_of(response):
    return response.content.decode()


def address(output):
    return f"/pictures/{output.pk}/"


def test_picture_page_shows_the_picture_and_its_papers(as_alice, make_stored):
    output = make_stored(parameters={"watermark": True, "seed": 42})

    page = text_of(as_alice.get(address(output)))

    assert "<html" in page
    assert f"/files/{output.image_id}/original/" in page
    assert output.image.sha256 in page
    assert "0217635c41f9e" in page
    assert "doubao-seedream-4-5-251128" in page
    assert "$0.040 for 1 picture" in page
    assert "42" in page


def test_picture_answers_htmx_with_the_picture_alone(as_alice, make_stored):
    output = make_stored()

    response = as_alice.get(address(output), headers=HTMX)

    assert "<html" not in text_of(response)
    assert 'id="picture"' in text_of(response)
    assert "HX-Request" in response["Vary"]


def test_picture_of_a_colleague_is_shown(as_bob, make_stored):
    response = as_bob.get(address(make_stored()))

    assert response.status_code == 200


def test_picture_of_another_team_is_not_found(as_charlie, make_stored):
    output = make_stored()

    page = as_charlie.get(address(output))
    fragment = as_charlie.get(address(output), headers=HTMX)

    assert (page.status_code, fragment.status_code) == (404, 404)
    assert output.image.sha256 not in text_of(page) + text_of(fragment)


def test_unknown_picture_is_not_found(as_alice):
    response = as_alice.get(f"/pictures/{uuid.uuid4()}/")

    assert response.status_code == 404


def test_what_came_otherwise_than_asked_is_marked(as_alice, make_stored):
    output = make_stored(size="2K", width_px=2496, height_px=1664)

    page = text_of(as_alice.get(address(output)))

    assert "2K · 2496 × 1664" in page
    assert '<tr class="is-changed"><th scope="row">Size</th>' in page


def test_picture_links_to_its_neighbours_in_the_order_of_the_gallery(
    as_alice, make_output
):
    newer, here, older = (
        make_output(at=NOON - timedelta(hours=hours)) for hours in range(3)
    )

    page = text_of(as_alice.get(address(here)))

    assert f'href="{address(newer)}" data-picture-turn="back"' in page
    assert f'href="{address(older)}" data-picture-turn="on"' in page


def test_only_picture_has_no_neighbours(as_alice, make_stored):
    page = text_of(as_alice.get(address(make_stored())))

    assert "data-picture-turn" not in page


def test_one_more_like_this_leads_to_the_form_with_this_recipe(as_alice, make_stored):
    output = make_stored()

    page = text_of(as_alice.get(address(output)))

    assert f'href="/compose/text-to-image/?from={output.pk}"' in page


def test_recipe_of_a_mode_without_a_page_offers_no_dead_link(as_alice, make_stored):
    output = make_stored(mode="no-such-page")

    page = text_of(as_alice.get(address(output)))

    assert "?from=" not in page


def test_refused_picture_says_why_what_it_cost_and_what_to_do(as_alice, make_output):
    output = make_output(
        attempt={
            "state": "refused",
            "error_kind": "ContentRejected",
            "error_code": "InputTextSensitiveContentDetected",
            "error_message": "the input text may contain <sensitive> words",
            "http_status": 400,
            "request_id": "req-7",
        }
    )

    page = text_of(as_alice.get(address(output)))

    assert "The content filter refused the prompt." in page
    assert "Not billed" in page
    assert "Change the prompt and send again." in page
    assert "InputTextSensitiveContentDetected" in page
    assert "&lt;sensitive&gt;" in page
    assert "req-7" in page
    assert "Download original" not in page


def test_unknown_outcome_names_the_money_and_the_next_step(as_alice, make_output):
    output = make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})

    page = text_of(as_alice.get(address(output)))

    assert "May have been billed, up to $0.040" in page
    assert "Look at the gateway&#x27;s bill before you send it again." in page


def test_lost_picture_says_that_it_was_billed(as_alice, make_output):
    output = make_output(
        state="lost",
        attempt={
            "state": "answered",
            "images_billed": 1,
            "cost": Decimal("0.04"),
        },
    )
    type(output).objects.filter(pk=output.pk).update(error_code="Expired")

    page = text_of(as_alice.get(address(output)))

    assert "address ran out" in page
    assert "$0.040 for 1 picture" in page


@pytest.mark.parametrize(
    ("attempt", "state"),
    [({"state": "sent"}, "promised"), ({"state": "answered"}, "announced")],
)
def test_unfinished_picture_asks_again_by_itself(as_alice, make_output, attempt, state):
    output = make_output(state=state, attempt=attempt)

    page = text_of(as_alice.get(address(output)))

    assert f'hx-get="{address(output)}?seen=' in page


def test_finished_picture_does_not_ask_again(as_alice, make_stored):
    page = text_of(as_alice.get(address(make_stored())))

    assert "?seen=" not in page


def test_question_whether_a_picture_changed_is_answered_briefly(as_alice, make_output):
    output = make_output(attempt={"state": "sent"})

    same = as_alice.get(address(output), {"seen": "generating"}, headers=HTMX)
    changed = as_alice.get(address(output), {"seen": "sending"}, headers=HTMX)

    assert same.status_code == 204
    assert 'id="picture"' in text_of(changed)


def test_price_that_nobody_knows_is_called_unknown(as_alice, make_stored):
    output = make_stored(estimate=None, attempt={"cost": None})

    page = text_of(as_alice.get(address(output)))

    assert "price unknown" in page
    assert "$0" not in page


def test_picture_costs_few_queries(
    as_alice, alice, make_stored, django_assert_max_num_queries
):
    newer, here, _older = (
        make_stored(at=NOON - timedelta(hours=n), color=color, mode="edit")
        for n, color in enumerate(("red", "green", "blue"))
    )
    Reference.objects.create(generation=here.generation, position=1, image=newer.image)
    Comment.objects.say("Yes", under=here.listing, person=alice.user, called=[])
    as_alice.get(address(here))

    with django_assert_max_num_queries(12):
        as_alice.get(address(here))
