"""An answer is found out by one, for all, and anew when it is too old."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from generations.storage.belief import Belief

FOR_EVER, FOR_NO_TIME = float("inf"), 0.0


@pytest.mark.parametrize("answer", [True, False])
def test_an_answer_is_believed_for_its_time(answer):
    asked = []
    belief = Belief(
        lambda: asked.append(1) or answer, yes_for_s=FOR_EVER, no_for_s=FOR_EVER
    )

    assert [bool(belief) for _ in range(3)] == [answer] * 3
    assert len(asked) == 1


def test_a_no_is_asked_again_sooner_than_a_yes():
    answers = [False, True, False]
    belief = Belief(lambda: answers.pop(0), yes_for_s=FOR_EVER, no_for_s=FOR_NO_TIME)

    assert [bool(belief) for _ in range(4)] == [False, True, True, True]


def test_all_who_ask_at_once_wait_for_one_answer():
    asked, may_answer = [], threading.Event()

    def find_out():
        asked.append(1)
        may_answer.wait(timeout=10)
        return True

    belief = Belief(find_out, yes_for_s=FOR_EVER, no_for_s=FOR_EVER)

    with ThreadPoolExecutor(8) as pool:
        answers = [pool.submit(bool, belief) for _ in range(8)]
        may_answer.set()

    assert all(answer.result() for answer in answers)
    assert len(asked) == 1
