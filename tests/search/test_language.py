"""The search language: chips, hints in words, and whatever people paste into it."""

import pytest

from generations.search import OPERATORS, Scope, read_roll
from generations.search.language import read
from generations.search.people import Reader
from generations.search.terms import conditions_of

pytestmark = pytest.mark.django_db

HOSTILE = [
    '"',
    '"""',
    'cat "',
    "-",
    "--",
    '-"',
    "OR",
    "OR OR cat OR",
    "cat OR",
    "()",
    "cat AND (dog",
    "NEAR(a b)",
    "words:cat",
    "^cat",
    "cat*",
    "c*t",
    "{cat}:x",
    "a & b | !c <-> d:*",
    "'; DROP TABLE generations_listing; --",
    "' OR '1'='1",
    "\\",
    "\\'",
    "cat\\",
    "%s %d %(x)s",
    "\0",
    "cat\0dog",
    "🦊",
    "🦊 cat",
    '"🦊"',
    '"🦊 cat"',
    "\ud800",
    "\u202e cat",
    "e\u0301\u0301\u0301",
    "a" * 10_000,
    "猫" * 10_000,
    "cat " * 2_500,
    '"' * 10_000,
    "- " * 5_000,
    "model: by: tag: in:",
    "model:x by:x tag:x in:x at:x mode:x is:x has:x flag:x colour:x",
    "rating:9 rating:-1 rating:4.5 rating:1e9 rating:..",
    "size:0x0 size:999999999999mp size:>mp size:9k ratio:0:0 ratio:1:0 ratio:::",
    "cost:99999999999999999 cost:-1 cost:.. cost:>",
    "before:0000 before:9999 after:2026-13 on:2026-02-30 on:99999 on:..",
    "before:2099-12-31 after:1970 on:1969 before:２０２６",
    'tag:"\' OR 1" by:"%" in:_',
    "g:00 by:1 OR by:2 fav:1",
    "𐍈𐍈 ꙮ ﷽ ßẞ İı ǅ",
    "http://example.com/?q=1&x=2",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("scope", [Scope.TEAM, Scope.MINE, Scope.TRASH])
def test_nothing_people_type_breaks_a_search(alice, make, text, scope):
    make(alice, "a cat and a dog")

    roll = read_roll(alice, {"q": text}, scope=scope)

    lines = roll.page().lines
    assert len(lines) == len(set(roll.matching().values_list("pk", flat=True)))
    assert roll.count() == len(lines)
    assert all(isinstance(hint, str) and hint for hint in roll.hints)
    assert all(chip.label for chip in roll.terms)
    assert len(roll.query.text) <= 1000


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("cat rating:many", "“rating:many” was not understood"),
        ("cat before:soon", "before:2026-10"),
        ("cat size:..", "“size:..” was not understood"),
        ("cat tag:", "“tag:” was not understood; write it as in tag:brand"),
        ('cat in:""', '“in:""” was not understood'),
        ("before: cat", "before:2026-10"),
        ("cat foo:bar OR dog", "“foo:” is nothing to search by"),
        ('cat "dog', "quote is open"),
        ("cat OR", "OR stands between"),
        ("cat 🦊", "no letters or figures"),
        ("tag:nope", "There is no tag “nope”"),
        ("by:nope", "Nobody in the team"),
        ("in:nope", "no collection"),
        ("cat " * 30, "very long"),
    ],
)
def test_what_is_not_understood_becomes_a_hint(alice, make, find, text, hint):
    make(alice, "a cat and a dog")

    roll = read_roll(alice, {"q": text})

    assert any(hint in told for told in roll.hints), roll.hints
    assert len(roll.page().lines) == (0 if ":nope" in text else 1)


def test_each_chip_leads_to_the_search_without_it(alice):
    roll = read_roll(alice, {"q": '猫 -by:me tag:"two words" cat OR "big dog"'})

    assert [(chip.text, chip.label, chip.roll.text) for chip in roll.terms] == [
        ("猫", "猫", '-by:me tag:"two words" cat OR "big dog"'),
        ("-by:me", "not By: me", '猫 tag:"two words" cat OR "big dog"'),
        ('tag:"two words"', "Tag: two words", '猫 -by:me cat OR "big dog"'),
        ('cat OR "big dog"', "cat or “big dog”", '猫 -by:me tag:"two words"'),
    ]
    assert not roll.is_empty
    assert read_roll(alice, {"q": " \t"}).is_empty


def test_other_keyboards_write_the_same_search():
    theirs = read("tag：“two words” －cat　标签:「x」")
    ours = read('tag:"two words" -cat 标签:"x"')

    assert [c.terms[0].value for c in theirs.clauses] == ["two words", "cat", "x"]
    assert [
        (c.terms[0].name, c.terms[0].value, c.terms[0].is_negated)
        for c in theirs.clauses
    ] == [
        (c.terms[0].name, c.terms[0].value, c.terms[0].is_negated) for c in ours.clauses
    ]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("size:＞８mp rating:４", "size:>8mp rating:4"),
        ("模式:融合 -颜色:红色", "mode:fusion -colour:red"),
        ("旗标:留用 状态:收藏 含有:评论", "flag:pick is:favourite has:comments"),
        ("比例:竖幅 费用:免费", "ratio:portrait cost:free"),
    ],
)
def test_values_of_other_keyboards_mean_the_same(alice, theirs, ours):
    reader = Reader(alice.team, alice.user, [])

    meant, known = (conditions_of(read(text), reader) for text in (theirs, ours))

    assert reader.hints == []
    assert meant == known


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda each: each.name)
def test_every_example_of_the_help_is_understood(alice, operator):
    roll = read_roll(alice, {"q": operator.example})

    roll.page()

    assert roll.query.clauses[0].terms[0].name == operator.name
    assert [hint for hint in roll.hints if "understood" in hint] == []
    assert str(operator.explanation)
