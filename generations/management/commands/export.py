"""`./studio export FOLDER`: the whole library, readable without a studio."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from generations.custody.export import Export
from generations.figures import write_bytes
from generations.management.progress import Counter
from generations.solo import Solo

#: Right to write into an export folder; its file marks the folder as ours.
RIGHT = "export"


class Command(BaseCommand):
    """Rows as JSON lines, originals by checksum; again: only what is new is copied.

    The studio may run meanwhile. Exits with 1 when a file of a row is not there.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        folder: Path = options["folder"].resolve()
        lock = _lock(folder)
        counter = Counter(_("files"))
        export = Export(folder, tell=counter.show)
        try:
            export.run()
        except LookupError as problem:
            raise CommandError(
                _("Run ./studio prepare first; not applied: {names}.").format(
                    names=problem.args[0]
                )
            ) from problem
        except OSError as problem:
            raise CommandError(
                _(
                    "Broken off ({problem}). The export before it, if any, is still"
                    " whole; run it again to go on."
                ).format(problem=problem.strerror or problem)
            ) from problem
        finally:
            counter.end()
            lock.give_back()
        self._sum_up(export)
        if export.missing:
            sys.exit(1)

    def _sum_up(self, export: Export) -> None:
        said = _("{rows} rows, {files} files ({size}), {new} of them new: {folder}")
        self.stdout.write(
            said.format(
                rows=export.rows,
                files=export.files,
                size=write_bytes(export.size_bytes),
                new=export.new_files,
                folder=export.folder,
            )
        )
        self.stdout.write(
            _(
                "Keep it like the studio itself: it holds prompts, password hashes and"
                " addresses of pictures. Gateway keys are in it sealed; what opens them"
                " (STUDIO_KEYS_SECRET, or keys-secret in the data folder) is not: copy"
                " it apart."
            )
        )
        for name, why in export.missing.items():
            self.stdout.write(f"{why}: {name}")
        if export.missing:
            self.stdout.write(_("These are not in the export. Ask ./studio verify."))


def _lock(folder: Path) -> Solo:
    """Return the right to write into a folder that is empty or an export.

    Raises:
        CommandError: it is neither, or another export runs.
    """
    lock = Solo(folder, RIGHT)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / f"{RIGHT}.lock").exists():
            message = _("{folder} has other files in it. Name an empty folder.")
            raise CommandError(message.format(folder=folder))
        if not lock.take():
            raise CommandError(_("Another export writes into this folder."))
    except OSError as problem:
        message = _("{folder} cannot be written to ({problem}).")
        raise CommandError(
            message.format(folder=folder, problem=problem.strerror or problem)
        ) from problem
    return lock
