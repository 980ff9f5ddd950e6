"""A picture's line in the library of its team: where it stands, how it is judged.

Every output has one from its promise on. The words it is found by are kept in one
text, whose index each database keeps by itself (migration 0008).
"""

import uuid
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Max, Q, Value
from django.db.models.functions import Concat, Replace
from django.utils.translation import gettext_lazy as _

from generations.lexicon import (
    cost_step_of,
    fact,
    join,
    megapixels_of,
    ratio_of,
    words_of,
)
from generations.models.attempt import Attempt
from generations.models.images import Output, StoredImage
from generations.models.places import place_of
from teams.models import Team, User

if TYPE_CHECKING:
    from generations.models.generation import Generation

#: As the column of the cost is.
PLACES = Decimal("0.000001")


class Shelf(models.IntegerChoices):
    """Where a picture is kept."""

    GALLERY = 0
    TRASH = 1
    PURGED = 2  #: the bytes are gone; its line stays, for what came of it


class Fold(models.IntegerChoices):
    """Whether a picture stands for the stack of its generation."""

    TOP = 0
    BEHIND = 1


class Flag(models.TextChoices):
    """What a person thinks of a picture at first sight."""

    NONE = "", _("no flag")
    PICK = "pick", _("picked")
    REJECT = "reject", _("rejected")


class Colour(models.TextChoices):
    """A colour whose meaning a team agrees on."""

    NONE = "", _("no colour")
    RED = "red", _("red")
    YELLOW = "yellow", _("yellow")
    GREEN = "green", _("green")
    BLUE = "blue", _("blue")
    PURPLE = "purple", _("purple")


def shelf_fact(team_id: uuid.UUID, shelf: int = Shelf.GALLERY) -> str:
    """Return the token that only the pictures of one shelf of one team have."""
    return fact(("g", "t", "p")[shelf], team_id.hex)


class ListingQuerySet(models.QuerySet["Listing"]):
    """Writes lines, changes them many at a time, and finds them by their place."""

    def enter(self, generation: "Generation", outputs: Iterable[Output]) -> None:
        """Add the lines of outputs that were just promised, each at a free place."""
        lines = [_line_of(output, generation) for output in outputs]
        while taken := set(self.in_bulk([line.place for line in lines])):
            for line in lines:
                line.place += line.place in taken
        self.bulk_create(lines)

    def for_team(self, team: Team) -> "ListingQuerySet":
        """Narrow to what the members of a team may see."""
        return self.filter(team=team).exclude(shelf=Shelf.PURGED)

    def in_gallery(self, team: Team) -> "ListingQuerySet":
        """Narrow to a team's pictures that are not in the trash."""
        return self.filter(team=team, shelf=Shelf.GALLERY)

    def newest_first(self) -> "ListingQuerySet":
        """Put them in the order of the gallery."""
        return self.order_by("-place")

    def with_pictures(self) -> "ListingQuerySet":
        """Fetch what a tile shows together with each line."""
        return self.select_related(
            "output__attempt", "output__image", "output__generation__person"
        )

    def swap_words(self, old: str, new: str, **columns: object) -> int:
        """Change one fact of many lines in one statement; returns of how many.

        `old` "" adds, `new` "" takes away; `columns` are set with it. Those that
        already have `new`, or lack `old`, keep their words.
        """
        here = self.filter(words__contains=f" {old} ") if old else self
        if new:
            here = here.exclude(words__contains=f" {new} ")
        words: models.Func = Concat("words", Value(f"{new} "))
        if old:
            words = Replace(
                "words", Value(f" {old} "), Value(f" {new} " if new else " ")
            )
        return here.order_by().update(words=words, **columns)

    def fold_anew(self, generation_ids: Iterable[uuid.UUID]) -> None:
        """Let the first picture in the gallery stand for each of these stacks."""
        ids = list(generation_ids)
        here = self.model._default_manager.filter(
            generation_id__in=ids, shelf=Shelf.GALLERY
        )
        tops = here.order_by().values("generation").annotate(top=Max("place"))
        places = [row["top"] for row in tops]
        here.filter(fold=Fold.TOP).exclude(place__in=places).update(fold=Fold.BEHIND)
        here.filter(place__in=places).exclude(fold=Fold.TOP).update(fold=Fold.TOP)

    def correct_shape(self, output: Output, image: StoredImage) -> None:
        """Write the shape a picture came in where it is not the one asked for."""
        asked, width_px, height_px = output.generation, image.width_px, image.height_px
        if (asked.width_px, asked.height_px) == (width_px, height_px):
            return
        for line in self.filter(output=output):
            told = [each for each in line.words.split() if not each.startswith(_SHAPE)]
            self.filter(pk=line.pk).update(
                pixels=width_px * height_px,
                words=join([*told, *_shape_facts(width_px, height_px)]),
            )

    def correct_cost(
        self, attempt: Attempt, cost: Decimal | None, *, images: int
    ) -> None:
        """Write what each of an attempt's pictures cost if the estimate was another.

        `cost` is that of all of them together, `images` how many came.
        """
        each = cost and (cost / images).quantize(PLACES)
        if each == price_of_one(attempt.generation):
            return
        for line in self.filter(output__attempt=attempt):
            told = [token for token in line.words.split() if token[:5] != "cost:"]
            words = join([*told, fact("cost", cost_step_of(each))])
            self.filter(pk=line.pk).update(cost=each, words=words)


