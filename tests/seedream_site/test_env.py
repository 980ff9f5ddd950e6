"""The environment, read: empty values, files, ports and the secret of the studio."""

import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from seedream_site.env import env, port_number, secret_in

ROOT = Path(__file__).resolve().parents[2]


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("STUDIO_ODD", "")

    assert env.float("STUDIO_ODD", default=2.5) == 2.5
    assert env.str("STUDIO_ODD", default="this") == "this"


def test_a_value_in_a_file_ends_without_its_line_break(monkeypatch, tmp_path):
    path = tmp_path / "pass phrase"
    path.write_text(" a long pass phrase \r\n")
    monkeypatch.setenv("STUDIO_ODD_PASSWORD_FILE", str(path))

    assert env.str("STUDIO_ODD_PASSWORD") == " a long pass phrase "


@pytest.mark.parametrize("text", ["", "abc", "-1", "65536", "99999"])
def test_what_is_no_port_is_refused_in_words(text):
    with pytest.raises(ArgumentTypeError, match="0 to 65535"):
        port_number(text)


def test_a_port_is_read():
    assert [port_number("0"), port_number("8010")] == [0, 8010]


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = secret_in(tmp_path / "secret-key")

    assert len(first) > 50
    assert secret_in(tmp_path / "secret-key") == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_secret_that_a_crash_left_empty_is_made_anew(tmp_path):
    (tmp_path / "secret-key").touch()

    assert len(secret_in(tmp_path / "secret-key")) > 50


def test_processes_that_start_at_once_have_one_secret(tmp_path):
    code = (
        "from pathlib import Path; from seedream_site.env import secret_in;"
        f"print(secret_in(Path({str(tmp_path / 'secret-key')!r})))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
        for _ in range(4)
    ]
    found = {process.communicate(timeout=60)[0] for process in started}

    assert len(found) == 1
    assert len(found.pop()) > 50
