"""What else needs somebody: paid pictures that are not here, bills that differ.

Turns rows and files kept aside into lines of words; changes none.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations import books
from generations.deadlines import EXPIRY_ALARM_S
from generations.figures import write_bytes
from generations.models import Attempt, Checkup, Output, OutputState
from generations.pipeline import quarantine
from generations.views import custody
from generations.wording import Text, explain
from teams.access import may, runs_studio
from teams.models import Member
from teams.roles import Action

#: Lines of one list; the CSV has all.
MOST = 50
#: Characters of a prompt that name a picture.
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Note:
    """One line: the picture it is about, what is to be said, since or until when."""

    name: str
    address: str
    text: Text
    at: datetime | None = None
    file: str = ""  #: where an admin gets the bytes as they came
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """The lines of one kind, and whether there are more of them."""

    notes: list[Note] = field(default_factory=list)
    has_more: bool = False

    @classmethod
    def of(cls, notes: list[Note]) -> "Notes":
        """Cut a list off where it gets too long to read."""
        return cls(notes[:MOST], has_more=len(notes) > MOST)


@dataclass(frozen=True, slots=True)
class Recoveries:
    """All that needs somebody, beside the held requests."""

    expiring: Notes
    lost: Notes
    kept: Notes
    differing: Notes
    minds_studio: bool  #: told of the store as a whole
    checkup: Checkup | None = None

    @property
    def is_calm(self) -> bool:
        """Say whether there is nothing to be told but of the store."""
        lists = (self.expiring, self.lost, self.kept, self.differing)
        return not any(each.notes for each in lists)

    @property
    def is_store_sound(self) -> bool:
        """Say whether the last look at the store found nothing wrong."""
        found = self.checkup
        return found is not None and not (
            found.missing or found.altered or found.odd_rows
        )


def recoveries_of(member: Member, month: date, line: books.Line) -> Recoveries:
    """Return what needs somebody; `line` is the whole month in figures."""
    minds_studio = runs_studio(member)
    checkup = Checkup.objects.filter(ended_at__isnull=False) if minds_studio else None
    return Recoveries(
        expiring=_expiring(member),
        lost=_lost(member, month) if line.lost else Notes(),
        kept=_kept(member) if may(member, Action.SETTLE) else Notes(),
        differing=_differing(member, month) if line.requests else Notes(),
        minds_studio=minds_studio,
        checkup=checkup.order_by("-began_at").first() if checkup else None,
    )


def _expiring(member: Member) -> Notes:
    found = books.running_out(within_s=EXPIRY_ALARM_S).filter(team=member.team)
    found = found.select_related("generation")
    return Notes.of(
        [
            Note(
                _name(output),
                _address(output),
                _why(output) if output.error_code else _("not fetched yet"),
                at=output.url_expires_at,
            )
            for output in found[: MOST + 1]
        ]
    )


def _why(output: Output) -> Text:
    """Return why a picture is not here, in words; the code where there are none."""
    why = explain("", output.error_code).happened
    unknown = explain("", "").happened
    return output.error_code if why == unknown else why


def _lost(member: Member, month: date) -> Notes:
    found = books.lost_pictures(member.team, month)[: MOST + 1]
    newest_first = sorted(found, key=_ended_at, reverse=True)
    return Notes.of([_loss(output) for output in newest_first])


def _loss(output: Output) -> Note:
    attempt = output.attempt
    text = _why(output)
    if output.state != OutputState.LOST:
        person = attempt.verdict_by
        text = _("%(name)s accepted the loss.") % {
            "name": person.get_full_name() if person else _("Somebody")
        }
    return Note(
        _name(output),
        _address(output),
        text,
        at=_ended_at(output),
        request_id=attempt.request_id,
    )


def _ended_at(output: Output) -> datetime:
    """Return when a loss was accepted, else when the picture was asked for."""
    attempt = output.attempt
    return attempt.verdict_at or attempt.sent_at or attempt.created_at


def _kept(member: Member) -> Notes:
    return Notes.of(
        [
            Note(
                _name(entry.output),
                _address(entry.output),
                write_bytes(entry.size_bytes),
                at=entry.kept_at,
                file=reverse("generations:kept-bytes", args=[entry.output_id]),
            )
            for entry in quarantine.entries()
            if entry.output is not None and entry.output.team_id == member.team_id
        ]
    )


def _differing(member: Member, month: date) -> Notes:
    came = books.mismatched(member.team, month)
    chosen = list(came)[: MOST + 1]
    found = Attempt.objects.filter(pk__in=chosen).select_related("generation")
    first = Output.objects.filter(attempt__in=chosen).order_by("-index")
    shown = dict(first.values_list("attempt_id", "pk"))
    notes = [
        Note(
            _short(attempt.generation.prompt),
            reverse("generations:picture", args=[shown[attempt.pk]]),
            say_difference(attempt, came[attempt.pk]),
            at=attempt.sent_at,
            request_id=attempt.request_id,
        )
        for attempt in found.order_by("-created_at")
        if attempt.pk in shown
    ]
    return Notes.of(notes)


def say_difference(attempt: Attempt, delivered: int) -> str:
    """Return how the bill of a request differs from what came."""
    billed = attempt.images_billed or 0
    return ngettext(
        "%(gateway)s billed %(billed)s picture; %(delivered)s came.",
        "%(gateway)s billed %(billed)s pictures; %(delivered)s came.",
        billed,
    ) % {
        "gateway": custody.gateway_name(attempt.generation),
        "billed": billed,
        "delivered": delivered,
    }


def _name(output: Output) -> str:
    return _short(output.generation.prompt)


def _short(prompt: str) -> str:
    return Truncator(prompt).chars(LONGEST_NAME)


def _address(output: Output) -> str:
    return reverse("generations:picture", args=[output.pk])
