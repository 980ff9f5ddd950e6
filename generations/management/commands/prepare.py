"""`./studio prepare`: the database, the static files and the owner, made ready."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from teams.founding import found_from_settings
from teams.models import Team


class Command(BaseCommand):
    """Migrate, collect static files, make the owner named by the environment."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; safe to repeat."""
        for folder in (settings.STUDIO_SPOOL_DIR, settings.STUDIO_STORE_DIR):
            folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        Team.objects.home()
        if found_from_settings() is not None:
            self.stderr.write(f"Owner's account made: {settings.STUDIO_OWNER_EMAIL}")
