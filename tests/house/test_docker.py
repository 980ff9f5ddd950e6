"""What can be proven of the Dockerfile and compose.yaml without a Docker engine."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from generations.management.commands.worker import QUEUES, role_of

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = ["prepare", "web", "worker", "send", "store", "scheduler", "simulator"]


def instructions(name):
    """Return the arguments of every instruction of this name, in order."""
    return re.findall(rf"^\s*{name}\s+(.+)$", DOCKERFILE, flags=re.MULTILINE)


def copied():
    """Return the sources of every COPY from the checkout."""
    copies = [line for line in instructions("COPY") if not line.startswith("--from")]
    return [source for line in copies for source in line.split()[:-1]]


def test_every_copied_path_exists_and_is_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}

    missing = [path for path in copied() if not (ROOT / path).exists()]
    unsent = [path for path in copied() if path.split("/")[0] not in kept]

    assert missing == []
    assert unsent == []


def test_image_holds_every_folder_the_code_needs():
    folders = {"seedream_site", "teams", "generations", "templates", "static", "locale"}

    assert folders <= set(copied())


def test_image_installs_only_hashed_packages_and_does_not_run_as_root():
    installs = [line for line in instructions("RUN") if "pip install" in line]

    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert instructions("USER")[-1] not in ("root", "0")


def test_commands_are_in_exec_form_so_that_signals_arrive():
    health = instructions("HEALTHCHECK")[0].partition("CMD ")[2]
    command = instructions("CMD")[0]

    assert json.loads(command) == ["python", "manage.py", "web"]
    assert json.loads(health)[:2] == ["python", "-c"]
    assert instructions("ENTRYPOINT") == []


@pytest.mark.parametrize("name", OURS)
def test_service_runs_a_command_that_exists(name):
    command = COMPOSE["services"][name]["command"]

    assert command[:2] == ["python", "manage.py"]
    assert command[2] in get_commands()


@pytest.mark.parametrize("name", OURS)
def test_service_is_closed_down_and_its_secrets_exist(name):
    service = COMPOSE["services"][name]

    assert service["read_only"] is True
    assert service["init"] is True
    assert service["cap_drop"] == ["ALL"]
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])


def test_every_service_but_the_one_that_ends_says_how_it_is():
    services = COMPOSE["services"]

    without = [
        name
        for name, service in services.items()
        if name != "web" and not service.get("healthcheck", {}).get("test")
    ]

    assert without == ["prepare"]
    assert "healthcheck" not in services["web"]  # the image's own
    assert "/readyz" in instructions("HEALTHCHECK")[0]


@pytest.mark.parametrize("name", ["worker", "send", "store", "scheduler"])
def test_health_of_a_worker_is_asked_by_its_own_name(name):
    service = COMPOSE["services"][name]
    _python, _manage, command, *words = service["command"]
    queues = "".join(words).removeprefix("--queues=") or ",".join(QUEUES)

    *module, role = service["healthcheck"]["test"]

    assert module == ["CMD", "python", "-m", "generations.heartbeat"]
    assert role == (
        role_of(tuple(queues.split(","))) if command == "worker" else command
    )


def test_valkey_keeps_what_it_was_told():
    command = " ".join(COMPOSE["services"]["valkey"]["command"])

    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def test_pages_wait_for_the_prepared_database():
    waits = COMPOSE["services"]["web"]["depends_on"]

    assert waits["prepare"]["condition"] == "service_completed_successfully"
    assert waits["postgres"]["condition"] == "service_healthy"


def test_made_secrets_are_the_ones_compose_mounts(tmp_path):
    script = ROOT / ".ci" / "make_secrets.py"
    copy = tmp_path / ".ci" / script.name
    copy.parent.mkdir()
    copy.write_bytes(script.read_bytes())

    def read():
        subprocess.run([sys.executable, str(copy)], check=True, capture_output=True)
        paths = (tmp_path / "secrets").iterdir()
        return {path.name: path.read_text() for path in paths}

    made, again = read(), read()
    (tmp_path / "secrets" / "keys-secret").unlink()  # as before that one was needed
    after_update = read()

    assert again == made
    assert {**after_update, "keys-secret": made["keys-secret"]} == made
    assert len(after_update["keys-secret"]) > 40
    assert set(made) == set(COMPOSE["secrets"])
    assert made["postgres-password"] in made["database-url"]
    assert made["redis-password"] in made["redis-url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
