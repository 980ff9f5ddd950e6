"""The launcher, for real but offline: a copy of it with a requirements file of nothing.

Knows nothing of the studio: a small manage.py stands in for it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ECHO = """
import json, os, sys
words = {"words": sys.argv[1:], "python": sys.executable, "cwd": os.getcwd()}
print(json.dumps({**words, "key": os.environ.get("ARK_API_KEY")}))
"""


@pytest.fixture
def checkout(tmp_path):
    """A folder with the launcher, empty locks and a manage.py that echoes."""
    return make_checkout(tmp_path / "studio checkout")


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """A checkout after its first start, not to be changed."""
    folder = make_checkout(tmp_path_factory.mktemp("first") / "studio checkout")
    assert start(folder, "shell").returncode == 0
    return folder


@pytest.fixture
def ready(first_start, tmp_path):
    """A copy of that one, to be changed."""
    folder = tmp_path / "moved checkout"
    shutil.copytree(first_start, folder, symlinks=True)
    return folder


def make_checkout(folder):
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "studio", folder)
    for level in ("base", "scale", "dev"):
        (folder / "requirements" / f"{level}.txt").write_text(f"# {level}\n")
    (folder / "manage.py").write_text(ECHO)
    return folder


def start(checkout, *words, **environment):
    """Run the launcher to its end, as a person in some other folder would."""
    clean = {k: v for k, v in os.environ.items() if not k.endswith(("_KEY", "_URL"))}
    return subprocess.run(
        [sys.executable, str(checkout / "studio"), *words],
        cwd=checkout.parent,
        env={**clean, **environment},
        capture_output=True,
        text=True,
    )


def test_first_start_sets_up_and_keeps_stdout_for_the_command(checkout):
    done = start(checkout, "generate", "--prompt", "a cat, 橘猫", "--json")

    answer = json.loads(done.stdout)
    assert answer["words"] == ["generate", "--prompt", "a cat, 橘猫", "--json"]
    assert Path(answer["python"]).is_relative_to(checkout / ".venv")
    assert answer["cwd"] == str(checkout.parent)
    assert "Setting up the studio (once): ready" in done.stderr


def test_dash_in_a_word_names_the_same_command(ready):
    done = start(ready, "rotate-keys", "--some-word")

    assert json.loads(done.stdout)["words"] == ["rotate_keys", "--some-word"]


def test_second_start_sets_nothing_up_even_after_a_move(ready):
    done = start(ready, "shell")

    assert done.returncode == 0
    assert done.stderr == ""


def test_larger_environment_serves_the_smaller_command(checkout):
    start(checkout, "web")

    done = start(checkout, "run")

    assert done.stderr == ""


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_URL_FILE", "S3_BUCKET"])
def test_what_lies_elsewhere_asks_for_its_driver(ready, name):
    done = start(ready, "run", **{name: "anything"})

    assert "Setting up" in done.stderr


def test_changed_lock_is_installed_at_the_next_start(ready):
    (ready / "requirements" / "base.txt").write_text("# newer\n")

    done = start(ready, "run")

    assert "Setting up the studio (once): ready" in done.stderr
    assert start(ready, "run").stderr == ""


def test_interrupted_set_up_is_made_anew(ready):
    (ready / ".venv" / "studio-stamp").write_text("")
    (ready / ".venv" / "half-written").write_text("from the last try")

    done = start(ready, "run")

    assert done.returncode == 0
    assert not (ready / ".venv" / "half-written").exists()


def test_failed_set_up_shows_why_and_is_not_taken_for_done(checkout):
    lock = checkout / "requirements" / "base.txt"
    lock.write_text("this is no requirement\n")

    done = start(checkout, "run")

    assert done.returncode == 1
    assert "this is no requirement" in done.stderr
    assert done.stdout == ""
    lock.write_text("# mended\n")
    assert start(checkout, "run").returncode == 0


def test_settings_come_from_the_env_file_unless_the_environment_has_them(ready):
    (ready / ".env").write_text("# a key\n#ARK_API_KEY=no\nARK_API_KEY='from-file'\n")

    from_file = json.loads(start(ready, "shell").stdout)
    from_outside = json.loads(start(ready, "shell", ARK_API_KEY="outside").stdout)

    assert from_file["key"] == "from-file"
    assert from_outside["key"] == "outside"


def test_help_tells_the_commands_without_setting_up(checkout):
    done = start(checkout)

    assert "./studio run" in done.stdout
    assert not (checkout / ".venv").exists()


def test_exit_code_of_the_command_is_handed_on(ready):
    (ready / "manage.py").write_text("import sys; sys.exit(7)")

    done = start(ready, "generate")

    assert done.returncode == 7
