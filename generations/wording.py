"""Every failure and every pause in words: what happened, was it billed, what next.

One sentence per fact, in the person's language; the gateway's raw code stays
beside it for support.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from generations.models import PauseReason, WaitReason

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

PAUSED: dict[str, Text] = {
    PauseReason.PERSON: _("paused by an admin, who can resume it"),
    PauseReason.CREDIT: _(
        "paused: the gateway's credit is used up; an admin can resume it"
    ),
    PauseReason.CREDENTIALS: _(
        "paused: the gateway does not accept the key; an admin can resume it"
    ),
    PauseReason.DRAIN: _("paused while the studio is updated; it goes on by itself"),
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
