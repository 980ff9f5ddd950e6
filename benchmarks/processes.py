"""The studio and its gateway, each a real process on a free port.

Starts them on a fresh folder and ends them; knows nothing of what is measured.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMAIL, PASSWORD = "owner@example.test", "a long enough phrase"
_RUNNING = re.compile(r"running at (http://\S+?)/?\s*$")


@contextmanager
def running_gateway(folder: Path, *, latency_s: float) -> Iterator[str]:
    """Start the benchmarks' gateway and yield its base address."""
    command = [sys.executable, "-m", "benchmarks.gateway", str(folder), str(latency_s)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stdin
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()  # which ends it


@dataclass(frozen=True, slots=True)
class Running:
    """A studio that serves."""

    address: str
    process_id: int

    def memory_mb(self, kind: str = "RssAnon") -> float:
        """Return what it has resident now, in MB (Linux).

        `RssAnon` is its own; `RssFile` are pages of files, such as the database that
        each thread maps: the system has them once and takes them back at will.
        """
        status = Path(f"/proc/{self.process_id}/status").read_text()
        (line,) = (each for each in status.splitlines() if each.startswith(f"{kind}:"))
        return int(line.split()[1]) / 1024


@contextmanager
def running_studio(folder: Path, *, gateway: str) -> Iterator[Running]:
    """Start the whole studio against a gateway and yield it.

    Raises:
        RuntimeError: it ended instead; what it said stands above.
    """
    command = [sys.executable, "manage.py", "run", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(folder, gateway),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        try:
            yield Running(_address(process.stdout), process.pid)
        finally:
            process.terminate()


def _environment(folder: Path, gateway: str) -> dict[str, str]:
    """Return what the studio needs and nothing of this shell's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "STUDIO_DATA_DIR": str(folder),
        "STUDIO_OWNER_EMAIL": EMAIL,
        "STUDIO_OWNER_PASSWORD": PASSWORD,
        "SEEDREAM_BASE_URL": gateway,
        "SEEDREAM_API_KEY": "benchmark",
        "SEEDREAM_ALLOW_PRIVATE": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _address(lines: Iterator[str]) -> str:
    for line in lines:
        found = _RUNNING.search(line)
        if found:
            return found[1]
    raise RuntimeError("The studio did not start.")
