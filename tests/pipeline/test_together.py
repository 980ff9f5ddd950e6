"""One thread answers for all that ask meanwhile."""

import threading
import time

import pytest

from generations.pipeline.together import Together


class Slow:
    """Doubles what it is asked; the first call waits until it may end."""

    def __init__(self, *, fails=False):
        self.fails = fails
        self.asked = []
        self.begun, self.may_end = threading.Event(), threading.Event()

    def __call__(self, several):
        self.asked.append(list(several))
        if len(self.asked) == 1:
            self.begun.set()
            self.may_end.wait(10)
        elif self.fails:
            raise OSError("away")
        return [2 * each for each in several]


def ask_all(slow, numbers):
    """Ask for the first number, and while that is answered for the others."""
    together, answers = Together(slow), {}

    def ask(number):
        try:
            answers[number] = together(number)
        except OSError as problem:
            answers[number] = problem

    threads = [threading.Thread(target=ask, args=[number]) for number in numbers]
    threads[0].start()
    assert slow.begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(together._asking) < len(numbers) - 1:
        time.sleep(0.001)
    slow.may_end.set()
    for thread in threads:
        thread.join(10)
    return answers


def test_who_asks_meanwhile_is_answered_at_once():
    slow = Slow()

    answers = ask_all(slow, [1, 2, 3, 4])

    assert answers == {1: 2, 2: 4, 3: 6, 4: 8}
    assert [sorted(each) for each in slow.asked] == [[1], [2, 3, 4]]


def test_what_goes_wrong_all_of_them_hear():
    slow = Slow(fails=True)

    answers = ask_all(slow, [1, 2, 3])

    assert answers[1] == 2
    assert [str(answers[number]) for number in (2, 3)] == ["away", "away"]


def test_an_answer_too_few_is_a_mistake():
    with pytest.raises(ValueError, match="shorter"):
        Together(lambda several: [])("anything")
