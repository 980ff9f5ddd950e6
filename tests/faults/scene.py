"""One scenario: a studio of real processes, its gateway, and what becomes of it."""

import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError, connections
from django.db.utils import load_backend

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models import Generation, Wish
from seedream_site.databases import database_of
from teams.models import Team
from tests.faults.services import free_port
from tests.faults.verdict import PRICE, Verdict, attempts, is_settled, judge

ROOT = Path(__file__).resolve().parents[2]
#: Generous: a machine under load must not turn a test red.
PATIENCE_S = 60
LEASE_S = 2.0
QUICK = {
    "STUDIO_SWEEP_S": "0.2",
    "STUDIO_LEASE_S": str(LEASE_S),
    "STUDIO_PATIENCE": "0.02",  # 2.8 s of silence, downloads held for 5 s
    "STUDIO_MIN_FREE_BYTES": "0",
    "STUDIO_FAILPOINTS": "1",
    "SEEDREAM_PRICE": f"{PRICE} USD",
    "STUDIO_SIMULATOR_PRICE": f"{PRICE} USD",
    "STUDIO_OWNER_EMAIL": "alice@example.com",
    "STUDIO_OWNER_PASSWORD": "a long pass phrase",
}
BLOCKING, STREAMED = "seedream-4.0@custom", "seedream-4.0@simulator"


def hear_quit():
    """Let a child end by SIGQUIT, which a shell's background command ignores."""
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)


