"""The sign of life of a worker: left while all its threads live, told by its age."""

import os
import subprocess
import sys
import time

import pytest

from generations import heartbeat
from generations.engine import Engine


def test_a_role_that_beats_is_alive(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("STUDIO_DATA_DIR", str(tmp_path))

    heartbeat.beat("worker", tmp_path)

    assert heartbeat.main("worker") == 0
    assert "alive" in capsys.readouterr().out


@pytest.mark.parametrize("age_s", [None, heartbeat.DEAD_S + 1])
def test_a_role_that_fell_silent_or_never_spoke_is_not(tmp_path, monkeypatch, age_s):
    monkeypatch.setenv("STUDIO_DATA_DIR", str(tmp_path))
    heartbeat.beat("worker-store", tmp_path)
    if age_s is not None:
        heartbeat.beat("worker", tmp_path)
        then = time.time() - age_s
        os.utime(heartbeat.path_of("worker", tmp_path), (then, then))

    assert heartbeat.main("worker") == 1


def test_signs_of_machines_long_gone_are_dropped(tmp_path):
    for role, age_s in (("old", heartbeat.OLD_S + 1), ("new", 0)):
        heartbeat.beat(role, tmp_path)
        then = time.time() - age_s
        os.utime(heartbeat.path_of(role, tmp_path), (then, then))

    heartbeat.forget_old(tmp_path)

    assert heartbeat.silence_s("old", tmp_path) is None
    assert heartbeat.silence_s("new", tmp_path) is not None


def test_the_check_of_a_container_starts_no_django(tmp_path):
    heartbeat.beat("scheduler", tmp_path)
    code = "import sys; from generations.heartbeat import main; "
    code += (
        "status = main('scheduler'); sys.exit(9 if 'django' in sys.modules else status)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "STUDIO_DATA_DIR": str(tmp_path)},
        capture_output=True,
    )

    assert done.returncode == 0, done.stderr


def test_an_engine_without_queues_only_sweeps(db, settings, tmp_path):
    engine = Engine((), role="scheduler")

    engine.start()

    deadline = time.monotonic() + 20
    while heartbeat.silence_s("scheduler", tmp_path) is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert engine.stop(grace_s=20)


def test_an_engine_that_lost_a_thread_does_not_beat(settings, tmp_path):
    class Dead:
        def is_alive(self):
            return False

    engine = Engine((), role="worker")
    engine._threads = [Dead()]

    engine._beat()

    assert heartbeat.silence_s("worker", tmp_path) is None


def test_a_folder_that_takes_no_sign_is_complained_of_once(tmp_path, caplog):
    (tmp_path / "alive").write_text("a file in its place")
    engine = Engine((), role="worker")

    engine._beat()
    engine._beat()

    assert len(caplog.records) == 1
