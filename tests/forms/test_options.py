"""Each optional field is kept exactly where the catalogue lists it."""

import pytest

from generations import accounts
from generations.catalogue.vocabulary import Mode
from generations.forms.options import options_of

SIMULATED = "@simulator"
LITE, FOUR_5, FOUR, PRO = (
    f"seedream-{v}{SIMULATED}" for v in ("5.0-lite", "4.5", "4.0", "5.0-pro")
)
THREE, EDIT_3 = f"seedream-3.0-t2i{SIMULATED}", f"seededit-3.0{SIMULATED}"
WAN, QWEN = f"wan2.7-image{SIMULATED}", f"qwen-image{SIMULATED}"
GPT_1_5, GPT_2 = f"gpt-image-1.5{SIMULATED}", f"gpt-image-2{SIMULATED}"
#: Everything a browser could send at once.
EVERYTHING = {
    "watermark": True,
    "web_search": True,
    "thinking_mode": True,
    "output_format": "jpeg",
    "optimize_prompt": "fast",
    "seed": "7",
    "guidance_scale": "4",
    "quality": "high",
    "background": "opaque",
    "output_compression": "80",
}


def kept(offer, mode=Mode.TEXT_TO_IMAGE, **typed):
    return options_of(typed, accounts.find_offer(offer), mode)


@pytest.mark.parametrize(
    "offer, names",
    [
        (LITE, {"watermark", "web_search", "output_format"}),
        (FOUR_5, {"watermark"}),
        (FOUR, {"watermark", "optimize_prompt"}),
        (PRO, {"watermark", "optimize_prompt", "output_format"}),
        (THREE, {"watermark", "seed", "guidance_scale"}),
        (EDIT_3, {"watermark", "seed", "guidance_scale"}),
        (WAN, {"watermark", "thinking_mode"}),
        (QWEN, {"watermark", "thinking_mode"}),
        (GPT_1_5, {"output_format", "quality", "background", "output_compression"}),
        (GPT_2, {"output_format", "quality", "background", "output_compression"}),
    ],
)
def test_of_everything_only_what_the_offer_lists_is_kept(offer, names):
    options = kept(offer, **EVERYTHING)

    assert options.parameters.keys() == names
    assert options.errors == {}


@pytest.mark.parametrize("offer", [LITE, FOUR_5, FOUR, THREE, WAN])
def test_the_label_is_always_said_on_or_off(offer):
    assert kept(offer).parameters["watermark"] is False
    assert kept(offer, watermark=True).parameters["watermark"] is True


def test_a_web_search_that_is_off_is_not_sent():
    assert "web_search" not in kept(LITE).parameters


@pytest.mark.parametrize("offer", [FOUR, PRO])
def test_an_optimisation_nobody_chose_is_not_sent(offer):
    assert "optimize_prompt" not in kept(offer).parameters


def test_an_optimisation_that_does_not_exist_is_named():
    assert (
        "standard, fast"
        in kept(FOUR, optimize_prompt="magic").errors["optimize_prompt"]
    )


@pytest.mark.parametrize("mode", [Mode.EDIT, Mode.FUSION, Mode.SEQUENCE])
def test_thinking_is_for_text_alone(mode):
    assert "thinking_mode" not in kept(WAN, mode, thinking_mode=True).parameters


@pytest.mark.parametrize("given", ["", "png"])
def test_a_png_is_not_compressed(given):
    options = kept(GPT_2, output_format=given, output_compression="80")

    assert "output_compression" not in options.parameters


@pytest.mark.parametrize("value, is_kept", [("0", 1), ("100", 1), ("101", 0), ("x", 0)])
def test_compression_has_limits(value, is_kept):
    options = kept(GPT_1_5, output_format="jpeg", output_compression=value)

    assert ("output_compression" not in options.errors) is bool(is_kept)


@pytest.mark.parametrize(
    "offer, given, background, is_kept",
    [
        (GPT_1_5, "png", "transparent", True),
        (GPT_1_5, "jpeg", "transparent", False),
        (GPT_2, "png", "transparent", False),
        (GPT_2, "jpeg", "opaque", True),
    ],
)
def test_a_background_must_be_one_the_format_can_show(
    offer, given, background, is_kept
):
    options = kept(offer, output_format=given, background=background)

    assert ("background" not in options.errors) is is_kept


def test_the_first_choice_is_sent_where_nothing_was_chosen():
    assert kept(GPT_1_5).parameters == {
        "output_format": "png",
        "quality": "auto",
        "background": "auto",
    }


@pytest.mark.parametrize(
    "offer, count, images, words",
    [
        (GPT_2, "10", 10, ""),
        (GPT_2, "11", None, "At most 10 pictures"),
        (WAN, "4", 4, ""),
        (WAN, "5", None, "At most 4 pictures"),
        (FOUR_5, "5", 1, ""),
    ],
)
def test_a_count_is_asked_for_only_where_n_is_listed(fill, offer, count, images, words):
    form = fill(offer=offer, count=count)

    assert form.is_valid() is (images is not None)
    if images:
        assert form.wish().images == images
    else:
        assert words in form.errors["count"][0]