class Scene:
    """One data folder, one database, and the processes on them."""

    def __init__(self, folder, gateway, blocker, database="", services=None):
        self.folder = folder
        self.gateway = gateway
        self.blocker = blocker
        self.database = database
        self.services = services
        self.kind = "postgres" if database else "sqlite"
        self.processes = []
        self.submitted = {}  #: attempt id -> when, monotonic seconds
        self.settled = {}
        self.environment = {**QUICK, "STUDIO_DATA_DIR": str(folder)}
        if database:
            number = services.made % 16
            self.environment |= {
                "DATABASE_URL": database,
                "REDIS_URL": f"redis://127.0.0.1:{services.valkey.port}/{number}",
                "STUDIO_REDIS_PREFIX": f"scene{services.made}:",
            }

    # --- Processes ---------------------------------------------------------------

    def command(self, *words, entry=("manage.py",), root=ROOT, **environment):
        """Start a management command in a group of its own."""
        kept = {n: v for n, v in os.environ.items() if n in ("PATH", "HOME", "TMPDIR")}
        with self.log_path.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *entry, *words],
                cwd=root,
                env={
                    **kept,
                    **self.gateway.keys(),
                    **self.environment,
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=hear_quit,
            )
        self.processes.append(process)
        return process

    def start(self, **more):
        """Start what does the work: a worker, or the whole studio on SQLite."""
        words = ("worker",) if self.database else ("run", "--port", str(free_port()))
        return self.command(*words, **more)

    def start_web(self, **more):
        """Start the pages; return their address."""
        port = free_port()
        words = ("web", "--workers", "1") if self.database else ("run",)
        self.command(*words, "--port", str(port), **more)
        return f"http://127.0.0.1:{port}"

    def kill(self, process, number=signal.SIGKILL, *, wait=True):
        """Send a signal to a whole group; return the code when it is waited for."""
        os.killpg(process.pid, number)
        return process.wait(timeout=PATIENCE_S) if wait else None

    @property
    def log_path(self):
        return self.folder.parent / "log.txt"

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
        self.gateway.stop()
        if self.services:
            self.services.drop_database(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- Failpoints --------------------------------------------------------------

    def arm(self, point, action="kill"):
        folder = self.folder / "failpoints"
        folder.mkdir(exist_ok=True)
        (folder / f".{point}").write_text(action)
        (folder / f".{point}").rename(folder / point)

    def was_hit(self, point):
        return (self.folder / "failpoints" / f".was-{point}").exists()

    # --- Rows --------------------------------------------------------------------

    @contextmanager
    def rows(self):
        """Let the models speak to the database of this scenario."""
        found = database_of(self.database, self.folder)
        found["OPTIONS"].pop("pool", None)
        settings = connections.configure_settings({"default": found})["default"]
        backend = load_backend(settings["ENGINE"])
        before = connections["default"]
        connections["default"] = backend.DatabaseWrapper(settings, "default")
        try:
            with self.blocker.unblock():
                yield
        finally:
            connections["default"].close()
            connections["default"] = before

    def submit(self, count=1, prompt="a quiet sea", **values):
        """Keep wishes as a page would; return the ids of their paid requests."""
        values = {"offer_key": BLOCKING, "size": "1K", "images": 1} | values
        mode = Mode.SEQUENCE if values["images"] > 1 else Mode.TEXT_TO_IMAGE
        wish = Wish(
            mode=mode,
            prompt=prompt,
            width_px=1024,
            height_px=1024,
            estimate=Money(PRICE * values["images"], "USD"),
            **values,
        )
        made = []
        with self.rows():
            team = Team.objects.home()
            for _ in range(count):
                generation = Generation.objects.submit(
                    wish, team=team, person=None, token=uuid.uuid4(), is_rung_for=False
                )
                made += generation.attempts.values_list("pk", flat=True)
        self.submitted |= dict.fromkeys(made, time.monotonic())
        return made

    def attempts(self):
        with self.rows():
            return attempts()

    def states(self):
        """Return the states of all attempts and of all outputs, sorted."""
        found = self.attempts()
        outputs = [output.state for each in found for output in each.outputs.all()]
        return sorted(each.state for each in found), sorted(outputs)

    def reasons(self):
        """Return why paid requests wait."""
        return {each.wait_reason for each in self.attempts() if each.wait_reason}

    def count(self, *states):
        """Return how many paid requests are in one of these states."""
        return sum(state in states for state in self.states()[0])

    def until_sending(self, *, least=2):
        """Wait until that many requests are on the wire, not only behind the fence."""
        self.until(lambda: self.count("sent") >= least, "sending")
        time.sleep(0.2)

    def until(self, claim, what="it"):
        """Wait until a claim holds and return what it returned."""
        deadline = time.monotonic() + PATIENCE_S
        while not (found := claim()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{what} did not happen:\n{self.log()}")
            time.sleep(0.05)
        return found

    # --- The end -----------------------------------------------------------------

    def settle(self, *, calm_s=0.6, patience_s=PATIENCE_S):
        """Wait until nothing more happens by itself, late actors included."""
        deadline = time.monotonic() + patience_s
        calm_since = None
        while time.monotonic() < deadline:
            is_calm = self._look()
            if not is_calm:
                calm_since = None
            elif calm_since is None:
                calm_since = time.monotonic(), len(self.gateway.ledger())
            elif len(self.gateway.ledger()) != calm_since[1]:
                calm_since = None
            elif time.monotonic() - calm_since[0] > calm_s:
                return
            time.sleep(0.1)

    def is_over(self):
        """Say whether every paid request has settled; not while nobody can tell."""
        return self._look()

    def _look(self):
        """Note who has settled; return whether everybody has."""
        try:
            found = self.attempts()
        except (OperationalError, InterfaceError):
            return False  # a stopped database is part of some scenarios
        now = time.monotonic()
        for each in found:
            self.submitted.setdefault(each.pk, now)
            if is_settled(each):
                self.settled.setdefault(each.pk, now)
            else:
                self.settled.pop(each.pk, None)
        return all(is_settled(each) for each in found)

    def verdict(self, name, *, calm_s=0.6, patience_s=PATIENCE_S, **more):
        """Settle, then hold the gateway's book against our rows and files."""
        self.settle(calm_s=calm_s, patience_s=patience_s)
        took_s = [
            self.settled[each] - begin
            for each, begin in self.submitted.items()
            if each in self.settled
        ]
        verdict = Verdict(name, self.kind)
        with self.rows():
            judge(verdict, self.gateway.ledger(), self.folder / "store", took_s)
        verdict.note(**more)
        return verdict

    def log(self):
        return self.log_path.read_text() if self.log_path.exists() else ""
