"""Searches that are kept as smart collections, and what they then mean."""

import re
from html import unescape

from generations.models import Collection

PAGE = "/collections/"


def test_a_search_becomes_a_smart_collection(as_alice, lines):
    fields = {"query": ' lighthouse  "folded paper" ', "name": "x" * 500}

    answer = as_alice.post(f"{PAGE}add/", fields)

    made = Collection.objects.get()
    assert answer["Location"] == f"{PAGE}{made.pk}/"
    assert made.query == 'lighthouse "folded paper"'
    assert len(made.name) == 80
    page = as_alice.get(f"{PAGE}{made.pk}/").content.decode()
    assert page.count("data-pick ") == 4


def test_a_smart_collection_means_the_same_for_everybody(as_alice, as_bob, lines):
    said = {"query": "by:me -is:mine OR rating:9", "name": "Mine"}

    page = as_alice.post(f"{PAGE}add/", said, follow=True).content.decode()

    made = Collection.objects.get()
    assert made.query == "by:alice@example.com -by:alice@example.com OR rating:9"
    assert "“rating:9” was not understood" in page
    Collection.objects.update(query=made.query.partition(" ")[0])
    found = as_bob.get(f"{PAGE}{made.pk}/").content.decode()
    assert found.count("data-pick ") == 4


def kept_as(client, address):
    page = client.get(address).content.decode()
    return unescape("".join(re.findall('name="query" value="([^"]*)"', page)))


def test_a_search_is_kept_with_where_it_was_made(as_alice, kept, alice):
    smart = Collection.objects.create(team=alice.team, name="S", query='cat "dog')
    asked = "?q=rating:none OR"

    assert kept_as(as_alice, f"/{asked}") == "rating:none OR"
    assert kept_as(as_alice, f"/mine/{asked}") == "by:me rating:none"
    assert kept_as(as_alice, f"/favourites/{asked}") == "is:favourite rating:none"
    assert kept_as(as_alice, f"/trash/{asked}") == ""
    assert kept_as(as_alice, f"{PAGE}{kept.pk}/{asked}") == 'in:"Spring" rating:none'
    assert kept_as(as_alice, f"{PAGE}{smart.pk}/{asked}") == 'cat "dog" rating:none'


def test_a_smart_collection_keeps_a_search(as_alice, alice):
    smart = Collection.objects.create(team=alice.team, name="Cats", query="cat")

    assert as_alice.post(f"{PAGE}{smart.pk}/change/", {"name": "C"}).status_code == 400
    as_alice.post(f"{PAGE}{smart.pk}/change/", {"name": "C", "query": "dog"})

    smart.refresh_from_db()
    assert smart.query == "dog"
