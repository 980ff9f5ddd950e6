"""The simulator as a process of its own."""

import signal
import subprocess
import sys
from types import SimpleNamespace

from tests.simulator.conftest import V40, Caller


def test_the_process_prints_its_address_serves_and_ends_on_sigterm(tmp_path):
    command = [sys.executable, "-m", "generations.simulator", "--quick"]
    command += ["--folder", str(tmp_path), "--latency", "0-0.1", "--key", "k"]

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().strip()
        port = int(address.removesuffix("/v1").rpartition(":")[2])
        caller = Caller(SimpleNamespace(port=port))
        good = caller.ask(model=V40, size="1K", headers={"Authorization": "Bearer k"})
        bad = caller.ask(model=V40, size="1K")
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)

    assert (good.status, bad.status, code) == (200, 401, 0)
    assert (tmp_path / "port").read_text() == str(port)
