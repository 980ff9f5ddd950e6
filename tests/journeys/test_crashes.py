"""kill -9 and SIGTERM in the middle of paid work: nothing lost, nothing sent twice."""

import hashlib
import signal
import uuid
from pathlib import Path

from generations.clients.contract import Picture, Receipt
from generations.pipeline import spool


def stored_sha256(studio):
    rows = studio.rows("SELECT key, sha256 FROM generations_storedimage")
    for key, sha256 in rows:
        content = Path(studio.folder, "store", key).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
    return [sha256 for _key, sha256 in rows]


#: A fault nobody here minds: it is disarmed when the request has been read whole.
MARK = "size-lie"


def test_a_call_killed_in_the_middle_is_unknown_and_never_sent_again(
    make_studio, make_gateway, keys, until
):
    gateway = make_gateway(latency_s=1.5)
    gateway.faults.arm(MARK)
    studio = make_studio(**keys(gateway))
    process = studio.run()
    studio.generate()
    until(lambda: not gateway.faults.armed(), "sending")

    studio.kill(process)
    until(lambda: gateway.ledger.billed_images() == 1, "billing")
    studio.run()
    until(lambda: studio.states()[0] == ["unknown"], "giving up")
    studio.generate("--wait", "--timeout", "60")  # the studio goes on with others

    attempts, outputs = studio.states()
    assert sorted(attempts) == ["answered", "unknown"]
    assert sorted(outputs) == ["promised", "stored"]
    assert len(gateway.ledger.requests()) == 2


def test_an_announced_picture_is_stored_after_the_crash(
    make_studio, make_gateway, keys, until
):
    gateway = make_gateway()
    gateway.faults.arm("download-503", times=50)
    studio = make_studio(**keys(gateway))
    process = studio.run()
    studio.generate()
    until(lambda: studio.states() == (["answered"], ["announced"]), "announcing")

    studio.kill(process)
    gateway.faults.clear()
    studio.run()
    until(lambda: studio.states() == (["answered"], ["stored"]), "storing")

    (served,) = (gateway.ledger.path.parent / "pictures").iterdir()
    assert stored_sha256(studio) == [hashlib.sha256(served.read_bytes()).hexdigest()]
    assert len(gateway.ledger.requests()) == 1


def test_an_answer_that_reached_only_the_spool_is_stored_after_the_crash(
    make_studio, make_gateway, keys, until, settings
):
    gateway = make_gateway(latency_s=2)
    gateway.faults.arm(MARK)
    studio = make_studio(**keys(gateway))
    process = studio.run()
    studio.generate()
    until(lambda: not gateway.faults.armed(), "sending")
    studio.kill(process)
    until(lambda: gateway.ledger.billed_images() == 1, "billing")
    (served,) = (gateway.ledger.path.parent / "pictures").iterdir()
    ((attempt_id,),) = studio.rows("SELECT id FROM generations_attempt")
    settings.STUDIO_SPOOL_DIR = studio.folder / "spool"
    for event in (Picture(0, content=served.read_bytes()), Receipt(images_billed=1)):
        spool.keep(uuid.UUID(attempt_id), event)

    studio.run()

    until(lambda: studio.states() == (["answered"], ["stored"]), "storing")
    assert stored_sha256(studio) == [hashlib.sha256(served.read_bytes()).hexdigest()]
    assert len(gateway.ledger.requests()) == 1


def test_a_stopping_studio_waits_for_its_paid_request_and_stores_the_picture(
    make_studio, make_gateway, keys, until
):
    gateway = make_gateway(latency_s=2)
    gateway.faults.arm(MARK)
    studio = make_studio(**keys(gateway))
    process = studio.run()
    studio.generate()
    until(lambda: not gateway.faults.armed(), "sending")

    code = studio.kill(process, signal.SIGTERM)

    assert (code, studio.states()) == (0, (["answered"], ["stored"]))
    assert len(stored_sha256(studio)) == 1
    assert "Waiting for 1 paid request" in studio.log()


def test_an_idle_studio_stops_at_once(make_studio):
    studio = make_studio()
    process = studio.run()

    assert studio.kill(process, signal.SIGTERM) == 0


def test_two_studios_do_not_share_a_folder(make_studio):
    studio = make_studio()
    studio.run()

    second = studio.command("run", "--port", "0")

    assert second.wait(timeout=60) != 0
    assert "Another studio runs on" in studio.log()
