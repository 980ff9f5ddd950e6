"""What a page of the gallery costs with a million pictures, on both databases.

Run as `python -m benchmarks.gallery FOLDER [--database sqlite] [--rounds 30]` on a
folder of `benchmarks.library_seed`. Each line: how many queries, the roll alone, the
whole page by the real view, and the floor of the same run (raw SQL and one template).
"""

import argparse
import os
from pathlib import Path

from benchmarks.library_seed import DATABASES, run_on


def main() -> None:
    """Measure one database, or both one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database", choices=DATABASES)
    parser.add_argument("--rounds", type=int, default=30)
    chosen = parser.parse_args()
    for database in [chosen.database] if chosen.database else DATABASES:
        load = " ".join(f"{each:.1f}" for each in os.getloadavg())
        print(f"\n{database}; {os.cpu_count()} cores, load {load}")
        folder = chosen.folder.resolve()
        run_on(database, folder, "benchmarks.gallery_cases", str(chosen.rounds))


if __name__ == "__main__":
    main()
