"""What lies on a person's compose form: kept as a draft, shown with its pictures."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations import mentions
from generations.catalogue.vocabulary import Mode, Offer
from generations.forms import copies
from generations.forms.choice import Choice
from generations.forms.sentences import say_deleted
from generations.models import Draft, StoredImage
from generations.views.recipes import recipe_of
from teams.models import Member, Team

#: Fields kept as typed, and those that are absent when they are off.
TYPED = (
    "prompt",
    "offer",
    "size",
    "tier",
    "ratio",
    "width",
    "height",
    "output_format",
    "seed",
    "guidance_scale",
    "optimize_prompt",
    "variations",
    "max_images",
    "count",
    "quality",
    "background",
    "output_compression",
)
TICKED = ("watermark", "web_search", "thinking_mode")
#: Marks a place of the draft that the edit on the form leaves out.
WAITS = "waits"


@dataclass(frozen=True, slots=True)
class Place:
    """One reference on the tray."""

    number: int
    image: StoredImage
    name: str
    notes: tuple[str, ...]  #: what the copy that is sent differs in
    is_last: bool


def keep(
    request: HttpRequest,
    member: Member,
    mode: Mode,
    *,
    prompt: str | None = None,
    order: Sequence[str] | None = None,
    more: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Keep what stands on a posted form as the person's draft and return it.

    A mode without a tray leaves the tray of the draft as it is; an edit replaces
    its first place and lets the others wait.
    """
    posted = request.POST
    values: dict[str, Any] = {name: posted[name] for name in TYPED if name in posted}
    if prompt is not None:
        values["prompt"] = prompt
    # No database keeps a null character in JSON; the form itself refuses it.
    values = {name: typed.replace("\0", "") for name, typed in values.items()}
    values |= {name: name in posted for name in TICKED}
    draft = Draft.objects.of(team=member.team, person=member.user)
    known = {place["image"]: place for place in [*draft.tray, *more]}
    ids = on_hand(posted.getlist("references") if order is None else order, member.team)
    laid = [{**known.get(each, {"image": each}), WAITS: False} for each in ids]
    if mode is Mode.TEXT_TO_IMAGE:
        ids, laid = [], draft.tray
    elif mode is Mode.EDIT:
        others = [place for place in waiting(draft) if place["image"] not in ids]
        laid += [{**place, WAITS: True} for place in others]
    Draft.objects.keep(team=member.team, person=member.user, values=values, tray=laid)
    return values | {"references": ids}


def waiting(draft: Draft) -> list[dict[str, Any]]:
    """Return the places that an edit leaves out: kept for the modes that take more."""
    marked = [place for place in draft.tray if place.get(WAITS)]
    return marked or draft.tray[1:]


def say_left_out(mode: Mode, draft: Draft) -> str:
    """Return how many references wait on the draft, "" when the form shows all."""
    shown: dict[Mode, list[Any]] = {
        Mode.TEXT_TO_IMAGE: draft.tray,
        Mode.EDIT: waiting(draft),
    }
    count = len(shown.get(mode, []))
    if not count:
        return ""
    if mode is Mode.EDIT:
        return ngettext(
            "An edit takes one picture; %(count)d more is kept for the other modes.",
            "An edit takes one picture; %(count)d more are kept for the other modes.",
            count,
        ) % {"count": count}
    return ngettext(
        "Text to image takes no references; %(count)d is kept for the other modes.",
        "Text to image takes no references; %(count)d are kept for the other modes.",
        count,
    ) % {"count": count}


def on_hand(ids: Sequence[Any], team: Team) -> list[str]:
    """Return the ids, in order, that are pictures of the team with their bytes."""
    there = StoredImage.objects.filter(team=team, purged_at=None)
    found = there.in_bulk(_uuids(ids))
    return [str(each) for each in _uuids(ids) if each in found]


def say_gone(ids: Sequence[str], kept: Sequence[str]) -> list[str]:
    """Return in words which references are left out, for their bytes are gone."""
    gone = [number for number, each in enumerate(ids, start=1) if each not in kept]
    return [say_deleted(gone)] if gone else []


