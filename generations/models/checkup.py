"""What a look at the whole store found: kept, so that a page can say so."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now


class Checkup(models.Model):
    """One round of `./studio verify`, by hand or by night."""

    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    checked_files = models.PositiveBigIntegerField(default=0)
    checked_sums = models.PositiveBigIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    altered = models.PositiveIntegerField(default=0)
    orphaned = models.PositiveIntegerField(default=0)
    #: rows that contradict each other, such as a ledger that does not add up
    odd_rows = models.PositiveIntegerField(default=0)
    #: the first hundred findings, a line each
    details = models.JSONField(default=list)

    objects: ClassVar[models.Manager["Checkup"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-began_at"])]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d}"
