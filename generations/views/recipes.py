"""A recipe: what a picture was asked with, as the fields of a form, and its price.

Reads rows, changes none.
"""

import uuid
from typing import Any

from django.http import Http404

from generations import accounts
from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS
from generations.models import Generation, Output
from teams.models import Member


def recipe_of(output_id: str, member: Member) -> dict[str, Any]:
    """Return the fields of a form that asks again for one of the team's pictures.

    Raises:
        Http404: the team has no such picture.
    """
    try:
        output = Output.objects.for_team(member.team).get(pk=uuid.UUID(output_id))
    except (ValueError, Output.DoesNotExist):
        raise Http404("output") from None
    generation = output.generation
    references = generation.references.values_list("image_id", flat=True)
    return _fields(generation) | {"references": [str(each) for each in references]}


def price_of(generation: Generation, *, references: int) -> Money | None:
    """Return what one more like it may cost at most, None when nobody knows.

    By the prices of today, of the offer that the form would open with.
    """
    mode = Mode(generation.mode)
    offers = accounts.offers(mode)
    if not offers:
        return None
    fields = _fields(generation) | {"references": [""] * references}
    return FORMS[mode](offers=offers, initial=fields).choice.price


def _fields(generation: Generation) -> dict[str, Any]:
    is_set = generation.mode == Mode.SEQUENCE
    return {
        "prompt": generation.prompt,
        "offer": generation.offer_key,
        "size": generation.size,
        "max_images" if is_set else "count": generation.images,
        **generation.parameters,
    }
