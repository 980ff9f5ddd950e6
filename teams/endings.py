"""Whose passes ended before their time: an epoch in the cache, looked at once a second.

Knows people by their ids only; a cache that forgets leaves a pass its minutes.
"""

import logging
import time

from django.core.cache import cache
from django.db import transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

#: Seconds a pass is good for, and so for which an ending matters.
LIFE_S = 600
#: Seconds a process goes by what it read of others; its own endings it knows at once.
LOOK_S = 1.0
#: Seconds that the clocks of two machines may lie apart.
SKEW_S = 2
_LATEST = "passes-ended"


class _Seen:
    """What this process last read: when anybody's were ended, in Unix seconds."""

    looked_at = float("-inf")
    latest = 0.0


def end_passes(user_id: int) -> None:
    """End the passes of a person once this transaction is committed."""
    transaction.on_commit(lambda: _end(user_id), robust=True)


def has_ended(user_id: int, issued_at: float) -> bool:
    """Say whether a pass was ended since it was issued (Unix seconds).

    Asks the cache once a second, and for each pass only while somebody's were ended
    within the life of a pass; never a row.
    """
    try:
        if time.monotonic() - _Seen.looked_at > LOOK_S:
            _Seen.latest = cache.get(_LATEST, 0.0)
            _Seen.looked_at = time.monotonic()
        if issued_at > _Seen.latest + SKEW_S:
            return False
        return bool(issued_at <= cache.get(_key(user_id), 0.0) + SKEW_S)
    except RedisError:  # thumbnails are shown while Redis is away, too
        return False


def _end(user_id: int) -> None:
    now = time.time()
    _Seen.latest, _Seen.looked_at = now, time.monotonic()
    try:
        cache.set(_key(user_id), now, timeout=LIFE_S + SKEW_S)
        cache.set(_LATEST, now, timeout=LIFE_S + SKEW_S)
    except RedisError:
        logger.warning("passes not ended: they last for %s s at most", LIFE_S)


def _key(user_id: int) -> str:
    return f"passes-ended-{user_id}"
