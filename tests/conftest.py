"""What every test stands on: its own folder, no network, three people, a gateway.

Alice owns a team, bob is her colleague, charlie must never see anything of theirs.
"""

import math
import os
import socket
import uuid
from ipaddress import ip_address

import pytest
from celery.worker import state
from django.core.cache import cache

from generations import accounts, keys
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS
from generations.models import Generation
from generations.simulator import Simulator
from teams.models import Member, Team, User
from teams.roles import Role

# Playwright runs a loop of its own in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class NetworkUsed(BaseException):
    """A test reached for another machine; no `except Exception` hides it."""


def _guarded(connect):
    def refuse_others(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]).partition("%")[0]
            if host != "localhost" and not ip_address(host).is_loopback:
                raise NetworkUsed(f"a test connects to {host}")
        return connect(self, address)

    return refuse_others


socket.socket.connect = _guarded(socket.socket.connect)
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Keep the files of a test in its own folder, sell nothing unless it asks."""
    settings.STUDIO_DATA_DIR = tmp_path
    settings.STUDIO_SPOOL_DIR = tmp_path / "spool"
    settings.STUDIO_STORE_DIR = tmp_path / "store"
    settings.STUDIO_SIMULATOR_DIR = tmp_path / "simulator"
    settings.STUDIO_MIN_FREE_BYTES = 0
    settings.STORAGES = {
        "default": {
            "BACKEND": "generations.storage.DurableFileSystemStorage",
            "OPTIONS": {"location": tmp_path / "store"},
        },
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }


@pytest.fixture(autouse=True)
def own_memory(request):
    """Remember nothing of another test; without a database, no rows of keys."""
    state.should_stop = None
    asks_database = {"db", "transactional_db"} & set(request.fixturenames)
    keys.memory.forget()
    cache.clear()
    if not (asks_database or request.node.get_closest_marker("django_db")):
        keys.memory.learn(keys.Opened(), for_s=math.inf)
    yield
    keys.memory.forget()


@pytest.fixture
def bucket(settings, own_folder):
    """A bucket on loopback that is the store of this test."""
    from tests.storage.bucket import Bucket  # brings moto and boto3 along

    made = Bucket()
    settings.STORAGES = {**settings.STORAGES, "default": made.storages()}
    yield made
    made.stop()


def _member(name, team, role):
    user = User.objects.create_user(f"{name}@example.com", "a long pass phrase")
    return Member.objects.create(user=user, team=team, role=role)


@pytest.fixture
def alice(db):
    return _member("alice", Team.objects.home(), Role.OWNER)


@pytest.fixture
def bob(alice):
    return _member("bob", alice.team, Role.EDITOR)


@pytest.fixture
def charlie(alice):
    return _member("charlie", Team.objects.create(name="Others"), Role.OWNER)


@pytest.fixture
def simulator(tmp_path):
    """A gateway on loopback that refuses every field it would have ignored."""
    with Simulator(tmp_path / "simulator", strict=True, quick=True) as running:
        yield running


@pytest.fixture
def gateway(settings, simulator):
    """The simulator as the custom gateway (keyed, blocking answers)."""
    settings.SEEDREAM_BASE_URL = simulator.base_url
    settings.SEEDREAM_API_KEY = "a-key-of-the-tests"
    settings.SEEDREAM_ALLOW_PRIVATE = True
    return simulator


@pytest.fixture
def demo(settings, simulator):
    """The simulator as itself (no key, streamed answers)."""
    settings.STUDIO_SIMULATOR = "on"
    settings.STUDIO_SIMULATOR_URL = simulator.base_url
    return simulator


@pytest.fixture
def ask(alice):
    """Return a function that sends the form of a mode and keeps the wish."""

    def keep(offer, *, mode=Mode.TEXT_TO_IMAGE, references=(), **values):
        values = {
            "token": str(uuid.uuid4()),
            "prompt": "a quiet sea",
            "offer": offer,
            "references": [str(image.pk) for image in references],
        } | values
        form = FORMS[mode](values, offers=accounts.offers(mode), team=alice.team)
        assert form.is_valid(), form.errors
        return Generation.objects.submit(
            form.wish(),
            team=alice.team,
            person=alice.user,
            token=form.cleaned_data["token"],
        )

    return keep


@pytest.fixture
def sign_in(client):
    """Return a function that signs a member in with the test client."""

    def enter(member):
        client.force_login(member.user, backend=BACKEND)
        return client

    return enter


def pytest_sessionfinish(session, exitstatus):
    """Fail when the browser tests are required and one of them was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("STUDIO_REQUIRE_BROWSER") or reporter is None:
        return
    if session.config.option.collectonly or hasattr(session.config, "workerinput"):
        return
    skipped = [r for r in reporter.stats.get("skipped", ()) if "browser" in r.keywords]
    if skipped:
        reporter.write_line(
            f"STUDIO_REQUIRE_BROWSER: {len(skipped)} browser tests did not run.",
            red=True,
        )
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
