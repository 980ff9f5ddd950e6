"""The rows of a seeded library: teams, people, generations and all that hangs on them.

Run by `library_seed` in the environment of a studio.
"""

import json
import random
import sys
import uuid
from bisect import bisect
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command
from django.db import transaction

from benchmarks.library_tables import Sink, unindexed
from benchmarks.prompts import write_prompt
from generations.lexicon import fold
from generations.models import (
    Attempt,
    Collection,
    Comment,
    Favourite,
    Generation,
    Listing,
    Output,
    Placement,
    StoredImage,
    Tag,
    Tagging,
    place_of,
)
from generations.models.listing import line_facts
from teams.models import Member, Team, User
from teams.roles import Role

TEAMS, PEOPLE = 20, 8
#: Pictures that are kept in mind before they are written.
CHUNK = 20_000
BEGAN = datetime(2024, 5, 1, tzinfo=UTC)
DAYS = 930
OFFERS = [
    f"{model}@{gateway}"
    for model in ("seedream-4.5", "seedream-4.0", "seedream-5.0-lite", "seedream-5.5")
    for gateway in ("ark", "byteplus", "apiyi")
]
SHAPES = (
    (2048, 2048),
    (2560, 1440),
    (1440, 2560),
    (2304, 1728),
    (4096, 4096),
    (1024, 1024),
)
MODES = ("text-to-image",) * 3 + ("edit", "fusion", "sequence")
TAGS = (
    "brand,final,draft,client,moodboard,poster,packaging,"
    "print,social,two words,备用,定稿"
)
RATINGS = (0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 4, 4, 5)
FLAGS = ("", "", "", "", "", "pick", "reject")
COLOURS = ("", "", "", "", "", "", "red", "yellow", "green", "blue", "purple")
PLACEHOLDER = "UklGRlYAAABXRUJQVlA4IEoAAADwAQCdASoQAAwABUB8JQBOgCHfgAD+"


@dataclass(slots=True)
class House:
    """One team with its people, tags and collections."""

    team: Team
    people: list[User]
    tags: list[Tag]
    collections: list[Collection]
    placed: list[int] = field(default_factory=lambda: [0] * 8)


