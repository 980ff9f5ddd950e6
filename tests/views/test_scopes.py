"""The parts of the gallery: scopes, chips, stacks, months, counts, what is missing."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generations.models import Collection, Favourite, Listing, Output, Placement
from generations.models.listing import Shelf
from generations.search import PAGE
from tests.views.conftest import HTMX, NOON

SCOPES = ("/mine/", "/favourites/", "/trash/")


def text_of(response):
    return response.content.decode()


def tiles_in(response):
    return re.findall(r'<li class="tile[^"]*" id="output-([^"]+)"', text_of(response))


def like(member, output):
    line = Listing.objects.filter(output=output)
    Favourite.objects.create(person=member.user, listing=line.get())
    line.swap_words("", f"fav:{member.user_id}")


def trash(output):
    token = output.team_id.hex
    line = Listing.objects.filter(output=output)
    line.swap_words(f"g:{token}", f"t:{token}", shelf=Shelf.TRASH)


@pytest.fixture
def stack(make_stored):
    """Three pictures of one click."""
    first = make_stored(variations=3, prompt="A red kite")
    outputs = [first]
    for index in (1, 2):
        other = Output.objects.create(
            team=first.team,
            generation=first.generation,
            attempt=first.attempt,
            index=index,
            state="stored",
            image=first.image,
            listed_at=NOON - timedelta(microseconds=index),
        )
        Listing.objects.enter(first.generation, [other])
        outputs.append(other)
    return outputs


def test_each_scope_is_a_tab_and_names_itself(as_alice, make_stored):
    make_stored()

    page = text_of(as_alice.get("/mine/"))

    current = '<a class="scopes__link" href="/mine/" aria-current="page">Mine</a>'
    assert current in page
    for address in ("/", "/favourites/", "/collections/", "/trash/"):
        assert f'class="scopes__link" href="{address}"' in page


def test_mine_holds_what_this_person_made(as_alice, as_bob, make_stored):
    output = make_stored()

    assert tiles_in(as_alice.get("/mine/")) == [str(output.pk)]
    assert tiles_in(as_bob.get("/mine/")) == []


def test_favourites_are_those_of_who_looks(as_alice, as_bob, alice, make_stored):
    liked, _other = make_stored(color="red"), make_stored(at=NOON - timedelta(1))
    like(alice, liked)

    mine, theirs = as_alice.get("/favourites/"), as_bob.get("/favourites/")

    assert tiles_in(mine) == [str(liked.pk)]
    assert 'aria-pressed="true"' in text_of(mine)
    assert tiles_in(theirs) == []
    assert "No favourites yet." in text_of(theirs)


def test_trash_holds_what_was_thrown_away_and_offers_no_edit(as_alice, make_stored):
    output = make_stored()
    trash(output)

    page = as_alice.get("/trash/")

    assert tiles_in(page) == [str(output.pk)]
    assert tiles_in(as_alice.get("/")) == []
    assert "keeps pictures for 30 days" in text_of(page)
    assert "Edit this picture" not in text_of(page)


@pytest.mark.parametrize(("days", "words"), [(1, "for 1 day "), (7, "for 7 days ")])
def test_trash_says_how_long_this_studio_keeps_it(days, words, as_alice, settings):
    settings.STUDIO_TRASH_DAYS = days

    assert words in text_of(as_alice.get("/trash/"))


def test_collection_shows_its_pictures_in_their_own_order(as_alice, alice, make_stored):
    image = make_stored().image
    pictures = [
        make_stored(at=NOON - timedelta(days=number), image=image)
        for number in range(1, 4)
    ]
    kept = Collection.objects.create(team=alice.team, name="Harbour")
    for rank, output in enumerate(reversed(pictures)):
        Placement.objects.create(
            collection=kept, listing=output.listing, rank=rank * 10
        )

    page = as_alice.get(f"/collections/{kept.pk}/")

    assert tiles_in(page) == [str(each.pk) for each in reversed(pictures)]
    assert "Harbour" in text_of(page)
    assert "month__name" not in text_of(page)


def test_collection_of_another_team_is_not_found(as_charlie, alice):
    kept = Collection.objects.create(team=alice.team, name="Harbour")

    assert as_charlie.get(f"/collections/{kept.pk}/").status_code == 404


@pytest.mark.parametrize("address", SCOPES)
def test_scope_of_another_team_holds_none_of_its_pictures(
    as_charlie, alice, make_stored, address
):
    output = make_stored()
    like(alice, output)
    if address == "/trash/":
        trash(output)

    assert tiles_in(as_charlie.get(address)) == []


@pytest.mark.parametrize("address", SCOPES)
@pytest.mark.parametrize("place", ["x", "9" * 30, "-1", "€", "\x00", "1.2", "18" * 9])
def test_tampered_place_is_no_error(as_alice, make_stored, address, place):
    make_stored()

    assert as_alice.get(address, {"before": place}).status_code == 200


def test_stack_stands_as_one_tile_with_its_count(as_alice, stack):
    page = as_alice.get("/")

    assert tiles_in(page) == [str(stack[0].pk)]
    assert 'aria-label="3 pictures, unfold"' in text_of(page)


def test_stack_unfolds_in_place_and_folds_again(as_alice, stack):
    address = f"/?stack={stack[0].generation_id}"

    unfolded = as_alice.get(address, headers=HTMX)
    folded = as_alice.get(f"{address}&fold=1", headers=HTMX)

    assert tiles_in(unfolded) == [str(each.pk) for each in stack]
    assert "aria-expanded" in text_of(unfolded)
    assert tiles_in(folded) == [str(stack[0].pk)]
    for gone in stack[1:]:
        assert f'<li id="output-{gone.pk}" hx-swap-oob="delete">' in text_of(folded)


def test_stack_is_a_page_without_script(as_alice, stack):
    page = as_alice.get("/", {"stack": stack[0].generation_id})

    assert tiles_in(page) == [str(each.pk) for each in stack]
    assert "Back to all" in text_of(page)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_stack_of_another_team_is_not_found(as_charlie, stack, headers):
    address = f"/?stack={stack[0].generation_id}"

    assert as_charlie.get(address, headers=headers).status_code == 404
    assert as_charlie.get(f"/?stack={uuid.uuid4()}").status_code == 404


def test_search_shows_single_pictures_and_its_parts_as_chips(as_alice, stack):
    page = as_alice.get("/", {"q": "red rating:0"})

    assert tiles_in(page) == [str(each.pk) for each in stack]
    assert 'class="chip" href="/?q=rating%3A0"' in text_of(page)
    assert 'class="chip" href="/?q=red"' in text_of(page)
    assert 'value="red rating:0"' in text_of(page)


def test_search_without_a_match_says_what_to_leave_out(as_alice, make_stored):
    make_stored()

    page = text_of(as_alice.get("/", {"q": "lighthouse zebra"}))

    assert "No picture matches all of this." in page
    assert "without <b>zebra</b>" in page


def test_markup_in_a_search_stays_text(as_alice, make_stored):
    make_stored(prompt="<script>alert(1)</script>")

    page = text_of(as_alice.get("/", {"q": "<script>alert(1)</script>"}))

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/mine/", "You have made nothing yet."),
        ("/favourites/", "No favourites yet."),
        ("/trash/", "The trash is empty."),
    ],
)
def test_empty_scope_says_what_it_is_for(as_alice, make_stored, address, words):
    Output.objects.filter(pk=make_stored().pk).update(listed_at=NOON)
    Listing.objects.update(person=None)

    assert words in text_of(as_alice.get(address))


def test_page_reached_by_address_leads_back_to_newer_ones(as_alice, make_output):
    for number in range(PAGE + 2):
        make_output(at=NOON - timedelta(hours=number))
    first = text_of(as_alice.get("/"))
    older = re.search(r'href="(/\?before=\d+)"', first).group(1)

    page = text_of(as_alice.get(older))

    assert re.search(r'<p class="newer"><a [^>]*href="/"', page)
    assert f'data-before="{older.partition("=")[2]}"' in page


def test_size_of_the_tiles_comes_from_the_cookie(as_alice, make_stored):
    make_stored()
    usual = text_of(as_alice.get("/"))

    as_alice.cookies["rows"] = "5"
    chosen = text_of(as_alice.get("/"))
    as_alice.cookies["rows"] = '9"><script>'
    tampered = text_of(as_alice.get("/"))

    assert "rows-3" in usual
    assert "rows-5" in chosen
    assert "rows-3" in tampered


def test_viewer_sees_no_way_to_generate(as_bob, bob, make_stored):
    bob.role = "viewer"
    bob.save()
    make_stored()

    page = text_of(as_bob.get("/"))

    assert "Edit this picture" not in page
    assert "tile__like" in page


def test_tiles_of_other_states_cost_the_same_queries(
    as_alice, make_output, make_stored, django_assert_num_queries
):
    make_stored()
    make_output(at=NOON - timedelta(hours=9), attempt={"state": "refused"})
    as_alice.get("/?q=lighthouse")
    with CaptureQueriesContext(connection) as queries:
        as_alice.get("/?q=lighthouse")
    for hours, state in enumerate(("refused", "unknown", "cancelled"), start=1):
        make_output(at=NOON - timedelta(hours=hours), attempt={"state": state})

    with django_assert_num_queries(len(queries)):
        as_alice.get("/?q=lighthouse")
