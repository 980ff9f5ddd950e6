"""Sizes: reading, both sides of every limit, the nearest legal one, presets, ratios."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generations.catalogue import (
    GATEWAYS,
    IMAGE_MODELS,
    Size,
    SizeLimit,
    SizeProblem,
    adaptive_size,
    check_pixels,
    find_offer,
    nearest_legal,
    parse_pixels,
    ratio_label,
    resolve,
)
from generations.catalogue.size_tables import ADAPTIVE_SIZES

LITE = IMAGE_MODELS["seedream-5.0-lite"].capabilities.size
V4_5 = IMAGE_MODELS["seedream-4.5"].capabilities.size
V4_0 = IMAGE_MODELS["seedream-4.0"].capabilities.size
PRO = IMAGE_MODELS["seedream-5.0-pro"].capabilities.size
V3_0 = IMAGE_MODELS["seedream-3.0-t2i"].capabilities.size
SEEDEDIT = IMAGE_MODELS["seededit-3.0"].capabilities.size
CUSTOM_LITE = find_offer(
    "seedream-5.0-lite@custom", GATEWAYS.values()
).capabilities.size
RULES = [LITE, CUSTOM_LITE, V4_5, V4_0, PRO, V3_0]


@pytest.mark.parametrize(
    "text", ["2048x1024", "2048×1024", "2048*1024", " 2048 X 1024 "]
)
def test_pixels_are_read_with_any_usual_sign(text):
    assert parse_pixels(text) == (2048, 1024)


@pytest.mark.parametrize(
    "text",
    ["", "2K", "2048", "0x100", "-1x5", "1.5x2", "2048x", "1e3x1e3", "9999999x1"],
)
def test_other_text_is_not_pixels(text):
    assert parse_pixels(text) is None


@pytest.mark.parametrize(
    ("rule", "legal", "too_few"),
    [
        (LITE, (2560, 1440), (2559, 1440)),
        (CUSTOM_LITE, (2560, 1440), (2559, 1440)),
        (V4_5, (1920, 1920), (1920, 1919)),
        (V4_0, (1280, 720), (1280, 719)),
        (PRO, (960, 960), (960, 959)),
        (V3_0, (512, 512), (512, 511)),
    ],
)
def test_the_least_pixels_are_inclusive(rule, legal, too_few):
    problem = check_pixels(rule, *too_few)

    assert check_pixels(rule, *legal) is None
    assert problem is not None
    assert problem.limit is SizeLimit.TOO_FEW_PIXELS
    assert problem.min_pixels == rule.min_pixels


@pytest.mark.parametrize(
    ("rule", "legal", "too_many"),
    [
        (LITE, (4096, 4096), (4096, 4097)),
        (CUSTOM_LITE, (3225, 3225), (3226, 3226)),
        (V4_5, (4096, 4096), (4097, 4096)),
        (V4_0, (4096, 4096), (4097, 4096)),
        (PRO, (2150, 2150), (2151, 2150)),
        (V3_0, (2048, 2048), (2049, 2048)),
    ],
)
def test_the_most_pixels_are_inclusive(rule, legal, too_many):
    problem = check_pixels(rule, *too_many)

    assert check_pixels(rule, *legal) is None
    assert problem is not None
    assert problem.limit is SizeLimit.TOO_MANY_PIXELS
    assert problem.max_pixels == rule.max_pixels


@pytest.mark.parametrize("rule", RULES)
def test_the_ratio_limits_are_inclusive_on_both_sides(rule):
    short = 500

    wide = check_pixels(rule, 16 * short + 1, short)
    tall = check_pixels(rule, short, 16 * short + 1)

    assert check_pixels(rule, 16 * short, short) is None
    assert check_pixels(rule, short, 16 * short) is None
    assert wide is not None
    assert wide.limit is SizeLimit.TOO_WIDE
    assert tall is not None
    assert tall.limit is SizeLimit.TOO_TALL


def test_no_pixels_are_legal_where_the_size_follows_the_reference():
    problem = check_pixels(SEEDEDIT, 1024, 1024)

    assert problem is not None
    assert problem.limit is SizeLimit.ONLY_ADAPTIVE
    assert problem.nearest is None


def test_a_side_of_nothing_is_a_problem_without_a_nearest_size():
    problem = check_pixels(V4_5, 0, 100)

    assert problem is not None
    assert problem.limit is SizeLimit.NOT_A_SIZE
    assert problem.nearest is None


@pytest.mark.parametrize(
    ("rule", "wish", "nearest"),
    [
        (V4_5, (1024, 1024), (1920, 1920)),
        (V4_5, (1280, 720), (2560, 1440)),
        (V4_5, (720, 1280), (1440, 2560)),
        (V4_5, (5000, 5000), (4096, 4096)),
        (V4_5, (20000, 100), (7680, 480)),
        (V4_0, (3, 3), (960, 960)),
        (V3_0, (4096, 4096), (2048, 2048)),
    ],
)
def test_the_nearest_legal_size_keeps_the_ratio(rule, wish, nearest):
    problem = check_pixels(rule, *wish)

    assert problem is not None
    assert problem.nearest == nearest


@given(
    rule=st.sampled_from(RULES),
    width_px=st.integers(1, 200_000),
    height_px=st.integers(1, 200_000),
)
def test_the_nearest_legal_size_is_always_legal(rule, width_px, height_px):
    nearest = nearest_legal(rule, width_px, height_px)

    assert check_pixels(rule, *nearest) is None
    if check_pixels(rule, width_px, height_px) is None:
        assert nearest == (width_px, height_px)
    else:
        assert nearest[0] % 16 == nearest[1] % 16 == 0


@given(
    rule=st.sampled_from(RULES),
    width_px=st.integers(1, 20_000),
    height_px=st.integers(1, 20_000),
)
def test_the_nearest_legal_size_bends_a_possible_ratio_little(
    rule, width_px, height_px
):
    wanted = min(max(Fraction(width_px, height_px), Fraction(1, 16)), Fraction(16))

    nearest = nearest_legal(rule, width_px, height_px)

    # Sides are steps of 16, and the short one of 1:16 has eight of them only.
    assert abs(Fraction(*nearest) / wanted - 1) < Fraction(1, 16)


@given(
    rule=st.sampled_from(RULES),
    width_px=st.integers(1, 20_000),
    height_px=st.integers(1, 20_000),
)
def test_turning_the_wish_turns_the_nearest_size(rule, width_px, height_px):
    upright = nearest_legal(rule, width_px, height_px)

    assert nearest_legal(rule, height_px, width_px) == upright[::-1]


@pytest.mark.parametrize("wish", [(0, 10), (10, -1)])
def test_nothing_is_near_a_side_of_nothing(wish):
    with pytest.raises(ValueError, match="No legal size"):
        nearest_legal(V4_5, *wish)


def test_a_preset_goes_out_by_name_and_expects_its_square():
    assert resolve(LITE, " 2k ") == Size("2K", 2048, 2048, is_exact=False)
    assert resolve(PRO, "1.5K") == Size("1.5K", 1536, 1536, is_exact=False)


@pytest.mark.parametrize("text", ["2K 3:2", "2k:3:2", "2K  3:2"])
def test_a_preset_with_a_ratio_goes_out_as_pixels(text):
    assert resolve(V4_5, text) == Size("2496x1664", 2496, 1664)


def test_the_1k_widescreen_size_is_the_api_pages_own():
    assert resolve(V4_0, "1K 16:9") == Size("1280x720", 1280, 720)
    assert resolve(V4_0, "1K 4:3") == Size("1152x864", 1152, 864)


def test_pixels_go_out_with_a_plain_x():
    assert resolve(V4_5, "2048×2048") == Size("2048x2048", 2048, 2048)


@pytest.mark.parametrize(
    ("rule", "text", "tiers", "nearest"),
    [
        (CUSTOM_LITE, "4K", ("2K", "3K"), (3072, 3072)),
        (CUSTOM_LITE, "4K 16:9", ("2K", "3K"), (4096, 2304)),
        (V4_5, "1K", ("2K", "4K"), (2048, 2048)),
        (V4_5, "2K 5:4", ("2K", "4K"), (2304, 1728)),
        (V4_5, "2K 0:4", ("2K", "4K"), (2048, 2048)),
        (V3_0, "1K", (), (1024, 1024)),
        (V4_5, "adaptive", ("2K", "4K"), (2048, 2048)),
    ],
)
def test_a_size_that_is_not_sold_names_what_is(rule, text, tiers, nearest):
    problem = resolve(rule, text)

    assert isinstance(problem, SizeProblem)
    assert problem.limit is SizeLimit.NOT_OFFERED
    assert problem.tiers == tiers
    assert problem.nearest == nearest


def test_a_model_without_presets_takes_a_tier_and_a_ratio_as_pixels():
    assert resolve(V3_0, "1K 3:2") == Size("1248x832", 1248, 832)


@pytest.mark.parametrize("text", ["", "large", "2048", "0x0", "2K 3:2 5:4", "x"])
def test_text_that_is_no_size_is_a_problem(text):
    problem = resolve(V4_5, text)

    assert isinstance(problem, SizeProblem)
    assert problem.limit is SizeLimit.NOT_A_SIZE


def test_seededit_takes_adaptive_only():
    adaptive = resolve(SEEDEDIT, "Adaptive")
    problem = resolve(SEEDEDIT, "1024x1024")

    assert adaptive == Size("adaptive", 1024, 1024, is_exact=False)
    assert isinstance(problem, SizeProblem)
    assert problem.limit is SizeLimit.ONLY_ADAPTIVE


@pytest.mark.parametrize(
    ("reference", "drawn"),
    [
        ((1000, 1000), (1024, 1024)),
        ((1600, 900), (1312, 736)),
        ((900, 1600), (736, 1312)),
        ((3000, 1000), (1536, 512)),
        ((1000, 3000), (512, 1536)),
    ],
)
def test_seededit_follows_the_ratio_of_the_reference(reference, drawn):
    assert adaptive_size(*reference) == drawn


def test_the_adaptive_table_is_complete_and_covers_what_a_reference_may_be():
    ratios = [Fraction(*size) for size in ADAPTIVE_SIZES]

    assert len(set(ADAPTIVE_SIZES)) == len(ADAPTIVE_SIZES) == 53
    assert (min(ratios), max(ratios)) == (Fraction(1, 3), Fraction(3))


@pytest.mark.parametrize(
    ("size", "label"),
    [
        ((2048, 2048), "1:1"),
        ((5504, 3040), "16:9"),
        ((3040, 5504), "9:16"),
        ((1312, 736), "16:9"),
        ((6240, 2656), "21:9"),
        ((2656, 6240), "9:21"),
        ((4704, 3520), "4:3"),
        ((1000, 3000), "1:3"),
        ((5000, 4000), "5:4"),
    ],
)
def test_a_ratio_is_named_as_people_name_it(size, label):
    assert ratio_label(*size) == label


@pytest.mark.parametrize("rule", RULES)
def test_every_recommended_size_bears_the_label_of_its_row(rule):
    for tier in rule.tiers.values():
        for label, size in tier.items():
            assert ratio_label(*size) == label
