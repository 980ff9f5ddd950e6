#!/usr/bin/env python
"""Django's command line for this project; people use `./studio`."""

import os
import sys

from seedream_site.logs import catch_the_rest
from seedream_site.memory import give_memory_back


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedream_site.settings")
    catch_the_rest()
    give_memory_back()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
