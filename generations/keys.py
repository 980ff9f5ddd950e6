"""Where the key of each gateway comes from: the environment, else a sealed row.

A process remembers the opened rows for a few seconds, since a page asks many times
and a worker asks for each request. Knows no offer and no wire.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from generations import keyring
from generations.catalogue import GATEWAYS
from generations.catalogue.vocabulary import Gateway
from generations.models import Gate, GatewayKey, PauseReason
from seedream_site.redaction import hide
from teams.models import User

logger = logging.getLogger(__name__)

#: Seconds after which a process looks at the rows again: a worker has a key that was
#: set on a page about this much later.
REMEMBERED_S = 3.0
#: How much of a key is shown to know it by, and how long a key must be for that.
HINT_CHARACTERS = 4
LEAST_FOR_HINT = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """What the rows hold: keys by slug, and the slugs whose seal stays shut."""

    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    locked: frozenset[str] = frozenset()


class Memory:
    """What one process knows of the rows, and until when."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Know nothing; `clock` is monotonic, in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._known: Opened | None = None
        self._until = 0.0
        self._turn = 0

    def recall(self) -> Opened:
        """Return the opened rows, read anew when they are not fresh."""
        known = self._known
        if known is not None and self._clock() < self._until:
            return known
        turn = self._turn
        opened = _read()
        if opened.locked and (known is None or opened.locked != known.locked):
            logger.error("keys that cannot be opened: %s", sorted(opened.locked))
        self.learn(opened, for_s=REMEMBERED_S, turn=turn)
        return opened

    def learn(self, opened: Opened, *, for_s: float, turn: int | None = None) -> None:
        """Remember this, unless something was saved since the turn it was read in."""
        with self._lock:
            if turn in (None, self._turn):
                self._known, self._until = opened, self._clock() + for_s

    def forget(self) -> None:
        """Look at the rows again the next time."""
        with self._lock:
            self._turn += 1
            self._known = None


memory = Memory()


def from_environment(gateway: Gateway) -> str:
    """Return the key that the environment has for a gateway, "" for none."""
    if not gateway.key_variable:
        return ""
    return str(getattr(settings, gateway.key_variable, ""))


def key_of(gateway: Gateway) -> str:
    """Return the key of a gateway, "" when there is none or it cannot be opened."""
    if not gateway.key_variable:
        return ""
    return from_environment(gateway) or memory.recall().keys.get(gateway.slug, "")


def locked() -> tuple[Gateway, ...]:
    """Return the gateways whose only key is a row that cannot be opened."""
    return tuple(
        GATEWAYS[slug]
        for slug in sorted(memory.recall().locked)
        if slug in GATEWAYS and not from_environment(GATEWAYS[slug])
    )


def save(gateway: Gateway, key: str, *, person: User) -> None:
    """Seal and keep a key; a gate closed because of the old one opens."""
    hide(key)
    hint = key[-HINT_CHARACTERS:] if len(key) >= LEAST_FOR_HINT else ""
    with transaction.atomic():
        GatewayKey.objects.update_or_create(
            gateway=gateway.slug,
            defaults={
                "sealed": keyring.seal(key, owner=gateway.slug),
                "hint": hint,
                "set_at": Now(),
                "set_by": person,
            },
        )
        refused = Gate.objects.filter(pause_reason=PauseReason.CREDENTIALS)
        refused.resume(gateway.slug)
    memory.forget()
    logger.info("key set: %s by %s", gateway.slug, person.pk)


def remove(gateway: Gateway, *, person: User) -> bool:
    """Drop the kept key of a gateway; False when there was none."""
    removed, _rows = GatewayKey.objects.filter(gateway=gateway.slug).delete()
    memory.forget()
    logger.info("key removed: %s by %s", gateway.slug, person.pk)
    return bool(removed)


def reseal() -> tuple[int, tuple[str, ...]]:
    """Seal every kept key with the first secret.

    Returns how many were, and the slugs of those that cannot be opened.
    """
    shut: list[str] = []
    count = 0
    with transaction.atomic():
        for row in GatewayKey.objects.select_for_update().order_by("gateway"):
            try:
                key = keyring.unseal(row.sealed, owner=row.gateway)
            except keyring.Locked:  # told to whoever rotates; the others go on
                shut.append(row.gateway)
                continue
            row.sealed = keyring.seal(key, owner=row.gateway)
            row.save(update_fields=["sealed"])
            count += 1
    memory.forget()
    return count, tuple(shut)


def _read() -> Opened:
    """Open the rows; one that stays shut is no key, whatever else happens."""
    opened: dict[str, str] = {}
    shut: set[str] = set()
    for slug, sealed in GatewayKey.objects.values_list("gateway", "sealed"):
        try:
            opened[slug] = keyring.unseal(sealed, owner=slug)
        except keyring.Locked:  # fails closed: shown to admins, requests wait
            shut.add(slug)
    hide(*opened.values())
    return Opened(opened, frozenset(shut))
