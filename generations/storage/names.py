"""Names that say what is in a file: folders, the beginning, the checksum."""

import re

_SHA256 = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*")
#: Only originals: what was set aside keeps its name and may be other bytes by now.
_SAYS_CONTENT = re.compile(r"originals/(?:.+/)?([0-9a-f]{64})\.[a-z0-9]{1,8}")


def content_key(sha256: str, extension: str, *, prefix: str) -> str:
    """Return the name of some content, like `originals/ab/abcdef….jpg`.

    `sha256` is 64 lower-case hex digits, `extension` comes without its dot.

    Raises:
        ValueError: a part is not of that form, as in an attempt to leave `prefix`.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError("A checksum is 64 lower-case hex digits.")
    if not _EXTENSION.fullmatch(extension):
        raise ValueError("An extension is one to eight letters and digits, no dot.")
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("A prefix is plain lower-case folder names.")
    return f"{prefix}/{sha256[:2]}/{sha256}.{extension}"


def checksum_in(name: str) -> str:
    """Return the SHA-256 that a name promises of its content, "" for none."""
    match = _SAYS_CONTENT.fullmatch(name)
    return match[1] if match else ""
