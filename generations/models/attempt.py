"""One paid request and its states. Read `reliability` in ARCHITECTURE.md first.

queued ─claim─> claimed ─fence─> sent ─> answered
   ^               │               ├──> refused     a clear no, not billed
   │               │               ├──> unknown     may be billed; late answers win
   └── not sent ───┴── not taken ──┘
queued ─> undelivered (gave up, never left)
queued, claimed ─> cancelled (taken back by a person, never left)
"""

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from generations.models.booking import BookedQuerySet
from generations.models.clock import from_now
from generations.models.position import RESERVING
from generations.models.states import (
    DELIVERED,
    AttemptState,
    Cause,
    Lane,
    Verdict,
    WaitReason,
)
from teams.models import Team, User

if TYPE_CHECKING:
    from generations.models.generation import Generation


class AttemptQuerySet(BookedQuerySet):
    """Changes states by compare-and-set and finds what is due."""

    def claim(self, attempt_id: uuid.UUID, *, owner: str) -> bool:
        """Take a due attempt for one worker; False when another was faster."""
        return bool(
            self.filter(
                pk=attempt_id, state=AttemptState.QUEUED, next_run_at__lte=Now()
            ).update(
                state=AttemptState.CLAIMED,
                lease_owner=owner,
                lease_until=from_now(settings.STUDIO_LEASE_S),
                tries=models.F("tries") + 1,
                wait_reason=WaitReason.NONE,
            )
        )

    def pass_fence(self, attempt_id: uuid.UUID, *, owner: str) -> bool:
        """Commit to spending: only the living owner of the lease may send."""
        return bool(
            self.filter(
                pk=attempt_id,
                state=AttemptState.CLAIMED,
                lease_owner=owner,
                lease_until__gt=Now(),
            ).update(state=AttemptState.SENT, sent_at=Now())
        )

    def renew(self, attempt_ids: list[uuid.UUID], *, owner: str) -> int:
        """Prolong the leases of attempts this worker still works on."""
        return self.filter(
            pk__in=attempt_ids,
            lease_owner=owner,
            state__in=(AttemptState.CLAIMED, AttemptState.SENT),
        ).update(lease_until=from_now(settings.STUDIO_LEASE_S))

    def advance(
        self,
        attempt_id: uuid.UUID,
        *,
        before: tuple[AttemptState, ...],
        after: AttemptState,
        decided_by: User | None = None,
        **fields: Any,
    ) -> bool:
        """Move an attempt on if it is where the caller believes it to be.

        Its money moves with it, in one transaction. `decided_by`: the person whose
        decision this is, for the ledger.
        """
        found = self.filter(pk=attempt_id, state__in=before)
        if {after, *before} <= set(RESERVING):  # its price stays set aside
            return bool(found.update(state=after, **fields))
        with transaction.atomic(savepoint=False):
            moved = bool(found.update(state=after, **fields))
            if moved:
                Attempt.objects.book(attempt_id, decided_by=decided_by)
        return moved

    def give_back(
        self,
        attempt_id: uuid.UUID,
        *,
        before: tuple[AttemptState, ...],
        wait_s: float,
        reason: WaitReason = WaitReason.NONE,
        **fields: Any,
    ) -> bool:
        """Queue an attempt again of which it is proven that nothing was billed.

        The caller names the states of its proof: only the sender itself, with a
        clear "not executed" in hand, may name `SENT` or `UNKNOWN`.
        """
        return self.advance(
            attempt_id,
            before=before,
            after=AttemptState.QUEUED,
            wait_reason=reason,
            next_run_at=from_now(wait_s),
            published_at=None,
            lease_owner="",
            lease_until=None,
            sent_at=None,
            **fields,
        )

    def due(self) -> "AttemptQuerySet":
        """Find what waits for nothing but its turn."""
        return self.filter(state=AttemptState.QUEUED, next_run_at__lte=Now())

    def to_publish(self, *, quiet_s: float) -> "AttemptQuerySet":
        """Find due attempts whose message was never sent, or is long overdue."""
        return self.filter(
            Q(published_at=None) | Q(published_at__lt=from_now(-quiet_s)),
            state=AttemptState.QUEUED,
            next_run_at__lte=Now(),
        ).order_by("next_run_at")

    def with_wish(self) -> "AttemptQuerySet":
        """Bring with each what it asks for: its generation and its references."""
        return self.select_related("generation").prefetch_related(
            "generation__references__image"
        )

    def traffic(self) -> dict[str, tuple[int, int]]:
        """Return how many are under way and how many wait, by gateway."""
        rows = self.filter(
            state__in=(AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.SENT)
        )
        found: dict[str, tuple[int, int]] = {}
        counted = rows.order_by().values_list("gateway", "state")
        for slug, state, count in counted.annotate(count=models.Count("pk")):
            under_way, waiting = found.get(slug, (0, 0))
            if state == AttemptState.QUEUED:
                waiting += count
            else:
                under_way += count
            found[slug] = (under_way, waiting)
        return found

    def mismatched(self) -> "AttemptQuerySet":
        """Find complete answers whose bill names another number than they delivered.

        Each has the number that came as `delivered`.
        """
        came = models.Count("outputs", filter=Q(outputs__state__in=DELIVERED))
        answered = self.filter(state=AttemptState.ANSWERED, images_billed__isnull=False)
        counted: AttemptQuerySet = answered.annotate(delivered=came)
        return counted.exclude(images_billed=models.F("delivered"))

    def abandoned(self, state: AttemptState) -> "AttemptQuerySet":
        """Find attempts whose worker has been silent past its lease."""
        return self.filter(state=state, lease_until__lt=Now())


