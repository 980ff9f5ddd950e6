"""The operators of the search: their names, what each means, and how it is told."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from generations.search import facts
from generations.search.conditions import AnyOf, Condition, Not
from generations.search.language import Clause, Query, Term
from generations.search.people import Reader
from generations.search.values import NotUnderstood, plain
from generations.search.words import phrase_condition, words_condition

Text = str | Promise
Read = Callable[[Reader, str], Condition]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: how it is called and what it does, for a popover of help."""

    name: str
    label: Text
    example: str
    explanation: Text
    read: Read
    aliases: tuple[str, ...] = ()


def _of_value(read: Callable[[str], Condition]) -> Read:
    """Return a reader that needs no rows as one that could read them."""
    return lambda _reader, value: read(plain(value))


OPERATORS = (
    Operator(
        "model",
        pgettext_lazy("search", "Model"),
        "model:4.5",
        gettext_lazy("Made with an image model, as you call it."),
        _of_value(facts.model_condition),
        ("模型",),
    ),
    Operator(
        "by",
        pgettext_lazy("search", "By"),
        "by:me",
        gettext_lazy("Asked for by you, or by a colleague whose name begins so."),
        Reader.by,
        ("作者",),
    ),
    Operator(
        "mode",
        pgettext_lazy("search", "Mode"),
        "mode:fusion",
        gettext_lazy("Made as text-to-image, edit, fusion or sequence."),
        _of_value(facts.mode_condition),
        ("模式",),
    ),
    Operator(
        "rating",
        pgettext_lazy("search", "Stars"),
        "rating:>=4",
        gettext_lazy("Stars: 4, >=4, 2..4 or none."),
        _of_value(facts.rating_condition),
        ("stars", "评分", "星级"),
    ),
    Operator(
        "flag",
        pgettext_lazy("search", "Flag"),
        "flag:pick",
        gettext_lazy("Flagged as pick or reject; none without a flag."),
        _of_value(facts.flag_condition),
        ("旗标",),
    ),
    Operator(
        "colour",
        pgettext_lazy("search", "Colour"),
        "colour:red",
        gettext_lazy("Marked red, yellow, green, blue or purple; none, or any."),
        _of_value(facts.colour_condition),
        ("color", "颜色"),
    ),
    Operator(
        "tag",
        pgettext_lazy("search", "Tag"),
        "tag:brand",
        gettext_lazy("Has a tag; quote it when it has spaces."),
        Reader.tag,
        ("标签",),
    ),
    Operator(
        "in",
        pgettext_lazy("search", "In"),
        'in:"spring campaign"',
        gettext_lazy("Is in a collection."),
        Reader.collection,
        ("collection", "合集"),
    ),
    Operator(
        "is",
        pgettext_lazy("search", "Is"),
        "is:favourite",
        gettext_lazy("Is a favourite of yours, picked, rejected, rated or unrated."),
        Reader.state,
        ("状态",),
    ),
    Operator(
        "has",
        pgettext_lazy("search", "Has"),
        "has:comments",
        gettext_lazy("Has comments."),
        _of_value(facts.has_condition),
        ("含有",),
    ),
    Operator(
        "ratio",
        pgettext_lazy("search", "Shape"),
        "ratio:16:9",
        gettext_lazy("Has a shape: 16:9, 3x2, square, portrait or landscape."),
        _of_value(facts.ratio_condition),
        ("比例",),
    ),
    Operator(
        "size",
        pgettext_lazy("search", "Size"),
        "size:>8mp",
        gettext_lazy("Megapixels, pixels such as 2048x1152, or 1K, 2K, 4K."),
        _of_value(facts.size_condition),
        ("尺寸",),
    ),
    Operator(
        "cost",
        pgettext_lazy("search", "Cost"),
        "cost:>0.2",
        gettext_lazy("What one picture cost; free, or unknown."),
        _of_value(facts.cost_condition),
        ("price", "费用"),
    ),
    Operator(
        "before",
        pgettext_lazy("search", "Before"),
        "before:2026-10",
        gettext_lazy("Asked for before a year, a month or a day."),
        _of_value(facts.before_condition),
        ("早于",),
    ),
    Operator(
        "after",
        pgettext_lazy("search", "After"),
        "after:2026-09-30",
        gettext_lazy("Asked for after a year, a month or a day."),
        _of_value(facts.after_condition),
        ("晚于",),
    ),
    Operator(
        "on",
        pgettext_lazy("search", "On"),
        "on:2026-10-05",
        gettext_lazy("Asked for on a day or within a month or a year; or today."),
        _of_value(facts.on_condition),
        ("date", "日期"),
    ),
    Operator(
        "at",
        pgettext_lazy("search", "Gateway"),
        "at:byteplus",
        gettext_lazy("Came through a gateway."),
        _of_value(facts.gateway_condition),
        ("gateway", "网关"),
    ),
)
BY_NAME = {name: each for each in OPERATORS for name in (each.name, *each.aliases)}
#: What needs no operator, as examples and explanations.
PLAIN = (
    ("猫 light", gettext_lazy("Words of the prompt; “light” also finds lighthouse.")),
    ('"soft light"', gettext_lazy("In quotes: exactly these words, in a row.")),
    ("-watercolour", gettext_lazy("With a minus: everything but this.")),
    ("cat OR dog", gettext_lazy("One of the two.")),
)