_SHAPE = ("ratio:", "mp:")


def _shape_facts(width_px: int, height_px: int) -> list[str]:
    return [
        fact("ratio", ratio_of(width_px, height_px)),
        fact("mp", megapixels_of(width_px * height_px)),
    ]


def price_of_one(generation: "Generation") -> Decimal | None:
    """Return what one picture of a wish is expected to cost."""
    if generation.estimate is None:
        return None
    return (generation.estimate / max(generation.images, 1)).quantize(PLACES)


def line_facts(
    generation: "Generation", *, shape: StoredImage | None = None
) -> dict[str, Any]:
    """Return the columns that follow from a wish, for a picture nobody has judged.

    `shape`: the picture itself, once it is there.
    """
    cost = price_of_one(generation)
    image_model, _at, gateway = generation.offer_key.rpartition("@")
    asked = shape or generation
    facts = [
        shelf_fact(generation.team_id),
        fact("by", generation.person_id or "nobody"),
        fact("mode", generation.mode),
        fact("model", image_model),
        fact("at", gateway),
        fact("cost", cost_step_of(cost)),
        fact("rating", 0),
        fact("flag", "none"),
        fact("colour", "none"),
        *_shape_facts(asked.width_px, asked.height_px),
    ]
    return {
        "pixels": asked.width_px * asked.height_px,
        "cost": cost,
        "words": join([*facts, *words_of(generation.prompt)]),
    }


def _line_of(output: Output, generation: "Generation") -> "Listing":
    """Return the line of an output that was just promised, not yet written."""
    is_first = output.index == 0 and output.listed_at == generation.created_at
    return Listing(
        place=place_of(output.listed_at, output.pk),
        output=output,
        team_id=generation.team_id,
        person_id=generation.person_id,
        generation=generation,
        fold=Fold.TOP if is_first else Fold.BEHIND,
        **line_facts(generation),
    )


class Listing(models.Model):
    """One line of the library: the place, the shelf, the judgement of the team.

    `words` holds what it is found by: facts such as `rating:4` and the words of its
    prompt (`generations.lexicon`), each with a space on either side. Change a fact
    together with its column, by `swap_words`.
    """

    place = models.BigIntegerField(primary_key=True)
    output = models.OneToOneField(Output, models.CASCADE, related_name="listing")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", db_index=False)
    person: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    generation: "models.ForeignKey[Generation]" = models.ForeignKey(
        "generations.Generation", models.CASCADE, related_name="listings"
    )
    shelf = models.PositiveSmallIntegerField(
        choices=Shelf.choices, default=Shelf.GALLERY
    )
    fold = models.PositiveSmallIntegerField(choices=Fold.choices, default=Fold.BEHIND)
    trashed_at = models.DateTimeField(null=True)
    trashed_by: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    #: 1 to 5 stars, 0 for none
    rating = models.PositiveSmallIntegerField(default=0)
    flag = models.CharField(max_length=6, choices=Flag.choices, blank=True)
    colour = models.CharField(max_length=6, choices=Colour.choices, blank=True)
    #: pixels in all, as asked for; once it is here, as it came
    pixels = models.PositiveIntegerField()
    #: of this one picture, in the currency of its generation; None = unknown
    cost = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    #: how many comments stand under it
    comments = models.PositiveIntegerField(default=0)
    words = models.TextField()

    objects: ClassVar[ListingQuerySet] = ListingQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating__lte=5), name="listing_rating_up_to_5"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "shelf", "-place"], name="listing_of_team"),
            models.Index(
                fields=["team", "shelf", "fold", "-place"], name="listing_stacks"
            ),
            models.Index(
                fields=["team", "person", "shelf", "fold", "-place"],
                name="listing_of_person",
            ),
            # Not of whole shelves: SQLite would take one for a narrow choice.
            models.Index(
                fields=["shelf", "trashed_at"],
                condition=Q(trashed_at__isnull=False),
                name="listing_trashed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)
