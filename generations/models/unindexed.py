"""A column that a statement compares but does not search by.

Without statistics, which SQLite never makes by itself, a planner cannot know which of
two indexes finds fewer rows. Knows no tables.
"""

from typing import Any

from django.db import models


class Unindexed(models.Func):
    """A column's value as no index knows it, so that rows are found by another."""

    function = "COALESCE"

    def __init__(self, column: str, **extra: Any) -> None:
        """Name the column."""
        super().__init__(models.F(column), models.F(column), **extra)
