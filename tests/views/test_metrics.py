"""Figures for Prometheus: from the rows, behind a token, cheap in a large library."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from generations import metrics
from generations.models import Gate, PauseReason, Spending
from tests.views.conftest import signed_in

pytestmark = pytest.mark.django_db
TOKEN = "the-token-of-prometheus"


@pytest.fixture(autouse=True)
def token(settings):
    settings.STUDIO_METRICS_TOKEN = TOKEN
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def scrape(client):
    """Return a function that reads all figures, by name and labels."""

    def read():
        headers = {"Authorization": f"Bearer {TOKEN}"}
        response = client.get("/metrics", headers=headers)
        assert response.status_code == 200
        families = text_string_to_metric_families(response.content.decode())
        return {
            (sample.name, *sorted(sample.labels.values())): sample.value
            for each in families
            for sample in each.samples
        }

    return read


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
def test_a_wrong_token_finds_nothing(client, header):
    headers = {"Authorization": header} if header else {}

    assert client.get("/metrics", headers=headers).status_code == 404


def test_unset_there_is_nothing(client, settings):
    settings.STUDIO_METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == (
        404
    )


def test_being_signed_in_is_no_token(alice, charlie):
    assert signed_in(alice).get("/metrics").status_code == 404
    assert signed_in(charlie).get("/metrics").status_code == 404


def test_figures_are_readable_for_prometheus(client):
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert b"# TYPE studio_queue_length gauge" in response.content


def test_queue_tells_length_age_and_what_is_under_way(scrape, make_output):
    now = timezone.now()
    for minutes in (1, 10):
        late = now - timedelta(minutes=minutes)
        make_output(attempt={"gateway": "ark", "next_run_at": late})
    make_output(attempt={"gateway": "ark", "state": "sent", "sent_at": now})
    Gate.objects.pause("ark", PauseReason.CREDIT)

    found = scrape()

    assert found["studio_queue_length", "ark"] == 2
    assert 600 <= found["studio_queue_age_seconds", "ark"] < 660
    assert found["studio_in_flight", "ark", "sent"] == 1
    assert found["studio_gate_paused", "ark", "credit"] == 1
    assert found["studio_gate_concurrency", "ark"] == 4


def test_an_hour_tells_what_became_of_the_requests(scrape, make_stored, make_output):
    now = timezone.now()
    Gate.objects.named("ark")
    for seconds, state, error in (
        (4, "answered", ""),
        (8, "answered", ""),
        (9, "refused", "Refused"),
    ):
        begun = now - timedelta(minutes=5)
        ended = begun + timedelta(seconds=seconds)
        make_output(
            attempt={
                "gateway": "ark",
                "state": state,
                "error_kind": error,
                "sent_at": begun,
                "answered_at": ended if state == "answered" else None,
            }
        )
    long_ago = now - timedelta(hours=2)
    make_output(attempt={"gateway": "ark", "state": "answered", "sent_at": long_ago})

    found = scrape()

    assert found["studio_requests_last_hour", "", "answered", "ark"] == 2
    assert found["studio_requests_last_hour", "Refused", "ark", "refused"] == 1
    assert found["studio_pictures_last_hour", "ark", "promised"] == 3
    assert found["studio_request_seconds_last_hour", "0.5", "ark"] == 4
    assert found["studio_request_seconds_last_hour", "0.95", "ark"] == 8
    assert found["studio_requests", "answered", "ark"] == 3


def test_custody_tells_what_is_on_its_way_kept_and_held(
    scrape, make_stored, make_output
):
    now = timezone.now()
    Gate.objects.named("ark")
    output = make_stored(attempt={"gateway": "ark", "sent_at": now})
    output.announced_at = now - timedelta(seconds=3)
    output.stored_at = now
    output.save()
    coming = make_output(state="announced", attempt={"gateway": "ark"})
    coming.announced_at = now - timedelta(minutes=1)
    coming.url_expires_at = now + timedelta(hours=1)
    coming.save()
    make_output(state="lost")
    make_output(attempt={"gateway": "ark", "state": "unknown", "images": 15})

    found = scrape()

    assert found["studio_announced_pictures",] == 1
    assert 60 <= found["studio_announced_age_seconds",] < 120
    assert 3500 < found["studio_announced_expiry_seconds",] <= 3600
    assert found["studio_held_requests", "ark"] == 1
    assert found["studio_held_pictures", "ark"] == 15
    assert found["studio_storing_seconds_last_hour", "0.5", "ark"] == 3
    assert found["studio_pictures", "lost"] == found["studio_pictures", "stored"] == 1
    assert found["studio_stored_images",] == 1
    assert found["studio_stored_bytes",] == output.image.size_bytes


def test_money_is_that_of_all_teams_in_the_newest_month(scrape, alice, charlie):
    for member, month, held in (
        (alice, date(2026, 11, 1), "0.5"),
        (charlie, date(2026, 11, 1), "0.25"),
        (alice, date(2026, 10, 1), "9"),
    ):
        Spending.objects.create(
            team=member.team,
            month=month,
            currency="USD",
            committed=Decimal(2),
            held=Decimal(held),
        )

    found = scrape()

    assert found["studio_money_this_month", "USD", "held"] == 0.75
    assert found["studio_money_this_month", "USD", "committed"] == 4
    assert found["studio_money_this_month", "USD", "reserved"] == 0


def test_figures_hold_no_prompt_no_person_and_no_id(client, make_stored, alice):
    output = make_stored(prompt="canary-prompt-5521", attempt={"gateway": "ark"})

    said = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content

    for canary in ("canary", alice.user.email, str(output.pk), str(alice.team_id)):
        assert canary.encode() not in said


def test_totals_are_counted_once_for_all_who_ask(scrape, make_output):
    scrape()
    make_output()

    assert ("studio_pictures", "promised") not in scrape()


def test_no_figure_but_the_totals_reads_a_whole_table(make_stored):
    Gate.objects.named("ark")
    make_stored(attempt={"gateway": "ark"})
    cache.set("studio-totals", metrics.count_all(), 60)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(metrics.Rows().collect())

    statements = [each["sql"] for each in asked.captured_queries]
    with connection.cursor() as cursor:
        plans = []
        for statement in statements:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plans += [row[3] for row in cursor.fetchall()]
    read_whole = [
        plan
        for plan in plans
        if re.match(r"SCAN generations_(attempt|output|storedimage|generation)", plan)
        and not re.search(
            r"USING (COVERING )?INDEX attempt_(queue|leased|unknown)", plan
        )
    ]
    assert len(plans) > 8
    assert read_whole == []
