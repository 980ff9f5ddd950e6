"""Tags and filters of our templates: icons, tiles, fields, figures."""

from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from generations.catalogue import Money
from generations.catalogue_words import say_option
from generations.figures import write_bytes, write_money, write_pixels
from generations.models import Output
from generations.views.questions import Question
from generations.views.tiles import Tile, tile_of
from generations.views.verbs import may_decide, verb_of
from teams.access import member_of

register = template.Library()


@register.simple_tag
def icon(name: str, style: str = "") -> SafeString:
    """Draw one icon; words beside it or on its control say what it means."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {style}" if style else "",
        static("img/icons.svg"),
        name,
    )


@register.inclusion_tag("generations/_tile.html", takes_context=True)
def show_tile(
    context: dict[str, Any], output: Output | Tile, *, oob: bool = False
) -> dict[str, Any]:
    """Draw the tile of an output; `oob` replaces the one that stands on the page."""
    tile = output if isinstance(output, Tile) else tile_of(output)
    shown = {"tile": tile, "oob": oob, "may_generate": context["frame"].may_generate}
    if tile.image:
        return shown
    found, member = tile.output, member_of(context["request"])
    maker_id = found.generation.person_id
    is_theirs = may_decide(member, found.attempt, maker_id=maker_id)
    verb = verb_of(found, tile.face) if is_theirs else None
    return shown | {"may_decide": is_theirs, "verb": verb}


@register.inclusion_tag("generations/_press.html", takes_context=True)
def show_press(
    context: dict[str, Any], question: Question, verb: str
) -> dict[str, Any]:
    """Draw the button of one answer to the question what became of a request."""
    return {
        "question": question,
        "verb": verb,
        "output_id": context.get("output_id", ""),
        "next": context["request"].get_full_path(),
    }


@register.filter
def money(value: Money | None) -> str:
    """Write an amount, "price unknown" for None."""
    if value is None:
        return write_money(None, "")
    return write_money(value.amount, value.currency)


@register.filter
def moment(value: datetime) -> str:
    """Write a date and a time to the second, in the time zone of the pages."""
    layout = pgettext("date format", "j M Y, H:i:s")
    return date_format(timezone.localtime(value), layout)


@register.filter
def file_size(count: int) -> str:
    """Write a number of bytes."""
    return write_bytes(count)


@register.filter
def pixels(shape: Any) -> str:
    """Write the width and height of what has them."""
    return write_pixels(shape.width_px, shape.height_px)


@register.filter
def as_input(field: BoundField) -> SafeString:
    """Draw a form field's control with our class."""
    kind = getattr(field.field.widget, "input_type", "")
    style = "check" if kind == "checkbox" else "input"
    return field.as_widget(attrs={"class": style})


@register.filter
def option_label(name: str) -> str:
    """Write one of the words an API has for a quality or a background."""
    return say_option(name)
