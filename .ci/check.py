"""`./studio check`: everything about the code that is not a test of what it does.

And whether those tests reach all of the payment path.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: Two, for two cores; the longest stands first.
AT_ONCE = 2
IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"


def commands() -> dict[str, list[str]]:
    """Return each check's name and command line."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    templates = sorted(map(str, (ROOT / "templates").rglob("*.html")))
    return {
        "coverage": [python, ".ci/covered.py"],
        "postgres": [python, ".ci/on_postgres.py"],
        "format": [python, "-m", "ruff", "format", "--check", ".", "studio"],
        "lint": [python, "-m", "ruff", "check", ".", "studio"],
        "types": [python, "-m", "mypy"],
        "imports": [python, "-c", IMPORTS],
        "templates": [str(BIN / "djade"), "--check", *templates],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "deployment": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "house rules": [python, "-m", "pytest", "-q", "tests/house"],
    }


def run(command: list[str], environment: dict[str, str]) -> tuple[int, str, float]:
    """Return the code of a command, what it said and how long it took, in seconds."""
    begin = time.monotonic()
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode, done.stdout, time.monotonic() - begin


def main() -> None:
    """Run every check, show what the failed ones said, and fail when one did."""
    os.chdir(ROOT)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        public = {"STUDIO_PUBLIC_URL": "https://studio.example"}
        environment = {**os.environ, **public, "STUDIO_DATA_DIR": folder}
        with ThreadPoolExecutor(AT_ONCE) as pool:
            running = {
                pool.submit(run, command, environment): name
                for name, command in commands().items()
            }
            for ended in as_completed(running):
                name, (code, output, passed) = running[ended], ended.result()
                if code:
                    failed.append(name)
                    print(output.rstrip())
                word = "FAILED" if code else "ok"
                print(f"{name:12} {word} ({passed:.1f} s)", flush=True)
    if failed:
        sys.exit("Failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
