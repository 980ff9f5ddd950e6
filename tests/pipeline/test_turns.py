"""Whose turn it is: the same right for each person, one turn in four for bulk."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from generations.models import Lane
from generations.pipeline.turns import Turns

HERE, BULK = Lane.INTERACTIVE, Lane.BULK


def people(turns):
    return [person for _lane, person in turns.order()]


def test_two_people_take_turns_however_much_each_asked_for():
    turns = Turns(waiting={(HERE, 1): 5, (HERE, 2): 2}, since={(HERE, 1): 1.0})

    order = people(turns)

    assert order == [2, 1, 2, 1, 1, 1, 1]


def test_who_has_fewest_under_way_goes_first():
    turns = Turns(waiting={(HERE, 1): 2, (HERE, 2): 2}, in_flight={1: 3, 2: 1})

    order = people(turns)

    assert order == [2, 2, 1, 1]


def test_who_was_served_longest_ago_goes_first():
    turns = Turns(waiting={(HERE, 1): 1, (HERE, 2): 1}, served={1: 200.0, 2: 100.0})

    assert turns.next() == (HERE, 2)


def test_a_person_in_both_lanes_has_one_right_only():
    waiting = {(HERE, 1): 2, (BULK, 1): 2, (HERE, 2): 2}
    turns = Turns(waiting=waiting, since={(HERE, 2): 5.0})

    order = list(turns.order())

    assert order[:4] == [(HERE, 1), (HERE, 2), (HERE, 1), (BULK, 1)]


def test_one_turn_in_four_goes_to_bulk_while_somebody_looks_at_the_page():
    turns = Turns(waiting={(HERE, 1): 100, (BULK, 2): 100})

    lanes = [lane for lane, _person in turns.order()]

    assert lanes[:8] == [HERE, HERE, HERE, BULK, HERE, HERE, HERE, BULK]


def test_nobody_waiting_means_nobody_is_next():
    assert Turns(waiting={}).next() is None
    assert Turns(waiting={(HERE, 1): 0}).next() is None


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 40), min_size=1))
def test_while_two_people_wait_neither_is_ahead_by_more_than_one(asked):
    turns = Turns(waiting={(HERE, person): count for person, count in asked.items()})
    had, left = Counter(), Counter(asked)

    for person in people(turns):
        had[person] += 1
        left[person] -= 1
        waiting = [had[each] for each in asked if left[each] > 0]

        assert max(waiting, default=0) - min(waiting, default=0) <= 1

    assert had == Counter(asked)
