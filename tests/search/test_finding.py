"""What a search finds: words, facts, and both together, never another team's."""

from decimal import Decimal

import pytest
from django.utils import timezone

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models import Comment, Listing, Tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(alice, bob, charlie, make):
    """Four pictures of alice's team and one of another."""
    make(alice, "A lighthouse at dawn, soft light, café")
    make(
        alice,
        "夜晚的猫坐在灯塔旁边",
        mode=Mode.FUSION,
        offer_key="seedream-4.5@byteplus",
        width_px=2560,
        height_px=1440,
    )
    make(
        bob,
        "Watercolour of a cat, light soft",
        offer_key="seedream-5.0-lite@ark",
        width_px=4096,
        height_px=4096,
        estimate=Money(Decimal("0.30"), "USD"),
    )
    make(bob, "猫咪在夜里", estimate=None)
    make(charlie, "A lighthouse and a 猫 of somebody else, light")


A, B, C, D = (
    "A lighthouse at dawn, soft light, café",
    "夜晚的猫坐在灯塔旁边",
    "Watercolour of a cat, light soft",
    "猫咪在夜里",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [D, C, B, A]),
        ("light", [C, A]),
        ("LIGHTH", [A]),
        ("cafe", [A]),
        ("ＣＡＦÉ", [A]),
        ('"light"', [C, A]),
        ('"lighth"', []),
        ('"soft light"', [A]),
        ('"oft light"', []),
        ('"soft  LIGHT,"', [A]),
        ("soft light", [C, A]),
        ("猫", [D, B]),
        ("猫咪", [D]),
        ("的猫坐", [B]),
        ("晚的猫坐在灯", [B]),
        ("猫在", []),
        ("夜猫", []),
        ("在夜里", [D]),
        ("-猫", [C, A]),
        ("-的猫坐", [D, C, A]),
        ('-"soft light"', [D, C, B]),
        ("cat OR 猫咪", [D, C]),
        ('"soft light" OR 猫咪', [D, A]),
        ("light -watercolour", [A]),
        ("-light -猫咪", [B]),
        ("zebra", []),
        ("a", [C, A]),
        ("model:4.5", [B]),
        ("model:seedream-4.5", [B]),
        ('model:"5.0 lite"', [C]),
        ("model:4", [D, B, A]),
        ("model:ep-2025", []),
        ("模型：4.5", [B]),
        ("mode:fusion", [B]),
        ("mode:text", [D, C, A]),
        ("at:byte", [B]),
        ("at:volcengine", [D, C, A]),
        ("by:me", [B, A]),
        ("by:bob", [D, C]),
        ("by:BOB@exam", [D, C]),
        ("-by:me 猫", [D]),
        ("ratio:16:9", [B]),
        ("ratio:16x9", [B]),
        ("ratio:landscape", [B]),
        ("ratio:square", [D, C, A]),
        ("size:>8mp", [C]),
        ("size:4K", [C]),
        ("size:2k", [D, B, A]),
        ("size:<=2k", [D, B, A]),
        ("size:4mp", [D, A]),
        ("size:>=4.1mp", [D, C, A]),
        ("size:<4mp", [B]),
        ("size:2560x1440", [B]),
        ("cost:>0.2", [C]),
        ("cost:0.1", [B, A]),
        ("cost:>=0.1", [C, B, A]),
        ("cost:<0.3", [B, A]),
        ("cost:0.1..0.3", [C, B, A]),
        ("cost:unknown", [D]),
        ("-cost:>0.2", [D, B, A]),
        ("rating:none", [D, C, B, A]),
        ("rating:>=1", []),
        ("is:unrated mode:fusion 猫", [B]),
        ("before:2020", []),
        ("after:2020-01", [D, C, B, A]),
        ("on:today", [D, C, B, A]),
        ("on:today cat", [C]),
        ("-on:today OR cat", [C]),
        ("-on:today", []),
    ],
)
def test_a_search_finds_what_it_says(library, alice, find, text, expected):
    found = find(alice, text)

    assert found == expected


def test_what_a_team_decided_is_found(library, alice, bob, find):
    newest = Listing.objects.filter(team=alice.team).newest_first()
    tag = Tag.objects.named(alice.team, "Two Words")
    newest.filter(pk=newest[0].pk).swap_words("", f"tag:{tag.pk}")
    newest.filter(pk=newest[1].pk).swap_words("rating:0", "rating:4", rating=4)
    newest.filter(pk=newest[2].pk).swap_words("flag:none", "flag:pick", flag="pick")
    newest.filter(pk=newest[3].pk).swap_words("", f"fav:{alice.user.pk}")
    Comment.objects.create(team=alice.team, listing=newest[0], text="Nice.")
    Listing.objects.filter(pk=newest[0].pk).update(comments=1)

    assert find(alice, 'tag:"two words"') == [D]
    assert find(alice, "tag:two") == [D]
    assert find(alice, "-tag:two") == [C, B, A]
    assert find(alice, "rating:>=4") == [C]
    assert find(alice, "rating:3..5 light") == [C]
    assert find(alice, "is:rated") == [C]
    assert find(alice, "flag:pick") == find(alice, "is:picked") == [B]
    assert find(alice, "is:favourite") == [A]
    assert find(bob, "is:favourite") == []
    assert find(alice, "has:comments") == [D]
    assert find(alice, "has:comments cat") == []
    assert find(alice, "has:comments 猫 -rating:4") == [D]
    assert find(alice, "-has:comments") == [C, B, A]


def test_words_of_new_alphabets_and_very_long_words_are_found(alice, make, find):
    long = "x" * 60
    make(alice, f"𰻝𰻝面 in a bowl, Шёлк, {long}a")
    make(alice, f"{long}b")

    assert len(find(alice, "𰻝面")) == 1
    assert len(find(alice, "-𰻝面")) == 1
    assert len(find(alice, "шелк")) == 1
    assert len(find(alice, f"{long}a")) == 1
    assert len(find(alice, f'"{long}b"')) == 1
    assert len(find(alice, long)) == 2


def test_days_are_those_of_the_studio(alice, make, find, settings, time_machine):
    settings.TIME_ZONE = "Asia/Shanghai"
    timezone.get_default_timezone.cache_clear()
    time_machine.move_to("2026-09-30T15:30:00Z", tick=False)
    make(alice, "September")
    time_machine.move_to("2026-09-30T16:30:00Z", tick=False)
    make(alice, "October")

    try:
        assert find(alice, "before:2026-10") == ["September"]
        assert find(alice, "on:2026-10-01") == ["October"]
        assert find(alice, "on:2026-09..2026-10") == ["October", "September"]
        assert find(alice, "after:2026-09-30") == ["October"]
        assert find(alice, "after:2026-10") == []
    finally:
        timezone.get_default_timezone.cache_clear()
