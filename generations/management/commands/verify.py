"""`./studio verify`: is everything still there, and what it was?"""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from generations.custody import checkups
from generations.custody.findings import Finding, Kind, Report
from generations.figures import write_bytes
from generations.management.progress import Counter


class Command(BaseCommand):
    """Compare the rows, the store and the spool; 0 when nothing is wrong, else 1."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much to look at, and how to say it."""
        parser.add_argument(
            "--all",
            action="store_true",
            help="every checksum, instead of the seventh whose day it is",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="move files without a row, older than 7 days, into the quarantine",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        report = Report()
        if not options["json"]:
            report.tell = self._say
        checkup = checkups.begin()
        if checkup is None:
            raise CommandError(_("Another check begins at this moment; try again."))
        counter = Counter(_("files"))
        try:
            checkups.run(
                checkup,
                report,
                everything=options["all"],
                removes_orphans=options["remove_orphans"],
                make_way=lambda: counter.show(report.checked_files),
            )
        except OSError as problem:
            raise CommandError(
                _("The store cannot be read ({problem}). Nothing was changed.").format(
                    problem=problem.strerror or type(problem).__name__
                )
            ) from problem
        finally:
            counter.end()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._sum_up(report)
        if not report.is_whole:
            sys.exit(1)

    def _say(self, finding: Finding) -> None:
        self.stdout.write(str(finding))

    def _sum_up(self, report: Report) -> None:
        counts = report.counts()
        self.stdout.write(
            _(
                "{files} files compared with their rows, {sums} checksums ({size}):"
                " {missing} missing, {altered} altered, {odd} odd rows, {orphans}"
                " orphans."
            ).format(
                files=report.checked_files,
                sums=report.checked_sums,
                size=write_bytes(report.checked_bytes),
                missing=counts[Kind.MISSING],
                altered=counts[Kind.ALTERED],
                odd=counts[Kind.ODD_ROW],
                orphans=counts[Kind.ORPHAN] + counts[Kind.OLD_ORPHAN],
            )
        )
        if report.put_aside:
            said = _("{count} put aside below quarantine/ of the store.")
            self.stdout.write(said.format(count=report.put_aside))
        for step in next_steps(report):
            self.stdout.write(step)


def next_steps(report: Report) -> list[str]:
    """Say what to do about each kind of finding."""
    counts = report.counts()
    steps = {
        Kind.MISSING: _(
            "Missing: bring these files back from your backup or export (same names"
            " below the store), then run ./studio verify again."
        ),
        Kind.ALTERED: _(
            "Altered: look after the disk; delete the altered file and bring it back"
            " from your backup or export. Nothing here overwrites it."
        ),
        Kind.ODD_ROW: _(
            "Odd rows: keep a copy of the database and report them; nothing paid is"
            " sent again because of them."
        ),
        Kind.OLD_ORPHAN: _(
            "Old orphans: ./studio verify --remove-orphans moves them into the"
            " quarantine; nothing is deleted."
        ),
        Kind.TEMPORARY: _(
            "Temporary files: what a broken-off download left; harmless."
        ),
        Kind.SPOOLED: _(
            "Spooled answers: a running studio takes them in; start it with this data"
            " folder."
        ),
    }
    if report.put_aside:
        del steps[Kind.OLD_ORPHAN]
    return [step for kind, step in steps.items() if counts[kind]]
