"""What plain words and quoted text mean, as conditions. Pure."""

import re

from generations.lexicon import CJK, LONGEST_WORD, is_cjk, pairs_of, pieces_of
from generations.search.conditions import (
    All,
    AnyOf,
    Condition,
    Passage,
    Token,
    flat,
)

#: Shortest run of CJK whose pairs do not yet say that it stands in one piece.
LOOSE_RUN = 3
#: Latin words shorter than this are meant whole: as beginnings they say nothing.
SHORTEST_BEGINNING = 2
_IN_WORD = re.compile(f"[^\\W_{CJK}]")


def words_condition(text: str) -> Condition | None:
    """Return the condition of words as typed; None when there is nothing to find.

    Runs of CJK stand in one piece, other words begin so.
    """
    parts = [_piece_condition(piece) for piece in pieces_of(text)]
    return All(tuple(parts)) if parts else None


def phrase_condition(text: str) -> Condition | None:
    """Return the condition of text in quotes: this very run, of whole words."""
    pieces, run = pieces_of(text), flat(text)
    if not pieces:
        return None
    tokens = [token for piece in pieces for token in _tokens_of(piece)]
    if len(pieces) == 1 and run == pieces[0]:
        return _run_condition(run) if is_cjk(run) else _word_condition(run)
    return Passage(
        run,
        tuple(dict.fromkeys(tokens)),
        begins_word=bool(_IN_WORD.match(run[0])),
        ends_word=bool(_IN_WORD.match(run[-1])),
    )


def _piece_condition(piece: str) -> Condition:
    if is_cjk(piece):
        return _run_condition(piece)
    if SHORTEST_BEGINNING <= len(piece) <= LONGEST_WORD:
        return Token(piece, is_prefix=True)
    if len(piece) > LONGEST_WORD:
        return Passage(piece, tuple(_tokens_of(piece)), begins_word=True)
    return Token(piece)


def _run_condition(run: str) -> Condition:
    tokens = tuple(_tokens_of(run))
    return Passage(run, tokens) if len(run) >= LOOSE_RUN else All(tokens)


def _word_condition(word: str) -> Condition:
    if len(word) < LONGEST_WORD:
        return Token(word)
    return Passage(word, tuple(_tokens_of(word)), begins_word=True, ends_word=True)


def _tokens_of(piece: str) -> list[Token]:
    """Return the tokens that a text with this piece in it has."""
    if is_cjk(piece):
        return [Token(pair) for pair in pairs_of(piece)]
    return [Token(piece[:LONGEST_WORD])]


def one_of(tokens: list[str]) -> Condition:
    """Return the condition of having one of these tokens; of none, never."""
    return AnyOf(tuple(map(Token, tokens)))
