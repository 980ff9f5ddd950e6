"""The drawn pictures: size, marks, chance, words and references."""

import io
from random import Random

import pytest
from PIL import Image, ImageChops, ImageStat

from generations.simulator.painting import Commission, paint
from generations.simulator.scenes import cat, growth, land, space, town, water, words
from generations.simulator.scenes.palettes import PALETTES
from tests.simulator.conftest import picture_bytes

SMALL = (640, 480)


def painted(**fields):
    content = paint(Commission(**({"prompt": "a quiet sea", "size": SMALL} | fields)))
    return Image.open(io.BytesIO(content))


def differs(first, second):
    """Mean difference per channel, 0 to 255."""
    gap = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
    return sum(ImageStat.Stat(gap).mean) / 3


@pytest.mark.parametrize(
    "size", [(640, 480), (480, 640), (3840, 240), (240, 3840), (1312, 736)]
)
@pytest.mark.parametrize(
    "scene", sorted({word.split()[0] for word, _ in words._SCENES})
)
def test_every_scene_fits_every_shape(scene, size):
    assert painted(prompt=scene, size=size).size == size


def test_the_same_commission_is_the_same_file():
    commission = Commission(prompt="a forest", size=SMALL, salt="seed 7")

    assert paint(commission) == paint(commission)


@pytest.mark.parametrize("change", [{"index": 1}, {"salt": "other"}, {"prompt": "sea"}])
def test_another_place_request_or_prompt_is_another_picture(change):
    plain = painted(salt="one")

    assert differs(plain, painted(**({"salt": "one"} | change))) > 2


def test_references_show_in_their_order():
    red, blue = (picture_bytes_of(colour) for colour in ((220, 30, 30), (30, 30, 220)))

    fused = painted(references=(red, blue), salt="x").convert("RGB")

    left, right = fused.getpixel((220, 240)), fused.getpixel((420, 240))
    assert left[0] > left[2]
    assert right[2] > right[0]


def picture_bytes_of(colour):
    file = io.BytesIO()
    Image.new("RGB", (90, 120), colour).save(file, "PNG")
    return file.getvalue()


def test_an_edit_depends_on_its_reference():
    first = painted(references=(picture_bytes(),), salt="x")
    second = painted(references=(picture_bytes_of((10, 60, 200)),), salt="x")

    assert differs(first, second) > 2


def test_an_address_as_reference_is_drawn_as_a_card():
    assert painted(references=(b"https://a", b"https://b")).size == SMALL


@pytest.mark.parametrize("output_format", ["jpeg", "png"])
def test_every_file_says_that_it_is_simulated(output_format):
    picture = painted(output_format=output_format)

    assert picture.format == output_format.upper()
    assert picture.getexif()[0x010E] == "simulated"
    xmp = picture.info["xmp"]
    assert b"algorithmicMedia" in (xmp if isinstance(xmp, bytes) else xmp.encode())


def test_the_caption_is_always_there_and_the_watermark_if_wanted():
    plain = painted(watermark=False, salt="x").convert("RGB")
    marked = painted(watermark=True, salt="x").convert("RGB")

    changed = (
        ImageChops.difference(plain, marked)
        .convert("L")
        .point(lambda value: 255 if value > 40 else 0)
    )

    left, top, _, _ = changed.getbbox()
    assert left > SMALL[0] // 2
    assert top > SMALL[1] // 2


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("a black cat", cat.paint_cat),
        ("一只猫", cat.paint_cat),
        ("The Lighthouse.", water.paint_lighthouse),
        ("海边的灯塔", water.paint_lighthouse),
        ("大海", water.paint_sea),
        ("snowy mountains", land.paint_ridges),
        ("沙丘", land.paint_dunes),
        ("城市夜景", town.paint_city),
        ("a pine forest", growth.paint_forest),
        ("red roses", growth.paint_flowers),
        ("silk, abstract", space.paint_strands),
    ],
)
def test_words_choose_the_scene(prompt, scene):
    assert words.scene_for(prompt, Random(1)) is scene


def test_a_word_inside_another_word_chooses_nothing():
    assert not words.has_word("a concatenated search", "cat sea")


def test_night_is_dark_and_every_palette_name_is_known():
    name = words.palette_for("the sea at night", water.paint_sea, Random(1))

    assert PALETTES[name].is_night
    listed = {
        palette
        for names in [*words._SUITING.values(), *(text for _, text in words._LIGHTS)]
        for palette in names.split()
    }
    assert listed <= set(PALETTES)


def test_a_full_size_jpeg_weighs_what_a_real_one_does():
    content = paint(Commission(prompt="mountains at dawn", size=(2048, 2048)))

    assert 400_000 < len(content) < 2_000_000
