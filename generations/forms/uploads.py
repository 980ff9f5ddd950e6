"""Files on their way onto the tray: kept, or refused in words, each by itself."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from generations import imaging
from generations.figures import write_bytes
from generations.imaging import Note
from generations.pipeline.store import keep_upload
from teams.models import Team

logger = logging.getLogger(__name__)

#: Largest upload; what is sent may be a smaller copy.
MAX_BYTES = 30_000_000
MAX_PIXELS = 36_000_000
MIN_SIDE_PX = 15
MAX_RATIO = 16


@dataclass(slots=True)
class Taken:
    """What became of some files: places for the tray, and sentences."""

    places: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def take(files: "Iterable[UploadedFile[bytes]]", *, team: Team) -> Taken:
    """Keep each file that is a picture within the limits; say why not otherwise."""
    taken = Taken()
    for file in files:
        name = _shown(file.name or "")
        try:
            taken.places.append(_keep(file, name, team))
        except Unfit as problem:
            said = _("%(name)s: %(problem)s")
            taken.complaints.append(said % {"name": name, "problem": problem})
    return taken


def _shown(name: str) -> str:
    """Return a file's name as it can be shown: short, nothing invisible in it."""
    plain = "".join(letter for letter in name if letter.isprintable())
    return Path(plain).name[:80] or _("picture")


class Unfit(Exception):
    """A file that cannot be a reference; the message is for a person."""


def _keep(file: "UploadedFile[bytes]", name: str, team: Team) -> dict[str, Any]:
    if not file.size:
        raise Unfit(_("the file is empty."))
    if file.size > MAX_BYTES:
        raise Unfit(
            _("%(size)s is more than the %(most)s a reference may have.")
            % {"size": write_bytes(file.size), "most": write_bytes(MAX_BYTES)}
        )
    with NamedTemporaryFile(suffix=".upload") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        path = Path(copy.name)
        try:
            seen = imaging.inspect(path)
            _check_shape(seen)
            image = keep_upload(path, team_id=team.pk)
        except imaging.NotAPicture as problem:
            raise Unfit(say_flaw(problem.reason)) from problem
        except OSError as problem:
            logger.exception("upload not kept")
            raise Unfit(_("it could not be kept just now. Add it again.")) from problem
    return {"image": str(image.pk), "name": name, "notes": _notes(seen)}


def _check_shape(seen: imaging.Inspection) -> None:
    """Refuse what no image model takes; the rest is checked against the offer."""
    facts = {"width": seen.width_px, "height": seen.height_px}
    if min(seen.width_px, seen.height_px) < MIN_SIDE_PX:
        raise Unfit(
            _("%(width)s × %(height)s: each side must have more than 14 px.") % facts
        )
    if seen.width_px * seen.height_px > MAX_PIXELS:
        raise Unfit(_("%(width)s × %(height)s is more than 36 megapixels.") % facts)
    ratio = seen.width_px / seen.height_px
    if not 1 / MAX_RATIO <= ratio <= MAX_RATIO:
        raise Unfit(
            _("%(width)s × %(height)s: the ratio must lie between 1:16 and 16:1.")
            % facts
        )


def _notes(seen: imaging.Inspection) -> list[str]:
    """Return what any copy of it will differ in, to be told by `copies.notes_of`."""
    done = {Note.ROTATED: seen.is_rotated, Note.FIRST_FRAME: seen.frames > 1}
    return [note for note, is_done in done.items() if is_done]


def say_flaw(flaw: imaging.Flaw) -> str:
    """Return the sentence for a file that cannot be read as a picture."""
    match flaw:
        case imaging.Flaw.EMPTY:
            return _("the file is empty.")
        case imaging.Flaw.TRUNCATED:
            return _("the file is cut off; export or download it again.")
        case imaging.Flaw.TOO_MANY_PIXELS:
            return _("the picture has more pixels than a reference may have.")
        case imaging.Flaw.UNSUPPORTED_FORMAT:
            return _("this format cannot be used. Take JPEG, PNG, WebP, BMP or TIFF.")
    return _("this is no picture, whatever its name says. Take JPEG, PNG or WebP.")
