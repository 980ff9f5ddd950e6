"""`./studio generate` as a real process, with and without a studio beside it."""

import hashlib
from pathlib import Path

import pytest


@pytest.fixture(params=[False, True], ids=["alone", "beside a running studio"])
def is_beside(request):
    return request.param


def test_a_demo_picture_from_an_empty_machine(make_studio, is_beside):
    studio = make_studio(STUDIO_SIMULATOR_LATENCY_S="0.1")
    if is_beside:
        studio.run()

    code, report = studio.generate(
        "--wait", "--timeout", "60", "--offer", "seedream-4.0@simulator"
    )

    (output,) = report["outputs"]
    content = Path(output["path"]).read_bytes()
    assert (code, report["state"], report["billed_images"]) == (0, "done", 1)
    assert output["sha256"] == hashlib.sha256(content).hexdigest()
    assert output["bytes"] == len(content)
    assert (output["width"], output["height"]) == (1024, 1024)
    assert report["error"] is None


def test_another_server_that_speaks_the_contract(
    make_studio, make_gateway, keys, is_beside
):
    gateway = make_gateway()
    studio = make_studio(**keys(gateway))
    if is_beside:
        studio.run()

    code, report = studio.generate("--wait", "--timeout", "60")

    (output,) = report["outputs"]
    (served,) = (gateway.ledger.path.parent / "pictures").iterdir()
    (line,) = gateway.ledger.requests()
    assert (code, report["state"], line["images"]) == (0, "done", 1)
    assert Path(output["path"]).read_bytes() == served.read_bytes()


def test_a_wrong_key_is_said_in_words_and_bills_nothing(
    make_studio, make_gateway, keys, is_beside
):
    gateway = make_gateway()
    studio = make_studio(**keys(gateway, "bad-key"))
    if is_beside:
        studio.run()

    code, report = studio.generate("--wait", "--timeout", "60")

    assert code != 0
    assert (report["state"], report["billed_images"]) == ("refused", 0)
    assert report["error"]["http_status"] == 401
    assert report["error"]["explanation"]
    assert gateway.ledger.billed_images() == 0


def test_an_answer_of_500_is_unknown_after_one_request(
    make_studio, make_gateway, keys, is_beside
):
    gateway = make_gateway()
    gateway.faults.arm("http-500")
    studio = make_studio(**keys(gateway))
    if is_beside:
        studio.run()

    code, report = studio.generate("--wait", "--timeout", "60")

    assert code != 0
    assert (report["state"], report["may_be_billed_images"]) == ("unknown", 1)
    assert report["outputs"][0]["state"] == "unknown"
    assert len(gateway.ledger.requests()) == 1


def test_a_wish_that_breaks_a_rule_is_refused_field_by_field(make_studio):
    studio = make_studio()

    code, report = studio.generate(
        "--offer", "seedream-4.0@simulator", "--size", "9x9", "--reference", "/none"
    )
    assert (code, report["state"]) == (2, "invalid")
    assert "/none" in report["error"]["message"]

    code, report = studio.generate("--offer", "seedream-4.0@simulator", "--size", "9x9")
    assert (code, list(report["error"]["fields"])) == (2, ["size"])


def test_a_wish_without_waiting_is_kept_for_the_next_studio(
    make_studio, make_gateway, keys, until
):
    gateway = make_gateway()
    studio = make_studio(**keys(gateway))

    code, report = studio.generate()
    assert (code, report["state"]) == (1, "unfinished")
    studio.run()

    until(lambda: studio.states() == (["answered"], ["stored"]), "storing")
    assert len(gateway.ledger.requests()) == 1
