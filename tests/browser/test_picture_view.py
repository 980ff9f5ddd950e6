"""A picture looked at closely, judged by keys and spoken about, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import ask_for, violations_on, wait_for_picture

PROMPT = "A slate roof after rain, seen closely"
IMAGE_BOX = """(image) => {
  const box = image.getBoundingClientRect();
  const scale = image.closest("[data-zoom]").dataset.width / image.naturalWidth;
  const { naturalWidth: width, naturalHeight: height } = image;
  const ratio = Math.min(box.width / width, box.height / height);
  return { ratio: ratio / scale, natural: width };
}"""
UNDER = """([x, y]) => {
  const layer = document.querySelector("[data-zoom-layer]");
  const moved = new DOMMatrix(getComputedStyle(layer).transform);
  const box = layer.parentElement.getBoundingClientRect();
  return [(x - box.left - moved.e) / moved.a, (y - box.top - moved.f) / moved.d];
}"""


@pytest.fixture
def picture(page, studio):
    """The page of a picture, on its own."""
    if not studio.generations(PROMPT):
        ask_for(page, PROMPT)
        wait_for_picture(page, PROMPT)
    page.goto("/")
    href = page.get_by_role("link", name=PROMPT).first.get_attribute("href")
    page.goto(href)
    expect(page.locator("[data-zoom-percent]")).not_to_be_empty()
    return page


def test_hundred_percent_shows_the_pixels_of_the_original(picture):
    asked = []
    picture.on("request", lambda request: asked.append(request.url))

    picture.get_by_role("button", name="100 %").click()

    original = picture.locator("img.is-original")
    expect(original).to_be_attached()
    expect(picture.locator("[data-zoom-percent]")).to_have_text("100 %")
    picture.wait_for_timeout(400)
    box = original.evaluate(IMAGE_BOX)
    assert box["ratio"] == pytest.approx(1, abs=0.002)
    assert str(box["natural"]) == picture.locator("[data-zoom]").get_attribute(
        "data-width"
    )
    assert any("/original/" in url for url in asked)


def test_wheel_zooms_where_the_pointer_is_and_the_arrows_move(picture):
    stage = picture.locator("[data-zoom]").bounding_box()
    spot = [stage["x"] + stage["width"] * 0.55, stage["y"] + stage["height"] * 0.4]
    picture.mouse.move(*spot)
    before = picture.evaluate(UNDER, spot)

    for _turn in range(6):
        picture.mouse.wheel(0, -120)

    expect(picture.locator("[data-zoom]")).to_have_class(
        "picture__stage is-zoomed", timeout=5000
    )
    after = picture.evaluate(UNDER, spot)
    # Across, a picture that is narrower than the stage stays in its middle at first.
    assert after[1] == pytest.approx(before[1], abs=1.5)
    assert after[0] == pytest.approx(before[0], abs=15)
    here = picture.url
    picture.keyboard.press("ArrowRight")
    picture.wait_for_timeout(400)
    assert picture.url == here
    assert picture.evaluate(UNDER, spot)[0] > after[0]
    picture.keyboard.press("0")
    expect(picture.locator("[data-zoom].is-zoomed")).to_have_count(0)


def test_plus_and_minus_zoom_unless_letters_are_off(picture):
    sign = picture.locator("[data-zoom-percent]")
    fitted = sign.inner_text()

    picture.keyboard.press("+")
    expect(sign).not_to_have_text(fitted)
    picture.keyboard.press("-")
    expect(sign).to_have_text(fitted)

    picture.evaluate("localStorage.setItem('letters', 'off')")
    picture.keyboard.press("+")
    picture.wait_for_timeout(300)
    expect(sign).to_have_text(fitted)
    picture.locator("[data-zoom]").focus()
    picture.keyboard.press("+")
    expect(sign).not_to_have_text(fitted)


def test_keys_judge_the_picture(picture):
    picture.keyboard.press("4")
    expect(picture.locator(".judge__star.is-on")).to_have_count(4)
    picture.keyboard.press("p")
    expect(picture.locator("#flag-pick")).to_have_attribute("aria-pressed", "true")
    picture.keyboard.press("f")
    expect(picture.locator("#heart")).to_have_attribute("aria-pressed", "true")
    picture.keyboard.press("0")
    expect(picture.locator(".judge__star.is-on")).to_have_count(0)


def test_comment_names_a_colleague_from_the_list(picture, studio):
    _add_colleague(studio)
    field = picture.get_by_role("textbox", name="Your comment").last

    field.press_sequentially("Softer here, @gra")
    expect(picture.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    field.press("Enter")
    field.press_sequentially("please")
    field.press("Control+Enter")

    comment = picture.locator(".comment").last
    expect(comment.locator(".comment__call")).to_have_text("@Grace Hopper")
    expect(field).to_have_value("")
    comment.get_by_role("button", name="Take back").click()
    expect(picture.locator(".comment").last).to_contain_text("taken back")
    picture.get_by_role("button", name="Undo").click()
    expect(picture.locator(".comment").last).to_contain_text("Softer here")


def test_folded_panel_stays_folded(picture):
    panel = picture.locator("[data-panel=custody]")

    panel.locator("summary").click()
    picture.reload()

    expect(panel).not_to_have_attribute("open", "")


def test_picture_and_mentions_are_free_of_violations(picture):
    found = violations_on(picture)
    picture.goto("/mentions/")
    found += violations_on(picture)

    assert found == []


def test_swipe_moves_to_the_older_picture(visit, studio, cookies, picture):
    ask_for(picture, "A second roof")
    wait_for_picture(picture, "A second roof")
    phone = visit(
        studio,
        cookies=cookies,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    phone.goto("/")
    newest = phone.locator("[data-opens-picture]").first.get_attribute("href")
    phone.goto(newest)

    phone.evaluate(_SWIPE)

    phone.wait_for_url(lambda url: newest not in url)


_SWIPE = """() => {
  const stage = document.querySelector("[data-zoom]");
  const finger = { bubbles: true, isPrimary: true, pointerType: "touch", pointerId: 7 };
  const tell = (type, x) =>
    stage
      .querySelector("img")
      .dispatchEvent(new PointerEvent(type, { ...finger, clientX: x, clientY: 300 }));
  tell("pointerdown", 300);
  tell("pointermove", 200);
  tell("pointerup", 120);
}"""


def _add_colleague(studio):
    studio.change(
        "INSERT OR IGNORE INTO teams_user (email, name, password, is_superuser,"
        " is_staff, is_active, date_joined) VALUES"
        " ('grace@example.com', 'Grace Hopper', '', 0, 0, 1, '2026-11-20')"
    )
    studio.change(
        "INSERT OR IGNORE INTO teams_member (team_id, user_id, role, created_at)"
        " SELECT (SELECT team_id FROM teams_member LIMIT 1), id, 'editor',"
        " '2026-11-20' FROM teams_user WHERE email = 'grace@example.com'"
    )
