"""Every setting the code reads stands in .env.example and in the README, and back."""

import re
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "seedream_site" / "settings.py"
READ = re.compile(r'\b(?:env\.\w+\(|environ(?:\.get)?[(\[])\s*"([A-Z][A-Z0-9_]+)"')
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def settings_read():
    """Return the names read from the environment anywhere in the applications."""
    names = set()
    for application in ("seedream_site", "teams", "generations"):
        for path in (ROOT / application).rglob("*.py"):
            names.update(READ.findall(path.read_text(encoding="utf-8")))
    return names - NOT_OURS


def settings_in_example():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE))


def settings_in_readme():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text, flags=re.MULTILINE))


def test_example_names_exactly_the_settings_that_are_read():
    read = settings_read()

    example = settings_in_example()

    assert example == read


def test_readme_names_exactly_the_settings_that_are_read():
    read = settings_read()

    readme = settings_in_readme()

    assert readme == read


def test_each_own_setting_has_a_line_that_explains_it():
    lines = SETTINGS.read_text(encoding="utf-8").splitlines()

    unexplained = [
        line
        for before, line in pairwise(lines)
        if re.match(r"(STUDIO|SEEDREAM)_\w+ = env\.|\w+_API_KEY = env\.", line)
        and not before.startswith("#:")
    ]

    assert unexplained == []
