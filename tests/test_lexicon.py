"""What a picture is found by, as text."""

from decimal import Decimal

import pytest

from generations.lexicon import (
    cost_step_of,
    fold,
    join,
    megapixels_of,
    pairs_of,
    pieces_of,
    words_of,
)


def test_words_are_folded_and_stand_once():
    found = words_of("A Lighthouse, a LIGHTHOUSE & café №5")

    assert found == ["a", "lighthouse", "cafe", "no5"]


def test_cjk_is_cut_into_characters_and_pairs():
    found = words_of("夜晚的猫 cat")

    assert found == ["夜", "晚", "的", "猫", "夜晚", "晚的", "的猫", "cat"]


def test_full_width_letters_are_letters():
    assert fold("ＡＢＣ") == "abc"


def test_kana_keep_their_voicing():
    assert fold("ガ") == "ガ"


def test_a_run_of_cjk_in_a_word_stands_apart():
    assert pieces_of("4k猫poster") == ["4k", "猫", "poster"]


@pytest.mark.parametrize(
    ("run", "pairs"), [("猫", ["猫"]), ("夜猫", ["夜猫"]), ("夜晚猫", ["夜晚", "晚猫"])]
)
def test_a_run_is_looked_up_by_its_pairs(run, pairs):
    assert pairs_of(run) == pairs


def test_emoji_and_signs_are_no_words():
    assert words_of("🦊 -- ★ _ :") == []


def test_a_word_longer_than_anybody_types_is_cut():
    assert words_of("x" * 500) == ["x" * 48]


def test_tokens_have_a_space_on_either_side():
    assert join(["a", "b"]) == " a b "


def test_prices_fall_into_steps():
    steps = [cost_step_of(Decimal(cost)) for cost in ("0", "0.04", "0.045", "99")]

    assert steps == ["1", "5", "5", "17"]
    assert cost_step_of(None) == "none"


def test_megapixels_end_somewhere():
    assert megapixels_of(4096 * 4096) == 16
    assert megapixels_of(10**9) == 64
