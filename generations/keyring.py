"""Seals keys and opens them again, by a secret that is neither a row nor SECRET_KEY.

Knows texts only: no row, no gateway's address, no wire.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

#: What the derived secret is for, so that another use would get another one.
_PURPOSE = b"seedream-studio: keys of gateways"
_LINE = "\n"


class Locked(Exception):
    """What is sealed cannot be opened: its secret is gone, or it was altered."""


def seal(key: str, *, owner: str) -> str:
    """Seal a key for one owner (a gateway's slug) with the first secret.

    The owner is sealed in: what is copied to another owner's row opens nothing.
    """
    return _ring().encrypt(f"{owner}{_LINE}{key}".encode()).decode("ascii")


def unseal(sealed: str, *, owner: str) -> str:
    """Open what was sealed for this owner with any of the secrets.

    Raises:
        Locked: none of them opens it, or it belongs to another owner.
    """
    try:
        text = _ring().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Locked(owner) from error
    sealed_for, _line, key = text.partition(_LINE)
    if sealed_for != owner:
        raise Locked(owner)
    return key


def _ring() -> MultiFernet:
    return _ring_of(settings.STUDIO_KEYS_SECRET)


@lru_cache(maxsize=4)
def _ring_of(secrets: str) -> MultiFernet:
    """Return what seals with the first secret and opens with all of them."""
    found = [secret.strip() for secret in secrets.split(",") if secret.strip()]
    return MultiFernet([Fernet(_derived(secret)) for secret in found])


def _derived(secret: str) -> bytes:
    """Make a Fernet key of a text of any length."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))
