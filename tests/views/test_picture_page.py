"""The page of a picture in its library: neighbours, stage, recipe, judgement, trash."""

import re
from datetime import timedelta

import pytest

from generations.models import (
    Collection,
    Listing,
    Reference,
    Shelf,
    StoredImage,
    Tag,
)
from teams.models import Member, User
from teams.roles import Role
from tests.views.conftest import NOON, signed_in


def text_of(response):
    return response.content.decode()


def address(output):
    return f"/pictures/{output.pk}/"


def test_neighbours_follow_the_roll_the_picture_was_reached_from(
    as_alice, bob, make_stored
):
    first, others, here = (
        make_stored(at=NOON - timedelta(hours=n), color=color, prompt=prompt)
        for n, (color, prompt) in enumerate(
            (("red", "A cat"), ("green", "A dog"), ("blue", "Another cat"))
        )
    )

    plain = text_of(as_alice.get(address(here)))
    searched = text_of(as_alice.get(address(here), {"q": "cat"}))

    assert f'href="{address(others)}" data-picture-turn="back"' in plain
    assert f'href="{address(first)}?q=cat" data-picture-turn="back"' in searched
    assert address(others) not in searched


def test_neighbours_of_a_collection_that_is_gone_are_the_teams(as_alice, make_output):
    newer, here = (make_output(at=NOON - timedelta(hours=n)) for n in range(2))

    response = as_alice.get(address(here), {"in": "collection", "collection": "77"})

    assert f'href="{address(newer)}" data-picture-turn="back"' in text_of(response)


def test_next_picture_is_named_for_fetching_ahead(as_alice, make_stored):
    here, older = (
        make_stored(at=NOON - timedelta(hours=n), color=color)
        for n, color in enumerate(("red", "green"))
    )

    page = text_of(as_alice.get(address(here)))

    [turn] = re.findall(r"<a [^>]*data-picture-turn=[^>]*>", page)
    assert older.image.sha256 in turn
    assert 'data-picture-source="' in turn


@pytest.mark.parametrize(
    ("media_type", "largest", "is_checked"),
    [
        ("image/png", "image/avif", True),
        ("image/png", None, True),
        ("image/webp", "image/avif", True),
        ("image/png", "image/jpeg", False),
        ("image/jpeg", "image/avif", False),
        ("image/jpeg", None, False),
    ],
)
def test_checks_stand_behind_what_may_be_seen_through(
    as_alice, make_stored, media_type, largest, is_checked
):
    image = make_stored().image
    if largest:
        record = image.thumbnails["320"] | {"media_type": largest}
        image.thumbnails["1280"] = record
    image.media_type = media_type
    image.save()

    page = text_of(as_alice.get(address(image.outputs.get())))

    assert ("is-see-through" in page) == is_checked
    assert ("url(#see-through)" in page) == is_checked


def test_stage_names_the_original_and_its_pixels(as_alice, make_stored):
    output = make_stored()

    page = text_of(as_alice.get(address(output)))

    assert f'data-zoom="/files/{output.image_id}/original/"' in page
    assert 'data-width="96" data-height="64"' in page


def test_reference_leads_to_its_own_page_or_to_itself(
    as_alice, make_stored, make_image
):
    own, upload = make_stored(color="red"), make_image(color="lime")
    output = make_stored(color="blue", mode="fusion", prompt="@1 beside @2, not @3")
    for position, image in enumerate((own.image, upload), start=1):
        Reference.objects.create(
            generation=output.generation, position=position, image=image
        )

    page = text_of(as_alice.get(address(output)))

    assert f'<a class="refs__item" href="{address(own)}">' in page
    assert f'<a class="refs__item" href="/files/{upload.pk}/1280/">' in page
    assert page.count('<b class="ref">') == 2


def test_recipe_is_used_whole_or_in_part(as_alice, make_stored, make_image):
    output = make_stored(mode="edit", prompt="An owl of felt")
    reference = make_image(color="lime")
    Reference.objects.create(generation=output.generation, position=1, image=reference)

    page = text_of(as_alice.get(address(output)))
    prompt = text_of(as_alice.get(f"/compose/edit/?from={output.pk}&only=prompt"))
    pictures = text_of(as_alice.get(f"/compose/edit/?from={output.pk}&only=references"))

    assert f"?from={output.pk}&amp;only=prompt" in page
    assert f"?from={output.pk}&amp;only=references" in page
    told = [(">An owl of felt</textarea>" in each) for each in (prompt, pictures)]
    laid = [(f'value="{reference.pk}"' in each) for each in (prompt, pictures)]
    assert (told, laid) == ([True, False], [False, True])


def test_recipe_names_the_reference_that_is_deleted_and_keeps_the_others(
    as_alice, make_stored, make_image
):
    output = make_stored(mode="fusion", prompt="The coat of @1 on @2 before @3")
    images = [make_image(color=color) for color in ("lime", "plum", "teal")]
    for position, image in enumerate(images, start=1):
        Reference.objects.create(
            generation=output.generation, position=position, image=image
        )
    StoredImage.objects.filter(pk=images[1].pk).update(purged_at=NOON)

    page = text_of(as_alice.get(f"/compose/fusion/?from={output.pk}"))

    assert "@2 was deleted and is not there any more; the other references" in page
    assert ">The coat of @1 on @? before @2</textarea>" in page
    laid = [f'value="{image.pk}"' in page for image in images]
    assert laid == [True, False, True]


