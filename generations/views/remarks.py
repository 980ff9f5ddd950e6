"""The comments under a picture as its page shows them, and who is told of them.

Reads rows, one query for a picture; `comments` takes what people write.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from generations.calling import Person, Piece, pieces_of
from generations.models import Comment, Listing, Mention
from generations.views.glance import glance_of
from teams.access import may, member_of
from teams.models import Member, Team, User
from teams.roles import Action

#: What one row holds of a comment, of who wrote it, and of one person it names.
_OWN = ("pk", "text", "created_at", "changed_at", "removed_at", "person_id")
_BY = ("person__name", "person__email")
_NAMED = ("mentions__person_id", "mentions__person__name", "mentions__person__email")


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment on a page."""

    id: int
    by: str  #: "" for somebody who is gone
    initials: str
    said_at: datetime
    text: str
    is_changed: bool
    is_gone: bool
    may_edit: bool
    may_remove: bool
    pieces: list[Piece] = field(default_factory=list)
    error: str = ""  #: why its new text was not taken


def remarks_under(listing: Listing, member: Member) -> list[Remark]:
    """Return the comments under a picture, the first first."""
    rows = Comment.objects.filter(listing=listing).order_by("created_at", "pk")
    told: dict[int, tuple[dict[str, Any], list[Person]]] = {}
    for row in rows.values(*_OWN, *_BY, *_NAMED):
        _row, named = told.setdefault(row["pk"], (row, []))
        if row["mentions__person_id"] is not None:
            named.append(_person(*(row[name] for name in _NAMED)))
    return [_remark(row, named, member) for row, named in told.values()]


def _remark(row: dict[str, Any], named: Iterable[Person], member: Member) -> Remark:
    by = User(name=row["person__name"] or "", email=row["person__email"] or "")
    is_known = row["person_id"] is not None
    is_gone = row["removed_at"] is not None
    is_own = row["person_id"] == member.user_id and may(member, Action.REMARK)
    return Remark(
        id=row["pk"],
        by=by.get_full_name() if is_known else "",
        initials=by.initials,
        said_at=row["created_at"],
        text=row["text"],
        is_changed=row["changed_at"] is not None,
        is_gone=is_gone,
        may_edit=is_own and not is_gone,
        may_remove=(is_own or may(member, Action.PURGE)) and not is_gone,
        pieces=pieces_of(row["text"], named),
    )


def with_draft(remarks: Iterable[Remark], draft: tuple[int, str, str]) -> list[Remark]:
    """Return the comments with one as it was to become: its id, text and error."""
    changed, text, error = draft
    return [
        replace(each, text=text, error=error) if each.id == changed else each
        for each in remarks
    ]


def people_of(team: Team) -> list[Person]:
    """Return everybody of a team, as they can be named."""
    found = User.objects.filter(memberships__team=team, is_active=True)
    return [
        _person(user.pk, user.name, user.email)
        for user in found.order_by("name", "email")
    ]


def _person(user_id: int, name: str, email: str) -> Person:
    return Person(user_id, User(name=name, email=email).get_full_name(), email)


def mark_seen(request: HttpRequest, listing: Listing) -> None:
    """Write that the person has seen what names them under a picture.

    A browser that fetches a page ahead has shown it to nobody.
    """
    if request.method != "GET" or "Sec-Purpose" in request.headers:
        return
    unseen = glance_of(member_of(request)).unseen
    here = [pk for pk, place in unseen if place == listing.pk]
    if here:
        Mention.objects.filter(pk__in=here).mark_seen()
        unseen[:] = [each for each in unseen if each[1] != listing.pk]


def panel_of(
    line: Listing,
    member: Member,
    *,
    draft: tuple[int, str, str] | None = None,
    is_asked: bool = False,
) -> dict[str, Any]:
    """Return what the panel of comments shows.

    `draft`: a comment as it was to become, its id, text and why it was not taken.
    `is_asked`: where none stands, look for those taken back, too.
    """
    remarks = remarks_under(line, member) if line.comments or is_asked else []
    return {
        "remarks": with_draft(remarks, draft) if draft else remarks,
        "may_remark": may(member, Action.REMARK),
        "output_id": str(line.output_id),
    }
