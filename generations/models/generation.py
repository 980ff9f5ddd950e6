"""One click: the wish as it was made, with its ordered references."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models.attempt import Attempt
from generations.models.images import Output, StoredImage
from generations.models.ledger import LedgerEntry
from generations.models.listing import Listing
from generations.models.states import Lane
from teams.models import Team, User

#: Variations of one click up to which a person waits for each of them.
MOST_IN_SIGHT = 4


class StaleToken(Exception):
    """The form token was used before, for another wish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for, checked against an offer and ready to be kept.

    `parameters` holds the optional fields of the request by their names on the
    wire; what is not in it is never sent. `images` is the most one paid request
    may bring, `variations` the number of paid requests.
    """

    mode: Mode
    offer_key: str
    prompt: str
    size: str  #: as sent: "2K", "2048x2048" (width x height), "adaptive"
    width_px: int  #: expected shape, for the placeholder
    height_px: int
    images: int = 1
    variations: int = 1
    parameters: dict[str, Any] = field(default_factory=dict)
    references: tuple[StoredImage, ...] = ()
    estimate: Money | None = None  #: of one paid request, at most; None = unknown

    @property
    def price(self) -> dict[str, Any]:
        """Return its estimate as the two columns of a generation."""
        if self.estimate is None:
            return {"estimate": None, "currency": ""}
        return {"estimate": self.estimate.amount, "currency": self.estimate.currency}

    @property
    def lane(self) -> Lane:
        """Return how long whoever asks so much at once expects to wait."""
        return Lane.BULK if self.variations > MOST_IN_SIGHT else Lane.INTERACTIVE

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of everything that makes this wish what it is."""
        facts = [
            str(self.mode),
            self.offer_key,
            self.prompt,
            self.size,
            self.images,
            self.variations,
            self.parameters,
            [reference.sha256 for reference in self.references],
        ]
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


class GenerationQuerySet(models.QuerySet["Generation"]):
    """Makes and finds generations."""

    def submit(
        self,
        wish: Wish,
        *,
        team: Team,
        person: User | None,
        token: uuid.UUID,
        is_rung_for: bool = True,
        lane: Lane | None = None,
    ) -> "Generation":
        """Write a wish, its paid requests and its promised pictures at once.

        The token makes one submit one generation: the same token with the same
        wish gives back what exists. `is_rung_for`: the caller sends the messages
        itself; otherwise the next sweeper does. `lane`: who waits for it, by
        default told from how much is asked for.

        Raises:
            StaleToken: the token belongs to another wish.
            OverBudget: a budget does not allow it; nothing is written.
        """
        try:
            with transaction.atomic():
                asked = {"team": team, "person": person, "form_token": token}
                return self._write(wish, asked, lane, is_rung_for)
        except IntegrityError:
            existing = self.filter(team=team, form_token=token).first()
            if existing is None:
                raise
            if existing.fingerprint != wish.fingerprint:
                raise StaleToken from None
            return existing

    def _write(
        self,
        wish: Wish,
        asked: dict[str, Any],
        lane: Lane | None,
        is_rung_for: bool,
    ) -> "Generation":
        generation = self.create(
            **asked,
            fingerprint=wish.fingerprint,
            mode=wish.mode,
            offer_key=wish.offer_key,
            prompt=wish.prompt,
            size=wish.size,
            width_px=wish.width_px,
            height_px=wish.height_px,
            images=wish.images,
            variations=wish.variations,
            parameters=wish.parameters,
            **wish.price,
        )
        _refer(generation, wish.references)
        attempts = Attempt.objects.bulk_create(
            Attempt(
                generation=generation,
                team=generation.team,
                person=generation.person,
                gateway=wish.offer_key.rpartition("@")[2],
                lane=lane or wish.lane,
                variation=variation,
                images=wish.images,
                published_at=Now() if is_rung_for else None,
            )
            for variation in range(wish.variations)
        )
        LedgerEntry.objects.reserve(attempts)
        Listing.objects.enter(generation, Output.objects.promise(generation, attempts))
        return generation

    def for_team(self, team: Team) -> "GenerationQuerySet":
        """Narrow to what the members of a team may see."""
        return self.filter(team=team)


def _refer(generation: "Generation", images: tuple[StoredImage, ...]) -> None:
    """Write which pictures go in, in their order."""
    Reference.objects.bulk_create(
        Reference(generation=generation, position=position, image=image)
        for position, image in enumerate(images, start=1)
    )


class Generation(models.Model):
    """One click. It has no state of its own: its attempts and outputs have."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="generations")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="generations",
    )
    form_token = models.UUIDField()
    fingerprint = models.CharField(max_length=64)
    mode = models.CharField(max_length=16, choices=[(m.value, m.value) for m in Mode])
    offer_key = models.CharField(max_length=80)
    prompt = models.TextField()
    size = models.CharField(max_length=16)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    images = models.PositiveSmallIntegerField(default=1)
    variations = models.PositiveSmallIntegerField(default=1)
    parameters = models.JSONField(default=dict)
    #: at most, for one paid request; None = price unknown
    estimate = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    currency = models.CharField(max_length=3, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[GenerationQuerySet] = GenerationQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "form_token"], name="generation_once_per_submit"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["team", "-created_at"])]

    def __str__(self) -> str:
        return str(self.id)


class Reference(models.Model):
    """A picture that went in, at its place: prompts name it by position."""

    generation = models.ForeignKey(
        Generation, models.CASCADE, related_name="references"
    )
    position = models.PositiveSmallIntegerField()
    image = models.ForeignKey(StoredImage, models.PROTECT, related_name="used_as")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["generation", "position"], name="reference_place_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.generation_id} @{self.position}"
