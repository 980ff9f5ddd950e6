"""Conditions in the languages of the two databases: their index, and their rows."""

from dataclasses import dataclass
from decimal import Decimal

from generations.search.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    Not,
    Passage,
    Token,
)

Parameters = list[str | int | Decimal]


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL and what stands for its marks."""

    text: str
    values: tuple[str | int | Decimal, ...] = ()


def joined(word: str, clauses: list[Sql]) -> Sql:
    """Return clauses with a word between them, in brackets."""
    text = f" {word} ".join(each.text for each in clauses)
    return Sql(f"({text})", tuple(v for each in clauses for v in each.values))


class Dialect:
    """How one database says that a line has tokens; `l` is the line."""

    #: Joins a table to the few rows that come before it.
    JOIN = "JOIN"

    def __init__(self, place: str = "l.place") -> None:
        self.place = place  #: how a statement calls the place of a line

    def match(self, condition: Condition, shelf: Token) -> Sql:
        """Return what its index is asked; every line it finds is on the shelf."""
        raise NotImplementedError

    def token(self, token: Token) -> Sql:
        """Return what is asked of one line."""
        raise NotImplementedError

    def row(self, condition: Condition) -> Sql:
        """Return what is asked of one line; passages are not for SQL."""
        match condition:
            case Token():
                return self.token(condition)
            case Compare("place", sign, value):
                return Sql(f"{self.place} {sign} %s", (value,))
            case Compare(column, sign, value):
                said = Sql(f"l.{column} {sign} %s", (value,))
                if column != "cost":
                    return said
                return Sql(f"COALESCE({said.text}, FALSE)", said.values)
            case Not(part):
                inner = self.row(part)
                return Sql(f"NOT {inner.text}", inner.values)
            case All(parts):
                return joined("AND", [Sql("TRUE"), *map(self.row, parts)])
            case AnyOf(parts):
                return joined("OR", [Sql("FALSE"), *map(self.row, parts)])
            case Passage():
                raise TypeError("A passage is looked for in the prompt.")


class Sqlite(Dialect):
    """FTS5: words in quotes; NOT stands between two."""

    JOIN = "CROSS JOIN"  #: what SQLite does not turn round

    def match(self, condition: Condition, shelf: Token) -> Sql:
        """Return a MATCH of the FTS5 table."""
        asked = _fts5(All((shelf, condition)), _quoted(shelf))
        return Sql("generations_listing_words MATCH %s", (asked,))

    def token(self, token: Token) -> Sql:
        """Return a look into the words themselves."""
        end = "" if token.is_prefix else " "
        return Sql("instr(l.words, %s) > 0", (f" {token.text}{end}",))


class Postgres(Dialect):
    """The generated tsvector and its GIN index."""

    def match(self, condition: Condition, shelf: Token) -> Sql:
        """Return a match of the lexemes."""
        asked = _tsquery(All((shelf, condition)), _lexeme(shelf))
        return Sql("l.lexemes @@ %s::tsquery", (asked,))

    def token(self, token: Token) -> Sql:
        """Return a match of one lexeme."""
        return Sql("l.lexemes @@ %s::tsquery", (_lexeme(token),))


def _quoted(token: Token) -> str:
    text = token.text.replace('"', '""')
    return f'"{text}"{"*" if token.is_prefix else ""}'


def _fts5(condition: Condition, base: str) -> str:
    """Return an FTS5 expression; `base` finds at least whatever could be meant."""
    match condition:
        case Token():
            return _quoted(condition)
        case All(parts):
            wanted = [_fts5(p, base) for p in parts if not isinstance(p, Not)]
            refused = [_fts5(p.part, base) for p in parts if isinstance(p, Not)]
            found = f"({' AND '.join(wanted or [base])})"
            return f"({found} NOT ({' OR '.join(refused)}))" if refused else found
        case AnyOf(parts) if parts:
            return f"({' OR '.join(_fts5(part, base) for part in parts)})"
        case AnyOf():
            return f"({base} NOT {base})"
        case Not(part):
            return f"({base} NOT {_fts5(part, base)})"
    raise TypeError("The index knows tokens only.")


def _lexeme(token: Token) -> str:
    text = token.text.replace("\\", "\\\\").replace("'", "''")
    return f"'{text}'{':*' if token.is_prefix else ''}"


def _tsquery(condition: Condition, base: str) -> str:
    match condition:
        case Token():
            return _lexeme(condition)
        case All(parts):
            return f"({' & '.join(_tsquery(p, base) for p in parts) or base})"
        case AnyOf(parts) if parts:
            return f"({' | '.join(_tsquery(p, base) for p in parts)})"
        case AnyOf():
            return f"({base} & !{base})"
        case Not(part):
            return f"!{_tsquery(part, base)}"
    raise TypeError("The index knows tokens only.")
