"""The test of a key: two free questions at most, an honest answer, no key in it."""

import httpx
import pytest

from generations.clients.keycheck import KeyAnswer, check_key
from generations.simulator import Simulator

KEY = "sk-0123456789abcdef"
ADDRESS = "https://gateway.test/v1/models"
LIST = {"object": "list", "data": [{"id": "seedream-4-5"}]}


class Gateway:
    """Answers one response to a bearer and another one to nobody, and counts."""

    def __init__(self, known, unknown=None):
        self.known, self.unknown = known, unknown or httpx.Response(401)
        self.requests = []

    def __call__(self, request):
        self.requests.append(request)
        found = self.known if "authorization" in request.headers else self.unknown
        if isinstance(found, Exception):
            raise found
        return found


def ask(gateway, key=KEY):
    transport = httpx.MockTransport(gateway)
    return check_key(ADDRESS, key, total_s=5, transport=transport)


def test_key_is_accepted_when_only_the_key_opens_the_list():
    gateway = Gateway(httpx.Response(200, json=LIST))

    check = ask(gateway)

    assert (check.answer, check.status) == (KeyAnswer.ACCEPTED, 200)
    assert [each.method for each in gateway.requests] == ["GET", "GET"]
    assert gateway.requests[0].headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in gateway.requests[1].headers


@pytest.mark.parametrize("status", [401, 403])
def test_key_is_refused(status):
    gateway = Gateway(httpx.Response(status, json={"error": {"message": KEY}}))

    check = ask(gateway)

    assert (check.answer, check.status) == (KeyAnswer.REFUSED, status)
    assert KEY not in repr(check)
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    "known",
    [
        httpx.Response(404),
        httpx.Response(405),
        httpx.Response(501),
        httpx.Response(200, html="<title>a page for every address</title>"),
        httpx.Response(200, json={"message": "welcome"}),
        httpx.Response(200, json=[]),
    ],
)
def test_gateway_without_a_list_cannot_be_tested(known):
    assert ask(Gateway(known)).answer is KeyAnswer.UNTESTABLE


def test_list_that_anybody_may_see_says_nothing_about_the_key():
    gateway = Gateway(httpx.Response(200, json=LIST), httpx.Response(200, json=LIST))

    assert ask(gateway).answer is KeyAnswer.UNTESTABLE


@pytest.mark.parametrize("status", [302, 429, 500, 503])
def test_busy_broken_or_moved_gateway_gives_no_clear_answer(status):
    gateway = Gateway(httpx.Response(status, headers={"location": "https://evil.test"}))

    check = ask(gateway)

    assert (check.answer, check.status) == (KeyAnswer.UNCLEAR, status)
    assert len(gateway.requests) == 1


def test_gateway_that_breaks_at_the_second_question_gives_no_clear_answer():
    gateway = Gateway(httpx.Response(200, json=LIST), httpx.Response(500))

    assert ask(gateway).answer is KeyAnswer.UNCLEAR


@pytest.mark.parametrize(
    "failure",
    [httpx.ConnectError("no route"), httpx.ReadTimeout("silent")],
)
def test_gateway_that_does_not_answer_is_unreachable(failure):
    check = ask(Gateway(failure))

    assert check.answer is KeyAnswer.UNREACHABLE
    assert KEY not in check.message


def test_flood_is_no_clear_answer():
    flood = httpx.Response(200, content=b"[" * 9_000_000)

    assert ask(Gateway(flood)).answer is KeyAnswer.UNCLEAR


@pytest.mark.parametrize("key", ["schlüssel", "a\nb"])
def test_key_no_header_can_carry_is_refused_without_a_question(key):
    gateway = Gateway(httpx.Response(200, json=LIST))

    assert ask(gateway, key).answer is KeyAnswer.REFUSED
    assert gateway.requests == []


@pytest.mark.parametrize(
    ("key", "answer"), [(KEY, KeyAnswer.ACCEPTED), ("other", KeyAnswer.REFUSED)]
)
def test_simulator_answers_and_writes_nothing_on_its_bill(tmp_path, key, answer):
    with Simulator(tmp_path, api_keys=[KEY]) as simulator:
        check = check_key(f"{simulator.base_url}/models", key, total_s=5)

        assert check.answer is answer
        assert simulator.ledger.requests() == []
