"""The page of image models: who may see it, what it says of offers and documents."""

import pytest
from django.utils import translation

from generations import accounts
from generations.catalogue import GATEWAYS, find_offer
from generations.catalogue.decisions import DECISIONS
from generations.views.offers import other_shelves
from generations.views.sheets import COLUMNS, Sheet, Source, read_source

ADDRESS = "/models/"


def text_of(response):
    return response.content.decode()


def lines_of(key):
    sheet = Sheet(find_offer(key, GATEWAYS.values()))
    return {str(cell.heading): cell.lines for cell in sheet.cells}


def test_page_tells_every_offer_that_can_be_asked_for(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    assert page.count('role="rowheader"') > len(accounts.offers())
    for offer in accounts.offers():
        assert f"<code>{offer.image_model.slug}</code>" in page
        assert offer.remote_model in page
    assert '<link rel="stylesheet" href="/static/css/models.css">' in page


def test_page_names_every_gateway_that_is_not_connected_and_its_setting(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    for setting in ("ARK_API_KEY", "APIYI_API_KEY", "XMSMARTLINK_API_KEY"):
        assert f"needs <code>{setting}</code>" in page


def test_connected_gateway_leaves_only_what_it_does_not_sell_any_more(settings):
    settings.ARK_API_KEY = "key"

    shelf = next(shelf for shelf in other_shelves() if shelf.slug == "ark")

    assert shelf.setting == ""
    assert [sheet.offer.image_model.slug for sheet in shelf.sheets] == [
        "seedream-3.0-t2i",
        "seededit-3.0",
    ]
    with translation.override("en"):
        assert shelf.sheets[0].marks == [
            "Retired upstream since Sept. 19, 2026",
            "Not sold here since Sept. 19, 2026",
        ]


def test_page_shows_every_decision(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    assert page.count('class="verdict"') == len(DECISIONS)
    assert "Swapped rows of the 1K and 3.0 tables" in page


def test_colleague_and_stranger_see_the_same_facts(as_alice, as_bob, as_charlie):
    pages = [client.get(ADDRESS) for client in (as_alice, as_bob, as_charlie)]

    assert [page.status_code for page in pages] == [200, 200, 200]


def test_charlie_finds_nothing_of_alices_on_it(as_charlie, make_stored):
    output = make_stored(prompt="a secret of the team")

    page = text_of(as_charlie.get(ADDRESS))

    assert "a secret of the team" not in page
    assert str(output.pk) not in page


def test_nobody_sees_it_without_signing_in(client, alice):
    response = client.get(ADDRESS)

    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_somebody_without_a_team_gets_404(as_alice, alice):
    alice.delete()

    assert as_alice.get(ADDRESS).status_code == 404


def test_page_cannot_be_posted_to(as_alice):
    assert as_alice.post(ADDRESS).status_code == 405


def test_page_is_linked_from_every_page_and_from_the_form(as_alice):
    gallery = text_of(as_alice.get("/"))
    form = text_of(as_alice.get("/compose/text-to-image/"))
    models = text_of(as_alice.get(ADDRESS))

    assert 'class="side__link" href="/models/"' in gallery
    assert "Compare offers</a>" in form
    assert 'href="/models/" aria-current="page"' in models


def test_page_of_a_studio_without_a_gateway_says_so(as_alice, settings):
    settings.STUDIO_SIMULATOR = "off"

    page = text_of(as_alice.get(ADDRESS))

    assert "Nothing yet: no gateway is connected." in page
    assert "needs <code>ARK_API_KEY</code>" in page


def test_wrong_entry_of_an_own_id_is_told(as_alice, settings):
    settings.SEEDREAM_MODELS = ["ep-1=<nothing>"]

    page = text_of(as_alice.get(ADDRESS))

    assert "SEEDREAM_MODELS: “ep-1=&lt;nothing&gt;”: There is no such family" in page


def test_own_id_stands_on_the_page(as_alice, settings):
    settings.ARK_API_KEY = "key"
    settings.SEEDREAM_MODELS = ["ep-20260101-abc=seedream-4.5@ark"]

    page = text_of(as_alice.get(ADDRESS))

    assert "Seedream 4.5 (ep-20260101-abc)" in page


@pytest.mark.parametrize("key", ["seedream-4.5@cometapi", "gpt-image-2@xmsmartlink"])
def test_unknown_price_is_said_and_never_zero(key):
    with translation.override("en"):
        assert lines_of(key)["Price"] == ["price unknown"]


def test_price_of_two_sizes_is_told_with_its_references_and_day():
    with translation.override("en"):
        lines = lines_of("seedream-5.0-pro@byteplus")["Price"]

    assert lines == [
        "$0.045 up to 2.60 MP",
        "$0.090 a picture",
        "$0.003 for each reference after the first",
        "As of Nov. 20, 2026",
    ]


def test_flat_price_is_told_in_its_currency():
    with translation.override("en"):
        lines = lines_of("seedream-4.5@ark")["Price"]

    assert lines == ["¥0.250 a picture", "As of Nov. 20, 2026"]


def test_sizes_are_told_as_presets_and_ranges():
    with translation.override("en"):
        lines = lines_of("seedream-5.0-lite@ark")["Sizes"]

    assert lines == [
        "2K, 3K, 4K",
        "3,686,400 to 16,777,216 pixels",
        "Ratio 1:16 to 16:1",
    ]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("seededit-3.0@custom", ["Follows the reference"]),
        (
            "gpt-image-1.5@xmsmartlink",
            [
                "1024 × 1024, 1536 × 1024, 1024 × 1536",
                "Or chosen by the image model",
            ],
        ),
        (
            "gpt-image-2@xmsmartlink",
            [
                "655,360 to 8,294,400 pixels",
                "Ratio 1:3 to 3:1",
                "Sides up to 3840 px",
                "Sides divisible by 16",
                "Or chosen by the image model",
            ],
        ),
        ("wan2.7-image@xmsmartlink", ["1K, 2K", "No exact pixels"]),
        (
            "wan2.7-image-pro@xmsmartlink",
            [
                "1K, 2K, 4K",
                "No exact pixels",
                "Edit: 1K, 2K alone",
                "Fusion: 1K, 2K alone",
                "Sequence: 1K, 2K alone",
            ],
        ),
    ],
)
def test_sizes_of_every_kind_are_told(key, told):
    with translation.override("en"):
        assert lines_of(key)["Sizes"] == told


def test_references_are_told_with_their_limits_and_their_way():
    with translation.override("en"):
        inline = lines_of("seededit-3.0@custom")["References"]
        public = lines_of("seedream-4.5@apiyi")["References"]
        none = lines_of("seedream-3.0-t2i@custom")["References"]

    assert inline == [
        "1 picture",
        "JPEG, PNG",
        "Each up to 10.0 MB and 36 MP, sides from 15 px",
        "Ratio between 1:3 and 3:1",
        "Sent inline, the whole request up to 10.0 MB",
    ]
    assert public[:2] == ["Up to 10 pictures", "With those of a sequence up to 15"]
    assert public[-1] == "Sent as public addresses"
    assert none == ["None"]


def test_options_are_told():
    with translation.override("en"):
        legacy = lines_of("seedream-3.0-t2i@custom")["Options"]
        gpt = lines_of("gpt-image-1.5@xmsmartlink")["Options"]
        wan = lines_of("wan2.7-image@xmsmartlink")["Options"]

    assert legacy == ["JPEG", "Seed", "Guidance 1 to 10", "Watermark on or off"]
    assert gpt == [
        "PNG, JPEG",
        "JPEG quality 0 to 100",
        "Quality: Auto, High, Medium, Low",
        "Background: Auto, Transparent, Opaque",
    ]
    assert wan == ["PNG", "Watermark on or off", "Thinking on or off, from text"]


def test_cells_stand_under_their_columns():
    sheet = Sheet(find_offer("seedream-4.5@ark", GATEWAYS.values()))

    assert [cell.heading for cell in sheet.cells] == list(COLUMNS)


def test_what_nobody_confirmed_is_said():
    sheet = Sheet(find_offer("qwen-image@xmsmartlink", GATEWAYS.values()))

    assert "not confirmed" in sheet.doubt


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "https://docs.example.com/page, which names it, seen 2026-11-20",
            Source("docs.example.com/page", "https://docs.example.com/page"),
        ),
        ("BytePlus, pricing page", Source("BytePlus, pricing page")),
        ("javascript:alert(1)", Source("javascript:alert(1)")),
    ],
)
def test_source_is_a_link_only_where_it_is_a_page(text, source):
    assert read_source(text) == source


def test_sources_are_told_once():
    sheet = Sheet(find_offer("seedream-5.0-lite@ark", GATEWAYS.values()))

    texts = [source.text for source in sheet.sources]

    assert len(set(texts)) == len(texts) >= 4
