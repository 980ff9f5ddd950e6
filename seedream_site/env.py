"""Typed reading of the environment: NAME, or NAME_FILE for a secret in a file.

Fails loudly at start-up. Knows no setting by name; those stand in `settings`.
"""

from pathlib import Path
from secrets import token_urlsafe

import environ

env = environ.FileAwareEnv()


def hosts_of(names: list[str]) -> list[str]:
    """Return host names without blanks, stars refused.

    Raises:
        ValueError: a `*` would accept every Host header.
    """
    hosts = [name.strip() for name in names if name.strip()]
    if "*" in hosts:
        raise ValueError("STUDIO_ALLOWED_HOSTS must name the hosts; * is refused.")
    return hosts


def secret_in(path: Path) -> str:
    """Return the secret kept in a file, making it (mode 0600) when missing."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.touch(mode=0o600)
        path.write_text(token_urlsafe(50))
        return path.read_text().strip()
