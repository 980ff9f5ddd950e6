"""Whatever happens, no log line tells a key, a prompt, a signed address or bytes."""

import base64
import io
import logging
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest

from generations.models import Attempt, Output, StoredImage
from seedream_site.logs import logging_of
from seedream_site.redaction import hide

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/compose/text-to-image/"
PROMPT = "a heron called canary-prompt-5521"
KEY = "plain-canary-key-8812"


@pytest.fixture(params=["line", "json"])
def lines(request):
    """All that any logger says, from DEBUG on, as the studio would write it."""
    stream = io.StringIO()
    made = logging_of("DEBUG", request.param)
    handler = logging.StreamHandler(stream)
    formatter = dict(made["formatters"]["studio"])
    handler.setFormatter(formatter.pop("()")(**formatter))
    handler.addFilter(made["filters"]["discreet"]["()"]())
    names = [None, *logging.root.manager.loggerDict]
    loggers = [logging.getLogger(name) for name in names]
    before = [(each, each.level, each.disabled) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
        each.disabled = False
    logging.root.addHandler(handler)
    yield stream
    logging.root.removeHandler(handler)
    for each, level, is_disabled in before:
        each.setLevel(level)
        each.disabled = is_disabled


@pytest.fixture
def keyed(settings, gateway):
    settings.SEEDREAM_API_KEY = KEY
    return gateway


def wish(**values):
    return {
        "token": str(uuid.uuid4()),
        "prompt": PROMPT,
        "offer": "seedream-4.0@custom",
        "size": "1K",
        "watermark": "on",
    } | values


def test_no_log_line_tells_what_is_private(
    engine, keyed, alice, sign_in, broken_image, lines, until
):
    browser = sign_in(alice)
    browser.raise_request_exception = False
    secrets = {PROMPT, "canary-prompt-5521", KEY, browser.session.session_key}
    ways = ("download-503", "b64", "http-500", "download-404", "html", "http-401")
    signed = set()

    for number, way in enumerate(ways, start=1):
        keyed.faults.arm(way)
        browser.post(ADDRESS, wish())
        ended = Attempt.objects.exclude(state__in=("queued", "claimed", "sent"))
        until(lambda: ended.count() == number, way)  # noqa: B023  # called at once
        signed |= set(Output.objects.exclude(url="").values_list("url", flat=True))
    assert browser.get(f"/files/{broken_image.pk}/320/").status_code == 500
    browser.get("/", {"q": PROMPT})
    browser.get("/setup/canary-link-77/")
    logging.getLogger("django.request").error("key %s, %s", KEY, " ".join(signed))

    said = lines.getvalue()
    for address in signed:
        secrets |= {each[0] for each in parse_qs(urlsplit(address).query).values()}
    pictures = (keyed.ledger.path.parent / "pictures").iterdir()
    bodies = [base64.b64encode(path.read_bytes()).decode() for path in pictures]
    assert [each for each in secrets if len(each) > 8 and each in said] == []
    assert [body[:80] for body in bodies if body[300:380] in said] == []
    assert "canary-link-77" not in said
    assert "attempt" in said
    assert signed
    assert "KeyError" in said


@pytest.fixture
def broken_image(alice):
    """A stored picture whose row is amiss: showing it is a mistake of ours."""
    return StoredImage.objects.create(
        team=alice.team,
        sha256="b" * 64,
        key="x",
        size_bytes=1,
        media_type="image/png",
        width_px=100,
        height_px=100,
        thumbnails={"320": {"broken": "row"}},
    )


def test_a_key_from_elsewhere_is_hidden_too(lines):
    hide("a key kept in the database")

    logging.getLogger("any").warning("sent with %s", "a key kept in the database")

    assert "kept in the database" not in lines.getvalue()
    assert "sent with ***" in lines.getvalue()
