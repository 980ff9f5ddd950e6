"""The Chinese catalogue says everything the pages and the code say, and is compiled.

Needs no gettext binaries: Django turns templates into calls, Babel reads calls.
"""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
APPLICATIONS = ["seedream_site", "teams", "generations"]
ONE, MANY = None, (1, 2)
IN_CONTEXT, MANY_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
CALLS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": MANY,
    "ngettext_lazy": MANY,
    "pgettext": IN_CONTEXT,
    "pgettext_lazy": IN_CONTEXT,
    "npgettext": MANY_IN_CONTEXT,
    "npgettext_lazy": MANY_IN_CONTEXT,
}
#: %(name)s, %s, {name}: what a translation must carry over.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def chinese():
    with (FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale="zh_Hans")


def calls_in(path):
    """Return the source of a file as calls that Babel can read."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return source
    lines = templatize(source, origin=str(path)).splitlines()
    return "\n".join(line.lstrip() for line in lines)


def sources():
    for application in APPLICATIONS:
        yield from sorted((ROOT / application).rglob("*.py"))
    yield from sorted((ROOT / "templates").rglob("*.html"))
    yield from sorted((ROOT / "templates").rglob("*.txt"))


def said_in(path):
    """Yield (first message, context) of each call in a file."""
    stream = io.BytesIO(calls_in(path).encode())
    for _line, message, _comments, context in extract("python", stream, CALLS):
        first = message[0] if isinstance(message, tuple) else message
        if first:
            yield first, context


def forms_of(message):
    """Return the (source, translation) pairs of a message, plurals included."""
    if not message.pluralizable:
        return [(message.id, message.string)]
    return [(message.id[-1], string) for string in message.string]


def as_text(context):
    """Return a context as text; Babel reads those of a compiled file as bytes."""
    return context.decode() if isinstance(context, bytes) else context


def messages_of(catalogue: Catalog):
    return [message for message in catalogue if message.id]


def test_every_visible_word_stands_in_the_chinese_catalogue(chinese):
    known = {
        (message.id[0] if message.pluralizable else message.id, message.context)
        for message in messages_of(chinese)
    }

    missing = [
        f"{path.relative_to(ROOT)}: {words[0]!r}"
        for path in sources()
        for words in said_in(path)
        if words not in known
    ]

    assert missing == []


def test_every_message_is_translated_and_none_is_fuzzy(chinese):
    unfinished = [
        message.id
        for message in messages_of(chinese)
        if message.fuzzy or not all(string for _id, string in forms_of(message))
    ]

    assert unfinished == []


def test_translations_keep_the_placeholders(chinese):
    changed = [
        string
        for message in messages_of(chinese)
        for source, string in forms_of(message)
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(string))
    ]

    assert changed == []


def test_compiled_catalogue_matches_its_source(chinese):
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(file)

    def texts(catalogue):
        return {
            (as_text(message.context), *pair)
            for message in messages_of(catalogue)
            for pair in forms_of(message)
        }

    assert texts(compiled) == texts(chinese)