class Library:
    """A library that grows by generations, in the order of their time."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.pictures = 0
        self.houses: list[House] = []
        self._shares = list(accumulate(0.85**rank for rank in range(TEAMS)))
        self._moment = BEGAN
        self._make_sinks()

    def _make_sinks(self) -> None:
        self.generations = Sink(
            Generation, "id", "team_id", "person_id", "form_token", "fingerprint",
            "mode", "offer_key", "prompt", "size", "width_px", "height_px",
            "variations", "estimate", "currency", "created_at",
        )  # fmt: skip
        self.attempts = Sink(
            Attempt, "id", "team_id", "person_id", "generation_id", "gateway",
            "state", "variation", "created_at", "sent_at",
        )  # fmt: skip
        self.images = Sink(
            StoredImage, "id", "team_id", "sha256", "key", "size_bytes", "media_type",
            "width_px", "height_px", "thumbnails", "has_all_sizes", "placeholder",
        )  # fmt: skip
        self.outputs = Sink(
            Output, "id", "team_id", "generation_id", "attempt_id", "index", "state",
            "listed_at", "image_id", "stored_at",
        )  # fmt: skip
        self.lines = Sink(
            Listing, "place", "output_id", "team_id", "person_id", "generation_id",
            "shelf", "fold", "trashed_at", "rating", "flag", "colour", "pixels", "cost",
            "comments", "words",
        )  # fmt: skip
        self.favourites = Sink(Favourite, "person_id", "listing_id")
        self.taggings = Sink(Tagging, "tag_id", "listing_id")
        self.placements = Sink(Placement, "collection_id", "listing_id", "rank")
        self.comments = Sink(Comment, "team_id", "listing_id", "person_id", "text")

    @property
    def sinks(self) -> list[Sink]:
        """Return every table, those that are referred to first."""
        return [each for each in vars(self).values() if isinstance(each, Sink)]

    def found(self) -> None:
        """Make the teams, with people, tags and collections."""
        for number in range(TEAMS):
            team = Team.objects.create(name=f"Team {number + 1}")
            people = [
                User.objects.create_user(
                    f"p{each}.t{number}@example.com", None, name=f"Person {each}"
                )
                for each in range(PEOPLE)
            ]
            for each, user in enumerate(people):
                role = Role.OWNER if each == 0 else Role.EDITOR
                Member.objects.create(team=team, user=user, role=role)
            tags = [
                Tag.objects.create(team=team, name=n, key=fold(n))
                for n in TAGS.split(",")
            ]
            collections = [
                Collection.objects.create(
                    team=team, name=f"Campaign {n}", person=people[0]
                )
                for n in range(8)
            ]
            self.houses.append(House(team, people, tags, collections))

    def add_generations(self, *, until: int) -> None:
        """Think of generations up to so many pictures in all, and write them."""
        while self.pictures < until:
            share = self.source.random() * self._shares[-1]
            self._add_generation(self.houses[bisect(self._shares, share)])
        self.finish()

    def finish(self) -> None:
        """Write what is left."""
        with transaction.atomic():
            for sink in self.sinks:
                sink.flush()

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self.source.getrandbits(128), version=4)

    def _add_generation(self, house: House) -> None:
        source, made = self.source, self._id()
        self._moment += timedelta(seconds=source.expovariate(1 / GAP_S))
        person = house.people[min(int(source.random() ** 2 * PEOPLE), PEOPLE - 1)]
        width_px, height_px = source.choice(SHAPES)
        wish = SimpleNamespace(
            id=made,
            team_id=house.team.pk,
            person_id=person.pk,
            mode=source.choice(MODES),
            offer_key=source.choice(OFFERS),
            prompt=write_prompt(source),
            width_px=width_px,
            height_px=height_px,
            estimate=Decimal(source.choice((3, 4, 20, 28))) / 100,
            images=1,
        )
        variations = source.choices((1, 2, 3, 4), (5, 2, 1, 3))[0]
        self.generations.add(
            made.hex, house.team.pk.hex, person.pk, self._id().hex, made.hex * 2,
            wish.mode, wish.offer_key, wish.prompt, "2K", width_px, height_px,
            variations, str(wish.estimate), "USD", str(self._moment),
        )  # fmt: skip
        facts = line_facts(wish)
        has_top = False
        for variation in range(variations):
            has_top = self._add_picture(house, wish, facts, variation, has_top)

    def _add_picture(
        self, house: House, wish: Any, facts: dict[str, Any], number: int, has_top: bool
    ) -> bool:
        """Write one picture; says whether its stack has its top by now."""
        attempt, image, output = self._id().hex, self._id().hex, self._id()
        listed_at = self._moment - timedelta(microseconds=number)
        came_at = str(self._moment + timedelta(seconds=20))
        team = house.team.pk.hex
        self.attempts.add(
            attempt, team, wish.person_id, wish.id.hex,
            wish.offer_key.rpartition("@")[2], "answered", number, str(self._moment),
            str(self._moment),
        )  # fmt: skip
        sha256 = image * 2
        self.images.add(
            image, team, sha256, f"originals/{sha256[:2]}/{sha256}.png", 2_400_000,
            "image/png", wish.width_px, wish.height_px, _thumbnails(sha256, wish), True,
            PLACEHOLDER,
        )  # fmt: skip
        self.outputs.add(
            output.hex, team, wish.id.hex, attempt, 0, "stored", str(listed_at), image,
            came_at,
        )  # fmt: skip
        place = place_of(listed_at, output)
        words, judged = self._judge(house, place, facts["words"])
        shelf = self.source.choices((0, 1, 2), (97, 2, 1))[0]
        if shelf:
            words = words.replace(f" g:{team} ", f" {'gtp'[shelf]}:{team} ")
        is_top = not (shelf or has_top)
        self.lines.add(
            place, output.hex, team, wish.person_id, wish.id.hex, shelf,
            0 if is_top else 1, came_at if shelf else None, *judged[:3],
            facts["pixels"], str(facts["cost"]), judged[3], words,
        )  # fmt: skip
        self.pictures += 1
        return has_top or is_top

    def _judge(
        self, house: House, place: int, words: str
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the words of a picture once people have looked at it."""
        source, team = self.source, house.team.pk.hex
        rating, flag, colour = map(source.choice, (RATINGS, FLAGS, COLOURS))
        words = words.replace(" rating:0 ", f" rating:{rating} ")
        words = words.replace(" flag:none ", f" flag:{flag or 'none'} ")
        words = words.replace(" colour:none ", f" colour:{colour or 'none'} ")
        if source.random() < 0.1:
            tag = house.tags[int(source.random() ** 2 * len(house.tags))]
            self.taggings.add(tag.pk, place)
            words += f"tag:{tag.pk} "
        if source.random() < 0.04:
            person = source.choice(house.people)
            self.favourites.add(person.pk, place)
            words += f"fav:{person.pk} "
        if source.random() < 0.02:
            number = source.randrange(len(house.collections))
            house.placed[number] += 1
            key = house.collections[number].pk
            self.placements.add(key, place, 1024 * house.placed[number])
            words += f"in:{key} "
        comments = int(source.random() < 0.003)
        if comments:
            person = source.choice(house.people)
            self.comments.add(team, place, person.pk, "Nice light.")
        return words, (rating, flag, colour, comments)


#: Seconds between two generations: 480,000 of them in the days there are.
GAP_S = DAYS * 86_400 / 480_000


def _thumbnails(sha256: str, wish: Any) -> str:
    """Return the three thumbnails of a picture as its row has them."""
    longest = max(wish.width_px, wish.height_px)
    return json.dumps(
        {
            str(size): {
                "key": f"thumbnails/{wish.team_id}/{sha256[:2]}/{sha256}-{size}.avif",
                "size_bytes": 40 * size,
                "width_px": wish.width_px * size // longest,
                "height_px": wish.height_px * size // longest,
                "media_type": "image/avif",
            }
            for size in (320, 640, 1280)
        }
    )


def main() -> None:
    """Fill the database of this process with so many pictures."""
    rows = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    library = Library(random.Random(5))
    library.found()
    with unindexed():
        while library.pictures < rows:
            library.add_generations(until=min(rows, library.pictures + CHUNK))
    print(f"{library.pictures:,} pictures")


if __name__ == "__main__":
    main()
