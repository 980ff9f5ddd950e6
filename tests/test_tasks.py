"""The doorbells: a message that cannot be sent or comes to nothing harms nobody."""

import uuid

import pytest
from kombu.exceptions import OperationalError

from generations import tasks
from generations.pipeline.sweep import Due

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def rung(monkeypatch):
    """What was rung for, as (task, id)."""
    found = []
    for name in ("send_attempt", "store_output", "show_image", "finish_thumbnails"):

        def note(args, *, name=name, **options):
            assert options == {"retry": False}
            found.append((name, args[0]))

        monkeypatch.setattr(getattr(tasks, name), "apply_async", note)
    return found


def test_a_broker_that_is_away_is_left_to_the_sweeper(monkeypatch, caplog):
    def away(args, **options):
        raise OperationalError("refused")

    monkeypatch.setattr(tasks.send_attempt, "apply_async", away)

    tasks.ring(tasks.send_attempt, uuid.UUID(NOBODY))

    assert NOBODY in caplog.text


def test_the_sweeper_rings_for_what_is_due(monkeypatch, rung):
    send, store, thumbnail = (uuid.uuid4() for _ in range(3))
    due = Due(send=[send], store=[store], thumbnails=[thumbnail])
    monkeypatch.setattr(tasks, "find_due", lambda *, here_only: due)

    assert tasks.sweep() == due

    assert rung == [
        ("send_attempt", str(send)),
        ("store_output", str(store)),
        ("finish_thumbnails", str(thumbnail)),
    ]


def test_the_sweeper_itself_stores_what_only_this_machine_has(
    monkeypatch, rung, caplog
):
    odd, here = uuid.uuid4(), uuid.uuid4()
    stored = []

    def store(output_id):
        if output_id == str(odd):
            raise ValueError("odd")
        stored.append(output_id)

    monkeypatch.setattr(tasks, "find_due", lambda *, here_only: Due(here=[odd, here]))
    monkeypatch.setattr(tasks, "store_output", store)

    tasks.sweep(here_only=True)

    assert stored == [str(here)]
    assert (rung, f"not stored: {odd}" in caplog.text) == ([], True)


def test_bytes_are_taken_before_tiles_are_drawn_and_those_before_the_large():
    ordered = (tasks.store_output, tasks.show_image, tasks.finish_thumbnails)
    router = tasks.store_output.app.amqp.router

    places = [router.route({}, task.name).get("priority", 0) for task in ordered]

    assert places == sorted(set(places))


@pytest.mark.django_db(transaction=True)
def test_a_ring_for_nobody_does_nothing():
    tasks.send_attempt(NOBODY)
    tasks.store_output(NOBODY)


@pytest.mark.django_db(transaction=True)
def test_a_picture_announced_is_rung_for_and_stored_and_its_thumbnails_follow(
    gateway, ask, rung
):
    generation = ask("seedream-4.0@custom", size="1K")

    tasks.send_attempt(str(generation.attempts.get().pk))
    output = generation.outputs.get()
    assert rung == [("store_output", str(output.pk))]

    tasks.store_output(str(output.pk))
    output.refresh_from_db()
    assert output.state == "stored"
    assert rung[1:] == [("finish_thumbnails", str(output.image_id))]

    tasks.finish_thumbnails(str(output.image_id))
    output.image.refresh_from_db()
    assert output.image.has_all_sizes


@pytest.mark.django_db(transaction=True)
def test_what_was_stored_in_a_hurry_is_shown_and_then_finished(
    gateway, ask, rung, monkeypatch
):
    monkeypatch.setattr("generations.pipeline.store.QUEUE", 0)
    generation = ask("seedream-4.0@custom", size="1K")
    tasks.send_attempt(str(generation.attempts.get().pk))
    tasks.store_output(str(generation.outputs.get().pk))
    image_id = str(generation.outputs.get().image_id)
    assert rung[-1] == ("show_image", image_id)

    tasks.show_image(image_id)

    assert rung[-1] == ("finish_thumbnails", image_id)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("task", ["show_image", "finish_thumbnails"])
def test_nothing_is_drawn_while_a_crowd_waits_for_its_bytes(gateway, ask, rung, task):
    generations = [ask("seedream-4.0@custom", size="1K") for _ in range(3)]
    for generation in generations:
        tasks.send_attempt(str(generation.attempts.get().pk))
    tasks.store_output(str(generations[0].outputs.get().pk))

    getattr(tasks, task)(str(generations[0].outputs.get().image_id))

    states = [generation.outputs.get().state for generation in generations]
    assert sorted(states) == ["announced", "stored", "stored"]


@pytest.mark.django_db(transaction=True)
def test_what_turns_out_to_be_no_picture_is_not_finished(rung, monkeypatch):
    monkeypatch.setattr(tasks.thumbnails, "show", lambda _image_id: False)

    tasks.show_image(NOBODY)

    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_bytes_in_the_answer_are_stored_where_they_lie(gateway, ask, rung):
    gateway.faults.arm("b64")
    generation = ask("seedream-4.0@custom", size="1K")

    tasks.send_attempt(str(generation.attempts.get().pk))

    assert generation.outputs.get().state == "stored"
    assert [name for name, _id in rung] == ["finish_thumbnails"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_wanted", [False, True])
def test_each_request_of_a_click_is_rung_for_and_the_next_follows_the_first(
    gateway, ask, rung, is_wanted, monkeypatch
):
    generation = ask("seedream-4.0@custom", size="1K", variations=2)
    first, second = generation.attempts.order_by("variation")
    monkeypatch.setattr(tasks.state, "should_stop", 0 if is_wanted else None)

    tasks.ring_for(generation)
    assert sorted(rung) == sorted(
        ("send_attempt", str(each.pk)) for each in (first, second)
    )
    rung.clear()

    tasks.send_attempt(str(first.pk))

    assert (("send_attempt", str(second.pk)) in rung) is is_wanted
    assert generation.attempts.filter(state="answered").count() == 2 - is_wanted


@pytest.mark.django_db(transaction=True)
def test_a_task_that_fails_says_where_and_never_what(caplog):
    done = tasks.finish_thumbnails.apply((NOBODY,))

    (line,) = [each for each in caplog.records if each.name == tasks.logger.name]
    assert done.failed()
    assert f"({NOBODY!r},) failed: DoesNotExist" in line.getMessage()
    assert "in finish_thumbnails" in line.getMessage()
    assert "matching query" not in line.getMessage()
