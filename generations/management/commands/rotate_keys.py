"""`./studio rotate-keys`: seal the kept gateway keys with the first secret anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from generations import keys
from generations.catalogue import GATEWAYS


class Command(BaseCommand):
    """Seal every key again; afterwards the older secrets can be removed."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; safe to repeat.

        Raises:
            CommandError: a key is sealed with a secret that is not there.
        """
        count, shut = keys.reseal()
        sealed = "1 key is" if count == 1 else f"{count} keys are"
        self.stdout.write(f"{sealed} sealed with the first secret now.")
        if shut:
            names = ", ".join(_label(slug) for slug in shut)
            raise CommandError(
                f"The key of {names} cannot be opened: put the old secret back into"
                " STUDIO_KEYS_SECRET, or set the key again on the page Gateways."
            )


def _label(slug: str) -> str:
    return GATEWAYS[slug].label if slug in GATEWAYS else slug
