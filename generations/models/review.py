"""What people of a team say to each other under a picture."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from generations.models.listing import Listing
from teams.models import Team, User


class Comment(models.Model):
    """What somebody wrote; taken back, its place stays and its text goes."""

    LONGEST = 4000

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="remarks")
    person: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.listing_id}"


class Mention(models.Model):
    """Somebody named in a comment by `@name`, who has or has not seen it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "person"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "seen_at"], name="mention_unseen")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.comment_id}"
