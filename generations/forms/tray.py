"""The tray: the ordered references on a form, and what a press does to them.

Pure values: ids in, ids out. Who may use which picture is checked elsewhere.
"""

from collections.abc import Iterable, Sequence

#: Verbs of the buttons, written as "left:<id>".
LEFT, RIGHT, REMOVE = "left", "right", "remove"


def press(order: Sequence[str], action: str) -> list[str]:
    """Return the order after a press; an unknown action changes nothing."""
    verb, _colon, name = action.partition(":")
    ids = list(order)
    if name not in ids:
        return ids
    place = ids.index(name)
    if verb == REMOVE:
        ids.pop(place)
    elif verb in (LEFT, RIGHT):
        other = place + (1 if verb == RIGHT else -1)
        if 0 <= other < len(ids):
            ids[place], ids[other] = ids[other], ids[place]
    return ids


def add(order: Sequence[str], more: Iterable[str]) -> list[str]:
    """Return the order with pictures added at the end, each at most once."""
    return list(dict.fromkeys([*order, *more]))
