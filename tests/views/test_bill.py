"""The CSV of a month and the bytes kept aside: what is written, who gets it."""

import csv
import io
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from generations import books
from generations.models import Attempt
from tests.views.conftest import NOON
from tests.views.presses import text_of

ADDRESS = "/payments/bill.csv"
MONTH = {"month": "2026-11"}


def read(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def booked(make_output):
    """Return a function that makes an output, its price booked."""

    def make(make=make_output, **values):
        output = make(**values)
        Attempt.objects.filter(pk=output.attempt_id).update(created_at=NOON)
        Attempt.objects.book(output.attempt_id)
        return output

    return make


def test_line_has_all_that_finds_it_on_the_bill(as_alice, alice, booked, make_stored):
    output = booked(make_stored)
    Attempt.objects.update(person=alice.user, gateway="simulator")

    (line,) = read(as_alice.get(ADDRESS, MONTH))

    assert line == {
        "asked_at": "2026-11-20T12:00:00Z",
        "sent_at": "2026-11-20T12:00:00Z",
        "answered_at": "2026-11-20T12:00:27Z",
        "gateway": "simulator",
        "image_model": "seedream-4.5",
        "remote_model": "doubao-seedream-4-5-251128",
        "person": "alice",
        "mode": "text-to-image",
        "state": "answered",
        "cause": "first",
        "verdict": "",
        "our_id": str(output.attempt_id),
        "request_id": "0217635c41f9e",
        "pictures_asked": "1",
        "pictures_billed": "1",
        "pictures_delivered": "1",
        "pictures_stored": "1",
        "pictures_lost": "0",
        "cost": "0.040000",
        "currency": "USD",
        "held": "",
    }


def test_its_columns_add_up_to_the_books(as_alice, alice, booked, make_stored):
    booked(make_stored)
    booked(make_stored, color="red", attempt={"images_billed": 3})
    for verdict in ("", "not_billed", "loss_accepted"):
        booked(attempt={"state": "unknown", "verdict": verdict, "sent_at": NOON})
    for state in ("refused", "queued", "sent", "cancelled"):
        booked(attempt={"state": state})
    booked(state="lost", attempt={"state": "answered", "images_billed": 1})

    lines = read(as_alice.get(ADDRESS, MONTH))

    whole = books.total(books.lines(alice.team, date(2026, 11, 1), books.By.DAY))
    sums = {
        name: sum(int(line[f"pictures_{name}"]) for line in lines)
        for name in ("billed", "stored", "lost")
    }
    money = {
        name: sum(Decimal(line[name] or 0) for line in lines)
        for name in ("cost", "held")
    }
    assert len(lines) == whole.requests == 10
    assert sums == {"billed": whole.paid, "stored": whole.stored, "lost": whole.lost}
    assert money == {"cost": whole.spent["USD"], "held": whole.held_amount["USD"]}
    empty = {line["state"] for line in lines if not line["cost"]}
    assert empty == {"queued", "sent", "answered"}  # not yet, and price unknown


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_cell_becomes_a_formula(as_alice, alice, make_stored, sign):
    make_stored(attempt={"request_id": f'{sign}HYPERLINK("x")'})
    alice.user.name = f"{sign}SUM(A1)"
    alice.user.save()
    Attempt.objects.update(person=alice.user, created_at=NOON)

    (line,) = read(as_alice.get(ADDRESS, MONTH))

    assert line["request_id"] == f'\'{sign}HYPERLINK("x")'
    assert line["person"] == f"'{sign}SUM(A1)"


def test_it_is_a_streamed_attachment_for_spreadsheet_programs(as_alice, alice):
    alice.team.name = 'Ünïted "Ateliers"/\r\nX'
    alice.team.save()

    response = as_alice.get(ADDRESS, MONTH)

    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="payments-united-ateliers-x-2026-11.csv"'
    assert response["Content-Disposition"] == name
    assert b"".join(response.streaming_content).startswith(b"\xef\xbb\xbfasked_at,")


def test_team_without_latin_letters_has_a_file_name_too(as_alice, alice):
    alice.team.name = "工作室"
    alice.team.save()

    response = as_alice.get(ADDRESS, MONTH)

    assert 'filename="payments-team-2026-11.csv"' in response["Content-Disposition"]


def test_it_holds_the_month_asked_for_in_the_order_of_asking(as_alice, make_output):
    for days in (0, -3, -30):
        at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(days=days)
        make_output(attempt={"created_at": at})

    lines = read(as_alice.get(ADDRESS, MONTH))

    assert [line["asked_at"][:10] for line in lines] == ["2026-11-17", "2026-11-20"]


def test_charlie_gets_only_the_lines_of_his_own_team(as_charlie, booked):
    booked()

    assert read(as_charlie.get(ADDRESS, MONTH)) == []


def test_bytes_kept_aside_are_an_attachment_for_an_admin_alone(
    as_alice, as_bob, as_charlie, booked, tmp_path
):
    output = booked(state="lost")
    folder = tmp_path / "quarantine"
    folder.mkdir()
    (folder / f"{output.pk}.bin").write_bytes(b"<script>alert(1)</script>")
    address = f"/payments/kept/{output.pk}/"

    answer = as_alice.get(address)

    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert address in text_of(as_alice.get("/payments/"))
    assert address not in text_of(as_bob.get("/payments/"))
    assert as_bob.get(address).status_code == 403
    assert as_charlie.get(address).status_code == 404
    assert address not in text_of(as_charlie.get("/payments/"))
    assert as_alice.get(f"/payments/kept/{uuid.uuid4()}/").status_code == 404
    (folder / f"{output.pk}.bin").unlink()
    assert as_alice.get(address).status_code == 404