def first_values(
    request: HttpRequest, member: Member, mode: Mode
) -> tuple[dict[str, Any], list[str]]:
    """Return what stands on a form when its page opens, and what it leaves out.

    The draft, then an older recipe (`?from=`, of it `only=prompt` or
    `only=references`), then the address's own words;
    `?reference=` lays one picture on the tray alone, `?add=` beside the others.
    """
    asked = request.GET
    draft = Draft.objects.of(team=member.team, person=member.user)
    values: dict[str, Any] = dict(draft.values)
    places = draft.tray
    if mode is Mode.EDIT:
        places = [place for place in places if not place.get(WAITS)]
    ids = [place["image"] for place in places]
    if asked.get("from"):
        recipe = recipe_of(asked["from"], member)
        laid_before = recipe.pop("references")
        only = asked.get("only", "")
        if only != "references":
            values = values | {"prompt": recipe["prompt"]} if only else recipe
        if only != "prompt":
            ids = laid_before
    values |= {name: asked[name] for name in TYPED if name in asked}
    values |= {name: bool(asked[name]) for name in TICKED if name in asked}
    for name, laid in (("reference", []), ("add", ids)):
        if asked.get(name):
            ids = list(dict.fromkeys([*laid, str(_image(asked[name], member).pk)]))
    if mode is Mode.TEXT_TO_IMAGE:
        ids = []
    kept = on_hand(ids, member.team)
    gone = say_gone(ids, kept)
    if gone:
        places = mentions.places_after(ids, kept)
        values["prompt"] = mentions.renumber(values.get("prompt") or "", places)
    values["references"] = kept[:1] if mode is Mode.EDIT else kept
    return values, gone


def places_of(
    ids: Sequence[Any],
    team: Team,
    known: Sequence[dict[str, Any]],
    *,
    offer: Offer | None,
) -> list[Place]:
    """Return the tray for its drawing; ids that are not the team's are left out."""
    there = StoredImage.objects.filter(team=team, purged_at=None)
    images = there.in_bulk(_uuids(ids))
    facts = {place["image"]: place for place in known}
    found = [images[each] for each in _uuids(ids) if each in images]
    return [
        Place(
            number=number,
            image=image,
            name=facts.get(str(image.pk), {}).get("name") or "",
            notes=tuple(
                copies.notes_of(
                    image, facts.get(str(image.pk), {}).get("notes") or (), offer
                )
            ),
            is_last=number == len(found),
        )
        for number, image in enumerate(found, start=1)
    ]


def sent_as(prompt: str, references: int) -> list[tuple[str, bool]]:
    """Return the prompt as it will be sent, cut up; True marks a reference's name."""
    if not mentions.numbers_in(prompt):
        return []
    chinese = mentions.is_chinese(prompt)
    return [
        (mentions.name_of(piece.number, chinese=chinese), True)
        if 1 <= piece.number <= references
        else (piece.text, False)
        for piece in mentions.pieces_of(prompt)
    ]


def lint(prompt: str, references: int) -> list[str]:
    """Return what does not fit between the prompt and the tray, one line each."""
    named = mentions.numbers_in(prompt)
    lines = [
        _("@%(number)d names a reference that is not on the tray.") % {"number": number}
        for number in named
        if not 1 <= number <= references
    ]
    if "@?" in prompt:
        lines.append(_("@? stands where a removed reference was named."))
    if references > 1 and named:
        lines += [
            _("@%(number)d is on the tray and not mentioned.") % {"number": number}
            for number in range(1, references + 1)
            if number not in named
        ]
    elif references > 1 and prompt:
        lines.append(_("Name the references in the prompt: @1, @2 …"))
    return lines


def sum_cells(choice: Choice) -> list[dict[str, Any]]:
    """Return the cells of "references + pictures of 15", each with style and place."""
    styles = (
        ["sum__in"] * choice.references
        + ["sum__out"] * choice.images
        + ["sum__free"] * choice.offer.capabilities.max_together
    )
    most = choice.offer.capabilities.max_together
    return [{"style": style, "x": 10 * n} for n, style in enumerate(styles[:most])]


def _uuids(ids: Sequence[Any]) -> list[uuid.UUID]:
    found = []
    for each in ids:
        try:
            found.append(uuid.UUID(str(each)))
        except ValueError:
            continue
    return found


def _image(image_id: str, member: Member) -> StoredImage:
    try:
        return StoredImage.objects.get(team=member.team, pk=uuid.UUID(image_id))
    except (ValueError, StoredImage.DoesNotExist):
        raise Http404("image") from None
