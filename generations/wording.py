"""Every state and every failure in words: what happened, was it billed, what next.

One sentence per fact, in the person's language; the gateway's raw code stays
beside it for support.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from generations.models import Attempt, AttemptState, Output, OutputState, WaitReason

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, whether it cost money, what to do next."""

    happened: Text
    billed: Text
    next_step: Text


NOT_BILLED = _("not billed")
MAYBE_BILLED = _("may have been billed")
BILLED = _("billed")

_EDIT = _("Change the prompt or a reference and send again.")
_FIELDS = _("Change the field named in the gateway's message and send again.")

BY_KIND: dict[str, Explanation] = {
    "NotSent": Explanation(
        _("The gateway could not be reached; nothing left this studio."),
        NOT_BILLED,
        _("Check the address and the network, then send again."),
    ),
    "BadReference": Explanation(
        _("A reference picture cannot be prepared for this offer; nothing was sent."),
        NOT_BILLED,
        _("Choose another reference and send again."),
    ),
    "Mistake": Explanation(
        _("The studio could not prepare the request; nothing was sent."),
        NOT_BILLED,
        _("Tell an admin: the reason stands in the studio's log."),
    ),
    "Busy": Explanation(
        _("The gateway was too busy for hours and took nothing."),
        NOT_BILLED,
        _("Send again later."),
    ),
    "OutcomeUnknown": Explanation(
        _("The request left, but no complete answer came back."),
        MAYBE_BILLED,
        _("Look at the gateway's bill before you send it again."),
    ),
    "BadAnswer": Explanation(
        _("The gateway answered something that cannot be read; it is kept."),
        MAYBE_BILLED,
        _("Look at the gateway's bill; support can use the request id."),
    ),
    "Refused": Explanation(
        _("The gateway refused the request."),
        NOT_BILLED,
        _FIELDS,
    ),
    "BadCredentials": Explanation(
        _("The gateway does not accept the key of this studio."),
        NOT_BILLED,
        _("Ask an admin to check the key and its address, then send again."),
    ),
    "OutOfCredit": Explanation(
        _("The account at the gateway has no credit left or reached its limit."),
        NOT_BILLED,
        _("Ask an admin to raise the limit there, then send again."),
    ),
    "ModelUnavailable": Explanation(
        _("The gateway does not offer this image model to this account."),
        NOT_BILLED,
        _("Choose another offer or activate the image model at the gateway."),
    ),
    "ContentRejected": Explanation(
        _("The content filter refused the prompt, a reference or the result."),
        NOT_BILLED,
        _EDIT,
    ),
}

BY_CODE: dict[str, Explanation] = {
    "InputTextSensitiveContentDetected": Explanation(
        _("The content filter refused the prompt."),
        NOT_BILLED,
        _("Change the prompt and send again."),
    ),
    "InputImageSensitiveContentDetected": Explanation(
        _("The content filter refused a reference picture."),
        NOT_BILLED,
        _("Choose another reference and send again."),
    ),
    "OutputImageSensitiveContentDetected": Explanation(
        _("The content filter refused the result."),
        NOT_BILLED,
        _("Another try may pass; a milder prompt helps."),
    ),
    "Expired": Explanation(
        _("The gateway's address ran out before the picture could be fetched."),
        BILLED,
        _("Send it again if you still want it; that costs again."),
    ),
    "Gone": Explanation(
        _("The gateway no longer has the picture at its address."),
        BILLED,
        _("The studio keeps trying until the address runs out."),
    ),
    "AddressRefused": Explanation(
        _("The picture lies at an address this studio must not fetch from."),
        BILLED,
        _("Allow its host in SEEDREAM_RESULT_HOSTS and start the studio again today."),
    ),
    "TooLarge": Explanation(
        _("The file was larger than any picture should be."),
        BILLED,
        _("Ask the gateway's support with the request id."),
    ),
    "NotAPicture": Explanation(
        _("The bytes that came are no picture; they are kept aside."),
        BILLED,
        _("Ask the gateway's support with the request id."),
    ),
}

WAITING: dict[str, Text] = {
    WaitReason.STORE_FULL: _("the disk is nearly full: paused, nothing is paid"),
    WaitReason.STORE_BROKEN: _("the store cannot be written: paused"),
    WaitReason.SPOOL_BROKEN: _("the spool cannot be written: paused"),
    WaitReason.NO_KEY: _("no key for this gateway: paused"),
    WaitReason.UNREACHABLE: _("gateway unreachable, trying again"),
    WaitReason.BUSY: _("the gateway is busy, trying again"),
    WaitReason.REFERENCE_MISSING: _("a reference is missing in the store: paused"),
}


def explain(kind: str, code: str) -> Explanation:
    """Return the words for a failure by its code, else by its kind."""
    family = code.partition(".")[0]
    return (
        BY_CODE.get(code)
        or BY_CODE.get(family)
        or BY_KIND.get(kind)
        or BY_KIND["OutcomeUnknown"]
    )


@dataclass(frozen=True, slots=True)
class Face:
    """How an output looks on its tile.

    `key` changes exactly when the tile has to be drawn anew; `is_open` says that
    it may change without a person.
    """

    key: str
    style: str = ""  #: is-waiting, is-busy, is-refused, is-unknown, is-lost or ""
    icon: str = ""
    word: Text = ""
    more: Text = ""
    explanation: Explanation | None = None
    is_open: bool = False


def face_of(output: Output) -> Face:
    """Return how an output stands, from its own state and its attempt's."""
    attempt = output.attempt
    match output.state:
        case OutputState.STORED:
            return Face(key="stored")
        case OutputState.ANNOUNCED:
            return Face(
                key="saving",
                style="is-busy",
                icon="save",
                word=_("Saving"),
                more=_("the picture is made and on its way here"),
                is_open=True,
            )
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
    return _face_of_attempt(attempt)


def _face_of_attempt(attempt: Attempt) -> Face:
    """Return the face of a promised picture: that of its paid request."""
    match attempt.state:
        case AttemptState.SENT:
            return Face(
                key="generating",
                style="is-busy",
                icon="develop",
                word=_("Generating"),
                is_open=True,
            )
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
            why = explain(attempt.error_kind, attempt.error_code)
            return Face(
                key="unknown",
                style="is-unknown",
                icon="unknown",
                word=_("Outcome unknown"),
                more=MAYBE_BILLED,
                explanation=why,
            )
    reason = WAITING.get(attempt.wait_reason, "")
    return Face(
        key=f"waiting-{attempt.wait_reason}-{attempt.tries}",
        style="is-waiting",
        icon="clock",
        word=_("Waiting"),
        more=reason,
        is_open=True,
    )


def _refused(why: Explanation) -> Face:
    return Face(
        key="refused",
        style="is-refused",
        icon="refused",
        word=_("Refused"),
        more=why.happened,
        explanation=why,
    )
