"""Result addresses: signed, byte for byte, and for a while only."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from generations.simulator import Simulator
from generations.simulator.signing import Denial, check_query, signed_query
from tests.simulator.conftest import V40, Caller

SECRET = b"secret"
PLACE = {"host": "127.0.0.1:9", "path": "/files/seedream-4.0/a_0.jpeg"}
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUERY = signed_query(SECRET, **PLACE, at=NOW, life_s=60)


def picture_url(caller):
    return caller.ask(model=V40, size="1K").json["data"][0]["url"]


@pytest.mark.parametrize(("seconds", "denial"), [(60, None), (61, Denial.EXPIRED)])
def test_a_signature_lasts_as_long_as_it_says(seconds, denial):
    at = NOW + timedelta(seconds=seconds)

    assert check_query(SECRET, **PLACE, query=QUERY, at=at) is denial


@pytest.mark.parametrize(
    "changed",
    [
        {"query": ""},
        {"query": QUERY.replace("X-Tos-Expires=60", "X-Tos-Expires=600")},
        {"query": QUERY.replace("%2F", "/")},
        {"query": QUERY.replace("&", "&amp;")},
        {"query": QUERY + "&extra=1"},
        {"query": QUERY[:-1]},
        {"query": "&".join(reversed(QUERY.split("&")))},
        {"query": QUERY.partition("&X-Tos-Signature")[0]},
        {"path": "/files/seedream-4.0/b_0.jpeg"},
        {"host": "localhost:9"},
    ],
)
def test_a_changed_address_is_denied(changed):
    place = PLACE | {"query": QUERY} | changed

    assert check_query(SECRET, **place, at=NOW) is Denial.MANGLED


def test_a_mangled_address_is_the_stores_403(caller):
    url = picture_url(caller)

    reply = caller.get(url.replace("X-Tos-SignedHeaders", "x-tos-signedheaders"))

    assert reply.status == 403
    assert reply.json["Code"] == "AccessDenied"
    assert reply.json["EC"] == "0003-00000015"


def test_an_expired_address_is_a_403(tmp_path):
    with (
        time_machine.travel(NOW) as clock,
        Simulator(tmp_path, quick=True, url_life_s=4) as simulator,
    ):
        caller = Caller(simulator)
        url = picture_url(caller)
        fresh = caller.get(url).status
        clock.shift(timedelta(seconds=6))
        late = caller.get(url)

    assert fresh == 200
    assert (late.status, late.json["Message"]) == (403, "Request has expired")


def test_head_is_refused_because_the_address_is_signed_for_get(caller):
    path = picture_url(caller).partition(str(caller.simulator.port))[2]

    assert caller.request("HEAD", path).status == 403


def test_a_restart_keeps_the_port_the_addresses_and_the_ledger(tmp_path):
    with Simulator(tmp_path, quick=True) as first:
        port = first.port
        url = picture_url(Caller(first))

    with Simulator(tmp_path, quick=True) as second:
        reply = Caller(second).get(url)
        billed = second.ledger.billed_images()
        again = second.port

    assert (reply.status, billed, again) == (200, 1, port)


def test_a_taken_port_is_no_obstacle(tmp_path):
    with Simulator(tmp_path / "a", quick=True) as first:
        (tmp_path / "b").mkdir()
        (tmp_path / "b" / "port").write_text(str(first.port))
        with Simulator(tmp_path / "b", quick=True) as second:
            reply = Caller(second).ask(model=V40, size="1K")

    assert reply.status == 200


def test_a_public_url_is_what_the_addresses_begin_with(tmp_path):
    public = "http://pictures.example:8080"
    with Simulator(tmp_path, quick=True, public_url=public + "/") as simulator:
        caller = Caller(simulator)
        url = picture_url(caller)
        path = url.removeprefix(public)
        outside = caller.request("GET", path, None, {"Host": "pictures.example:8080"})
        inside = caller.request("GET", path)

    assert url.startswith(f"{public}/files/seedream-4.0/")
    assert (outside.status, inside.status) == (200, 403)


def test_pictures_that_outlived_their_addresses_are_dropped_at_start(tmp_path):
    with Simulator(tmp_path, quick=True) as simulator:
        picture_url(Caller(simulator))
        names = list((tmp_path / "pictures").iterdir())

    later = datetime.now(UTC) + timedelta(days=2)
    with time_machine.travel(later):
        Simulator(tmp_path, quick=True)

    assert len(names) == 1
    assert list((tmp_path / "pictures").iterdir()) == []
