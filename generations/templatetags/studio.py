"""Tags and filters of our templates: icons, tiles, fields, figures."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from generations.catalogue import Money
from generations.catalogue_words import say_option
from generations.figures import write_bytes, write_money, write_pixels
from generations.models import Output
from generations.views.drawing import draw_tiles, viewing_of
from generations.views.questions import Question
from generations.views.tiles import Tile, tile_of
from seedream_site.templating import draw_icon

register = template.Library()


register.simple_tag(draw_icon, name="icon")


@register.simple_tag(takes_context=True)
def show_tile(
    context: dict[str, Any], output: Output | Tile, *, oob: bool = False
) -> SafeString:
    """Draw the tile of an output; `oob` replaces the one that stands on the page."""
    tile = output if isinstance(output, Tile) else tile_of(output)
    return show_tiles(context, [tile], oob=oob)


@register.simple_tag(takes_context=True)
def show_tiles(
    context: dict[str, Any],
    tiles: Iterable[Tile],
    *,
    oob: bool = False,
    is_first: bool = False,
) -> SafeString:
    """Draw tiles for who asks, where they stand: the context's `viewing`, if any."""
    viewing = context.get("viewing") or viewing_of(context["request"])
    return draw_tiles(tiles, viewing, oob=oob, is_first=is_first)


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
