"""Every payload of every gateway, through the whole client, to its events."""

import httpx
import pytest

from generations.clients.ark import ArkClient
from generations.clients.contract import ImageRequest
from generations.clients.errors import ImageApiError

from .cases import CASES, Case

CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "sse": "text/event-stream",
    "html": "text/html",
}


def play(case, content, *, content_type=None, stream=False):
    """Run one payload through the client: its events and its error."""
    headers = {
        "Content-Type": content_type or CONTENT_TYPES[case.name.rpartition(".")[2]],
        "X-Request-Id": "021",
    }
    transport = httpx.MockTransport(
        lambda _: httpx.Response(case.status, headers=headers, content=content)
    )
    client = ArkClient("https://gateway.test/x", "secret-key", transport=transport)
    several = {"sequential": "auto", "max_images": case.expected_images}
    request = ImageRequest(
        remote_model="m",
        prompt="p",
        size="2K",
        stream=stream,
        **(several if case.expected_images > 1 else {}),
    )
    events = []
    try:
        for event in client.generate(request, attempt_id="a1"):
            events.append(event)
    except ImageApiError as error:
        return events, error
    return events, None


@pytest.mark.parametrize("stream", [False, True], ids=["asked-blocking", "asked-sse"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.status}")
def test_a_payload_becomes_its_events_whatever_was_asked(case, stream, payload):
    content = payload(case.name)

    events, error = play(case, content, stream=stream)

    assert events == case.events
    assert type(error) is (case.error or type(None))


@pytest.mark.parametrize("content_type", ["text/html", "application/octet-stream"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.status}")
def test_a_lying_content_type_changes_nothing(case, content_type, payload):
    content = payload(case.name)

    events, error = play(case, content, content_type=content_type)

    assert events == case.events
    assert type(error) is (case.error or type(None))


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.error],
    ids=lambda case: f"{case.name}-{case.status}",
)
def test_an_error_carries_code_status_and_request_id(case, payload):
    content = payload(case.name)

    _, error = play(case, content)

    assert (error.code, error.status, error.request_id) == (
        case.code,
        case.status,
        "021",
    )
    assert error.message


@pytest.mark.parametrize(
    "name",
    ["apiyi/timed_out.html", "cometapi/placeholders.json"],
)
def test_an_unusable_answer_keeps_its_body(name, payload):
    content = payload(name)

    _, error = play(Case(name), content)

    assert error.body == content
