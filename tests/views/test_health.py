"""Alive is said without asking; ready only when every part is well."""

import shutil
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from generations import readiness
from generations.models import Gate, PauseReason
from tests.views.conftest import signed_in

pytestmark = pytest.mark.django_db
TOKEN = "the-token-of-prometheus"
WELL = {"database": "ok", "store": "ok", "spool": "ok", "queue": "ok"}
LATE = timedelta(seconds=2 * readiness.STALLED_S)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch, settings):
    monkeypatch.setattr(readiness, "_last", None)
    settings.STUDIO_METRICS_TOKEN = TOKEN


@pytest.fixture
def waiting(make_output):
    """A request that is due for longer than any worker takes to notice."""
    now = timezone.now()

    def make(**attempt):
        late = {"gateway": "simulator", "next_run_at": now - LATE, **attempt}
        return make_output(attempt=late).attempt

    return make


def ask(client, token=TOKEN):
    return client.get("/readyz", headers={"Authorization": f"Bearer {token}"})


def test_health_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")


def test_ready_tells_each_part_to_who_has_the_token(client, alice):
    response = ask(client)

    assert response.status_code == 200
    assert response.json() == {"ok": True, "parts": WELL}
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], "tökén"])
def test_ready_tells_a_stranger_only_whether(client, token):
    assert ask(client, token).json() == {"ok": True}


def test_without_a_token_in_the_settings_an_empty_one_opens_nothing(client, settings):
    settings.STUDIO_METRICS_TOKEN = ""

    assert ask(client, "").json() == {"ok": True}


def test_ready_tells_the_parts_to_an_admin_of_the_studio_alone(alice, bob, charlie):
    admin, editor, foreign = (signed_in(each) for each in (alice, bob, charlie))

    assert admin.get("/readyz").json() == {"ok": True, "parts": WELL}
    assert editor.get("/readyz").json() == {"ok": True}
    assert foreign.get("/readyz").json() == {"ok": True}


def test_ready_is_said_before_anybody_has_an_account(client):
    assert client.get("/readyz").status_code == 200


def test_health_and_readiness_are_not_sent_on_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/metrics").status_code == 404
    assert client.get("/").status_code == 301


@pytest.mark.parametrize("folder", ["store", "spool"])
def test_a_folder_that_takes_no_file_is_told(client, settings, tmp_path, folder):
    shutil.rmtree(tmp_path / folder, ignore_errors=True)
    (tmp_path / folder).write_text("a file in its place")

    response = ask(client)

    assert response.status_code == 503
    assert response.json() == {"ok": False, "parts": WELL | {folder: "not writable"}}


def test_a_full_store_is_told(client, settings):
    settings.STUDIO_MIN_FREE_BYTES = 10**18

    assert ask(client).json()["parts"]["store"] == "full"


def test_a_broker_that_is_away_is_told_in_time(client, settings):
    settings.IS_EMBEDDED = False
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    response = ask(client)

    assert response.status_code == 503
    assert response.json()["parts"]["broker"] == "away"


def test_a_broker_that_accepts_and_is_silent_is_away(client, settings, monkeypatch):
    monkeypatch.setattr(readiness, "BROKER_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.IS_EMBEDDED = False
        port = silent.getsockname()[1]
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"

        assert ask(client).json()["parts"]["broker"] == "away"


def test_a_due_request_that_nobody_takes_is_told(client, waiting):
    waiting()

    response = ask(client)

    assert response.status_code == 503
    assert response.json()["parts"]["queue"].startswith("waiting for 6")


@pytest.mark.parametrize("state", ["claimed", "sent", "answered"])
def test_a_long_queue_behind_running_requests_is_no_fault(client, waiting, state):
    waiting()
    waiting(state=state, sent_at=timezone.now())

    assert ask(client).json()["parts"]["queue"] == "ok"


@pytest.mark.parametrize("slug", ["simulator", "*"])
def test_a_queue_at_a_paused_gateway_is_no_fault(client, waiting, slug):
    waiting()
    Gate.objects.pause(slug, PauseReason.CREDIT)

    assert ask(client).json()["parts"]["queue"] == "ok"


def test_a_request_that_is_not_due_is_no_fault(client, waiting):
    waiting(next_run_at=timezone.now() + LATE)

    assert ask(client).json()["parts"]["queue"] == "ok"


def test_an_answer_is_believed_for_a_moment(client, django_assert_num_queries):
    ask(client)

    with django_assert_num_queries(0):
        ask(client)


@pytest.mark.django_db(databases=[])
def test_a_database_that_is_away_is_told(client, monkeypatch):
    class Away:
        def cursor(self):
            raise readiness.DatabaseError

        def close(self):
            pass

    monkeypatch.setattr(readiness, "connection", Away())

    assert readiness.database() == "away"
