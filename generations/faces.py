"""How an output looks on its tile and its page: state, words, icon.

Pure functions of rows; the words of failures and pauses stand in `wording`.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from generations.models import Attempt, AttemptState, Output, OutputState, Verdict
from generations.wording import (
    MAYBE_BILLED,
    PAUSED,
    WAITING,
    Explanation,
    Text,
    explain,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What a queued request waits for: its place, 1 for the next, and its gate."""

    place: int | None = None
    pause: str = ""  #: a `PauseReason`


@dataclass(frozen=True, slots=True)
class Face:
    """How an output looks on its tile.

    `key` changes exactly when the tile has to be drawn anew; `is_open` says that
    it may change without a person; `is_quiet` that nobody waits for that.
    """

    key: str
    style: str = ""  #: is-waiting, is-busy, is-refused, is-unknown, is-lost or ""
    icon: str = ""
    word: Text = ""
    more: Text = ""
    explanation: Explanation | None = None
    is_open: bool = False
    is_quiet: bool = False

    @property
    def is_awaited(self) -> bool:
        """Say whether somebody is to be told when it is over."""
        return self.is_open and not self.is_quiet


def face_of(output: Output, turn: Turn | None = None) -> Face:
    """Return how an output stands, from its own state and its attempt's."""
    attempt = output.attempt
    match output.state:
        case OutputState.STORED:
            return _stored(output)
        case OutputState.ANNOUNCED:
            return _saving(output)
        case OutputState.REFUSED:
            return _refused(explain("ContentRejected", output.error_code))
        case OutputState.LOST:
            why = explain("", output.error_code)
            return Face(
                key="lost",
                style="is-lost",
                icon="lost",
                word=_("Lost"),
                more=why.happened,
                explanation=why,
            )
        case OutputState.ABSENT:
            return Face(
                key="absent",
                style="is-refused",
                icon="image",
                word=_("Did not come"),
                more=_("the image model made fewer pictures · not billed"),
            )
    return _face_of_attempt(attempt, turn or Turn())


def _stored(output: Output) -> Face:
    if output.image and output.image.purged_at:
        return Face(
            key="purged",
            style="is-refused",
            icon="trash",
            word=_("Deleted for good"),
            more=_("it was in the trash; its cost stays"),
        )
    if output.image and not output.image.thumbnails:
        return Face(
            key="drawing",
            style="is-busy",
            icon="save",
            word=_("Saved"),
            more=_("the picture is here and shown in a moment"),
            is_open=True,
            is_quiet=output.attempt.unwatched_at is not None,
        )
    return Face(key="stored")


def _saving(output: Output) -> Face:
    key: str = "saving"
    more: Text = _("the picture is made and on its way here")
    if output.error_code and output.url_expires_at:  # tried in vain so far
        until = timezone.localtime(output.url_expires_at)
        moment = date_format(until, pgettext("date format", "j M Y, H:i:s"))
        late = gettext("made, but not to be had yet; tried again until {moment}")
        key, more = "saving-late", late.format(moment=moment)
    return Face(
        key=key,
        style="is-busy",
        icon="save",
        word=_("Saving"),
        more=more,
        is_open=True,
        is_quiet=output.attempt.unwatched_at is not None,
    )


def _face_of_attempt(attempt: Attempt, turn: Turn) -> Face:
    """Return the face of a promised picture: that of its paid request."""
    match attempt.state:
        case AttemptState.SENT:
            return _sent(attempt)
        case AttemptState.CLAIMED:
            return Face(
                key="sending",
                style="is-busy",
                icon="send",
                word=_("Sending"),
                is_open=True,
            )
        case AttemptState.REFUSED | AttemptState.UNDELIVERED:
            return _refused(explain(attempt.error_kind, attempt.error_code))
        case AttemptState.UNKNOWN:
            return _unknown(attempt)
        case AttemptState.CANCELLED:
            return Face(
                key="cancelled",
                style="is-refused",
                icon="close",
                word=_("Cancelled"),
                more=_("nothing was sent · not billed"),
            )
    return _waiting(attempt, turn)


def _sent(attempt: Attempt) -> Face:
    if attempt.unwatched_at is None:
        return Face(
            key="generating",
            style="is-busy",
            icon="develop",
            word=_("Generating"),
            is_open=True,
        )
    return Face(
        key="unwatched",
        style="is-waiting",
        icon="clock",
        word=_("No longer waited for"),
        more=_("its charge stands; a picture that still comes is kept"),
        is_open=True,
        is_quiet=True,
    )


def _unknown(attempt: Attempt) -> Face:
    match attempt.verdict:
        case Verdict.NOT_BILLED:
            return Face(
                key="unknown-not_billed",
                style="is-refused",
                icon="check",
                word=pgettext_lazy("a person decided", "Not billed"),
                more=_("it is not on the gateway's bill and does not count"),
            )
        case Verdict.LOSS_ACCEPTED:
            return Face(
                key="unknown-loss_accepted",
                style="is-lost",
                icon="lost",
                word=_("Loss accepted"),
                more=_("no picture came; it counts as billed"),
            )
    return Face(
        key="unknown",
        style="is-unknown",
        icon="unknown",
        word=_("Outcome unknown"),
        more=MAYBE_BILLED,
        explanation=explain(attempt.error_kind, attempt.error_code),
    )


def _waiting(attempt: Attempt, turn: Turn) -> Face:
    """Return the face of a queued request: its place, or why it has none."""
    parts = [
        WAITING.get(attempt.wait_reason, "") or say_place(turn.place),
        PAUSED.get(turn.pause, ""),
    ]
    key = f"waiting-{attempt.wait_reason}-{attempt.tries}"
    return Face(
        key=key + "".join(f"-{each}" for each in (turn.place, turn.pause) if each),
        style="is-waiting",
        icon="clock",
        word=_("Waiting"),
        more=" · ".join(str(part) for part in parts if part),
        is_open=True,
    )


def say_place(place: int | None) -> Text:
    """Return "next in the queue", "3rd in the queue", "" for no place."""
    if place is None:
        return ""
    if place == 1:
        return _("next in the queue")
    facts = {"place": place}
    if place % 100 not in (11, 12, 13):
        match place % 10:
            case 1:
                return _("%(place)sst in the queue") % facts
            case 2:
                return _("%(place)snd in the queue") % facts
            case 3:
                return _("%(place)srd in the queue") % facts
    return _("%(place)sth in the queue") % facts


def _refused(why: Explanation) -> Face:
    return Face(
        key="refused",
        style="is-refused",
        icon="refused",
        word=_("Refused"),
        more=why.happened,
        explanation=why,
    )
