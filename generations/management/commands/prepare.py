"""`./studio prepare`: the database, the static files and the owner, made ready."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from generations.models import Attempt, Gate
from generations.solo import Solo
from seedream_site.collecting import collect
from teams.founding import found_from_settings
from teams.models import Team

#: How long one process waits for another that prepares the same folder, seconds.
PATIENCE_S = 600.0
#: Characters below which the owner's password is worth a word.
MIN_PASSWORD = 12


class Command(BaseCommand):
    """Migrate, collect static files, book old money, end a drain, make the owner."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; safe to repeat."""
        solo = Solo(settings.STUDIO_DATA_DIR, "prepare")
        if not solo.take(wait_s=PATIENCE_S):
            raise CommandError("Another process is preparing this studio for too long.")
        try:
            self._prepare()
        finally:
            solo.give_back()

    def _prepare(self) -> None:
        for folder in (settings.STUDIO_SPOOL_DIR, settings.STUDIO_STORE_DIR):
            folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        collect()
        Team.objects.home()
        Attempt.objects.catch_up()
        if Gate.objects.end_drain():
            self.stderr.write("The drain is over: requests leave again.")
        try:
            owner = found_from_settings()
        except ValidationError as error:
            message = f"STUDIO_OWNER_EMAIL: {' '.join(error.messages)}"
            raise CommandError(message) from error
        if owner is not None:
            self.stderr.write(f"Owner's account made: {settings.STUDIO_OWNER_EMAIL}")
            if len(settings.STUDIO_OWNER_PASSWORD) < MIN_PASSWORD:
                self.stderr.write("Its password is short: change it after signing in.")
