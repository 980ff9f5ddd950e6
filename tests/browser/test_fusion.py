"""Fusion: a tray of references by every hand, and what leaves in which order."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, COAT, LETTER, TOWER, drop, paste
from tests.browser.visitor import redrawn, send, wait_for_picture

pytestmark = pytest.mark.browser

FUSION = "/compose/fusion/"
NAMES = [name for name, _width, _height in (BRIDGE, COAT, TOWER)]
SHAPES = {name: [width, height] for name, width, height in (BRIDGE, COAT, TOWER)}


@pytest.fixture
def filled(page):
    """A fusion with three references and a prompt that names them."""
    page.goto(FUSION)
    drop(page, BRIDGE, COAT, TOWER)
    expect_tray(page, NAMES)
    write(page, "The coat of @2 beside the bridge of @1 and @3")
    return page


def write(page, prompt):
    """Fill the prompt in and wait until the line below it is drawn."""
    with redrawn(page):
        page.locator("#prompt").fill(prompt)


def expect_tray(page, names):
    """Wait until the server has drawn these references in this order."""
    order = [name.partition(".")[0] for name in names]
    places = page.locator("[data-tray-place]")
    expect(places).to_have_text(
        [re.compile(f"@{n}.*{each}", re.S) for n, each in enumerate(order, start=1)]
    )
    expect(page.locator("[name=tray_before]")).to_have_value(
        ",".join(
            page.locator("[name=references]").evaluate_all(
                "fields => fields.map(field => field.value)"
            )
        )
    )


def button(page, name, verb):
    """Return a button under the reference with this file name."""
    place = page.locator("[data-tray-place]", has_text=name)
    return place.locator(f"button[value^='{verb}:']")


def test_dropped_and_pasted_files_stay_beside_one_that_is_no_picture(page):
    page.goto(FUSION)
    expect(page.locator("#tray")).to_contain_text("Add two or more pictures")

    drop(page, BRIDGE, LETTER, COAT)

    expect_tray(page, ["bridge.png", "coat.png"])
    expect(page.locator("#tray [role=alert]")).to_contain_text("letter.png: this")

    paste(page, TOWER)

    expect_tray(page, NAMES)
    expect(page.locator("#tray [role=alert]")).to_have_count(0)


def test_keyboard_moves_a_reference_and_keeps_the_focus(filled):
    page = filled
    right = button(page, "bridge.png", "right")
    right.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    expect_tray(page, ["coat.png", "tower.png", "bridge.png"])
    expect(right).to_be_focused()
    expect(right).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#prompt")).to_have_value(
        "The coat of @1 beside the bridge of @3 and @2"
    )
    expect(page.locator("#sent-as")).to_contain_text(
        "The coat of image 1 beside the bridge of image 3 and image 2"
    )

    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")

    expect_tray(page, ["coat.png", "tower.png"])
    expect(button(page, "tower.png", "remove")).to_be_focused()
    expect(page.locator("#prompt")).to_have_value(
        "The coat of @1 beside the bridge of @? and @2"
    )
    expect(page.locator(".lint")).to_contain_text("where a removed reference was named")


def test_mouse_drags_a_reference_to_its_place(filled):
    page = filled
    pictures = page.locator("[data-tray-grip]")
    start, end = pictures.nth(2).bounding_box(), pictures.nth(0).bounding_box()

    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=8)
    with redrawn(page):
        page.mouse.up()

    expect_tray(page, ["tower.png", "bridge.png", "coat.png"])
    expect(page.locator("#prompt")).to_have_value(
        "The coat of @3 beside the bridge of @2 and @1"
    )


def test_lines_under_the_prompt_and_the_chips_follow_what_is_written(filled):
    page = filled
    expect(page.locator("#sent-as")).to_contain_text(
        "Will be sent as The coat of image 2 beside the bridge of image 1 and image 3",
        use_inner_text=False,
    )
    expect(page.locator("#prompt-mirror mark")).to_have_text(["@2", "@1", "@3"])
    expect(page.locator("#prompt-mirror")).not_to_have_class(re.compile("is-behind"))

    page.locator("#prompt").press_sequentially(" ")
    expect(page.locator("#prompt-mirror")).to_have_class(re.compile("is-behind"))
    write(page, "把 @1 的大衣穿在 @5 的人身上")

    expect(page.locator("#sent-as")).to_contain_text("把 图1 的大衣穿在 @5 的人身上")
    expect(page.locator(".lint")).to_contain_text(
        [
            "@5 names a reference that is not on the tray.",
            "@2 is on the tray and not mentioned.",
            "@3 is on the tray and not mentioned.",
        ]
    )
    expect(page.locator("#prompt-mirror mark")).to_have_text(["@1"])


def test_request_leaves_as_the_tray_and_the_code_show_it(filled, studio):
    page = filled
    with redrawn(page):
        button(page, "tower.png", "left").click()
    expect_tray(page, ["bridge.png", "tower.png", "coat.png"])
    page.get_by_text("Code", exact=True).click()
    shown = page.locator("#code-curl").inner_text()
    body = json.loads(shown[shown.index("'{") + 1 : shown.rindex("}") + 1])
    assert (
        body["prompt"] == "The coat of image 3 beside the bridge of image 1 and image 2"
    )
    assert [re.search("@.", each)[0] for each in body["image"]] == ["@1", "@2", "@3"]

    page.get_by_text("Result", exact=True).click()
    send(page, page.locator("#send").click)

    wait_for_picture(page, "The coat of @3 beside the bridge of @1 and @2")
    line = studio.book()[-1]
    assert line["reference_sizes"] == [
        SHAPES["bridge.png"],
        SHAPES["tower.png"],
        SHAPES["coat.png"],
    ]
    assert (line["mode"], line["model"]) == ("fusion", body["model"])


def test_tray_survives_whatever_one_does_elsewhere(filled):
    page = filled
    page.reload()
    expect_tray(page, NAMES)

    page.get_by_role("link", name="Gallery").first.click()
    page.go_back()
    expect_tray(page, NAMES)

    for mode in ("Text to image", "Edit", "Sequence", "Fusion"):
        page.get_by_role("button", name=mode, exact=True).click()
        expect(page.get_by_role("button", name=mode, exact=True)).to_have_attribute(
            "aria-current", "true"
        )
    expect_tray(page, NAMES)

    page.locator("#prompt").fill("")
    page.locator("#send").click()
    expect(page.locator("#prompt-error")).to_be_visible()
    expect_tray(page, NAMES)


def test_offer_without_room_for_the_references_says_why(page):
    page.goto(FUSION)
    many = [(f"stone-{n}.png", 60 + n, 60) for n in range(12)]

    drop(page, *many)

    why = page.locator(".offer", has_text="Seedream 4.5").locator(".offer__why")
    expect(why).to_have_text("Takes 10 references; there are 12")
    expect(page.locator("[value='seedream-4.5@simulator']")).to_be_disabled()
    expect(page.locator(".tray__add")).to_contain_text("2 more fit")
