"""What a form may ask for: foreign and odd input is refused in words."""

import pytest

from generations.library import asked
from generations.library.asked import Foreign
from generations.library.verbs import MOST_TAGS, VERBS, Unfit
from generations.models import Collection, Listing, Shelf, Tag
from generations.search import read_roll

pytestmark = pytest.mark.django_db


def test_pictures_come_in_the_order_they_were_named(alice, lines):
    names = [str(line.output_id) for line in reversed(lines)]

    assert asked.named_places(alice, [",".join(names[:2]), *names[2:]]) == [
        line.place for line in reversed(lines)
    ]


@pytest.mark.parametrize("odd", ["x", "0" * 32, "1" * 10_000, "'; DROP", "\0"])
def test_an_odd_name_of_a_picture_is_foreign(odd, alice, lines):
    with pytest.raises(Foreign):
        asked.named_places(alice, [str(lines[0].output_id), odd])


def test_pictures_of_others_and_those_gone_for_good_are_foreign(alice, charlie, lines):
    with pytest.raises(Foreign):
        asked.named_places(charlie, [str(lines[0].output_id)])

    Listing.objects.update(shelf=Shelf.PURGED)
    with pytest.raises(Foreign):
        asked.named_places(alice, [str(lines[0].output_id)])


@pytest.mark.parametrize(
    ("verb", "sent", "kept"),
    [
        ("rate", "0", 0),
        ("rate", "5", 5),
        ("flag", "pick", "pick"),
        ("flag", "", ""),
        ("flag", "none", ""),
        ("colour", "none", ""),
        ("colour", "red", "red"),
        ("trash", "anything", None),
    ],
)
def test_a_value_is_read(verb, sent, kept, alice):
    assert asked.value_of(alice, VERBS[verb], [sent]) == kept


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("rate", "6"),
        ("rate", "-1"),
        ("rate", "none"),
        ("rate", "5.0"),
        ("rate", ""),
        ("rate", "9" * 10_000),
        ("flag", "pinoneck"),
        ("colour", "<b>"),
        ("tag", " , ,"),
        ("tag", "x" * 10_000),
        ("tag", "\ufdfa" * 40),
        ("tag", ",".join(map(str, range(MOST_TAGS + 1)))),
        ("collect", ""),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_in_words(verb, sent, alice):
    with pytest.raises(Unfit) as refusal:
        asked.value_of(alice, VERBS[verb], [sent])

    assert str(refusal.value).endswith(".")


def test_tags_may_be_anything_people_write(alice):
    typed = "Brand，<b>bold</b>; 🐈‍⬛, 猫、BRAND"

    kept = asked.value_of(alice, VERBS["tag"], [typed])

    names = Tag.objects.filter(pk__in=kept).values_list("name", flat=True)
    assert set(names) == {"Brand", "<b>bold</b>", "🐈‍⬛", "猫"}


def test_taking_a_tag_away_makes_none(alice):
    assert asked.value_of(alice, VERBS["untag"], ["brand"]) == []
    assert not Tag.objects.exists()


def test_a_new_collection_is_made_by_its_name(alice):
    [key] = asked.value_of(alice, VERBS["collect"], [""], name=" Spring <3 ")

    made = Collection.objects.get(pk=key)
    assert (made.name, made.team, made.person) == ("Spring <3", alice.team, alice.user)


@pytest.mark.parametrize("key", ["x", "-1", "9" * 30, "1.0"])
def test_an_odd_collection_is_foreign(key, alice):
    with pytest.raises(Foreign):
        asked.value_of(alice, VERBS["collect"], [key])


def test_a_collection_of_others_is_foreign(alice, charlie):
    theirs = Collection.objects.create(team=charlie.team, name="Theirs")

    for verb in ("collect", "uncollect"):
        with pytest.raises(Foreign):
            asked.value_of(alice, VERBS[verb], [str(theirs.pk)])


def test_nothing_is_put_by_hand_into_a_search(alice):
    smart = Collection.objects.create(team=alice.team, name="Cats", query="cat")

    with pytest.raises(Unfit):
        asked.value_of(alice, VERBS["collect"], [str(smart.pk)])


def test_all_matching_is_what_a_verb_can_be_done_to(alice, lines, press, monkeypatch):
    press("trash", None, lines[:1])
    trash = read_roll(alice, {"in": "trash"})

    assert asked.all_places(trash, VERBS["restore"]) == [lines[0].place]
    assert asked.all_places(trash, VERBS["trash"]) == []

    monkeypatch.setattr(asked, "MOST", 2)
    with pytest.raises(Unfit):
        asked.all_places(read_roll(alice, {}), VERBS["rate"])
