"""What people of a team say to each other under a picture."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from generations.models.listing import Listing
from teams.models import Team, User


class CommentQuerySet(models.QuerySet["Comment"]):
    """Says, rewords, takes back; keeps the count of the picture's line in step."""

    def for_team(self, team: Team) -> "CommentQuerySet":
        """Narrow to what the members of a team may read."""
        return self.filter(team=team)

    def say(
        self, text: str, *, under: Listing, person: User, called: Iterable[int]
    ) -> "Comment":
        """Write a comment under a picture; `called` are ids of who is named in it."""
        with transaction.atomic():
            said = self.create(
                team_id=under.team_id, listing=under, person=person, text=text
            )
            Mention.objects.name_only(said, called)
            _count(said, 1)
        return said

    def reword(self, comment: "Comment", text: str, *, called: Iterable[int]) -> bool:
        """Give a comment another text; False when it was taken back meanwhile."""
        with transaction.atomic():
            standing = self.filter(pk=comment.pk, removed_at=None)
            if not standing.update(text=text, changed_at=Now()):
                return False
            Mention.objects.name_only(comment, called)
        return True

    def take_back(self, comment: "Comment") -> bool:
        """Empty a comment and keep its place; False when somebody was faster."""
        with transaction.atomic():
            standing = self.filter(pk=comment.pk, removed_at=None)
            if not standing.update(text="", removed_at=Now()):
                return False
            _count(comment, -1)
        return True

    def put_back(self, comment: "Comment", text: str) -> bool:
        """Give a comment that was taken back its text again; False when it stands."""
        with transaction.atomic():
            gone = self.filter(pk=comment.pk, removed_at__isnull=False)
            if not gone.update(text=text, removed_at=None):
                return False
            _count(comment, 1)
        return True


def _count(comment: "Comment", by: int) -> None:
    line = Listing.objects.filter(pk=comment.listing_id)
    line.update(comments=F("comments") + by)


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

    objects: ClassVar[CommentQuerySet] = CommentQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person_id} {self.listing_id}"


class MentionQuerySet(models.QuerySet["Mention"]):
    """Finds who was named, and whether they know."""

    def name_only(self, comment: Comment, called: Iterable[int]) -> None:
        """Let a comment name these people; who was named before keeps having seen."""
        ids = [each for each in called if each != comment.person_id]
        self.filter(comment=comment).exclude(person__in=ids).delete()
        named = [Mention(comment=comment, person_id=each) for each in ids]
        self.bulk_create(named, ignore_conflicts=True)

    def of_person(self, person: User, *, team: Team) -> "MentionQuerySet":
        """Narrow to comments of a team that stand and name this person."""
        return self.filter(
            person=person, comment__team=team, comment__removed_at__isnull=True
        )

    def unseen(self) -> "MentionQuerySet":
        """Narrow to those the person has not looked at."""
        return self.filter(seen_at=None)

    def mark_seen(self) -> int:
        """Write that they were looked at; returns how many were not, before."""
        ids = list(self.unseen().values_list("pk", flat=True))
        return self.model._default_manager.filter(pk__in=ids).update(seen_at=Now())


class Mention(models.Model):
    """Somebody named in a comment by `@name`, who has or has not seen it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[MentionQuerySet] = MentionQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["comment", "person"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "seen_at"], name="mention_unseen")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.comment_id}"
