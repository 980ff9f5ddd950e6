"""An exported folder into an empty studio: files first, each verified, then all rows.

The rows come in one transaction, which ends only when each has its files.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from generations.custody import tables
from generations.custody.copying import at_once, copy_into, sha256_of
from generations.custody.export import FORMAT, MANIFEST
from generations.custody.findings import Kind, Report
from generations.custody.hold import hold_unsent
from generations.custody.verify import Check, sha256_in_store
from generations.models import Generation, StoredImage
from generations.pipeline import spool
from teams.models import User


class Refused(Exception):
    """The import does not begin, or takes everything back; the words say why."""


@dataclass(eq=False)
class NotEmpty(Refused):
    """There are people or pictures here already."""

    pictures: int
    people: int


@dataclass(eq=False)
class OtherSchema(Refused):
    """The rows were exported by a studio with other migrations."""

    application: str
    theirs: str
    ours: str


@dataclass(eq=False)
class Damaged(Refused):
    """A file of the export is not what its list says, or is not there."""

    path: str


@dataclass(eq=False)
class Incomplete(Refused):
    """Rows would stand without these files."""

    names: tuple[str, ...]


@dataclass(slots=True)
class Arrival:
    """One import of one folder."""

    folder: Path
    tell: Callable[[int], None] = lambda count: None
    #: requests that wait may be sent from here: nobody else has them any more
    is_source_stopped: bool = False
    accepts_missing: bool = False
    rows: int = 0
    files: int = 0
    held: int = 0

    def run(self) -> None:
        """Bring everything in; a second try goes on with the files.

        Raises:
            Refused: in one of its kinds; no row was written.
            OSError: the folder or the store failed; no row was written.
        """
        manifest = self._manifest()
        _compare_schemas(manifest["schema"], tables.schema())
        _refuse_people_and_pictures()
        if manifest["missing"] and not self.accepts_missing:
            raise Incomplete(tuple(manifest["missing"]))
        for entry in [*manifest["tables"], manifest["files"], *manifest["spool"]]:
            self._verify(entry)
        for _brought in at_once(self._bring, self._lines(manifest["files"]["path"])):
            self.files += 1
            self.tell(self.files)
        self._bring_aside(manifest["spool"], spool.folder())
        quarantine = Path(settings.STUDIO_DATA_DIR, "quarantine")
        self._bring_aside(manifest["quarantine"], quarantine)
        with transaction.atomic():
            self._write_rows(manifest)

    def _manifest(self) -> dict[str, Any]:
        path = self.folder / MANIFEST
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise Damaged(MANIFEST)
        except (FileNotFoundError, ValueError, KeyError, TypeError) as problem:
            raise Damaged(MANIFEST) from problem
        return found

    def _lines(self, path: str) -> Iterator[dict[str, Any]]:
        with (self.folder / path).open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def _verify(self, entry: dict[str, Any]) -> None:
        path = self.folder / entry["path"]
        if not path.is_file() or sha256_of(path) != entry["sha256"]:
            raise Damaged(entry["path"])

    def _bring(self, entry: dict[str, Any]) -> None:
        """Put one verified file into the store, or verify the one that is there."""
        name, path = entry["name"], self.folder / entry["path"]
        if not default_storage.exists(name):
            self._verify(entry)
            with path.open("rb") as file:
                default_storage.save(name, File(file))
        elif sha256_in_store(name) != entry["sha256"]:
            raise Damaged(name)

    def _bring_aside(self, entries: list[dict[str, Any]], target: Path) -> None:
        for entry in entries:
            self._verify(entry)
            with (self.folder / entry["path"]).open("rb") as file:
                copy_into(
                    file, target / Path(entry["name"]).name, sha256=entry["sha256"]
                )

    def _write_rows(self, manifest: dict[str, Any]) -> None:
        _forget_what_prepare_made()
        for entry in manifest["tables"]:
            found = tables.load(self.folder / entry["path"], self.tell)
            if found != entry["rows"]:
                raise Damaged(entry["path"])
            self.rows += found
        tables.reset_sequences()
        if not self.is_source_stopped:
            self.held = hold_unsent()
        report = Report()
        Check(report, reads_sums=False).run()
        gone = {each.name for each in report.findings if each.kind is Kind.MISSING}
        if gone - set(manifest["missing"]):
            raise Incomplete(tuple(sorted(gone)))


def _compare_schemas(theirs: dict[str, list[str]], ours: dict[str, list[str]]) -> None:
    for application in sorted(theirs.keys() | ours.keys()):
        one, other = theirs.get(application, []), ours.get(application, [])
        if one != other:
            raise OtherSchema(application, ", ".join(one), ", ".join(other))


def _refuse_people_and_pictures() -> None:
    """Refuse a studio in which somebody has been.

    An account that `./studio prepare` made and nobody used yet makes way.
    """
    pictures = StoredImage.objects.count() + Generation.objects.count()
    people = User.objects.count()
    is_used = User.objects.filter(last_login__isnull=False).exists()
    if pictures or people > 1 or is_used:
        raise NotEmpty(pictures, people)


def _forget_what_prepare_made() -> None:
    _refuse_people_and_pictures()
    for model in reversed(tables.tables()):
        model._default_manager.all().delete()
