"""What stands on the form is kept: through modes, tabs, people and teams."""

import pytest

from generations.models import Draft, StoredImage
from teams.roles import Role
from tests.views.conftest import HTMX
from tests.views.trays import EDIT, FUSION, OFFER, SEQUENCE, TEXT, ids, jpeg, text


def test_an_edit_takes_the_first_and_the_others_come_back(redraw, as_alice, three):
    redraw(FUSION, three)

    page = as_alice.get(EDIT)

    assert ids(page) == three[:1]
    assert "2 more are kept for the other modes" in text(page)
    redraw(EDIT, three[:1])
    assert ids(as_alice.get(EDIT)) == three[:1]
    assert ids(as_alice.get(FUSION)) == three


def test_an_edit_without_its_picture_does_not_guess_the_next(redraw, as_alice, three):
    redraw(FUSION, three)

    response = redraw(EDIT, three[:1], tray=f"remove:{three[0]}")

    assert ids(response) == ids(as_alice.get(EDIT)) == []
    assert ids(as_alice.get(FUSION)) == three[1:]


def test_text_to_image_leaves_the_tray_of_the_draft_alone(redraw, as_alice, three):
    redraw(FUSION, three)

    redraw(TEXT, prompt="only words", tray=f"remove:{three[0]}", files=[jpeg()])

    page = as_alice.get(TEXT)
    assert ids(page) == []
    assert "3 are kept for the other modes" in text(page)
    assert ids(as_alice.get(FUSION)) == three


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
def test_a_switch_leads_to_the_other_mode_with_what_was_typed(
    redraw, as_alice, three, headers
):
    response = redraw(
        FUSION, three, switch="sequence", headers=headers, prompt="four days"
    )

    address = response.headers.get("HX-Redirect") or response.headers["Location"]
    assert address == SEQUENCE
    page = as_alice.get(SEQUENCE)
    assert ids(page) == three
    assert page.context["form"].values["prompt"] == "four days"


def test_a_switch_says_that_the_offer_had_to_change(redraw, as_alice):
    redraw(TEXT, offer="seedream-3.0-t2i@simulator", switch="edit")

    page = as_alice.get(EDIT)

    assert page.context["choice"].offer.key == page.context["form"].offers[0].key
    assert "The offer chosen before cannot do this here: set to" in text(page)


def test_a_switch_keeps_the_offer_that_can_do_both(redraw, as_alice):
    redraw(TEXT, offer=OFFER, tier="4K", ratio="16:9", switch="edit")

    choice = as_alice.get(EDIT).context["choice"]

    assert (choice.offer.key, choice.tier, choice.ratio) == (OFFER, "4K", "16:9")
    assert choice.notes == []


def test_a_switch_to_nowhere_stays(redraw, three):
    assert ids(redraw(FUSION, three, switch="painting")) == three


@pytest.mark.parametrize("page", [TEXT, EDIT, FUSION, SEQUENCE])
@pytest.mark.parametrize("name", ["reference", "add"])
def test_the_picture_of_another_team_cannot_be_laid_on_the_tray(
    as_alice, theirs, page, name
):
    assert as_alice.get(page, {name: str(theirs.pk)}).status_code == 404
    assert as_alice.get(page, {name: "x"}).status_code == 404


def test_a_picture_is_laid_alone_or_beside_the_others(redraw, as_alice, three):
    redraw(FUSION, three[:2])

    alone = as_alice.get(FUSION, {"reference": three[2]})
    beside = as_alice.get(FUSION, {"add": three[2]})
    twice = as_alice.get(FUSION, {"add": three[0]})

    assert (ids(alone), ids(beside)) == (three[2:], three)
    assert ids(twice) == three[:2]


def test_the_last_of_two_tabs_wins_and_neither_breaks(redraw, as_alice, three):
    redraw(FUSION, three)
    first = redraw(FUSION, three, tray=f"remove:{three[0]}", prompt="@1 @2 @3")
    second = redraw(FUSION, three, tray=f"remove:{three[2]}", prompt="@1 @2 @3")

    assert (ids(first), ids(second)) == (three[1:], three[:2])
    assert "@? @1 @2" in text(first) and "@1 @2 @?" in text(second)
    assert ids(as_alice.get(FUSION)) == three[:2]
    stale = redraw(FUSION, three[1:], tray=f"left:{three[2]}", prompt="@? @1 @2")
    assert ids(stale) == [three[2], three[1]]


def test_more_references_than_the_offer_takes_are_named_on_its_card(redraw, make_image):
    order = [str(make_image(size=(20, 20 + n)).pk) for n in range(11)]

    page = text(redraw(FUSION, order, offer="seedream-5.0-lite@simulator"))

    assert "Takes 10 references; there are 11" in page
    assert "Takes 14 references" not in page


def test_a_viewer_draws_nothing(redraw, as_bob, bob, three):
    bob.role = Role.VIEWER
    bob.save(update_fields=["role"])

    response = redraw(FUSION, three, client=as_bob, files=[jpeg()])

    assert response.status_code == 404
    assert StoredImage.objects.count() == 3
    assert Draft.objects.count() == 0


def test_charlie_has_a_form_of_his_own(redraw, as_alice, as_charlie, charlie, three):
    redraw(FUSION, three, prompt="alice's own")

    response = redraw(FUSION, three, client=as_charlie, files=[jpeg()], prompt="mine")

    (his,) = ids(response)
    assert StoredImage.objects.get(pk=his).team == charlie.team
    assert "alice" not in text(as_charlie.get(FUSION)).replace("alice@", "")
    assert as_alice.get(FUSION).context["form"].values["prompt"] == "alice's own"


def test_bob_has_a_form_of_his_own_with_the_pictures_of_the_team(
    redraw, as_alice, as_bob, three
):
    redraw(FUSION, three[:2])

    response = redraw(FUSION, three[1:], client=as_bob)

    assert ids(response) == three[1:]
    assert ids(as_alice.get(FUSION)) == three[:2]


def test_a_null_character_is_not_kept(redraw, as_alice):
    redraw(TEXT, prompt="a\0b", seed="\0")

    assert Draft.objects.get().values["prompt"] == "ab"
    assert Draft.objects.get().values["seed"] == ""


def test_the_recipe_of_a_sequence_from_text_leaves_the_tray_out(
    redraw, as_alice, make_stored, three
):
    output = make_stored(mode="sequence", images=3, color="gold")
    redraw(SEQUENCE, three)

    page = as_alice.get(SEQUENCE, {"from": str(output.pk)})

    assert ids(page) == []
    assert page.context["choice"].images == 3
