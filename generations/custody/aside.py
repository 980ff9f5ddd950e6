"""What belongs to no row: put aside where nobody serves it, never deleted.

Also names what else waits on this machine: unfinished files, kept answers, bytes
that were no picture.
"""

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from generations.custody import listing
from generations.custody.findings import Finding, Kind, Report
from generations.custody.verify import YOUNG, named_by_rows
from generations.models import Attempt, AttemptState, Output
from generations.pipeline import files, spool

#: What may be put aside, when somebody asks for it.
REMOVABLE = (Kind.OLD_ORPHAN, Kind.TEMPORARY)
#: A kept answer this old is not just on its way into the database.
SPOOL_YOUNG = timedelta(minutes=10)


def put_orphans_aside(report: Report) -> None:
    """Move old orphans and unfinished files of the store into its quarantine.

    A row that appears meanwhile gets its file back.

    Raises:
        OSError: the store did not move one.
    """
    found = [each for each in report.findings if each.kind in REMOVABLE]
    moved = [each for each in found if _put_aside(each)]
    for each in moved:
        if each.name in named_by_rows([each.name]):
            _move(aside(each.name), each.name)
            report.put_aside -= 1
    report.put_aside += len(moved)


def aside(name: str) -> str:
    """Return the name that a file of the store has in its quarantine."""
    return f"{listing.QUARANTINE}/{name}"


def _put_aside(finding: Finding) -> bool:
    """Move one file away; False when it stays, being named or gone by now."""
    if finding.name in named_by_rows([finding.name]):
        return False
    try:
        _move(finding.name, aside(finding.name))
    except FileNotFoundError:
        return False
    return True


def _move(name: str, new_name: str) -> None:
    """Give a file of the store another name.

    Raises:
        OSError: it is not there, or the store did not do it.
    """
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:  # no folder: the bytes go through this machine
        with default_storage.open(name) as file:
            default_storage.save(new_name, file)
        default_storage.delete(name)
        return
    files.adopt(path, new_name)


def note_leftovers(report: Report) -> None:
    """Name what lies in the folders of this machine and waits for somebody."""
    for path in _old_files(_data_folder("incoming")):
        report.add(
            Kind.TEMPORARY, f"incoming/{path.relative_to(_data_folder('incoming'))}"
        )
    for path in sorted(_data_folder("quarantine").glob("*")):
        report.add(Kind.QUARANTINED, f"quarantine/{path.name}", _bytes(path))
    for path in sorted(spool.folder().glob("*.unread")):
        report.add(Kind.QUARANTINED, f"spool/{path.name}", _bytes(path))
    _note_spool(report)


def _note_spool(report: Report) -> None:
    """Name kept answers and pictures that nobody reads into the database."""
    too_young = time.time() - SPOOL_YOUNG.total_seconds()
    folder = spool.folder()
    waiting = [
        each
        for each in spool.waiting()
        if _written_s(folder / f"{each}.ndjson") < too_young
    ]
    known = dict(
        Attempt.objects.filter(pk__in=waiting[:1000]).values_list("pk", "state")
    )
    for attempt_id in waiting:
        if known.get(attempt_id) != AttemptState.SENT:  # a long answer still comes
            note = "" if attempt_id in known else "no row knows it"
            report.add(Kind.SPOOLED, f"spool/{attempt_id}.ndjson", note)
    named = set(Output.objects.exclude(spooled="").values_list("spooled", flat=True))
    for path in sorted(folder.glob("*.bin")):
        is_old = _written_s(path) < too_young
        if is_old and path.name not in named:
            report.add(Kind.SPOOLED, f"spool/{path.name}", "no row knows it")


def _data_folder(name: str) -> Path:
    return Path(settings.STUDIO_DATA_DIR, name)


def _old_files(folder: Path) -> list[Path]:
    limit = time.time() - YOUNG.total_seconds()
    return [
        p for p in sorted(folder.rglob("*")) if p.is_file() and _written_s(p) < limit
    ]


def _written_s(path: Path) -> float:
    """Return when a file was written, now for one that is gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _bytes(path: Path) -> str:
    return f"{path.stat().st_size} bytes"
