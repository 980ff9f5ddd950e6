"""The simulator as a process of its own: what it billed is read from its book."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
KEY = "good-key"
#: What the book says of an answer that proves that nothing was executed.
PROOFS = ("http-4",)


class Gateway:
    """One gateway that bills and its ledger; outlives the studio's processes."""

    def __init__(self, folder, *, latency_s=0.0, url_life_s=86_400):
        self.folder = folder
        self.latency_s = latency_s
        self.url_life_s = url_life_s
        self.process = None
        self.base_url = ""

    def start(self):
        """Start, on the port of last time; return when it listens."""
        command = [sys.executable, "-m", "generations.simulator"]
        command += ["--folder", str(self.folder), "--latency", str(self.latency_s)]
        command += ["--url-life", str(self.url_life_s), "--strict", "--quick"]
        kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=kept,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.base_url = self.process.stdout.readline().strip()
        assert self.base_url, "the simulator did not start"
        return self

    def keys(self):
        """Return the settings that connect a studio, blocking and streamed."""
        root = self.base_url.rpartition("/")[0]
        return {
            "SEEDREAM_BASE_URL": self.base_url,
            "SEEDREAM_API_KEY": KEY,
            "SEEDREAM_ALLOW_PRIVATE": "1",
            "STUDIO_SIMULATOR": "on",
            "STUDIO_SIMULATOR_URL": f"{root}/v1",
        }

    def arm(self, kind, **order):
        """Let the next requests (or downloads) go wrong."""
        self._order({"kind": kind, **order})

    def clear(self):
        self._order({"clear": True})

    def _order(self, order):
        address = self.base_url.rpartition("/")[0] + "/faults"
        answer = httpx.post(address, json=order, trust_env=False)
        assert answer.status_code == 200, answer.text

    def ledger(self):
        """Return every line of the book, oldest first."""
        path = self.folder / "ledger.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]

    def billed(self):
        return sum(line["images"] for line in self.ledger())

    def pictures(self):
        """Return the paths of everything that was drawn."""
        return sorted((self.folder / "pictures").glob("*"))

    def stop(self, number=signal.SIGKILL):
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()
        if self.process is not None:
            self.process.stdout.close()
        self.process = None


def is_proof(line):
    """Say whether this answer proves that nothing was billed."""
    if line["images"]:
        return False
    return bool(line["refused"]) or line["fault"].startswith(PROOFS)
