"""Where a picture stands in the gallery: a number, newer is greater."""

import uuid
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: Bits of a place below its microsecond, so that two clicks at once differ.
PLACE_BITS = 11


def place_of(listed_at: datetime, output_id: uuid.UUID) -> int:
    """Return where an output stands: newer is greater, two hardly ever alike."""
    moment = (listed_at - _EPOCH) // _MICROSECOND
    return (moment << PLACE_BITS) | (output_id.int & ((1 << PLACE_BITS) - 1))


def first_place_at(moment: datetime) -> int:
    """Return the least place that a moment can have."""
    return ((moment - _EPOCH) // _MICROSECOND) << PLACE_BITS


def moment_of(place: int) -> datetime:
    """Return when what stands at a place was asked for."""
    return _EPOCH + _MICROSECOND * (place >> PLACE_BITS)
