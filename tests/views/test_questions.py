"""An unknown outcome: what is told, the three answers, the way back."""

import pytest
from django.utils import timezone

from generations.models import Attempt
from tests.views.conftest import HTMX
from tests.views.presses import address, press, text_of, verdict_of


def test_question_names_all_that_finds_it_on_the_bill(as_alice, unknown):
    page = text_of(as_alice.get(f"/pictures/{unknown.pk}/"))

    for words in (
        "Was it billed?",
        "up to $0.040",
        "req-77",
        str(unknown.attempt_id),
        "1 picture of Seedream 4.5, charged at that time",
        "It was not billed",
        "Accept the loss",
        "you pay twice: up to $0.080 in all",
    ):
        assert words in page


def test_colleague_reads_the_question_without_its_buttons(as_bob, unknown):
    page = text_of(as_bob.get(f"/pictures/{unknown.pk}/"))

    assert "Who asked for it, or an admin, decides." in page
    assert "/not-billed/" not in page


@pytest.mark.parametrize(
    ("verb", "verdict", "word"),
    [
        ("not-billed", "not_billed", "Decided: not billed"),
        ("accept-loss", "loss_accepted", "Decided: the loss is accepted"),
    ],
)
def test_verdict_redraws_the_page_of_the_picture_and_can_be_taken_back(
    as_alice, unknown, verb, verdict, word
):
    answer = press(as_alice, unknown, verb, output=str(unknown.pk))

    page = text_of(answer)
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#picture", "outerHTML")
    assert 'id="picture"' in page
    assert word in page
    assert verdict_of(unknown) == verdict

    press(as_alice, unknown, "take-back", output=str(unknown.pk))
    assert verdict_of(unknown) == ""


def test_question_in_a_list_is_answered_with_itself(as_alice, unknown):
    page = text_of(press(as_alice, unknown, "accept-loss", question="1"))

    assert page.strip().startswith('<section class="decision"')
    assert "<article" not in page
    assert 'name="question" value="1"' in page


def test_generating_again_twice_is_one_more_request_listed_beside(
    as_alice, unknown, silent
):
    shown = {"shown": f"{unknown.pk}:unknown", "output": str(unknown.pk)}

    first = text_of(press(as_alice, unknown, "again", **shown))
    second = text_of(press(as_alice, unknown, "again", **shown))

    new = Attempt.objects.get(repeats=unknown.attempt_id)
    assert (new.cause, Attempt.objects.count(), silent) == ("confirmed", 2, [new.pk])
    assert f'hx-swap-oob="afterend:#output-{unknown.pk}"' in first
    assert f'id="output-{new.outputs.get().pk}"' in first
    assert "Sent again as a new request" in first
    assert "It was sent again already; nothing more was sent." in second


def test_generating_again_is_offered_only_after_the_deadline(as_alice, unknown):
    Attempt.objects.update(sent_at=timezone.now())

    page = text_of(as_alice.get(f"/pictures/{unknown.pk}/"))
    answer = text_of(press(as_alice, unknown, "again"))

    assert "until then its answer may still come" in page
    assert address(unknown, "again") not in page
    assert f'hx-get="/requests/{unknown.attempt_id}/?output={unknown.pk}"' in page
    assert "Not now" in answer
    assert Attempt.objects.count() == 1


def test_what_was_not_billed_is_sent_again_without_a_warning(as_alice, unknown):
    press(as_alice, unknown, "not-billed")
    page = text_of(as_alice.get(f"/pictures/{unknown.pk}/"))
    assert "Send again" in page
    assert "you pay twice" not in page

    press(as_alice, unknown, "again")

    assert Attempt.objects.get(repeats=unknown.attempt_id).cause == "not_billed"
    page = text_of(as_alice.get(f"/pictures/{unknown.pk}/"))
    assert "/take-back/" not in page


def test_question_alone_is_a_fragment_and_as_a_page_that_of_its_picture(
    as_alice, as_charlie, unknown
):
    where = f"/requests/{unknown.attempt_id}/"

    fragment = as_alice.get(where, headers=HTMX)
    page = as_alice.get(where)

    assert text_of(fragment).strip().startswith("<section")
    assert page["Location"] == f"/pictures/{unknown.pk}/"
    assert as_charlie.get(where, headers=HTMX).status_code == 404


@pytest.mark.parametrize(
    ("told", "referer", "leads_to"),
    [
        ({"next": "/payments/?day=1"}, "", "/payments/?day=1"),
        ({"next": "https://evil.example/"}, "", "/"),
        ({"next": "//evil.example/"}, "", "/"),
        ({"next": "javascript:alert(1)"}, "", "/"),
        ({}, "http://testserver/?before=abc", "/?before=abc"),
        ({}, "https://evil.example/x", "/"),
        ({}, "http://testserver//evil.example/", "/"),
    ],
)
def test_press_without_script_leads_back_and_only_to_us(
    as_alice, unknown, told, referer, leads_to
):
    response = as_alice.post(
        address(unknown, "accept-loss"), told, headers={"Referer": referer}
    )

    assert (response.status_code, response["Location"]) == (302, leads_to)
    page = text_of(as_alice.get("/"))
    assert "Noted: it counts as billed." in page
    assert f'action="{address(unknown, "take-back")}"' in page
