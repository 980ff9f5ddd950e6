"""Answers are written again and again with the same result, from wire or spool."""

from decimal import Decimal

import pytest
from django.utils import timezone

from generations.clients.contract import Picture, Receipt, Refusal
from generations.models import Fold, Listing
from generations.pipeline import settle, spool
from generations.pipeline.spool import Broken, SpooledPicture
from tests.pipeline.conftest import be_away, meanwhile

OFFER = "seedream-4.0@custom"
CUT = Broken("OutcomeUnknown", "", "cut", 200, "r1")
pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(gateway, ask):
    """A sequence of three pictures whose request is out."""
    generation = ask(OFFER, mode="sequence", size="1K", max_images=3)
    generation.attempts.update(state="sent", sent_at=timezone.now())
    return generation.attempts.select_related("generation").get()


def pictures(*indexes):
    return [SpooledPicture(i, url=f"https://a.volces.com/{i}") for i in indexes]


def states(attempt):
    attempt.refresh_from_db()
    return attempt.state, [o.state for o in attempt.outputs.order_by("index")]


@pytest.mark.django_db(transaction=True)
def test_an_answer_waits_for_a_database_that_comes_back(sent):
    with meanwhile("", be_away):
        written = settle.patiently(lambda: settle.write(sent, *pictures(0)))

    assert written == sent.outputs.get(index=0).pk
    assert states(sent) == ("sent", ["announced", "promised", "promised"])


def test_an_answer_of_which_nothing_was_kept_is_unknown(sent):
    assert settle.replay(sent) == []

    assert states(sent) == ("unknown", ["promised"] * 3)


def test_the_same_answer_written_twice_changes_nothing_more(sent):
    answer = [*pictures(0, 1, 2), Receipt(images_billed=3)]

    first = [settle.write(sent, entry) for entry in answer]
    again = [settle.write(sent, entry) for entry in answer]

    assert states(sent) == ("answered", ["announced"] * 3)
    assert [bool(output_id) for output_id in first] == [True, True, True, False]
    assert again == [None] * 4


def test_a_stored_picture_is_not_announced_again(sent):
    settle.write(sent, *pictures(0))
    sent.outputs.filter(index=0).update(state="lost", url="")

    assert settle.write(sent, *pictures(0)) is None

    assert sent.outputs.get(index=0).state == "lost"


def test_a_late_answer_wins_over_unknown_and_clears_its_words(sent):
    settle.write(sent, CUT)
    assert states(sent)[0] == "unknown"

    for entry in [*pictures(0, 1, 2), Receipt(images_billed=3)]:
        settle.write(sent, entry)

    assert states(sent) == ("answered", ["announced"] * 3)
    assert (sent.error_kind, sent.error_message) == ("", "")


def test_unknown_never_wins_over_an_answer(sent):
    for entry in [*pictures(0, 1, 2), Receipt()]:
        settle.write(sent, entry)

    settle.write(sent, CUT)

    assert states(sent)[0] == "answered"


def test_a_picture_that_comes_after_the_end_is_kept(sent):
    settle.write(sent, Receipt(images_billed=0))
    assert states(sent) == ("answered", ["absent"] * 3)

    settle.write(sent, *pictures(1))

    assert states(sent)[1] == ["absent", "announced", "absent"]


def test_a_picture_beyond_the_promise_gets_a_place(sent):
    settle.write(sent, *pictures(3))

    extra = sent.outputs.get(index=3)
    assert (extra.state, extra.team_id) == ("announced", sent.team_id)
    assert extra.listed_at < sent.generation.created_at
    assert extra.listing.fold == Fold.BEHIND


def test_a_picture_beyond_the_promise_has_one_line_whoever_writes_it(sent):
    def write_too():
        settle.write(sent, *pictures(3))

    with meanwhile("SAVEPOINT", lambda: None, write_too):  # before it is written here
        settle.write(sent, *pictures(3))

    assert Listing.objects.filter(output__attempt=sent, output__index=3).count() == 1


@pytest.fixture
def priced(settings):
    """The custom gateway asks 0.20 CNY for each picture; name it before `sent`."""
    settings.SEEDREAM_PRICE = "0.20 CNY"


def test_what_the_gateway_billed_counts_even_against_what_it_delivered(priced, sent):
    for entry in [*pictures(0, 1), Receipt(images_billed=3, usage={"x": 1})]:
        settle.write(sent, entry)

    states(sent)
    assert sent.images_billed == 3
    assert sent.usage == {"x": 1}
    assert sent.cost == Decimal("0.60")


@pytest.mark.parametrize("price_now", ["", "0.05 USD", "0.30 CNY"])
def test_a_price_that_moved_counts_only_in_the_same_currency(
    priced, sent, settings, price_now
):
    settings.SEEDREAM_PRICE = price_now

    for entry in [*pictures(0, 1), Receipt(images_billed=2)]:
        settle.write(sent, entry)

    states(sent)
    assert sent.cost == Decimal("0.60" if price_now == "0.30 CNY" else "0.40")


