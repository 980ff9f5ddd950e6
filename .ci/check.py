"""`./studio check`: everything about the code that is not a test of what it does."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"


def commands() -> dict[str, list[str]]:
    """Return each check's name and command line."""
    python, manage = sys.executable, [sys.executable, "manage.py"]
    templates = sorted(map(str, (ROOT / "templates").rglob("*.html")))
    return {
        "format": [python, "-m", "ruff", "format", "--check", ".", "studio"],
        "lint": [python, "-m", "ruff", "check", ".", "studio"],
        "types": [python, "-m", "mypy"],
        "imports": [python, "-c", IMPORTS],
        "templates": [str(BIN / "djade"), "--check", *templates],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run"],
        "deployment": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "house rules": [python, "-m", "pytest", "-q", "tests/house"],
    }


def main() -> None:
    """Run every check, show what the failed ones said, and fail when one did."""
    os.chdir(ROOT)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        public = {"STUDIO_PUBLIC_URL": "https://studio.example"}
        environment = {**os.environ, **public, "STUDIO_DATA_DIR": folder}
        for name, command in commands().items():
            begin = time.monotonic()
            done = subprocess.run(
                command,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            passed = time.monotonic() - begin
            if done.returncode:
                failed.append(name)
                print(done.stdout.rstrip())
            word = "FAILED" if done.returncode else "ok"
            print(f"{name:12} {word} ({passed:.1f} s)", flush=True)
    if failed:
        sys.exit("Failed: " + ", ".join(failed))


if __name__ == "__main__":
    main()
