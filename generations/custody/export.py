"""The whole library as a folder: rows as JSON lines, originals, what waits.

The manifest is written last and names one snapshot; one that is broken off leaves
the manifest before it. Files are only ever added: a second export copies what is new.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from generations.custody import tables
from generations.custody.copying import (
    UNFINISHED,
    Altered,
    Copied,
    at_once,
    copy_into,
    sha256_of,
    write_durably,
)
from generations.models import StoredImage
from generations.pipeline import spool

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of the store, where it belongs in the folder, and what is known of it."""

    name: str
    path: str
    size_bytes: int | None  #: None: its row does not say
    sha256: str = ""


@dataclass(slots=True)
class Export:
    """One export into one folder."""

    folder: Path
    tell: Callable[[int], None] = lambda count: None
    rows: int = 0
    files: int = 0
    new_files: int = 0
    size_bytes: int = 0
    #: names in the store that rows name and that could not be copied, with why
    missing: dict[str, str] = field(default_factory=dict)
    _snapshot: str = ""

    def run(self) -> None:
        """Write everything; the studio may go on meanwhile.

        Rows first, then their files: what is added meanwhile is a file too many,
        never a row without its file.

        Raises:
            LookupError: the database is not at the migrations of this release.
            OSError: the folder or the store failed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._snapshot = f"snapshots/{timezone.now():%Y%m%dT%H%M%S%f}"
        (self.folder / self._snapshot).mkdir(parents=True)
        self._copy_spool()  # before and after: pictures leave it once they are stored
        with tables.snapshot():
            schema = tables.schema()
            self._copy_spool()
            dumped = [
                self._dump(place, each) for place, each in enumerate(tables.tables())
            ]
        manifest = {
            "format": FORMAT,
            "made_at": timezone.now().isoformat(),
            "database": connection.vendor,
            "schema": schema,
            "tables": dumped,
            "files": self._copy_files(),
            "spool": self._listed(f"{self._snapshot}/spool"),
            "quarantine": self._copy_quarantine(),
            "missing": self.missing,
        }
        text = json.dumps(manifest, indent=2, ensure_ascii=False)
        write_durably(self.folder / MANIFEST, text + "\n")
        self._remove_old()

    def _dump(self, place: int, model: tables.Table) -> dict[str, Any]:
        label = model._meta.label_lower
        path = f"{self._snapshot}/{place:02}-{label}.jsonl"
        count = tables.dump(model, self.folder / path)
        self.rows += count
        sha256 = sha256_of(self.folder / path)
        return {"model": label, "path": path, "rows": count, "sha256": sha256}

    def _copy_files(self) -> dict[str, Any]:
        """Copy what the rows of the snapshot name, and list it."""
        path = f"{self._snapshot}/files.jsonl"
        with (self.folder / path).open("w", encoding="utf-8") as listing:
            for copied in at_once(self._copy, self._wanted()):
                if copied is None:
                    continue
                self.files += 1
                self.new_files += copied.is_new
                self.size_bytes += copied.size_bytes
                self.tell(self.files)
                listing.write(json.dumps(copied.as_dict(), ensure_ascii=False) + "\n")
        return {
            "path": path,
            "count": self.files,
            "bytes": self.size_bytes,
            "sha256": sha256_of(self.folder / path),
        }

    def _wanted(self) -> Iterator[Wanted]:
        """Yield the files that rows of the snapshot name, each once per row."""
        for row in self._pictures():
            sha256, key = row["sha256"], row["key"]
            path = f"originals/{sha256[:2]}/{sha256}{Path(key).suffix}"
            yield Wanted(key, path, row["size_bytes"], sha256)
            records = {each["key"]: each for each in row["thumbnails"].values()}
            for name, record in records.items():
                yield Wanted(name, name, record.get("size_bytes"))

    def _pictures(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of kept pictures as the snapshot has them."""
        label = StoredImage._meta.label_lower
        (path,) = (self.folder / self._snapshot).glob(f"*-{label}.jsonl")
        with path.open(encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)["fields"]
                if row["purged_at"] is None:
                    yield row

    def _copy(self, wanted: Wanted) -> Copied | None:
        """Copy one file unless the folder has it; what is not there is noted.

        An original that is there is whole: its name came after its bytes.
        """
        target = self.folder / wanted.path
        there = target.stat().st_size if target.exists() else None
        if there is not None and wanted.size_bytes in (None, there):
            known = wanted.sha256 or sha256_of(target)
            return Copied(wanted.name, wanted.path, there, known)
        try:
            with default_storage.open(wanted.name) as file:
                made = copy_into(file, target, sha256=wanted.sha256)
        except FileNotFoundError:
            self.missing[wanted.name] = "not there"
            return None
        except Altered:
            self.missing[wanted.name] = "altered"
            return None
        return Copied(wanted.name, wanted.path, made.size_bytes, made.sha256, True)

    def _copy_spool(self) -> None:
        """Copy what the spool holds; a file that grows is copied as it is now."""
        self._copy_folder(spool.folder(), f"{self._snapshot}/spool", is_anew=True)

    def _copy_quarantine(self) -> list[dict[str, Any]]:
        source = Path(settings.STUDIO_DATA_DIR, "quarantine")
        self._copy_folder(source, "quarantine", is_anew=False)
        return self._listed("quarantine")

    def _copy_folder(self, source: Path, path: str, *, is_anew: bool) -> None:
        for each in sorted(source.glob("[!.]*")):
            target = self.folder / path / each.name
            if target.exists() and not is_anew:
                continue
            try:
                with each.open("rb") as file:
                    copy_into(file, target)
            except FileNotFoundError:  # the studio goes on: it is stored by now
                continue

    def _listed(self, path: str) -> list[dict[str, Any]]:
        return [
            Copied(
                each.name, f"{path}/{each.name}", each.stat().st_size, sha256_of(each)
            ).as_dict()
            for each in sorted((self.folder / path).glob("[!.]*"))
        ]

    def _remove_old(self) -> None:
        """Remove the rows of exports before this one, and what broke off."""
        for old in (self.folder / "snapshots").iterdir():
            if old != self.folder / self._snapshot:
                shutil.rmtree(old)
        for unfinished in self.folder.rglob(f"{UNFINISHED}*"):
            unfinished.unlink(missing_ok=True)