def test_a_price_named_too_late_is_not_counted(sent, settings):
    settings.SEEDREAM_PRICE = "0.20 CNY"

    settle.write(sent, Receipt(images_billed=3))

    states(sent)
    assert sent.cost is None


def test_an_answer_moves_the_money_of_its_request(priced, sent):
    settle.write(sent, pictures(0)[0])
    settle.write(sent, CUT)
    held = [(e.kind, e.committed, e.held) for e in sent.entries.order_by("pk")]

    for entry in [*pictures(1), Receipt(images_billed=2)]:
        settle.write(sent, entry)

    last = sent.entries.order_by("pk").last()
    assert held == [
        ("reserve", Decimal(0), Decimal(0)),
        ("hold", Decimal("0.20"), Decimal("0.40")),
    ]
    assert (last.kind, last.committed, last.held) == (
        "commit",
        Decimal("0.20"),
        Decimal("-0.40"),
    )


def test_a_silent_gateway_is_taken_to_bill_what_it_delivered(sent):
    for entry in [*pictures(0), Refusal(1, "Sensitive", "no"), Receipt()]:
        settle.write(sent, entry)

    assert states(sent) == ("answered", ["announced", "refused", "absent"])
    assert sent.images_billed == 1
    assert sent.cost is None  # nobody knows a custom gateway's price


def test_an_answer_of_refusals_alone_costs_nothing(demo, ask):
    generation = ask("seedream-4.0@simulator", size="1K")
    generation.attempts.update(state="sent")
    attempt = generation.attempts.select_related("generation").get()

    for entry in [Refusal(0, "Sensitive", "no"), Receipt(images_billed=0)]:
        settle.write(attempt, entry)

    assert states(attempt) == ("answered", ["refused"])
    assert (attempt.images_billed, attempt.cost) == (0, Decimal(0))


def test_an_answer_comes_back_from_the_spool_as_it_was_kept(sent):
    expires_at = timezone.now() + timezone.timedelta(hours=3)
    url = "https://a.volces.com/a%20b?X-Tos-Signature=%2B%2f&q=ü"
    for event in [
        Picture(0, url=url, expires_at=expires_at),
        Picture(1, content=b"bytes"),
        Refusal(2, "Sensitive", "nö"),
        Receipt(request_id="r1", images_billed=2, usage={"a": [1]}),
    ]:
        spool.keep(sent.pk, event)

    announced = settle.replay(sent)

    first, second, third = sent.outputs.order_by("index")
    assert announced == [first.pk, second.pk]
    assert (first.url, first.url_expires_at) == (url, expires_at)
    assert spool.picture_path(second.spooled).read_bytes() == b"bytes"
    assert third.error_message == "nö"
    assert states(sent)[0] == "answered"
    assert (sent.request_id, sent.usage) == ("r1", {"a": [1]})
    assert spool.waiting() == []


def test_an_answer_spooled_in_part_keeps_its_part_and_is_unknown(sent):
    spool.keep(sent.pk, Picture(0, url="https://a.volces.com/0"))

    settle.replay(sent)

    assert states(sent) == ("unknown", ["announced", "promised", "promised"])


@pytest.mark.parametrize(
    "half", [b'{"kind": "Recei', b"\xff\xfe", b'{"kind": "Nothing"}\n', b"[]\n", b"7"]
)
def test_a_half_written_line_costs_only_itself(sent, half):
    spool.keep(sent.pk, Picture(0, url="https://a.volces.com/0"))
    with (spool.folder() / f"{sent.pk}.ndjson").open("ab") as file:
        file.write(half)

    settle.replay(sent)

    assert states(sent) == ("unknown", ["announced", "promised", "promised"])


def test_lines_behind_a_broken_one_are_read(sent):
    spool.keep(sent.pk, Picture(0, url="https://a.volces.com/0"))
    with (spool.folder() / f"{sent.pk}.ndjson").open("ab") as file:
        file.write(b'{"kind": "SpooledPic')
    for event in [Picture(2, url="https://a.volces.com/2"), Receipt(images_billed=3)]:
        spool.keep(sent.pk, event)

    settle.replay(sent)

    assert states(sent) == ("answered", ["announced", "absent", "announced"])


def test_the_spool_names_only_answers(sent):
    spool.keep(sent.pk, Receipt())
    (spool.folder() / "notes.ndjson").write_text("mine")

    assert spool.waiting() == [sent.pk]
    assert spool.is_writable()
    assert not list(spool.folder().glob(".probe-*"))


def test_what_comes_while_an_answer_is_replayed_stays_in_the_spool(sent):
    spool.keep(sent.pk, Picture(0, url="https://a.volces.com/0"))
    later = Picture(1, url="https://a.volces.com/1")

    with meanwhile("UPDATE", lambda: spool.keep(sent.pk, later)):
        settle.replay(sent)

    assert spool.waiting() == [sent.pk]
    assert len(settle.replay(sent)) == 1
    assert spool.waiting() == []
