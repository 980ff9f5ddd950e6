"""What stands around every page: theme, demo, faults, policy."""

import re


def text_of(response):
    return response.content.decode()


def test_viewer_is_not_led_to_a_form_that_is_closed_to_him(as_alice, alice):
    alice.role = "viewer"
    alice.save()

    page = text_of(as_alice.get("/"))

    assert "/compose/" not in page


def test_demo_is_said_plainly(as_alice, make_output):
    make_output()

    page = text_of(as_alice.get("/"))

    assert "Nothing leaves it and nothing is billed." in page
    assert "ARK_API_KEY" in page


def test_studio_without_any_gateway_says_how_to_connect_one(as_alice, settings):
    settings.STUDIO_SIMULATOR = "off"

    page = text_of(as_alice.get("/"))

    assert "No gateway is connected." in page
    assert "ARK_API_KEY" in page


def test_key_of_a_gateway_ends_the_demo(as_alice, make_output, settings):
    settings.STUDIO_SIMULATOR = "auto"
    settings.ARK_API_KEY = "key"
    make_output()

    page = text_of(as_alice.get("/"))

    assert "nothing is billed" not in page


def test_broken_address_of_the_custom_gateway_is_told_in_words(
    as_alice, make_output, settings
):
    settings.SEEDREAM_BASE_URL = "ftp://nowhere"
    make_output(offer_key="seedream-4.5@custom", attempt={"state": "sent"})

    response = as_alice.get("/")

    assert response.status_code == 200
    assert "The custom gateway cannot be used." in text_of(response)


def test_theme_of_the_cookie_is_drawn_by_the_server(as_alice):
    as_alice.cookies["theme"] = "light"

    page = text_of(as_alice.get("/"))

    assert 'data-theme="light"' in page


def test_forged_theme_is_ignored(as_alice):
    as_alice.cookies["theme"] = "evil"

    page = text_of(as_alice.get("/"))

    assert "data-theme=" not in page


def test_page_has_no_inline_script_style_or_handler(as_alice, make_stored):
    make_stored()

    page = text_of(as_alice.get("/"))

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)