class Attempt(models.Model):
    """One paid request. Its id goes out with it as `X-Client-Request-Id`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    generation: "models.ForeignKey[Generation]" = models.ForeignKey(
        "generations.Generation", models.CASCADE, related_name="attempts"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    #: slug of the gateway it goes to: whose turn it is, is decided per gateway
    gateway = models.CharField(max_length=40, db_default="")
    lane = models.CharField(
        max_length=12,
        choices=Lane.choices,
        default=Lane.INTERACTIVE,
        db_default=Lane.INTERACTIVE,
    )
    variation = models.PositiveSmallIntegerField(default=0)
    #: pictures it may bring, at most
    images = models.PositiveSmallIntegerField(default=1, db_default=1)
    cause = models.CharField(
        max_length=12,
        choices=Cause.choices,
        default=Cause.FIRST,
        db_default=Cause.FIRST,
    )
    #: the request of unknown outcome that this one was sent again for
    repeats = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="repeat"
    )
    state = models.CharField(
        max_length=12, choices=AttemptState.choices, default=AttemptState.QUEUED
    )
    wait_reason = models.CharField(
        max_length=20,
        choices=WaitReason.choices,
        default=WaitReason.NONE,
        blank=True,
    )
    tries = models.PositiveSmallIntegerField(default=0)
    next_run_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    #: when a person stopped waiting for it; its answer is kept all the same
    unwatched_at = models.DateTimeField(null=True)
    #: what a person decided about an unknown outcome
    verdict = models.CharField(
        max_length=14,
        choices=Verdict.choices,
        default=Verdict.NONE,
        db_default=Verdict.NONE,
        blank=True,
    )
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    verdict_at = models.DateTimeField(null=True)
    #: what the gateway said
    http_status = models.PositiveSmallIntegerField(null=True)
    request_id = models.CharField(max_length=128, blank=True)
    remote_model = models.CharField(max_length=128, blank=True)
    usage = models.JSONField(null=True)
    images_billed = models.PositiveSmallIntegerField(null=True)
    #: settled by what was billed; None = not yet, or price unknown
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    #: what went wrong: class name in `clients.errors`, the gateway's code and prose
    error_kind = models.CharField(max_length=24, blank=True)
    error_code = models.CharField(max_length=96, blank=True)
    error_message = models.TextField(blank=True)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["generation", "variation"], name="attempt_once_per_variation"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AttemptState.values), name="attempt_state_known"
            ),
        ]
        # Whole, not partial: SQLite uses a partial one only where the state stands
        # in the statement itself, and Django sends it beside.
        indexes: ClassVar = [
            models.Index(
                fields=["gateway", "state", "next_run_at"], name="attempt_at_gate"
            ),
            models.Index(fields=["gateway", "-sent_at"], name="attempt_sent"),
            models.Index(fields=["state", "next_run_at"], name="attempt_due"),
            models.Index(fields=["state", "lease_until"], name="attempt_lease"),
            models.Index(
                fields=["team", "state", "-created_at"], name="attempt_of_team"
            ),
            models.Index(fields=["team", "created_at"], name="attempt_of_month"),
        ]

    def __str__(self) -> str:
        return str(self.id)
