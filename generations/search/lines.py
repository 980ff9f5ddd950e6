"""The lines of a page with what their tiles show, read by one statement.

A tile shows a few columns of six tables. Sixty times six whole rows made by the ORM
cost more than all else on the page, so rows of stored pictures are filled from a
plain cursor, and those of a row that is still the same are kept: read them, never
change them. The few others, whose tiles say much more, are read whole.
"""

import json
import uuid
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from generations.models import (
    Attempt,
    Generation,
    Listing,
    Output,
    OutputState,
    Shelf,
    StoredImage,
)
from generations.models.tile_fields import NOT_ON_TILES
from teams.models import User

M = TypeVar("M", bound=models.Model)
#: Lines of stored pictures that are kept, some 10 kB each.
MOST_KEPT = 2_000
_kept: dict[int, Listing] = {}
_editions = count(1)

#: How many pictures a stack holds.
_PICTURES = f"""(
    SELECT count(*) FROM generations_listing beside
    WHERE beside.generation_id = l.generation_id AND beside.shelf = {Shelf.GALLERY}
)"""
_COLUMNS = {
    Listing: "l.place l.output_id l.team_id l.person_id l.generation_id l.shelf l.fold"
    " l.rating l.flag l.colour l.comments l.words",
    Output: "o.state o.attempt_id o.image_id",
    Attempt: "a.state a.remote_model",
    StoredImage: "i.team_id i.sha256 i.media_type i.width_px i.height_px"
    " i.thumbnails i.placeholder",
    Generation: "g.person_id g.prompt g.offer_key g.size g.parameters",
    User: "u.name u.email",
}
_SELECT = """
    SELECT {columns}, {pictures} FROM generations_listing l
    JOIN generations_output o ON o.id = l.output_id
    JOIN generations_attempt a ON a.id = o.attempt_id
    JOIN generations_generation g ON g.id = l.generation_id
    LEFT JOIN generations_storedimage i ON i.id = o.image_id AND i.purged_at IS NULL
    LEFT JOIN teams_user u ON u.id = g.person_id
    WHERE l.place IN ({marks})
"""


def read_lines(places: list[int], *, is_folded: bool) -> list[Listing]:
    """Return the lines at these places, in this order, with their pictures.

    A folded one has as `pictures` how many its stack holds; one of a stored picture
    has as `edition` a number that no line has of which a tile would show other things.
    """
    if not places:
        return []
    people: dict[int, User] = {}
    found: dict[int, Listing] = {}
    others: dict[int, int] = {}
    for row in _rows(places, is_folded=is_folded):
        line = _kept_line(row, people)
        if line is not None:
            found[line.place] = line
        else:
            others[row[0]] = row[-1]
    if others:
        whole = Listing.objects.filter(place__in=others).with_pictures()
        for line in whole.defer(*NOT_ON_TILES):
            line.pictures = others[line.place]  # type: ignore[attr-defined]  # see above
            found[line.place] = line
    return [found[place] for place in places if place in found]


def _rows(places: list[int], *, is_folded: bool) -> list[tuple[Any, ...]]:
    text = _SELECT.format(
        columns=", ".join(" ".join(_COLUMNS.values()).split()),
        pictures=_PICTURES if is_folded else "1",
        marks=", ".join(["%s"] * len(places)),
    )
    with connection.cursor() as cursor:
        cursor.execute(text, places)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _kept_line(row: tuple[Any, ...], people: dict[int, User]) -> Listing | None:
    """Return the line made of the same row before, else make it."""
    line = _kept.get(row[0])
    if line is None or line.row != row:  # type: ignore[attr-defined]  # see below
        line = _line_of(row, people)
        if line is not None:
            if len(_kept) >= MOST_KEPT:
                _kept.clear()
            _kept[row[0]] = line
    return line


def _line_of(row: tuple[Any, ...], people: dict[int, User]) -> Listing | None:
    """Return a line whose picture is here to be seen, None for all others."""
    place, output_id, team_id, maker_id, generation_id, shelf, fold, rating = row[:8]
    flag, colour, comments, words, state, attempt_id, image_id, outcome = row[8:16]
    generation = _generation_of(generation_id, team_id, row[24:31], people)
    image = _image_of(image_id, row[17:24])
    if state != OutputState.STORED or image is None:
        return None
    attempt = _known(Attempt, id=_uuid(attempt_id), state=outcome, remote_model=row[16])
    output = _known(
        Output, id=_uuid(output_id), team_id=generation.team_id, state=state,
        generation_id=generation.pk, attempt_id=attempt.pk, image_id=image.pk,
    )  # fmt: skip
    line = _known(
        Listing, place=place, output_id=output.pk, team_id=generation.team_id,
        person_id=maker_id, generation_id=generation.pk, shelf=shelf, fold=fold,
        rating=rating, flag=flag, colour=colour, comments=comments, words=words,
        pictures=row[-1], row=row, edition=next(_editions),
    )  # fmt: skip
    line._state.fields_cache["output"] = output
    output._state.fields_cache |= {
        "attempt": attempt,
        "generation": generation,
        "image": image,
        "listing": line,
    }
    return line


def _image_of(image_id: Any, row: tuple[Any, ...]) -> StoredImage | None:
    """Return an image that has thumbnails, None for one that cannot be shown."""
    team_id, sha256, media_type, width_px, height_px, thumbnails = row[:6]
    records = json.loads(thumbnails) if thumbnails else None
    if not records:
        return None
    return _known(
        StoredImage, id=_uuid(image_id), team_id=_team_id(team_id), sha256=sha256,
        media_type=media_type, width_px=width_px, height_px=height_px,
        thumbnails=records, placeholder=row[6], purged_at=None,
    )  # fmt: skip


def _generation_of(
    generation_id: Any, team_id: Any, row: tuple[Any, ...], people: dict[int, User]
) -> Generation:
    """Return a wish with who made it, who is one and the same for all of theirs."""
    person_id, prompt, offer_key, size, parameters, name, email = row
    generation = _known(
        Generation, id=_uuid(generation_id), team_id=_team_id(team_id),
        person_id=person_id, prompt=prompt, offer_key=offer_key, size=size,
        parameters=json.loads(parameters) if parameters != "{}" else {},
    )  # fmt: skip
    if person_id is not None and person_id not in people:
        people[person_id] = _known(User, id=person_id, name=name, email=email)
    generation._state.fields_cache["person"] = people.get(person_id)
    return generation


def _known(model: type[M], **columns: object) -> M:
    """Return a row of which these columns are known, as if `only` had asked for them.

    The ORM's own way asks each field of the model and sends two signals.
    """
    made = model.__new__(model)
    made.__dict__.update(columns)
    state = made._state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    return made


def _uuid(value: "uuid.UUID | str") -> uuid.UUID:
    """Return an id as the rows have it; SQLite keeps its 32 figures."""
    return value if isinstance(value, uuid.UUID) else uuid.UUID(hex=value)


@lru_cache(maxsize=100)
def _team_id(value: "uuid.UUID | str") -> uuid.UUID:
    """Return the id of a team: one for all lines of a page."""
    return _uuid(value)
