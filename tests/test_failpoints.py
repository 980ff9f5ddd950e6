"""Places at which a fault test may end a process: one-shot, and only on demand."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from generations import failpoints

PROGRAM = """
import django; django.setup()
from generations.failpoints import failpoint
failpoint("here"); print("went on")
"""


def pass_by(folder, **environment):
    environment = {"STUDIO_DATA_DIR": str(folder), **environment}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )


def arm(folder, action):
    (folder / "failpoints").mkdir(exist_ok=True)
    (folder / "failpoints" / "here").write_text(action)


@pytest.mark.parametrize("action", ["kill", "killgroup"])
def test_an_armed_point_kills_the_process_once(tmp_path, action):
    arm(tmp_path, action)

    first = pass_by(tmp_path, STUDIO_FAILPOINTS="1")
    second = pass_by(tmp_path, STUDIO_FAILPOINTS="1")

    assert first.returncode == -signal.SIGKILL
    assert second.stdout == "went on\n"


def test_a_point_is_never_armed_without_the_setting(tmp_path):
    arm(tmp_path, "kill")

    done = pass_by(tmp_path)

    assert (done.returncode, done.stdout) == (0, "went on\n")
    assert (tmp_path / "failpoints" / "here").exists()


def test_a_point_of_another_name_is_left_alone(tmp_path, settings, monkeypatch):
    settings.STUDIO_DATA_DIR = tmp_path
    arm(tmp_path, "kill")
    monkeypatch.setattr(failpoints, "IS_ARMABLE", True)

    failpoints.failpoint("elsewhere")

    assert (tmp_path / "failpoints" / "here").exists()


def test_a_slow_point_waits_and_an_odd_order_is_said(tmp_path, settings, monkeypatch):
    settings.STUDIO_DATA_DIR = tmp_path
    monkeypatch.setattr(failpoints, "IS_ARMABLE", True)
    arm(tmp_path, "sleep:0.01")
    failpoints.failpoint("here")
    arm(tmp_path, "dance")

    with pytest.raises(ValueError, match="dance"):
        failpoints.failpoint("here")


def test_stopping_freezes_at_the_very_point(tmp_path, settings, monkeypatch):
    settings.STUDIO_DATA_DIR = tmp_path
    monkeypatch.setattr(failpoints, "IS_ARMABLE", True)
    sent = []
    monkeypatch.setattr(
        signal, "pthread_kill", lambda thread, number: sent.append((thread, number))
    )
    arm(tmp_path, "stop")

    failpoints.failpoint("here")

    assert sent == [(threading.get_ident(), signal.SIGSTOP)]
