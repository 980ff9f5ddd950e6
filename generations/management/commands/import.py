"""`./studio import FOLDER`: an exported library into an empty studio."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from generations.custody import arrival
from generations.custody.arrival import Arrival
from generations.management.progress import Counter
from generations.solo import Solo


class Command(BaseCommand):
    """Verify every checksum, fill the store, then write all rows at once.

    Between SQLite and PostgreSQL, a folder and S3: whatever this studio is set to.
    """

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and what is true of where it came from."""
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--source-is-stopped",
            action="store_true",
            help="the exported studio was stopped before and never runs again: send"
            " what waited there; without it, such requests are held for a person,"
            " since they may have been sent and paid there",
        )
        parser.add_argument(
            "--accept-missing",
            action="store_true",
            help="take rows whose files were missing where this was exported",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        rights = _become_alone()
        counter = Counter(_("files and rows"))
        found = Arrival(
            options["folder"].resolve(),
            tell=counter.show,
            is_source_stopped=options["source_is_stopped"],
            accepts_missing=options["accept_missing"],
        )
        try:
            call_command("migrate", interactive=False, verbosity=0)
            found.run()
        except arrival.Refused as refusal:
            raise CommandError(said_of(refusal)) from refusal
        except (OSError, DatabaseError, DeserializationError) as problem:
            raise CommandError(
                _("Broken off, no row was written: {problem}. Run it again.").format(
                    problem=problem
                )
            ) from problem
        finally:
            counter.end()
            for right in rights:
                right.give_back()
        said = _("{rows} rows and {files} files are here, each checksum verified.")
        self.stdout.write(said.format(rows=found.rows, files=found.files))
        if found.held:
            self.stdout.write(
                _(
                    "{count} requests waited to be sent. They may have been sent and"
                    " paid where this was exported, so they are held: decide about each"
                    " on the page Payments."
                ).format(count=found.held)
            )


def _become_alone() -> list[Solo]:
    """Return the rights that keep other processes of this folder away.

    Raises:
        CommandError: one of them runs.
    """
    rights = [Solo(settings.STUDIO_DATA_DIR, each) for each in ("studio", "process")]
    for place, right in enumerate(rights):
        if not right.take():
            for taken in rights[:place]:
                taken.give_back()
            raise CommandError(_("A studio runs on this data folder. Stop it first."))
    return rights


def said_of(refusal: arrival.Refused) -> str:
    """Say why an import does not happen, and what to do."""
    match refusal:
        case arrival.NotEmpty():
            return _(
                "This studio is not empty ({people} people, {pictures} pictures and"
                " wishes). Import into a new one: another STUDIO_DATA_DIR, DATABASE_URL"
                " and bucket."
            ).format(people=refusal.people, pictures=refusal.pictures)
        case arrival.OtherSchema():
            return _(
                "The export was made by another release: {application} is at {theirs}"
                " there and at {ours} here. Import with the release that exported, then"
                " update."
            ).format(
                application=refusal.application,
                theirs=refusal.theirs or "-",
                ours=refusal.ours or "-",
            )
        case arrival.Damaged():
            return _(
                "{path} is missing or is not what the export says it is. Export again,"
                " or bring the file back from another copy; then run this again."
            ).format(path=refusal.path)
        case arrival.Incomplete():
            names = ", ".join(refusal.names[:5])
            return _(
                "{count} files of rows are not in the export ({names}). They were"
                " missing where it was made; --accept-missing goes on without them."
            ).format(count=len(refusal.names), names=names)
    raise TypeError(refusal)
