"""What the bar over a selection offers to who looks at a gallery."""

from typing import Any

from django import template

from generations.library.archive import MOST
from generations.models import Colour, Flag
from generations.search import Scope
from teams.access import may, member_of
from teams.roles import Action

register = template.Library()


@register.simple_tag(takes_context=True)
def bulk_verbs(context: dict[str, Any]) -> dict[str, Any]:
    """Return what may be done with a selection here."""
    member, roll = member_of(context["request"]), context["roll"]
    may_arrange = may(member, Action.ARRANGE)
    is_trash = roll.scope == Scope.TRASH
    is_by_hand = roll.collection is not None and not roll.collection.query
    return {
        "arranges": may_arrange and not is_trash,
        "restores": may_arrange and is_trash,
        "purges": may(member, Action.PURGE) and is_trash,
        "likes": may(member, Action.REMARK) and not is_trash,
        "takes_out": roll.collection.pk if may_arrange and is_by_hand else "",
        "stars": [5, 4, 3, 2, 1],
        "flags": [(value or "none", word) for value, word in Flag.choices],
        "colours": [(value or "none", word) for value, word in Colour.choices],
        "most_zipped": MOST,
    }
