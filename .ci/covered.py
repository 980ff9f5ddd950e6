"""Whether tests reach every branch of the payment path; `./studio check` runs it.

What belongs to it stands in `pyproject.toml`. 1 when a test fails or a branch is open.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COVERAGE = [sys.executable, "-m", "coverage"]
#: The tests that stand beside the payment path: it is reached from here, or not at all.
TESTS = ["tests/pipeline", "tests/models", "tests/library", "tests/test_tasks.py"]
TESTS += ["tests/test_errands.py"]


def main() -> None:
    """Run the tests and print the lines and branches that none of them takes."""
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "COVERAGE_FILE": str(Path(folder, "coverage"))}
        run = [*COVERAGE, "run", "-m", "pytest", "-q", *TESTS, *sys.argv[1:]]
        for command in (run, [*COVERAGE, "report"]):
            code = subprocess.run(command, env=environment).returncode
            if code:
                sys.exit(code)


if __name__ == "__main__":
    main()
