"""Arming faults: from code, over HTTP, by a word in the prompt, at downloads."""

import http.client

import pytest

from generations.simulator.faults import UnknownFault
from tests.simulator.conftest import V40


def one(caller, **fields):
    return caller.ask(**({"model": V40, "size": "1K"} | fields))


def test_a_download_fails_as_often_as_the_prompt_says(caller):
    entry = one(caller, prompt="a sea [fault:download-503:2]").json["data"][0]

    statuses = [caller.get(entry["url"]).status for _ in range(3)]

    assert statuses == [503, 503, 200]


def test_a_download_may_be_missing_for_good(caller):
    entry = one(caller, prompt="a sea [fault:download-404]").json["data"][0]

    replies = [caller.get(entry["url"]) for _ in range(3)]

    assert {reply.status for reply in replies} == {404}
    assert replies[0].json["Code"] == "NoSuchKey"


def test_an_armed_download_fault_strikes_the_next_fetch(caller, simulator):
    url = one(caller).json["data"][0]["url"]
    simulator.faults.arm("download-truncated")
    simulator.faults.arm("download-html")

    with pytest.raises(http.client.IncompleteRead):
        caller.get(url)
    page, picture = caller.get(url), caller.get(url)

    assert page.headers["content-type"] == "text/html"
    assert picture.headers["content-type"] == "image/jpeg"


def test_a_fault_is_played_as_often_as_armed_and_no_more(caller, simulator):
    simulator.faults.arm("http-500", times=2)

    statuses = [one(caller).status for _ in range(3)]

    assert statuses == [500, 500, 200]


def test_a_refused_request_uses_up_no_fault(caller, simulator):
    simulator.faults.arm("http-500")

    refused, failed = one(caller, size="1x1"), one(caller)

    assert (refused.status, failed.status) == (400, 500)


def test_a_word_in_the_prompt_plays_a_fault(caller):
    known = one(caller, prompt="a sea [fault:http-503]")
    unknown = one(caller, prompt="a sea [fault:nonsense]")

    assert (known.status, unknown.status) == (503, 200)


def test_faults_are_armed_and_cleared_over_http(caller):
    order = {"kind": "http-500", "times": 2, "after_billing": False}

    armed = caller.post("/faults", order).json
    cleared = caller.post("/faults", {"clear": True}).json

    assert armed == {"armed": ["http-500", "http-500"]}
    assert cleared == {"armed": []}
    assert one(caller).status == 200


@pytest.mark.parametrize("order", [{}, {"kind": "nonsense"}, [], {"kind": "hang:x"}])
def test_an_unknown_order_is_refused_with_the_known_kinds(caller, order):
    reply = caller.post("/faults", order)

    assert reply.status == 400
    assert "hang" in reply.json["known"]["instead"]


def test_an_unknown_fault_cannot_be_armed(simulator):
    with pytest.raises(UnknownFault):
        simulator.faults.arm("nonsense")
