"""Thumbnails at addresses that never change and prove whose picture they show.

`thumb_url(image, size)` and `thumb_srcset(image)` make them, without a query and in
microseconds. `/thumbs/<team>/<signature>/<sha256>-<size>.<extension>`: the signature
says that the team has this picture, the pass (`teams.passes`) that the person is of
the team. Knows names and signatures only: `files` answers, and asks who it is.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from seedream_site.signatures import SIGNATURE, is_signed, sign

#: Longest sides of the thumbnails in px, smallest first.
SIZES = (320, 640, 1280)
PREFIX = "/thumbs/"
MEDIA_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "webp": "image/webp"}
_PURPOSE = "generations.thumb"
_NAME = r"([0-9a-f]{64})-\d{2,5}\.(?:avif|jpg|webp)"
_ADDRESS = re.compile(rf"{PREFIX}([0-9a-f]{{32}})/({SIGNATURE})/({_NAME})", re.ASCII)


class Pictured(Protocol):
    """What an address needs of a stored image: its row, or these columns of it."""

    @property
    def pk(self) -> uuid.UUID: ...
    @property
    def team_id(self) -> uuid.UUID: ...
    @property
    def sha256(self) -> str: ...
    @property
    def thumbnails(self) -> Mapping[str, Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Thumb:
    """A thumbnail of a team's picture, as its address names it."""

    team_id: uuid.UUID
    sha256: str
    name: str  #: <sha256>-<size>.<extension>

    @property
    def key(self) -> str:
        """Return its name in the store."""
        return f"thumbnails/{self.team_id}/{self.sha256[:2]}/{self.name}"

    @property
    def media_type(self) -> str:
        """Return what it is, which follows from the name."""
        return MEDIA_TYPES[self.name.rpartition(".")[2]]


def thumb_url(image: Pictured, size: int) -> str:
    """Return the address of a thumbnail, or of what stands for one not yet made."""
    record = image.thumbnails.get(str(size))
    return _address(image, record, size, folder_of(image), _place_of(image))


def thumb_srcset(image: Pictured) -> str:
    """Return the thumbnails there are with their widths, for the browser to choose."""
    folder, place = folder_of(image), _place_of(image)
    return ", ".join(
        f"{_address(image, record, size, folder, place)} {record['width_px']}w"
        for size in SIZES
        if (record := image.thumbnails.get(str(size)))
    )


def read_thumb(path: str) -> Thumb | None:
    """Return the thumbnail that an address names, None when we did not write it."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return None
    team, signature, name, sha256 = match.groups()
    if not is_signed(_PURPOSE, f"{team}/{sha256}", signature):
        return None
    return Thumb(uuid.UUID(team), sha256, name)


def folder_of(image: Pictured) -> str:
    """Return the beginning of the addresses of one picture; the file's name follows."""
    team = image.team_id.hex
    return f"{PREFIX}{team}/{sign(_PURPOSE, f'{team}/{image.sha256}')}/"


def _place_of(image: Pictured) -> str:
    """Return where in the store we put the thumbnails of a picture."""
    return f"thumbnails/{image.team_id}/{image.sha256[:2]}"


def _address(
    image: Pictured,
    record: Mapping[str, Any] | None,
    size: int,
    folder: str,
    place: str,
) -> str:
    """Return the address of a file under the name we give it, else by its row."""
    if record is not None:
        kept_in, _slash, name = record["key"].rpartition("/")
        if kept_in == place:
            return f"{folder}{name}"
    return f"/files/{image.pk}/{size}/"
