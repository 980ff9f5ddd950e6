"""What a press on the tray does to the order, whatever the press says."""

import pytest

from generations.forms import tray


@pytest.mark.parametrize(
    "action, order",
    [
        ("left:b", "bac"),
        ("right:b", "acb"),
        ("remove:b", "ac"),
        ("left:a", "abc"),
        ("right:c", "abc"),
        ("left:c", "acb"),
        ("remove:a", "bc"),
    ],
)
def test_a_press_moves_or_removes_one_picture(action, order):
    assert tray.press(list("abc"), action) == list(order)


@pytest.mark.parametrize(
    "action", ["", ":", "left", "left:", "left:z", "up:a", ":a", "remove:a:b", "LEFT:b"]
)
def test_a_press_nobody_knows_changes_nothing(action):
    assert tray.press(list("abc"), action) == list("abc")


def test_a_press_on_an_empty_tray_changes_nothing():
    assert tray.press([], "remove:a") == []


def test_a_press_leaves_the_given_order_alone():
    order = list("abc")

    tray.press(order, "remove:a")

    assert order == list("abc")


def test_pictures_are_added_at_the_end_and_each_once():
    assert tray.add(["a", "b"], ["c", "a", "c"]) == ["a", "b", "c"]
