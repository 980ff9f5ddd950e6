"""The form drawn anew: the tray, the prompt that names it, files, strange ids."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from generations.models import Generation, StoredImage
from tests.views.trays import EDIT, FUSION, OFFER, TEXT, ids, jpeg, text

STRAY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    "action, order, prompt",
    [
        ("left:1", [1, 0, 2], "@2 beside @1 and @3"),
        ("right:1", [0, 2, 1], "@1 beside @3 and @2"),
        ("remove:0", [1, 2], "@? beside @1 and @2"),
        ("remove:2", [0, 1], "@1 beside @2 and @?"),
        ("left:0", [0, 1, 2], "@1 beside @2 and @3"),
        ("garbage", [0, 1, 2], "@1 beside @2 and @3"),
    ],
)
def test_a_press_reorders_the_tray_and_the_prompt_follows(
    redraw, as_alice, three, action, order, prompt
):
    verb, _colon, place = action.partition(":")
    press = f"{verb}:{three[int(place)]}" if place else verb
    typed = "@1 beside @2 and @3"

    response = redraw(FUSION, three, tray=press, prompt=typed)

    wanted = [three[n] for n in order]
    assert ids(response) == wanted
    assert (prompt in text(response)) or prompt == typed
    assert ('id="prompt"' in text(response)) == (prompt != typed)
    again = as_alice.get(FUSION)
    assert ids(again) == wanted
    assert again.context["form"].values["prompt"] == prompt


def test_the_answer_is_the_options_with_the_rest_out_of_band(redraw, three):
    page = text(redraw(FUSION, three))

    assert "<html" not in page
    assert page.count('id="compose-options"') == 1
    assert 'id="compose-options" hx-swap-oob' not in page
    for part in ("tray", "sent-as", "code"):
        (tag,) = re.findall(rf'<[a-z]+[^>]* id="{part}"[^>]*>', page)
        assert 'hx-swap-oob="outerHTML"' in tag
    assert "<b>image 1</b> wears <b>image 2</b>" in page


def test_a_prompt_with_markup_stays_text(redraw, three):
    response = redraw(FUSION, three, prompt="<script>@1</script> 海", tray="x")

    assert "<script>" not in text(response)
    assert "&lt;script&gt;" in text(response)


def test_files_go_to_the_end_of_the_tray(redraw, as_alice, three):
    files = [jpeg("cat.jpg", "olive"), jpeg("<b>.jpg", "teal")]

    response = redraw(FUSION, three[:1], files=files)

    assert len(ids(response)) == 3 and ids(response)[0] == three[0]
    assert "cat.jpg" in text(response) and "&lt;b&gt;.jpg" in text(response)
    assert ids(as_alice.get(FUSION)) == ids(response)
    assert "cat.jpg" in text(as_alice.get(FUSION))


def test_a_refused_file_is_said_and_the_others_stay(redraw, three):
    files = [SimpleUploadedFile("no.png", b"<html>"), jpeg()]

    response = redraw(FUSION, three, files=files)

    assert response.status_code == 200
    assert len(ids(response)) == 4
    assert "no.png: this format cannot be used" in text(response)


def test_without_scripts_the_form_is_kept_and_shown_again(redraw, as_alice, three):
    files = [SimpleUploadedFile("no.png", b""), jpeg("yes.jpg")]

    response = redraw(FUSION, three[:1], files=files, headers={}, prompt="a @1")

    assert (response.status_code, response["Location"]) == (302, FUSION)
    page = as_alice.get(FUSION)
    assert "no.png: the file is empty." in text(page)
    assert "yes.jpg" in text(page) and len(ids(page)) == 2
    assert page.context["form"].values["prompt"] == "a @1"


def test_a_file_chosen_without_scripts_is_sent_with_the_form(as_alice, three):
    wish = {
        "token": str(uuid.uuid4()),
        "prompt": "x",
        "offer": OFFER,
        "references": three[:1],
        "files": jpeg(),
    }

    response = as_alice.post(FUSION, wish)

    assert response.status_code == 302
    assert Generation.objects.get().references.count() == 2


def test_a_refused_file_holds_the_form_back(as_alice, three):
    wish = {
        "token": str(uuid.uuid4()),
        "prompt": "keep me",
        "offer": OFFER,
        "references": three[:2],
        "files": SimpleUploadedFile("no.png", b"<svg"),
    }

    response = as_alice.post(FUSION, wish)

    assert Generation.objects.count() == 0
    assert "no.png: this format cannot be used" in text(response)
    assert "keep me" in text(response) and ids(response) == three[:2]


def test_a_new_file_takes_the_place_of_the_edited_picture(redraw, three):
    response = redraw(EDIT, three[:1], files=[jpeg("new.jpg")])

    assert len(ids(response)) == 1
    assert ids(response) != three[:1]
    assert "new.jpg" in text(response)


@pytest.mark.parametrize("stray", [STRAY, "x", "", "'; DROP", "9" * 200, "a\0b"])
def test_ids_that_are_nothing_are_left_out(redraw, as_alice, three, stray):
    response = redraw(FUSION, [three[0], stray, three[1]])

    assert ids(response) == three[:2]
    for page in (as_alice.get(FUSION), as_alice.get(EDIT), as_alice.get(TEXT)):
        assert page.status_code == 200


def test_the_picture_of_another_team_is_never_drawn(redraw, three, theirs):
    response = redraw(FUSION, [three[0], str(theirs.pk)])

    assert ids(response) == three[:1]
    assert str(theirs.pk) not in text(response)


@pytest.mark.parametrize("stray", [STRAY, "x"])
def test_ids_that_are_nothing_are_refused_on_submit(as_alice, three, stray):
    wish = {"token": str(uuid.uuid4()), "prompt": "keep me", "offer": OFFER}

    response = as_alice.post(FUSION, wish | {"references": [*three, stray]})

    assert Generation.objects.count() == 0
    assert text(response).count("is not there any more") == 1
    assert "keep me" in text(response) and ids(response) == three


def test_a_picture_deleted_between_upload_and_submit(redraw, as_alice, three):
    redraw(EDIT, three[:1])
    StoredImage.objects.filter(pk=three[0]).delete()
    wish = {"token": str(uuid.uuid4()), "prompt": "x", "offer": OFFER}

    response = as_alice.post(EDIT, wish | {"references": three[:1]})

    assert response.status_code == 200
    assert "is not there any more" in text(response)
    assert "Add the picture that shall be edited" not in text(response)
    assert ids(as_alice.get(EDIT)) == []


def test_a_picture_deleted_before_a_redraw_leaves_a_gap_in_the_prompt(redraw, three):
    StoredImage.objects.filter(pk=three[0]).delete()

    response = redraw(FUSION, three, prompt="@1 and @2")

    assert ids(response) == three[1:]
    assert "@? and @1" in text(response)
    assert "where a removed reference was named" in text(response)


@pytest.mark.parametrize("mode", ["fusion", "text-to-image", "painting"])
def test_only_a_post_draws_anew(as_alice, mode):
    assert as_alice.get(f"/compose/{mode}/redraw/").status_code == 405


def test_a_mode_that_is_none(redraw):
    assert redraw("/compose/painting/").status_code == 404


def test_pressing_enter_in_a_box_neither_pays_nor_switches(as_alice):
    page = text(as_alice.get(FUSION))

    form = page[page.index('id="compose-form"') :]
    first = form[form.index('type="submit"') - 200 :]
    assert 'formaction="/compose/fusion/redraw/"' in first[: first.index(">", 200)]
    assert "name=" not in re.search(r'<button[^>]*type="submit"[^>]*>', form)[0]


@pytest.fixture
def sideways():
    """A JPEG held sideways: 96 pixels high as it is shown."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (96, 54), "navy").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("held.jpg", file.getvalue())


