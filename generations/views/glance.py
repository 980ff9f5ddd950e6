"""What every page tells beside its own content, looked up at once.

How many requests the person waits for, which comments name them, and the tags and
collections of the team. In plain SQL: every page asks, and the ORM takes longer to
write three statements than a database to answer them.
"""

from dataclasses import dataclass, field

from django.db import connection

from generations.views.choices import CHOICES, Choices, choices_in
from generations.views.queue import WAITING, waiting_values
from teams.models import Member

#: As `Mention.objects.of_person(…).unseen()`.
_UNSEEN = """
    SELECT 'mention', m.id, '', c.listing_id FROM generations_mention m
    JOIN generations_comment c ON c.id = m.comment_id
    WHERE m.person_id = %s AND m.seen_at IS NULL
        AND c.team_id = %s AND c.removed_at IS NULL
"""
_SELECT = f"""
    SELECT 'waiting' AS kind, 0 AS id, '' AS name, waits.many AS told
    FROM ({WAITING}) waits
    UNION ALL {_UNSEEN}
    UNION ALL SELECT kind, id, name, told FROM ({CHOICES}) chosen
"""


@dataclass(slots=True)
class Glance:
    """What stands around the content of a page, for one person in one team."""

    waiting: int = 0
    #: mentions not seen yet, each with the place of its picture
    unseen: list[tuple[int, int]] = field(default_factory=list)
    choices: Choices = field(default_factory=Choices)


def glance_of(member: Member) -> Glance:
    """Return what stands around a page: one query for each membership fetched."""
    found: Glance | None = getattr(member, "_glance", None)
    if found is None:
        found = _read(member)
        member._glance = found  # type: ignore[attr-defined]  # kept for this request
    return found


def _read(member: Member) -> Glance:
    team, person = member.team_id.hex, member.user_id
    values = [*waiting_values(member.team_id, person), person, team, team, team]
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, values)
        rows = cursor.fetchall()
    return Glance(
        waiting=sum(row[3] for row in rows if row[0] == "waiting"),
        unseen=[(row[1], row[3]) for row in rows if row[0] == "mention"],
        choices=choices_in(rows),
    )
