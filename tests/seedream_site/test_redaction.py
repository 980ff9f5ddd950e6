"""No secret, signed address or picture survives in a text; exceptions keep quiet."""

import base64

import pytest

from seedream_site.redaction import MOST, hide, redacted, secrets_in, told, traced

CANARY = "canary7f3a"
SIGNED = f"https://tos.example/a/b.png?X-Tos-Expires=86400&X-Tos-Signature={CANARY}"
LINES = [
    f"Authorization: Bearer {CANARY}",
    f"authorization=Basic {CANARY}xyz==",
    f"headers {{'Authorization': 'Bearer {CANARY}', 'Accept': '*/*'}}",
    f"[(b'Server', b'x'), (b'Set-Cookie', b'sessionid={CANARY}; HttpOnly')]",
    f'{{"api_key": "{CANARY}"}}',
    f"X-Api-Key: {CANARY}",
    f"Cookie: sessionid={CANARY}; csrftoken={CANARY}",
    f"X-CSRFToken: {CANARY}",
    f"csrfmiddlewaretoken={CANARY}&next=/",
    f"key sk-{CANARY} was refused",
    f"key ark-{CANARY} was refused",
    f"AKIA{CANARY}0000000 signed it",
    f"download of {SIGNED} failed",
    f"GET /a/b.png?X-Amz-Signature={CANARY}&X-Amz-Date=2 HTTP/1.1",
    f"X-Amz-Signature={CANARY}",
    f"?Expires=1&Signature={CANARY}",
    f"Signature:\n{CANARY}",
    f"page /?q={CANARY}",
    f"http://user:{CANARY}@proxy.example:8080/",
    f"redis://:{CANARY}@valkey:6379/0",
    f"postgres://studio:{CANARY}/slash@db/studio",
    f"connection failed: password={CANARY} host=db",
    f"Not Found: /setup/{CANARY}/",
    f"/accounts/password/reset/key/{CANARY}/",
    f"data:image/png;base64,{base64.b64encode(CANARY.encode() * 40).decode()}",
    f"answer {base64.urlsafe_b64encode(CANARY.encode() * 40).decode()}",
]


@pytest.mark.parametrize("line", LINES)
def test_a_secret_by_its_look_is_taken_out(line):
    said = redacted(line)

    assert CANARY not in said
    assert base64.b64encode(CANARY.encode() * 3).decode()[:20] not in said


@pytest.mark.parametrize(
    "line",
    [
        "stored: 0198c0de-2b0e-7a3c-9d2e-8d8a0f3b1c11",
        "attempt 7: Busy status=429 code=RateLimitExceeded request=0217635c41f9e",
        "lost, address expired: 4",
        "Not Found: /pictures/0198c0de-2b0e-7a3c-9d2e-8d8a0f3b1c11/",
        "What is a risk-free disk-usage task-1234567?",
        "sha256 " + "ab" * 32,
        "GET https://tos.example/a/b.png took 3 s",
    ],
)
def test_what_is_no_secret_stays(line):
    assert redacted(line) == line


def test_the_address_stays_readable_without_its_query():
    assert redacted(SIGNED) == "https://tos.example/a/b.png?***"


def test_a_secret_that_looks_like_nothing_is_known_by_its_value():
    hide("plain words 42&")

    assert redacted("got plain words 42& here") == "got *** here"
    assert redacted("got plain%20words%2042%26 here") == "got *** here"


def test_a_very_short_secret_does_not_take_words_out_of_every_line():
    hide("a", "")

    assert redacted("a cat") == "a cat"


def test_settings_tell_which_values_are_secrets():
    found = set(
        secrets_in(
            {
                "ARK_API_KEY": "one-key",
                "STUDIO_METRICS_TOKEN": "two-token",
                "STUDIO_KEYS_SECRET": "three, four",
                "DATABASE_URL": "postgres://u:pass%2Fword@h/d",
                "STUDIO_PUBLIC_URL": "https://studio.example",
                "STUDIO_LANGUAGE": "en",
                "TIMEOUT": 3,
            }
        )
    )

    assert {"one-key", "two-token", "three", "four"} < found
    assert {"pass%2Fword", "pass/word"} < found
    assert not found & {"https://studio.example", "en"}


def test_a_text_without_end_is_cut():
    assert len(redacted("word " * 100_000)) < MOST + 100


def test_an_exception_that_may_quote_a_person_is_only_named():
    assert told(ValueError("my prompt")) == "ValueError"
    assert told(KeyError("my prompt")) == "KeyError"
    assert told(RuntimeError("no worker")) == "RuntimeError: no worker"
    assert told(FileNotFoundError(2, "No such file", "/my prompt.png")) == (
        "FileNotFoundError: [Errno 2] No such file"
    )


def test_a_traceback_names_all_that_led_to_it_without_their_words():
    try:
        try:
            int("my prompt")
        except ValueError as first:
            raise RuntimeError("asked https://x.example/?sig=1 in vain") from first
    except RuntimeError as error:
        said = traced(error)

    assert "ValueError" in said
    assert "my prompt" in said.replace("my prompt", "", 1) or "int(" in said
    assert "RuntimeError: asked https://x.example/?*** in vain" in said
    assert said.index("ValueError") < said.index("RuntimeError:")


def test_exceptions_that_led_to_each_other_in_a_ring_end():
    one, two = ValueError("1"), ValueError("2")
    one.__cause__, two.__cause__ = two, one

    assert traced(one).count("Traceback") == 2