def test_one_more_like_this_says_what_it_may_cost(as_alice, make_stored, settings):
    output = make_stored(offer_key="seedream-4.5@ark")
    free = text_of(as_alice.get(address(output)))
    settings.ARK_API_KEY = "ark-for-the-price"

    paid = text_of(as_alice.get(address(output)))

    said = r'One more like this<span class="button__price">([^<]+)</span>'
    assert re.search(said, free)[1] == "free"
    assert re.search(said, paid)[1] == "¥0.250"


def test_viewer_sees_all_and_changes_nothing_but_favourites(alice, make_stored):
    user = User.objects.create_user("vera@example.com", "a long pass phrase")
    member = Member.objects.create(user=user, team=alice.team, role=Role.VIEWER)
    output = make_stored()
    Listing.objects.filter(output=output).update(rating=3)

    page = text_of(signed_in(member).get(address(output)))

    assert set(re.findall(r'name="verb" value="(\w+)"', page)) == {"favourite"}
    assert 'aria-label="Rating: 3 of 5 stars"' in page
    assert "/compose/" not in page
    assert 'class="button is-end is-primary"' in page


def test_judgement_stands_on_buttons_with_keys(as_alice, make_stored):
    output = make_stored()
    Listing.objects.filter(output=output).update(rating=3, flag="pick", colour="red")

    page = text_of(as_alice.get(address(output)))

    keys = set(re.findall(r'data-key="([^"]+)"', page[page.index('id="judge"') :]))
    assert {"1", "2", "3", "4", "5", "0", "p", "n", "r", "f", "t", "e"} <= keys
    assert re.search(r'id="star-3"[^>]*value="0"[^>]*aria-pressed="true"', page)
    assert re.search(r'id="flag-pick"[^>]*aria-pressed="true"', page)
    assert re.search(r'id="colour-red"[^>]*aria-pressed="true"', page)


def test_picture_in_the_trash_says_so_and_offers_the_way_back(
    as_alice, alice, make_stored
):
    output = make_stored()
    Listing.objects.filter(output=output).update(
        shelf=Shelf.TRASH, trashed_at=NOON, trashed_by=alice.user
    )

    page = text_of(as_alice.get(address(output)))

    assert "put there by alice" in page
    assert 'name="verb" value="restore"' in page
    assert 'name="verb" value="trash"' not in page
    assert "Restore it first to edit it" in page
    assert "?reference=" not in page
    assert "fusion/?add=" not in page


def test_deleted_picture_keeps_its_recipe_and_lineage(
    as_alice, make_stored, make_image
):
    output = make_stored(mode="edit", prompt="What came of it")
    Reference.objects.create(
        generation=output.generation, position=1, image=make_image(color="lime")
    )
    Listing.objects.filter(output=output).update(shelf=Shelf.PURGED, trashed_at=NOON)
    image = output.image
    image.purged_at, image.thumbnails = NOON, {}
    image.save()

    page = text_of(as_alice.get(address(output)))

    assert "Deleted for good" in page
    assert "Its bytes were deleted on 20 Nov 2026" in page
    assert "What came of it" in page
    assert "refs__item" in page
    assert image.sha256 in page
    assert "/original/" not in page
    assert "data-zoom=" not in page


def test_reference_that_is_deleted_is_named_without_its_bytes(
    as_alice, make_stored, make_image
):
    output, image = make_stored(mode="edit"), make_image(color="lime")
    image.purged_at, image.thumbnails = NOON, {}
    image.save()
    Reference.objects.create(generation=output.generation, position=1, image=image)

    page = text_of(as_alice.get(address(output)))

    assert "Reference 1, deleted for good" in page
    assert str(image.pk) not in page


def test_trash_button_is_absent_while_money_is_undecided(as_alice, make_output):
    output = make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})

    page = text_of(as_alice.get(address(output)))

    assert 'name="verb" value="trash"' not in page


def test_tags_and_collections_of_a_picture_are_named(as_alice, alice, make_stored):
    output = make_stored()
    tag = Tag.objects.named(alice.team, "<b>brand</b> 🎨")
    album = Collection.objects.create(team=alice.team, name="Autumn", person=alice.user)
    Collection.objects.create(team=alice.team, name="Spring", person=alice.user)
    line = Listing.objects.filter(output=output)
    line.swap_words("", f"tag:{tag.pk}")
    line.swap_words("", f"in:{album.pk}")

    page = text_of(as_alice.get(address(output)))

    assert "&lt;b&gt;brand&lt;/b&gt; 🎨" in page
    assert "<b>brand" not in page
    assert f'<option value="{album.pk}">' not in page
    assert ">Spring</option>" in page


def test_tags_of_another_team_are_not_offered(as_alice, charlie, make_stored):
    Tag.objects.named(charlie.team, "their-tag")
    Collection.objects.create(team=charlie.team, name="their-album")

    page = text_of(as_alice.get(address(make_stored())))

    assert "their-" not in page
