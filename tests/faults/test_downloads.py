"""F17 to F19: results that are late, cut or gone, and disks that are full."""

import hashlib
import resource

from tests.faults.scene import STREAMED


def shas(paths):
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)


def test_f17_failing_downloads_end_in_the_very_bytes(make_scene, database):
    scene = make_scene(database)
    scene.submit(2, "[fault:download-503:2]")
    scene.submit(2, "[fault:download-truncated]")
    scene.submit(2, "[fault:download-html]")

    scene.start()
    verdict = scene.verdict("F17 downloads fail and come back")

    assert verdict.is_green, verdict
    assert verdict.stored == verdict.paid == 6
    kept = {path.stem for path in (scene.folder / "store/originals").rglob("*.*")}
    assert kept == set(shas(scene.gateway.pictures()))


def test_f18_what_is_gone_until_it_expires_is_lost_visibly(make_scene, database):
    scene = make_scene(database, url_life_s=3)
    scene.submit(3, "[fault:download-404]")
    scene.submit(3)

    scene.start()
    verdict = scene.verdict("F18 404 until it expires")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.lost) == (6, 3, 3)


def test_f19_a_store_that_breaks_keeps_pictures_waiting(make_scene, database):
    scene = make_scene(database, latency_s=0.3)
    scene.submit(6)
    store, away = scene.folder / "store", scene.folder / "store.away"
    scene.start()
    scene.until_sending()

    store.rename(away)  # where a folder was is a file: nothing can be written there
    store.write_text("")
    scene.until(lambda: scene.states()[1].count("announced") > 1, "announcing")
    scene.until(lambda: "store_broken" in scene.reasons(), "noticing")
    posts = len(scene.gateway.ledger())
    store.unlink()
    away.rename(store)
    verdict = scene.verdict("F19 store breaks and comes back")

    assert posts < 6
    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (6, 6, 0)
    assert list((scene.folder / "incoming").iterdir()) == []


def test_f19_nothing_is_sent_without_room(make_scene, database):
    scene = make_scene(database)
    scene.submit(3)
    process = scene.start(STUDIO_MIN_FREE_BYTES=str(10**18))
    scene.until(lambda: scene.reasons() == {"store_full"}, "noticing")

    scene.kill(process)
    posts = len(scene.gateway.ledger())
    scene.start()
    verdict = scene.verdict("F19 no room, then room")

    assert posts == 0
    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored) == (3, 3)


def test_f19_a_full_disk_under_a_worker_loses_nothing(make_scene):
    scene = make_scene("postgres", latency_s=0.3)
    scene.submit(4, offer_key=STREAMED, images=2)
    process = scene.start()
    scene.until_sending()

    # No file may grow past 0 bytes: spool, downloads and store are all full.
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    scene.until(lambda: scene.states()[1].count("announced") > 1, "announcing")
    scene.until(lambda: scene.count("sent", "claimed") == 0, "the end of the calls")
    infinite = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, infinite)
    verdict = scene.verdict("F19 disk and spool full, then room")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (8, 8, 0)