def label_of(clause: Clause) -> str:
    """Return a part of a search in words."""
    return _(" or ").join(map(_label, clause.terms))


def _label(term: Term) -> str:
    told = f"“{term.value}”" if term.is_quoted and not term.name else term.value
    if known := BY_NAME.get(term.name):
        told = _("%(name)s: %(value)s") % {"name": known.label, "value": term.value}
    elif term.name:
        told = f"{term.name}:{term.value}"
    return _("not %s") % told if term.is_negated else told


def conditions_of(query: Query, reader: Reader) -> list[Condition]:
    """Return what each clause of a search means; hints go to the reader."""
    found = []
    for clause in query.clauses:
        parts = [_condition(term, reader) for term in clause.terms]
        known = tuple(part for part in parts if part is not None)
        if known:
            found.append(known[0] if len(known) == 1 else AnyOf(known))
    reader.hints.extend(_complaints(query))
    return found


def _complaints(query: Query) -> list[str]:
    wrong = []
    if query.is_cut:
        wrong.append(_("The search is very long; only its beginning counts."))
    if query.is_unbalanced:
        wrong.append(_("A quote is open; it was closed at the end."))
    if query.has_loose_or:
        wrong.append(_("OR stands between two things to look for."))
    return wrong


def _condition(term: Term, reader: Reader) -> Condition | None:
    found = _meaning(term, reader)
    return Not(found) if found is not None and term.is_negated else found


def _meaning(term: Term, reader: Reader) -> Condition | None:
    if operator := BY_NAME.get(term.name or _bare_name(term)):
        return _operated(operator, term, reader)
    if term.name:
        hint = _("“%s:” is nothing to search by; it was searched for as a word.")
        reader.hints.append(hint % term.name)
        return words_condition(f"{term.name} {term.value}")
    read = phrase_condition if term.is_quoted else words_condition
    found = read(term.value)
    if found is None:
        hint = _("“%s” has no letters or figures to search for.")
        reader.hints.append(hint % term.value[:40])
    return found


def _bare_name(term: Term) -> str:
    """Return the operator's name where nothing stands behind its colon, else ""."""
    name, colon, value = term.value.partition(":")
    return name.lower() if colon and not (value or term.is_quoted) else ""


def _operated(operator: Operator, term: Term, reader: Reader) -> Condition | None:
    try:
        if not term.name or not term.value:
            raise NotUnderstood
        return operator.read(reader, term.value)
    except NotUnderstood:
        hint = _("“%(text)s” was not understood; write it as in %(example)s.")
        told = {"text": term.text[:60], "example": operator.example}
        reader.hints.append(hint % told)
        return None
