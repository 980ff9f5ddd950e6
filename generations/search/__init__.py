"""Searching the library: a text and a scope -> pictures in their order."""

from generations.search.keeping import for_everybody, not_understood, search_of
from generations.search.language import Clause, Query, Term
from generations.search.roll import PAGE, Chip, Page, Roll, Scope, read_roll
from generations.search.terms import OPERATORS, PLAIN, Operator

__all__ = [
    "OPERATORS",
    "PAGE",
    "PLAIN",
    "Chip",
    "Clause",
    "Operator",
    "Page",
    "Query",
    "Roll",
    "Scope",
    "Term",
    "for_everybody",
    "not_understood",
    "read_roll",
    "search_of",
]
