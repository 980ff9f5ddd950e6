"""Rules of the house that no linter knows: sizes of files, what the lock may say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KINDS = {".py", ".html", ".css", ".js"}
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def own_files():
    """Return every file of ours: tracked by git, or all of them without git."""
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True)
    names = listed.stdout.splitlines()
    paths = [ROOT / name for name in names] or ROOT.rglob("*")
    return [path for path in paths if path.is_file() and ".venv" not in path.parts]


def code_files():
    return [
        path
        for path in own_files()
        if path.suffix in KINDS and "migrations" not in path.parts
    ]


def python_trees():
    for path in code_files():
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_no_file_is_longer_than_300_lines():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in code_files()
    }

    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in python_trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= 40
    ]

    assert long == []


def test_every_module_opens_with_a_docstring():
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in python_trees()
        if tree.body and not ast.get_docstring(tree)
    ]

    assert silent == []


def test_the_launcher_stays_under_150_lines():
    lines = (ROOT / "studio").read_text("utf-8").splitlines()

    assert len(lines) < 150


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_lock_names_no_host(lock):
    text = lock.read_text("utf-8")

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_every_locked_package_has_hashes(lock):
    text = lock.read_text("utf-8").replace("\\\n", " ")

    packages = re.findall(r"^[a-z0-9].*$", text, flags=re.MULTILINE | re.IGNORECASE)

    assert packages
    assert [line for line in packages if "--hash=sha256:" not in line] == []


def test_each_lock_contains_the_one_before():
    base, scale, dev = (
        set(re.findall(r"^(\S+==\S+)", lock.read_text("utf-8"), flags=re.MULTILINE))
        for lock in (ROOT / f"requirements/{n}.txt" for n in ("base", "scale", "dev"))
    )

    assert base <= scale <= dev
