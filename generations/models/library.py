"""What a team makes of its pictures: favourites, tags, collections, and steps back.

The judgement itself stands on the line of a picture (`listing`).
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from generations.lexicon import fold
from generations.models.listing import Listing
from teams.models import Team, User


class Favourite(models.Model):
    """A picture that one person likes; the fact `fav:<person>` of its line."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites"
    )
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "listing"], name="favourite_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.listing_id}"


class TagQuerySet(models.QuerySet["Tag"]):
    """Finds and makes tags."""

    def named(self, team: Team, name: str) -> "Tag":
        """Return a team's tag of this name, whatever its case, making it if missing."""
        shown = " ".join(name.split())[: Tag.LONGEST]
        tag, _made = self.get_or_create(
            team=team, key=fold(shown), defaults={"name": shown}
        )
        return tag


class Tag(models.Model):
    """A word a team sorts its pictures by; the fact `tag:<id>` of a line."""

    LONGEST = 40

    team = models.ForeignKey(Team, models.CASCADE, related_name="tags")
    name = models.CharField(max_length=LONGEST)
    key = models.CharField(max_length=3 * LONGEST)  #: the name as it is compared
    listings: "models.ManyToManyField[Listing, Tagging]" = models.ManyToManyField(
        Listing, through="Tagging", related_name="tags"
    )

    objects: ClassVar[TagQuerySet] = TagQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "key"], name="tag_once")
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a picture."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="taggings")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listing", "tag"], name="tagging_once")
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} {self.listing_id}"


class Collection(models.Model):
    """Pictures a team keeps together, in an order of its own, or by a search.

    With a `query` it is a smart one: whatever the search finds, newest first.
    Otherwise its pictures are its placements; the fact `in:<id>` of a line.
    """

    LONGEST_NAME = 80

    team = models.ForeignKey(Team, models.CASCADE, related_name="collections")
    name = models.CharField(max_length=LONGEST_NAME)
    description = models.TextField(blank=True)
    query = models.TextField(blank=True)
    cover = models.ForeignKey(Listing, models.SET_NULL, null=True, related_name="+")
    person: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["team", "name"])]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A picture in a collection; `rank` orders them, least first, with gaps."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="placements", db_index=False
    )
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="placements")
    rank = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collection", "listing"], name="placement_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["collection", "rank", "id"], name="placement_order")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.listing_id}"


class Step(models.Model):
    """One thing a person did to pictures, how far it is, and the way back.

    `before` is what is left to do and what has to be written again to undo it: for
    each old value the places that had it, as {"left": [place, ...], "was": [[value,
    [place, ...]], ...]}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    verb = models.CharField(max_length=16)
    value = models.JSONField(default=None, null=True)
    #: the search whose pictures are meant; "" where they were named one by one
    query = models.TextField(blank=True)
    before = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-created_at"]),
            models.Index(fields=["created_at"], name="step_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.total}"
