"""Compares the rows of pictures with the files of the store, a shelf at a time.

A shelf is what one team has under one first byte of the checksum: one page of rows
and one folder, so that memory does not grow with the library. Rows are read before
files: what the studio keeps meanwhile is never taken for missing.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from generations.custody import listing
from generations.custody.findings import Kind, Report
from generations.models import StoredImage
from generations.storage import TEMPORARY_PREFIX

#: All checksums are looked at once in as many days.
NIGHTS = 7
#: An orphan this old is no picture on its way.
REMOVABLE_AFTER = timedelta(days=7)
#: A file this young may be waiting for its row, or still be written.
YOUNG = timedelta(hours=1)
#: Rows read at once.
PAGE = 2_000
#: Checksums asked for at once.
QUESTION = 500
CHUNK_BYTES = 1 << 20


class Kept(NamedTuple):
    """What a row says of its files."""

    pk: UUID
    team_id: UUID
    sha256: str
    key: str
    size_bytes: int
    thumbnails: dict[str, dict[str, Any]]

    @property
    def shelf(self) -> tuple[UUID, str]:
        """Return the team and the first byte of the checksum."""
        return self.team_id, self.sha256[:2]


@dataclass(slots=True)
class Check:
    """One round: which checksums to look at, whom to tell, when to make way."""

    report: Report
    everything: bool = False
    reads_sums: bool = True
    today: date = field(default_factory=timezone.localdate)
    make_way: Callable[[], None] = lambda: None

    def run(self) -> None:
        """Compare every row with its files and every file with its row.

        Raises:
            OSError: the store cannot be read.
        """
        seen: set[str] = set()
        for (team_id, byte), rows in groupby(kept_rows(), key=lambda row: row.shelf):
            folders = [f"{kind}/{team_id}/{byte}" for kind in listing.KINDS]
            self._compare(list(rows), folders)
            seen.update(folders)
        for folder in listing.shelves():
            if folder not in seen:
                self._compare([], [folder])
        for name in listing.names_at_the_top():
            self._note_stray(name)

    def _compare(self, rows: list[Kept], folders: list[str]) -> None:
        there: dict[str, int] = {}
        for folder in folders:
            there |= listing.sizes_in(folder)
        self.report.checked_files += len(there)
        named: set[str] = set()
        for row in rows:
            self.make_way()
            named.add(row.key)
            self._look_at_original(row, there.get(row.key))
            for size, record in row.thumbnails.items():
                name = record["key"]
                if name not in named:
                    self._look_at_thumbnail(row, size, record, there.get(name))
                named.add(name)
        self._look_at_strays([name for name in there if name not in named])

    def _look_at_original(self, row: Kept, size: int | None) -> None:
        if size is None and not default_storage.exists(row.key):
            self.report.add(Kind.MISSING, row.key, f"picture {row.pk}")
        elif size is not None and size != row.size_bytes:
            note = f"{size} bytes instead of {row.size_bytes}"
            self.report.add(Kind.ALTERED, row.key, note)
        elif self.reads_sums and (self.everything or is_due(row.sha256, self.today)):
            self.report.checked_sums += 1
            self.report.checked_bytes += row.size_bytes
            if sha256_in_store(row.key, self.make_way) != row.sha256:
                self.report.add(Kind.ALTERED, row.key, "another checksum")

    def _look_at_thumbnail(
        self, row: Kept, size: str, record: dict[str, Any], found: int | None
    ) -> None:
        name = record["key"]
        meant = record.get("size_bytes", found)  # older rows do not say
        if found is None and not default_storage.exists(name):
            self.report.add(Kind.MISSING, name, f"thumbnail {size} of {row.pk}")
        elif found is not None and (found != meant or not found):
            self.report.add(Kind.ALTERED, name, f"thumbnail {size} of {row.pk}")

    def _look_at_strays(self, names: list[str]) -> None:
        """Note files without a row; rows written meanwhile are looked up."""
        if not names:
            return
        for name in sorted(set(names) - named_by_rows(names)):
            self._note_stray(name)

    def _note_stray(self, name: str) -> None:
        written_at = listing.changed_at(name)
        age = timezone.now() - written_at if written_at else timedelta(0)
        if age < YOUNG:
            return
        if name.rpartition("/")[2].startswith(TEMPORARY_PREFIX):
            kind = Kind.TEMPORARY
        elif "/" not in name:
            return  # not one of ours
        else:
            kind = Kind.OLD_ORPHAN if age > REMOVABLE_AFTER else Kind.ORPHAN
        self.report.add(kind, name, f"{age.days} days old")


def kept_rows() -> Iterator[Kept]:
    """Yield what the rows of kept bytes say, shelf by shelf, in short reads."""
    place = Q()
    fields = Kept._fields
    while True:
        found = StoredImage.objects.filter(place, purged_at=None)
        found = found.order_by("team_id", "sha256")
        page = [Kept(*row) for row in found.values_list(*fields)[:PAGE]]
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]
        place = Q(team_id=last.team_id, sha256__gt=last.sha256) | Q(
            team_id__gt=last.team_id
        )


def named_by_rows(names: list[str]) -> set[str]:
    """Return the names of one shelf that rows know by now."""
    try:
        team_id = UUID(names[0].split("/")[1])
    except (IndexError, ValueError):  # no folder of ours
        return set()
    checksums = sorted({name.rpartition("/")[2][:64] for name in names})
    rows = StoredImage.objects.filter(team_id=team_id, purged_at=None)
    known: set[str] = set()
    for start in range(0, len(checksums), QUESTION):
        asked = rows.filter(sha256__in=checksums[start : start + QUESTION])
        for key, thumbnails in asked.values_list("key", "thumbnails"):
            known |= {key, *(record["key"] for record in thumbnails.values())}
    return known


def is_due(sha256: str, today: date) -> bool:
    """Say whether a checksum is among the seventh of this day."""
    return int(sha256[:2], 16) % NIGHTS == today.toordinal() % NIGHTS


def sha256_in_store(name: str, make_way: Callable[[], None] = lambda: None) -> str:
    """Return the checksum of a file's bytes, "" when it is gone.

    Raises:
        OSError: the store cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
                make_way()
    except FileNotFoundError:
        return ""
    return digest.hexdigest()
