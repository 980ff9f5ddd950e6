"""How long people would wait at a gate that shares itself out ideally.

Pure arithmetic over the times of their wishes.
"""

from collections.abc import Sequence

#: What is left of a wish by rounding.
NOTHING = 1e-9


def fair_waits_s(wishes: Sequence[tuple[float, int]], per_s: float) -> dict[int, float]:
    """Return each person's seconds from their first wish until all were served.

    `wishes` are (time in s, person); the gate serves `per_s` wishes a second, and at
    each moment all who wait have the same part of it.
    """
    left: dict[int, float] = {}
    first: dict[int, float] = {}
    waits: dict[int, float] = {}
    clock = 0.0
    for at, person in sorted(wishes):
        _serve(left, waits, first, clock=clock, until=at, per_s=per_s)
        first.setdefault(person, at)
        left[person] = left.get(person, 0.0) + 1
        clock = at
    _serve(left, waits, first, clock=clock, until=float("inf"), per_s=per_s)
    return waits


def _serve(
    left: dict[int, float],
    waits: dict[int, float],
    first: dict[int, float],
    *,
    clock: float,
    until: float,
    per_s: float,
) -> None:
    """Serve those who wait for a time, until it is over or nobody waits."""
    while left and clock < until:
        each_per_s = per_s / len(left)
        step_s = min(until - clock, min(left.values()) / each_per_s)
        clock += step_s
        for person in list(left):
            left[person] -= step_s * each_per_s
            if left[person] < NOTHING:
                del left[person]
                waits[person] = clock - first[person]
