"""The gate of one gateway account: how much may be under way, and whether at all.

One row per gateway slug, and one for all of them (`ALL`) that a drain closes.
"""

from typing import ClassVar

from django.db import models, transaction
from django.db.models.functions import Now

#: Slug of the gate that every request passes, whatever its gateway.
ALL = "*"
#: Paid requests at once per account. Source: real accounts got 429 above 4 or 5,
#: reliability.md section 1.8, seen 2026-11-20.
CONCURRENCY = 4


class PauseReason(models.TextChoices):
    """Why nothing is sent through a gate."""

    NONE = "", ""
    PERSON = "person"  #: an admin closed it
    CREDIT = "credit"  #: the account's money or its spending limit is used up
    CREDENTIALS = "credentials"  #: the gateway does not accept the key
    DRAIN = "drain"  #: the studio is being prepared for an update


class GateQuerySet(models.QuerySet["Gate"]):
    """Finds, locks, closes and opens gates."""

    def named(self, slug: str) -> "Gate":
        """Return the gate of a gateway, making it when missing."""
        gate, _made = self.get_or_create(slug=slug)
        return gate

    def locked(self, slug: str) -> "Gate":
        """Return the gate for a decision nobody else makes meanwhile.

        Only inside a transaction. SQLite locks the whole database instead.
        """
        found = self.select_for_update().filter(slug=slug).first()
        if found is None:
            self.named(slug)
            found = self.select_for_update().get(slug=slug)
        return found

    def pause(self, slug: str, reason: PauseReason) -> bool:
        """Close a gate; False when it was closed already."""
        self.named(slug)
        closed = self.filter(slug=slug, pause_reason=PauseReason.NONE).update(
            pause_reason=reason, paused_at=Now()
        )
        return bool(closed)

    def wait_for_decisions(self) -> None:
        """Return once nobody lets anything in by what was true before.

        Who decides keeps the gate locked until what was let in can be seen.
        """
        with transaction.atomic():
            list(self.select_for_update().order_by("slug"))

    def resume(self, slug: str) -> bool:
        """Open a gate again; False when it was open."""
        opened = self.filter(slug=slug).exclude(pause_reason=PauseReason.NONE)
        return bool(opened.update(pause_reason=PauseReason.NONE, paused_at=None))

    def end_drain(self) -> bool:
        """Let requests leave after an update; False when nothing was drained.

        A gate that was closed for another reason stays closed.
        """
        drained = self.filter(slug=ALL, pause_reason=PauseReason.DRAIN)
        return bool(drained.update(pause_reason=PauseReason.NONE, paused_at=None))


class Gate(models.Model):
    """What one gateway account may have under way at once."""

    slug = models.CharField(max_length=40, primary_key=True)
    #: paid requests at once, as an admin set it
    concurrency = models.PositiveSmallIntegerField(default=CONCURRENCY)
    #: pictures asked for within a minute, at most; None = no such limit
    pictures_per_minute = models.PositiveIntegerField(null=True)
    #: concurrency after the last "too many requests"; it recovers by one a minute
    eased_to = models.PositiveSmallIntegerField(null=True)
    eased_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(
        max_length=12,
        choices=PauseReason.choices,
        default=PauseReason.NONE,
        blank=True,
    )
    paused_at = models.DateTimeField(null=True)

    objects: ClassVar[GateQuerySet] = GateQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    def __str__(self) -> str:
        return self.slug

    @property
    def is_paused(self) -> bool:
        """Say whether nothing is sent through it."""
        return self.pause_reason != PauseReason.NONE
