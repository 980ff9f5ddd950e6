"""Draws tiles: what a person may do with them where they stand, and the words.

The markup is `templates/jinja/tiles.jinja`, and nowhere else.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template import engines
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from generations.models import Colour
from generations.search import Roll, Scope, read_roll
from generations.views.tiles import Tile
from generations.views.verbs import Verb, may_decide, verb_of
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

#: Parameter that says that tiles stand in a gallery, where they can be picked.
GRID = "grid"
_NOBODY = uuid.UUID(int=0)
#: Tiles whose markup is kept, some four kB each.
MOST_DRAWN = 2_000
_drawn: dict[tuple[Any, ...], str] = {}
#: Pictures that a page fetches before it is laid out, the first of them before others.
FIRST, FOREMOST = 10, 3

#: Pages at which a tile leads to a thing: name of the address, its words.
SCOPES = {
    Scope.TEAM: "generations:gallery",
    Scope.MINE: "generations:mine",
    Scope.FAVOURITES: "generations:favourites",
    Scope.TRASH: "generations:trash",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who made a picture, as its tile names them."""

    name: str
    initials: str


@dataclass(frozen=True)
class Viewing:
    """Who looks at tiles, and in which roll; None outside of a gallery."""

    member: Member
    roll: Roll | None = None

    @property
    def is_grid(self) -> bool:
        """Say whether tiles can be picked here."""
        return self.roll is not None

    @cached_property
    def may_generate(self) -> bool:
        """Say whether pictures can be asked for here and now."""
        is_trash = self.roll is not None and self.roll.scope == Scope.TRASH
        return not is_trash and may(self.member, Action.GENERATE)

    @cached_property
    def may_like(self) -> bool:
        """Say whether a picture can be made a favourite here."""
        if self.roll is None or self.roll.scope == Scope.TRASH:
            return False
        return may(self.member, Action.REMARK)

    @property
    def may_act(self) -> bool:
        """Say whether a tile offers anything."""
        return self.may_like or self.may_generate

    @cached_property
    def _owners(self) -> dict[int, Owner]:
        return {}

    @cached_property
    def steps(self) -> str:
        """Return where a step is posted to."""
        return reverse("generations:step")

    @cached_property
    def address(self) -> str:
        """Return the address of the roll."""
        return address_of(self.roll) if self.roll else reverse(SCOPES[Scope.TEAM])

    @property
    def rights(self) -> tuple[Any, ...]:
        """Return all of it that a tile with a picture depends on."""
        owners = self.roll is not None and self.roll.scope != Scope.MINE
        may = (self.may_generate, self.may_like)
        return (self.is_grid, owners, *may, self.address, self.carried)

    @cached_property
    def carried(self) -> str:
        """Return what the page of a picture is told of the roll."""
        if self.roll is None:
            return ""
        text = urlencode(self.roll.parameters())
        return f"?{text}" if text else ""

    @property
    def picture_base(self) -> str:
        """Return the address of the page of a picture up to the id of its output."""
        return _before_id("picture")

    @property
    def edit_base(self) -> str:
        """Return the address of a form that edits a picture, up to the image's id."""
        return f"{_compose('edit')}?reference="

    @property
    def reference_base(self) -> str:
        """Return the address of a form that a picture is added to, up to its id."""
        return f"{_compose('fusion')}?add="

    def stack_address(self, generation_id: object) -> str:
        """Return the address of a stack, as a page or unfolded in place."""
        glue = "&" if "?" in self.address else "?"
        return f"{self.address}{glue}stack={generation_id}"

    def unfold_label(self, tile: Tile) -> str:
        """Return what unfolding a tile brings."""
        return _unfold_label(tile.stack, get_language())

    def owner_of(self, tile: Tile) -> Owner | None:
        """Return who is shown to have made it, None where that is clear."""
        if self.roll is None or self.roll.scope == Scope.MINE:
            return None
        person = tile.output.generation.person
        if person is None:
            return None
        if person.pk not in self._owners:
            self._owners[person.pk] = Owner(person.get_full_name(), person.initials)
        return self._owners[person.pk]

    def may_decide(self, tile: Tile) -> bool:
        """Say whether this member may decide about the request of a tile."""
        maker_id = tile.output.generation.person_id
        return may_decide(self.member, tile.output.attempt, maker_id=maker_id)

    def verb_of(self, tile: Tile) -> Verb | None:
        """Return what this member can do about a tile without a picture."""
        is_binned = self.roll is not None and self.roll.scope == Scope.TRASH
        if is_binned or not self.may_decide(tile):
            return None
        return verb_of(tile.output, tile.face)


