"""What every scenario needs: servers for the session, a scene for each test."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.gateway import Gateway
from tests.faults.scene import PATIENCE_S, QUICK, ROOT, Scene
from tests.faults.services import Services


def pytest_collection_modifyitems(items):
    """Mark everything here: `-m faults`, `-m "not faults"`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)


def prepare(folder, address=""):
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env={**QUICK, "STUDIO_DATA_DIR": str(folder), "DATABASE_URL": address},
        check=True,
        timeout=PATIENCE_S,
        capture_output=True,
    )


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A data folder with its tables and static files, to be copied."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    folder.mkdir()
    prepare(folder)
    return folder


@pytest.fixture(scope="session")
def services(prepared):
    running = Services()
    running.make_template(lambda address: prepare(prepared, address))
    yield running
    running.end()


@pytest.fixture
def make_scene(request, tmp_path, prepared, django_db_blocker):
    """Return a function that makes the studio of a scenario: "postgres", "sqlite"."""
    made = []

    def make(kind, *, latency_s=0.0, url_life_s=86_400, **environment):
        place = tmp_path / f"scene{len(made)}"
        place.mkdir()
        subprocess.run(["cp", "-a", str(prepared), str(place / "data")], check=True)
        gateway = Gateway(
            place / "gateway", latency_s=latency_s, url_life_s=url_life_s
        ).start()
        services = request.getfixturevalue("services") if kind == "postgres" else None
        address = services.new_database() if services else ""
        scene = Scene(place / "data", gateway, django_db_blocker, address, services)
        scene.environment |= environment
        made.append(scene)
        return scene

    yield make
    for scene in made:
        scene.end()
        print(scene.log()[-20_000:])  # shown beside a failure


@pytest.fixture(params=["postgres", "sqlite"])
def database(request):
    """Which database a scenario runs on: both, one after the other."""
    return request.param
