"""The words a paid request can be described by: states, reasons, causes, verdicts."""

from django.db import models


class AttemptState(models.TextChoices):
    """Where a paid request stands."""

    QUEUED = "queued"  #: waiting for its turn, or for its next try
    CLAIMED = "claimed"  #: one worker prepares it; nothing has left
    SENT = "sent"  #: the fence is passed: it may have been billed
    ANSWERED = "answered"  #: a complete answer is written
    REFUSED = "refused"  #: a clear no; not billed
    UNDELIVERED = "undelivered"  #: never left this machine, given up
    UNKNOWN = "unknown"  #: it left, the answer did not come whole
    CANCELLED = "cancelled"  #: a person took it back before it left


class WaitReason(models.TextChoices):
    """Why a queued attempt is not sent now."""

    NONE = "", ""
    STORE_FULL = "store_full"
    STORE_BROKEN = "store_broken"
    SPOOL_BROKEN = "spool_broken"
    NO_KEY = "no_key"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    REFERENCE_MISSING = "reference_missing"


class OutputState(models.TextChoices):
    """Where a promised picture stands."""

    PROMISED = "promised"  #: asked for; its attempt tells how it goes
    ANNOUNCED = "announced"  #: made and billed; its bytes are not ours yet
    STORED = "stored"  #: ours for ever
    REFUSED = "refused"  #: this picture only was refused
    ABSENT = "absent"  #: the answer was complete and held fewer pictures
    LOST = "lost"  #: billed, and the bytes could not be had


#: States of a picture that the gateway has made for us, whatever came of it.
DELIVERED = (OutputState.ANNOUNCED, OutputState.STORED, OutputState.LOST)


class Cause(models.TextChoices):
    """Why a paid request exists at all."""

    FIRST = "first"  #: the click itself
    CONFIRMED = "confirmed"  #: a person asked again, knowing it may be paid twice
    NOT_BILLED = "not_billed"  #: a person saw that the one before was not billed


class Verdict(models.TextChoices):
    """What a person decided about a request whose outcome stayed unknown."""

    NONE = "", ""
    NOT_BILLED = "not_billed"  #: it is not on the gateway's bill
    LOSS_ACCEPTED = "loss_accepted"  #: it counts as paid, nothing came of it


class Lane(models.TextChoices):
    """How long a person expects to wait."""

    INTERACTIVE = "interactive"  #: somebody looks at the page
    BULK = "bulk"  #: many at once, or from the shell
