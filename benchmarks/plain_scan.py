"""Every picture of a team held against a search, one by one, by rules of its own.

Knows only the searches of `gallery_cases`; shares nothing with `generations.search`
but how text is folded, and reads the columns that the facts were written from.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from generations.lexicon import fold
from generations.models import Listing
from teams.models import Team, User

_PART = re.compile(r'-?"[^"]+"|\S+')


@dataclass(frozen=True, slots=True)
class Row:
    """What a search of the benchmark may ask of a picture."""

    place: int
    prompt: str
    words: frozenset[str]
    rating: int
    flag: str
    image_model: str
    mode: str
    person_id: int
    shape: tuple[int, int]
    cost: Decimal


class PlainScan:
    """The rows of one team's gallery, read once."""

    def __init__(self, team: Team, person: User) -> None:
        self.person = person
        rows = Listing.objects.in_gallery(team).values_list(
            "place",
            "generation__prompt",
            "rating",
            "flag",
            "generation__offer_key",
            "generation__mode",
            "person_id",
            "generation__width_px",
            "generation__height_px",
            "cost",
        )
        self.rows = [_row(*each) for each in rows.iterator(chunk_size=5000)]

    def find(self, text: str) -> set[int]:
        """Return the places a search should find."""
        tests = [self._test(part) for part in _PART.findall(text)]
        return {row.place for row in self.rows if all(test(row) for test in tests)}

    def _test(self, part: str) -> Callable[[Row], bool]:
        if part.startswith("-"):
            wanted = self._test(part[1:])
            return lambda row: not wanted(row)
        if part.startswith('"'):
            run = re.compile(rf"\b{re.escape(fold(part.strip(chr(34))))}\b")
            return lambda row: run.search(row.prompt) is not None
        facts: dict[str, Callable[[Row], bool]] = {
            "model:4.5": lambda row: row.image_model == "seedream-4.5",
            "model:4": lambda row: row.image_model.startswith("seedream-4"),
            "rating:>=4": lambda row: row.rating >= 4,
            "rating:>=3": lambda row: row.rating >= 3,
            "by:me": lambda row: row.person_id == self.person.pk,
            "mode:fusion": lambda row: row.mode == "fusion",
            "ratio:16:9": lambda row: row.shape[0] * 9 == row.shape[1] * 16,
            "flag:pick": lambda row: row.flag == "pick",
            "size:>8mp": lambda row: row.shape[0] * row.shape[1] > 8_000_000,
            "cost:>0.1": lambda row: row.cost > Decimal("0.1"),
        }
        if part in facts:
            return facts[part]
        wanted_run = fold(part)
        if wanted_run.isascii():
            return lambda row: any(w.startswith(wanted_run) for w in row.words)
        return lambda row: wanted_run in row.prompt


def _row(
    place: int, prompt: str, rating: int, flag: str, offer: str, mode: str,
    person_id: int, width_px: int, height_px: int, cost: Decimal,
) -> Row:  # fmt: skip
    folded = fold(prompt)
    return Row(
        place=place,
        prompt=folded,
        words=frozenset(re.findall(r"[a-z0-9]+", folded)),
        rating=rating,
        flag=flag,
        image_model=offer.partition("@")[0],
        mode=mode,
        person_id=person_id,
        shape=(width_px, height_px),
        cost=cost,
    )
