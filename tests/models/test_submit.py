"""One submit is one generation, however often and from wherever it comes."""

import threading
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models import (
    Attempt,
    Generation,
    Output,
    Reference,
    StaleToken,
    StoredImage,
    Wish,
)

WISH = Wish(
    mode=Mode.TEXT_TO_IMAGE,
    offer_key="seedream-4.0@ark",
    prompt="a quiet sea",
    size="1024x1024",
    width_px=1024,
    height_px=1024,
    parameters={"watermark": True},
    estimate=Money(Decimal("0.20"), "CNY"),
)


def submit(wish, member, token, **more):
    return Generation.objects.submit(
        wish, team=member.team, person=member.user, token=token, **more
    )


@pytest.mark.django_db
def test_a_wish_becomes_rows_for_each_request_and_each_picture(alice):
    wish = replace(WISH, images=2, variations=3)

    generation = submit(wish, alice, uuid.uuid4())

    attempts = generation.attempts.order_by("variation")
    outputs = generation.outputs.order_by("-listed_at")
    assert [attempt.variation for attempt in attempts] == [0, 1, 2]
    assert {attempt.state for attempt in attempts} == {"queued"}
    assert [(o.attempt.variation, o.index) for o in outputs] == [
        (v, i) for v in range(3) for i in range(2)
    ]
    assert {output.state for output in outputs} == {"promised"}
    assert (generation.estimate, generation.currency) == (Decimal("0.20"), "CNY")
    assert generation.estimate * generation.variations == Decimal("0.60")


@pytest.mark.django_db
def test_the_same_token_with_the_same_wish_gives_back_what_exists(alice, bob):
    token = uuid.uuid4()

    first = submit(WISH, alice, token)
    again = submit(WISH, alice, token)

    assert again == first
    assert (Generation.objects.count(), Attempt.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "another"},
        {"size": "2048x2048"},
        {"offer_key": "seedream-4.5@ark"},
        {"parameters": {"watermark": False}},
        {"images": 2},
        {"variations": 2},
        {"mode": Mode.SEQUENCE},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_token_with_another_wish_is_stale(alice, change):
    token = uuid.uuid4()
    submit(WISH, alice, token)

    with pytest.raises(StaleToken):
        submit(replace(WISH, **change), alice, token)

    assert (Generation.objects.count(), Attempt.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_token_belongs_to_one_team_only(alice, charlie):
    token = uuid.uuid4()

    hers, his = submit(WISH, alice, token), submit(WISH, charlie, token)

    assert hers != his
    assert list(Generation.objects.for_team(alice.team)) == [hers]


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_generation(alice):
    token, found, start = uuid.uuid4(), [], threading.Barrier(20)

    def click():
        start.wait()
        try:
            found.append(submit(WISH, alice, token).pk)
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    generation = Generation.objects.get()
    assert found == [generation.pk] * 20
    assert (Attempt.objects.count(), Output.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_who_rings_is_noted_by_the_clock_of_the_database(alice):
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=2)):
        rung = submit(WISH, alice, uuid.uuid4()).attempts.get()
    unrung = submit(WISH, alice, uuid.uuid4(), is_rung_for=False).attempts.get()

    assert unrung.published_at is None
    assert abs((timezone.now() - rung.published_at).total_seconds()) < 60
    due = Attempt.objects.to_publish(quiet_s=30)
    assert list(due) == [unrung]


@pytest.mark.django_db
def test_twenty_workers_claim_an_attempt_once(alice):
    attempt = submit(WISH, alice, uuid.uuid4()).attempts.get()

    claims = [Attempt.objects.claim(attempt.pk, owner=f"w{n}") for n in range(20)]

    attempt.refresh_from_db()
    assert claims == [True] + [False] * 19
    assert (attempt.lease_owner, attempt.tries) == ("w0", 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "break_it",
    [
        lambda g, a, o: Attempt.objects.create(
            team=g.team, generation=g, variation=a.variation
        ),
        lambda g, a, o: Attempt.objects.filter(pk=a.pk).update(state="sending"),
        lambda g, a, o: Output.objects.filter(pk=o.pk).update(state="gone"),
        lambda g, a, o: Output.objects.filter(pk=o.pk).update(state="stored"),
        lambda g, a, o: Output.objects.create(
            team=g.team, generation=g, attempt=a, index=0, listed_at=g.created_at
        ),
        lambda g, a, o: [
            StoredImage.objects.create(
                team=g.team,
                sha256="0" * 64,
                key="k",
                size_bytes=1,
                width_px=1,
                height_px=1,
            )
            for _ in range(2)
        ],
    ],
    ids=[
        "a variation twice",
        "an unknown attempt state",
        "an unknown output state",
        "stored without an image",
        "an index twice",
        "the same bytes twice",
    ],
)
def test_the_database_itself_refuses(alice, break_it):
    generation = submit(WISH, alice, uuid.uuid4())
    attempt, output = generation.attempts.get(), generation.outputs.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        break_it(generation, attempt, output)


@pytest.mark.django_db
def test_a_place_among_the_references_is_taken_once(alice):
    generation = submit(WISH, alice, uuid.uuid4())
    image = StoredImage.objects.create(
        team=alice.team, sha256="1" * 64, key="k", size_bytes=1, width_px=1, height_px=1
    )
    Reference.objects.create(generation=generation, position=1, image=image)

    with pytest.raises(IntegrityError), transaction.atomic():
        Reference.objects.create(generation=generation, position=1, image=image)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("variations", "lane"), [(1, "interactive"), (4, "interactive"), (5, "bulk")]
)
def test_who_asks_for_many_at_once_waits_in_the_bulk_lane(alice, variations, lane):
    generation = submit(replace(WISH, variations=variations), alice, uuid.uuid4())

    assert {attempt.lane for attempt in generation.attempts.all()} == {lane}
