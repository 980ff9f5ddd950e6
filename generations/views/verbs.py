"""What can be done about one paid request as it stands, and who may do it.

Chooses the one verb of a tile; what a verb does stands in `decisions`.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from generations.faces import Face
from generations.models import Attempt, Output
from generations.pipeline.retry import is_mendable
from generations.wording import Text
from teams.access import may
from teams.models import Member
from teams.roles import Action


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: its name in the address, its button and what it means."""

    name: str
    word: Text
    icon: str
    hint: Text
    address: str = ""


CANCEL = Verb(
    "cancel",
    _("Cancel"),
    "close",
    _("Nothing has left yet: cancelling costs nothing and can be undone."),
)
STOP_WAITING = Verb(
    "stop-waiting",
    _("Stop waiting"),
    "clock",
    _(
        "The request has left, so its charge stands. A picture that still comes is "
        "kept, and lands in the gallery."
    ),
)
WAIT_AGAIN = Verb(
    "wait-again", _("Wait again"), "clock", _("It counts as under way again.")
)
SEND_AFTER_ALL = Verb(
    "send-after-all",
    _("Send after all"),
    "send",
    _("It is queued again as it was, with the same recipe."),
)
RETRY = Verb(
    "retry",
    _("Retry"),
    "again",
    _("Nothing was billed, so nothing is paid twice."),
)
FETCH_AGAIN = Verb(
    "fetch-again",
    _("Fetch again"),
    "download",
    _("The picture is paid and its address still works; fetching costs nothing."),
)


def may_decide(member: Member, attempt: Attempt, *, maker_id: int | None) -> bool:
    """Say whether a member may decide about a request: who asked, or who settles.

    `maker_id`: who made the generation; a repeat belongs to both.
    """
    if may(member, Action.SETTLE):
        return True
    is_theirs = member.user_id in (attempt.person_id, maker_id)
    return is_theirs and may(member, Action.GENERATE)


def verb_of(output: Output, face: Face) -> Verb | None:
    """Return what can be done about an output now, None for nothing."""
    verb = _verb(output, face)
    if verb is None:
        return None
    if verb is FETCH_AGAIN:
        address = reverse("generations:fetch-again", args=[output.pk])
    else:
        address = reverse("generations:decide", args=[output.attempt_id, verb.name])
    return Verb(verb.name, verb.word, verb.icon, verb.hint, address)


def _verb(output: Output, face: Face) -> Verb | None:
    match face.key.partition("-")[0]:
        case "waiting" | "sending":
            return CANCEL
        case "generating":
            return STOP_WAITING
        case "unwatched":
            return WAIT_AGAIN
        case "cancelled":
            return SEND_AFTER_ALL
        case "refused" if is_mendable(output.attempt):
            return RETRY
        case "lost" if _is_alive(output):
            return FETCH_AGAIN
    return None


def _is_alive(output: Output) -> bool:
    """Say whether the address of a lost picture still works, as far as we know."""
    if not output.url or output.error_code == "AddressRefused":
        return False
    return bool(output.url_expires_at and output.url_expires_at > timezone.now())
