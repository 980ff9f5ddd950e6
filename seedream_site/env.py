"""Typed reading of the environment: NAME, or NAME_FILE for a secret in a file.

Fails loudly at start-up. Knows no setting by name; those stand in `settings`.
"""

import os
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path
from secrets import token_hex, token_urlsafe

import environ
from environ.fileaware_mapping import FileAwareMapping


class Values(FileAwareMapping):  # type: ignore[misc]  # environ is untyped
    """The environment: an empty variable is none, a file ends without line break."""

    def __getitem__(self, name: str) -> str:
        """Return the value of a variable, or what the file it names holds."""
        value = str(super().__getitem__(name))
        if self.env.get(f"{name}_FILE"):
            value = value.rstrip("\r\n")
        if not value:
            raise KeyError(name)
        return value


class Env(environ.FileAwareEnv):  # type: ignore[misc]  # environ is untyped
    """Reads `Values`."""

    ENVIRON = Values()


env = Env()


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
    with suppress(FileNotFoundError):
        if kept := path.read_text().strip():
            return kept
    written = path.with_name(f"{path.name}-{token_hex(8)}")
    written.touch(mode=0o600)
    written.write_text(token_urlsafe(50))
    try:
        os.link(written, path)
        written.unlink()
    except FileExistsError:
        if path.read_text().strip():  # another process was faster: theirs counts
            written.unlink()
        else:  # a crash of an older studio left it empty
            written.replace(path)
    except OSError:  # a file system without hard links
        written.replace(path)
    return path.read_text().strip()


def port_number(text: str) -> int:
    """Read a port, 0 for any free one.

    Raises:
        ArgumentTypeError: it is no number from 0 to 65535.
    """
    if not (text.isdecimal() and int(text) < 65536):
        raise ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)
