"""`./studio hold`: after a restored backup, before the studio starts."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from generations.custody.hold import hold_unsent


class Command(BaseCommand):
    """Hold every request that waits to be sent: it may be paid already.

    A backup is older than what happened after it.
    """

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; safe to repeat."""
        said = _("{count} waiting requests are held; a person decides about each.")
        self.stdout.write(said.format(count=hold_unsent()))
