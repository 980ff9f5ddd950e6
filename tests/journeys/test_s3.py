"""Many machines: a database, a broker, a bucket, two workers, no shared disk."""

import hashlib
import re

import httpx
import pytest

from tests.journeys.visitor import Visitor, free_port

pytestmark = pytest.mark.services


@pytest.fixture
def make_spread_studio(
    services, bucket, make_studio, make_gateway, keys, tmp_path, until
):
    """Return a function that starts pages and two workers, a data folder each."""

    def start():
        gateway = make_gateway(latency_s=0.3)
        studio = make_studio(
            **services,
            **keys(gateway),
            **bucket.environment(),
            STUDIO_SECRET_KEY="one secret for all the machines of this studio",
        )
        assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
        port = free_port()
        studio.command("web", f"--port={port}", "--workers=1")
        for number in (1, 2):
            own = str(tmp_path / f"machine-{number}")
            studio.command("worker", STUDIO_DATA_DIR=own)
        alice = Visitor(port)
        until(alice.is_served, "the start of the pages")
        alice.sign_in()
        return gateway, alice

    return start


def test_a_picture_and_its_edit_come_whole_out_of_the_bucket(
    make_spread_studio, bucket, until, tmp_path
):
    gateway, alice = make_spread_studio()
    before = set(alice.stored())

    alice.ask(prompt="a quiet sea")
    [first] = until(lambda: set(alice.stored()) - before, "storing the picture")
    before.add(first)
    alice.ask("edit", prompt="make it loud", references=[first])
    [edited] = until(lambda: set(alice.stored()) - before, "storing the edit")

    place = re.search(r"/pictures/[0-9a-f-]{36}/", alice.get("/").text)[0]
    page = alice.get(place)
    assert f"blob: {bucket.endpoint};" in page.headers["Content-Security-Policy"]
    assert f"/files/{edited}/original/" in page.text
    signed = alice.get(f"/files/{edited}/original/").headers["Location"]
    assert signed.startswith(f"{bucket.endpoint}/{bucket.name}/originals/")
    came = httpx.get(signed)
    served = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (gateway.ledger.path.parent / "pictures").iterdir()
    }
    assert hashlib.sha256(came.content).hexdigest() in served
    assert "attachment" in came.headers["Content-Disposition"]
    assert [line["references"] for line in gateway.ledger.requests()] == [0, 1]
    until(lambda: len(bucket.contents()) == 2 * 4, "originals and thumbnails")
    assert [path for path in tmp_path.glob("*/store/**/*") if path.is_file()] == []


def test_two_workers_share_the_work_and_nothing_is_paid_twice(
    make_spread_studio, bucket, until
):
    gateway, alice = make_spread_studio()
    before = set(alice.stored())

    alice.ask(prompt="a quiet sea", variations="4")
    alice.ask(prompt="a loud sea", variations="4")
    until(lambda: len(set(alice.stored()) - before) == 8, "storing eight pictures")

    assert [line["images"] for line in gateway.ledger.requests()] == [1] * 8
    originals = [key for key in bucket.contents() if key.startswith("originals/")]
    assert len(originals) == 8


def test_every_mode_goes_through_the_bucket(make_spread_studio, bucket, until):
    gateway, alice = make_spread_studio()
    seen = set(alice.stored())

    def bring(count, mode="text-to-image", **values):
        alice.ask(mode, **values)
        new = until(
            lambda: (
                (found := set(alice.stored()) - seen) and len(found) == count and found
            ),
            f"storing {mode}",
        )
        seen.update(new)
        return sorted(new)

    [sea] = bring(1, prompt="a quiet sea")
    [night] = bring(1, "edit", prompt="now at night", references=[sea])
    [both] = bring(1, "fusion", prompt="@1 beside @2", references=[sea, night])
    bring(3, "sequence", prompt="three days at sea", max_images="3", references=[both])

    asked = gateway.ledger.requests()
    assert [line["references"] for line in asked] == [0, 1, 2, 1]
    assert [line["images"] for line in asked] == [1, 1, 1, 3]
    originals = [key for key in bucket.contents() if key.startswith("originals/")]
    assert len(originals) == 6
