"""The words that SQLite's index knows: those that begin as a typed word does.

FTS5 gathers every line of every word that begins so before it gives the first one;
asked for the words themselves, it walks them newest line first. PostgreSQL needs
none of this.
"""

from django.db import OperationalError, connection

from generations.search.conditions import All, AnyOf, Condition, Not, Token

#: Longest beginnings for which the index keeps lists of their own (migration 0008).
LISTED = 3
#: Words beginning alike up to which each is asked for.
MOST_WORDS = 64
_MAKE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.listing_terms"
    " USING fts5vocab(main, generations_listing_words, instance)"
)
#: Leaps from word to word: what stands right behind a word is the next one.
_LEAP = "SELECT term FROM temp.listing_terms WHERE term >= %s LIMIT 1"
_FIND = f"""
    WITH RECURSIVE found(term) AS (
        SELECT ({_LEAP})
        UNION ALL
        SELECT ({_LEAP.replace("%s", "found.term || char(1)")})
        FROM found WHERE substr(found.term, 1, %s) = %s
    )
    SELECT term FROM found WHERE substr(term, 1, %s) = %s LIMIT %s
"""


def spelled_out(condition: Condition) -> Condition:
    """Return a condition of tokens with few beginnings, each as its words."""
    match condition:
        case Token(text, is_prefix) if is_prefix and len(text) > LISTED:
            words = words_beginning(text)
            return condition if words is None else AnyOf(tuple(map(Token, words)))
        case Not(part):
            return Not(spelled_out(part))
        case All(parts):
            return All(tuple(map(spelled_out, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(spelled_out, parts)))
    return condition


def words_beginning(text: str) -> list[str] | None:
    """Return the words of the library that begin so, None when they are many."""
    size = len(text)
    with connection.cursor() as cursor:
        asked = (text, size, text, size, text, MOST_WORDS + 1)
        try:
            cursor.execute(_FIND, asked)
        except OperationalError:  # the first time on this connection
            cursor.execute(_MAKE)
            cursor.execute(_FIND, asked)
        found = [term for (term,) in cursor.fetchall()]
    return found if len(found) <= MOST_WORDS else None