def test_the_tray_says_what_the_copy_differs_in(redraw, as_alice, sideways):
    file = io.BytesIO()
    Image.new("RGB", (60, 40)).save(file, "BMP")
    seededit = {"offer": "seededit-3.0@simulator"}

    page = redraw(EDIT, files=[sideways], **seededit)

    assert "54 × 96 · turned upright" in text(page)
    assert "54 × 96 · turned upright" in text(as_alice.get(EDIT))
    page = redraw(
        EDIT, files=[SimpleUploadedFile("a.bmp", file.getvalue())], **seededit
    )
    assert "60 × 40 · sent as JPEG" in text(page)
    other = redraw(EDIT, ids(page))
    assert "sent as JPEG" not in text(other)


def test_an_adaptive_size_follows_the_picture_as_it_is_shown(
    redraw, as_alice, sideways
):
    order = ids(redraw(EDIT, files=[sideways]))
    wish = {"token": str(uuid.uuid4()), "prompt": "x", "references": order}

    as_alice.post(EDIT, wish | {"offer": "seededit-3.0@simulator"})

    generation = Generation.objects.get()
    assert generation.width_px < generation.height_px


def test_the_tray_says_when_all_copies_are_made_smaller(redraw, three):
    StoredImage.objects.update(size_bytes=5_000_000)

    assert "smaller copies are sent" in text(redraw(FUSION, three))
    assert "smaller copies are sent" not in text(redraw(FUSION, three[:1]))


@pytest.mark.parametrize("values", [{"offer": "x@y"}, {"offer": ""}, {"count": "-3"}])
@pytest.mark.parametrize("page", [TEXT, EDIT, FUSION, "/compose/sequence/"])
def test_whatever_stands_on_the_form_it_is_drawn(redraw, three, page, values):
    strange = {"variations": "9" * 30, "max_images": "-1", "tier": "0K", "size": "x"}

    assert redraw(page, three, **(strange | values)).status_code == 200


def test_no_gateway_is_a_sentence_not_a_crash(redraw, as_alice, settings, three):
    redraw(FUSION, three)
    settings.STUDIO_SIMULATOR = "off"

    for response in (redraw(FUSION, three, files=[jpeg()]), as_alice.get(FUSION)):
        assert response.status_code == 200
        assert "No gateway can be used now" in text(response)
