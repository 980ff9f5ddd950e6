"""Pictures: what a paid request promised, and the bytes that are ours for ever."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from generations.models.attempt import Attempt
from generations.models.clock import from_now
from generations.models.states import AttemptState, OutputState
from teams.models import Team

if TYPE_CHECKING:
    from generations.models.generation import Generation


class StoredImage(models.Model):
    """The bytes that came, untouched, with their derivatives beside them.

    Identical bytes of one team are stored once. `thumbnails` maps the longest
    side in px, as text, to {key, size_bytes, width_px, height_px, media_type}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="stored_images")
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=32)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    thumbnails = models.JSONField(default=dict)
    #: whether all its thumbnails are made
    has_all_sizes = models.BooleanField(default=False, db_default=False)
    #: a WebP of some hundred bytes, base64, shown while the thumbnail loads
    placeholder = models.TextField(blank=True)
    #: when its bytes were deleted for good, STUDIO_TRASH_DAYS after their last picture
    purged_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "sha256"], name="image_bytes_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["has_all_sizes", "created_at"], name="image_unfinished"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


#: What `faces` looks at: a poll of many tiles reads a tenth of their columns.
FACE_FIELDS = (
    "team_id",
    "state",
    "error_code",
    "image__thumbnails",
    "image__purged_at",
    "attempt__state",
    "attempt__gateway",
    "attempt__unwatched_at",
    "attempt__verdict",
    "attempt__wait_reason",
    "attempt__tries",
    "attempt__error_kind",
    "attempt__error_code",
)


class OutputQuerySet(models.QuerySet["Output"]):
    """Promises, announces and finds pictures."""

    def promise(
        self, generation: "Generation", attempts: Iterable[Attempt]
    ) -> list["Output"]:
        """Make a row for each picture a new generation may bring."""
        outputs = []
        for attempt in attempts:
            for index in range(generation.images):
                place = attempt.variation * generation.images + index
                outputs.append(
                    Output(
                        team_id=generation.team_id,
                        generation=generation,
                        attempt=attempt,
                        index=index,
                        listed_at=generation.created_at - timedelta(microseconds=place),
                    )
                )
        return self.bulk_create(outputs)

    def for_team(self, team: Team) -> "OutputQuerySet":
        """Narrow to what the members of a team may see, with what a tile shows."""
        return self.filter(team=team)._with_tiles()

    def for_teams(self, team_ids: Iterable[uuid.UUID]) -> "OutputQuerySet":
        """Narrow to some teams; in no order, which an index gives of one team only."""
        return self.filter(team_id__in=team_ids)._with_tiles()

    def for_faces(self, team_ids: Iterable[uuid.UUID]) -> "OutputQuerySet":
        """Narrow to some teams, with only what says how a picture stands."""
        found = self.filter(team_id__in=team_ids).select_related("attempt", "image")
        return found.only(*FACE_FIELDS)

    def _with_tiles(self) -> "OutputQuerySet":
        return self.select_related("attempt", "image", "generation__person", "listing")

    def newest_first(self) -> "OutputQuerySet":
        """Put the pictures in the order of the gallery."""
        return self.order_by("-listed_at", "-id")

    def older_than(self, listed_at: datetime, output_id: uuid.UUID) -> "OutputQuerySet":
        """Narrow to what stands behind a place in the gallery, nearest first."""
        return self.filter(
            Q(listed_at__lt=listed_at) | Q(id__lt=output_id), listed_at__lte=listed_at
        ).newest_first()

    def newer_than(self, listed_at: datetime, output_id: uuid.UUID) -> "OutputQuerySet":
        """Narrow to what stands before a place in the gallery, nearest first."""
        return self.filter(
            Q(listed_at__gt=listed_at) | Q(id__gt=output_id), listed_at__gte=listed_at
        ).order_by("listed_at", "id")

    def advance(
        self,
        output_id: uuid.UUID,
        *,
        before: tuple[OutputState, ...],
        after: OutputState,
        **fields: Any,
    ) -> bool:
        """Move an output on if it is where the caller believes it to be."""
        return bool(
            self.filter(pk=output_id, state__in=before).update(state=after, **fields)
        )

    def take_for_storing(self, output_id: uuid.UUID, *, hold_s: float) -> bool:
        """Reserve a due, announced picture for one download."""
        return bool(
            self.filter(
                pk=output_id, state=OutputState.ANNOUNCED, next_run_at__lte=Now()
            ).update(next_run_at=from_now(hold_s), tries=models.F("tries") + 1)
        )

    def hold(self, output_ids: list[uuid.UUID], *, hold_s: float) -> int:
        """Keep pictures reserved that are being stored still."""
        return self.filter(pk__in=output_ids, state=OutputState.ANNOUNCED).update(
            next_run_at=from_now(hold_s)
        )

    def to_store(self) -> "OutputQuerySet":
        """Find announced pictures whose next download is due."""
        return self.filter(state=OutputState.ANNOUNCED, next_run_at__lte=Now())

    def unfinished(self) -> "OutputQuerySet":
        """Find pictures that may still change without a person's decision."""
        return self.filter(
            Q(state=OutputState.ANNOUNCED)
            | Q(
                state=OutputState.PROMISED,
                attempt__state__in=(
                    AttemptState.QUEUED,
                    AttemptState.CLAIMED,
                    AttemptState.SENT,
                ),
            )
        )


class Output(models.Model):
    """One picture of a paid request, from its promise to its end.

    `listed_at` is its place in the gallery: the time of the click less one
    microsecond per place, so that a set reads from its first picture on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="outputs")
    generation: "models.ForeignKey[Generation]" = models.ForeignKey(
        "generations.Generation", models.CASCADE, related_name="outputs"
    )
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="outputs")
    index = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=10, choices=OutputState.choices, default=OutputState.PROMISED
    )
    listed_at = models.DateTimeField()
    #: the gateway's signed address, byte for byte; emptied once the bytes are ours
    url = models.TextField(blank=True)
    url_expires_at = models.DateTimeField(null=True)
    #: file in this machine's spool, for answers that carry the bytes themselves
    spooled = models.CharField(max_length=80, blank=True)
    announced_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_run_at = models.DateTimeField(db_default=Now())
    image = models.ForeignKey(
        StoredImage, models.PROTECT, null=True, related_name="outputs"
    )
    stored_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=96, blank=True)
    error_message = models.TextField(blank=True)

    objects: ClassVar[OutputQuerySet] = OutputQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "index"], name="output_once_per_index"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OutputState.values), name="output_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(image__isnull=False),
                name="output_stored_has_image",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "-listed_at", "-id"], name="output_gallery"),
            models.Index(fields=["state", "next_run_at"], name="output_due"),
        ]

    def __str__(self) -> str:
        return str(self.id)
