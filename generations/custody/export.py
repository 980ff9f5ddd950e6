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
    copy_into,
    sha256_of,
    write_durably,
)
from generations.models import StoredImage
from generations.pipeline import spool

FORMAT = 1
MANIFEST = "manifest.json"


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
            dumped = [self._dump(place, each) for place, each in enumerate(_tables())]
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
            for copied in self._copies():
                self.files += 1
                self.size_bytes += copied.size_bytes
                self.tell(self.files)
                listing.write(json.dumps(copied.as_dict(), ensure_ascii=False) + "\n")
        return {
            "path": path,
            "count": self.files,
            "bytes": self.size_bytes,
            "sha256": sha256_of(self.folder / path),
        }

    def _copies(self) -> Iterator[Copied]:
        for row in self._pictures():
            sha256 = row["sha256"]
            suffix = Path(row["key"]).suffix
            path = f"originals/{sha256[:2]}/{sha256}{suffix}"
            yield from self._copy(
                row["key"], path, sha256=sha256, size_bytes=row["size_bytes"]
            )
            names = {each["key"]: each for each in row["thumbnails"].values()}
            for name, record in names.items():
                yield from self._copy(name, name, size_bytes=record.get("size_bytes"))

    def _pictures(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of pictures as the snapshot has them."""
        label = StoredImage._meta.label_lower
        (path,) = (self.folder / self._snapshot).glob(f"*-{label}.jsonl")
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)["fields"]

    def _copy(
        self, name: str, path: str, *, size_bytes: int | None, sha256: str = ""
    ) -> Iterator[Copied]:
        """Copy one file unless the folder has it; what is not there is noted.

        An original that is there is whole: its name came after its bytes.
        """
        target = self.folder / path
        if target.exists() and size_bytes in (None, target.stat().st_size):
            known = sha256 or sha256_of(target)
            yield Copied(name, path, target.stat().st_size, known)
            return
        try:
            with default_storage.open(name) as file:
                made = copy_into(file, target, sha256=sha256)
        except FileNotFoundError:
            self.missing[name] = "not there"
            return
        except Altered:
            self.missing[name] = "altered"
            return
        self.new_files += 1
        yield Copied(name, path, made.size_bytes, made.sha256)

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


def _tables() -> list[tables.Table]:
    return tables.tables()