def viewing_of(request: HttpRequest) -> Viewing:
    """Return who looks, and where: a gallery sends its roll with what it asks.

    Raises:
        Http404: no team, or the collection is not of this team.
    """
    sent: Mapping[str, str] = request.POST if request.method == "POST" else request.GET
    member = member_of(request)
    return Viewing(member, read_roll(member, sent) if sent.get(GRID) else None)


def draw_tiles(
    tiles: Iterable[Tile],
    viewing: Viewing,
    *,
    oob: bool = False,
    is_first: bool = False,
) -> SafeString:
    """Return the markup of tiles; `oob` replaces those that stand on the page.

    A picture that was drawn of the same row, for somebody with the same rights and in
    the same place, is not drawn again. What a page begins with (`is_first`) is fetched
    at once, not when it is seen.
    """
    template: Any = engines["tiles"].get_template("tiles.jinja")
    context = {"view": viewing, "words": _words(), "oob": oob}
    draw = template.template.make_module(context).draw
    here = (get_language(), oob, viewing.rights)
    markup = []
    for tile in tiles:
        key = tile.content and (here, tile.content)
        text = _drawn.get(key) if key else None
        if text is None:
            text = draw(tile)
            if key:
                _remember(key, text)
        markup.append(text)
    if is_first:
        markup[:FIRST] = [_at_once(text, at) for at, text in enumerate(markup[:FIRST])]
    return mark_safe("".join(markup))  # escaped by the template


def _at_once(text: str, at: int) -> str:
    """Return a tile whose picture is fetched as soon as the browser reads of it."""
    pressing = 'fetchpriority="high"' if at < FOREMOST else 'loading="eager"'
    plain = "".join((text, ""))  # markup would escape what it is given
    plain = plain.replace('sizes="auto, ', 'sizes="', 1)
    return plain.replace('loading="lazy"', pressing, 1)


def _remember(key: tuple[Any, ...], text: str) -> None:
    if len(_drawn) >= MOST_DRAWN:
        _drawn.clear()
    _drawn[key] = text


def address_of(roll: Roll, **more: str) -> str:
    """Return the address of a roll, with further parameters."""
    named = {
        key: text for key, text in roll.parameters().items() if key in ("q", "stack")
    }
    text = urlencode(named | {key: each for key, each in more.items() if each})
    if roll.collection is not None:
        base = reverse("generations:collection", args=[roll.collection.pk])
    else:
        base = reverse(SCOPES[roll.scope])
    return f"{base}?{text}" if text else base


def _words() -> dict[str, Any]:
    """Return the words that every tile has, translated once for all."""
    return {
        "colours": {each.value: str(each.label) for each in Colour},
        "comments": _("comments"),
        "decide": _("Decide"),
        "edit": _("Edit this picture"),
        "favourite": _("Favourite"),
        "fold": _("Fold"),
        "picked": _("picked"),
        "reference": _("Use as reference"),
        "rejected": _("rejected"),
        "seconds": pgettext("seconds", "s"),
        "select": _("Select: %(name)s").partition("%(name)s")[0],
        "slower": _("slower than usual"),
        "stars": _("stars"),
    }


@lru_cache(maxsize=200)
def _unfold_label(count: int, _language: str | None) -> str:
    text = ngettext("%(count)s picture, unfold", "%(count)s pictures, unfold", count)
    return text % {"count": count}


@lru_cache(maxsize=20)
def _before_id(name: str) -> str:
    """Return the address of the page of one thing, up to its id."""
    return reverse(f"generations:{name}", args=[_NOBODY]).partition(str(_NOBODY))[0]


@lru_cache(maxsize=20)
def _compose(mode: str) -> str:
    return reverse("generations:compose", args=[mode])
