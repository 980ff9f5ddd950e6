"""The sweeper outlives whatever one round runs into."""

import threading

import pytest

from generations import engine, tasks
from tests.journeys.conftest import until


@pytest.mark.django_db(transaction=True)
def test_the_sweeper_goes_on_after_any_mistake(settings, monkeypatch):
    settings.STUDIO_SWEEP_S = 0.01
    rounds, third = [], threading.Event()

    def sweep():
        rounds.append(1)
        if len(rounds) == 3:
            third.set()
        raise [KeyError("odd"), OSError("full"), RuntimeError("broker")][
            len(rounds) % 3
        ]

    monkeypatch.setattr(engine, "sweep", sweep)
    running = engine.Engine()
    running.start()

    assert third.wait(30)
    assert running.stop(grace_s=30)


@pytest.mark.django_db(transaction=True)
def test_a_stop_gives_up_when_the_grace_is_over(settings, gateway, ask):
    running = engine.Engine()
    running.start()

    assert not running.stop(grace_s=-1)
    assert running.stop(grace_s=30)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_gave_up_is_replaced(caplog):
    running = engine.Engine(("store",))
    running.start()
    ((_queue, worker, _ready),) = running._made

    worker.stop()
    woken = engine.state.total_count[tasks.wake.name]
    tasks.wake.apply_async(queue="store")

    until(lambda: engine.state.total_count[tasks.wake.name] > woken, "working on")
    assert "the queue store ended" in caplog.text
    assert running.stop(grace_s=30)


def test_a_simulator_is_started_only_where_it_is_sold(settings):
    assert engine.start_simulator_if_needed() is None

    settings.STUDIO_SIMULATOR = "on"
    settings.STUDIO_SIMULATOR_URL = "http://127.0.0.1:9/v1"
    assert engine.start_simulator_if_needed() is None

    settings.STUDIO_SIMULATOR_URL = ""
    simulator = engine.start_simulator_if_needed()
    assert (settings.STUDIO_SIMULATOR_DIR / "port").read_text() == str(simulator.port)
    simulator.stop()
