"""Sizes of other makers: listed ones, presets alone, multiples, longest sides, auto."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generations.catalogue import (
    IMAGE_MODELS,
    Size,
    SizeLimit,
    SizeProblem,
    check_pixels,
    nearest_legal,
    resolve,
)

GPT_1_5 = IMAGE_MODELS["gpt-image-1.5"].capabilities.size
GPT_2 = IMAGE_MODELS["gpt-image-2"].capabilities.size
WAN = IMAGE_MODELS["wan2.7-image"].capabilities.size
QWEN = IMAGE_MODELS["qwen-image"].capabilities.size
LITE = IMAGE_MODELS["seedream-5.0-lite"].capabilities.size
SEEDEDIT = IMAGE_MODELS["seededit-3.0"].capabilities.size


def limit_of(rule, size):
    problem = check_pixels(rule, *size)
    return problem and problem.limit


@pytest.mark.parametrize("size", [(1024, 1024), (1024, 1536), (1536, 1024)])
def test_a_listed_size_is_legal(size):
    assert check_pixels(GPT_1_5, *size) is None


@pytest.mark.parametrize(
    ("wish", "nearest"),
    [
        ((1025, 1024), (1024, 1024)),
        ((2048, 2048), (1024, 1024)),
        ((1920, 1080), (1536, 1024)),
        ((100, 3000), (1024, 1536)),
    ],
)
def test_any_other_size_is_refused_with_the_nearest_listed_one(wish, nearest):
    problem = check_pixels(GPT_1_5, *wish)

    assert problem is not None
    assert problem.limit is SizeLimit.NOT_LISTED
    assert problem.nearest == nearest
    assert problem.listed == ((1024, 1024), (1536, 1024), (1024, 1536))


@pytest.mark.parametrize(
    ("legal", "beyond", "limit"),
    [
        ((1024, 640), (1008, 640), SizeLimit.TOO_FEW_PIXELS),
        ((3840, 2160), (3840, 2176), SizeLimit.TOO_MANY_PIXELS),
        ((2880, 2880), (2896, 2880), SizeLimit.TOO_MANY_PIXELS),
        ((3840, 1280), (3856, 1296), SizeLimit.SIDE_TOO_LONG),
        ((1280, 3840), (1296, 3856), SizeLimit.SIDE_TOO_LONG),
        ((3072, 1024), (3088, 1024), SizeLimit.TOO_WIDE),
        ((1024, 3072), (1024, 3088), SizeLimit.TOO_TALL),
        ((1600, 1200), (1600, 1201), SizeLimit.NOT_A_MULTIPLE),
        ((1600, 1200), (1608, 1200), SizeLimit.NOT_A_MULTIPLE),
    ],
)
def test_gpt_image_2_takes_a_range_on_both_sides_of_each_limit(legal, beyond, limit):
    assert limit_of(GPT_2, legal) is None
    assert limit_of(GPT_2, beyond) is limit


def test_a_problem_says_the_multiple_and_the_longest_side():
    problem = check_pixels(GPT_2, 1000, 1001)

    assert problem is not None
    assert (problem.multiple_of, problem.max_side_px) == (16, 3840)
    assert problem.nearest == (1008, 1008)


@given(width_px=st.integers(1, 200_000), height_px=st.integers(1, 200_000))
def test_the_nearest_size_of_gpt_image_2_is_always_legal(width_px, height_px):
    nearest = nearest_legal(GPT_2, width_px, height_px)

    assert check_pixels(GPT_2, *nearest) is None


@pytest.mark.parametrize(
    ("legal", "beyond", "limit"),
    [
        ((768, 768), (768, 767), SizeLimit.TOO_FEW_PIXELS),
        ((2048, 2048), (2049, 2048), SizeLimit.TOO_MANY_PIXELS),
        ((4000, 500), (4001, 500), SizeLimit.TOO_WIDE),
        ((500, 4000), (500, 4001), SizeLimit.TOO_TALL),
    ],
)
def test_wan_takes_a_range_on_both_sides_of_each_limit(legal, beyond, limit):
    assert limit_of(WAN, legal) is None
    assert limit_of(WAN, beyond) is limit


@pytest.mark.parametrize("text", ["2048x2048", "2K 1:1", "1K 3:2"])
def test_pixels_are_refused_where_presets_alone_are_taken(text):
    problem = resolve(QWEN, text)

    assert isinstance(problem, SizeProblem)
    assert problem.limit is SizeLimit.ONLY_PRESETS
    assert problem.tiers == ("1K", "2K", "4K")
    assert problem.nearest is None


def test_a_preset_alone_is_taken_and_a_missing_one_is_not():
    missing = resolve(QWEN, "3K")

    assert resolve(QWEN, "4k") == Size("4K", 4096, 4096, is_exact=False)
    assert isinstance(missing, SizeProblem)
    assert (missing.limit, missing.nearest) == (SizeLimit.NOT_OFFERED, None)


def test_nothing_is_near_where_no_pixels_are_taken():
    with pytest.raises(ValueError, match="No legal size"):
        nearest_legal(QWEN, 1024, 1024)


@pytest.mark.parametrize("rule", [GPT_1_5, GPT_2])
def test_auto_goes_out_by_name_and_expects_the_default(rule):
    assert resolve(rule, " Auto ") == Size("auto", 1024, 1024, is_exact=False)


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        (LITE, SizeLimit.NOT_OFFERED),
        (QWEN, SizeLimit.NOT_OFFERED),
        (SEEDEDIT, SizeLimit.ONLY_ADAPTIVE),
    ],
)
def test_auto_is_refused_elsewhere(rule, limit):
    problem = resolve(rule, "auto")

    assert isinstance(problem, SizeProblem)
    assert problem.limit is limit


@pytest.mark.parametrize("rule", [GPT_1_5, GPT_2])
def test_a_tier_of_gpt_image_is_a_grouping_and_never_sent(rule):
    assert isinstance(resolve(rule, "1K"), SizeProblem)
    assert resolve(rule, "1K 3:2") == Size("1536x1024", 1536, 1024)
