"""One offer as the page of image models tells it: cells of short lines.

Words over the catalogue; knows neither rows nor the request.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from generations.catalogue.vocabulary import (
    Mode,
    Offer,
    PriceRule,
    ReferenceTransport,
    RequestField,
    SizeRule,
)
from generations.catalogue_words import gateway_label, say_option
from generations.figures import write_bytes, write_list, write_money, write_pixels
from generations.views.compose import PAGES

#: Headings of the table, in the order of `Sheet.cells`.
COLUMNS: tuple[Promise, ...] = (
    gettext_lazy("Modes"),
    gettext_lazy("References"),
    gettext_lazy("Sizes"),
    gettext_lazy("Options"),
    gettext_lazy("Price"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; `address` is "" where it is no web page."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table."""

    heading: str | Promise
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one offer does, in words."""

    offer: Offer

    @property
    def gateway(self) -> str:
        """Return the name of its gateway."""
        return gateway_label(self.offer.gateway)

    @property
    def marks(self) -> list[str]:
        """Return what sets it back: retired upstream, or not sold any more."""
        marks = []
        if self.offer.image_model.retired_upstream:
            day = date_format(self.offer.image_model.retired_upstream)
            marks.append(_("Retired upstream since %(day)s") % {"day": day})
        if self.offer.retired:
            day = date_format(self.offer.retired)
            marks.append(_("Not sold here since %(day)s") % {"day": day})
        return marks

    @property
    def doubt(self) -> str:
        """Return what nobody has confirmed of it, "" where nothing is open."""
        doubt = self.offer.image_model.unverified
        return _(doubt) if doubt else ""

    @property
    def cells(self) -> list[Cell]:
        """Return the cells in the order of `COLUMNS`."""
        told = (
            _tell_modes(self.offer),
            _tell_references(self.offer),
            _tell_sizes(self.offer),
            _tell_options(self.offer),
            _tell_price(self.offer.price),
        )
        return [Cell(*pair) for pair in zip(COLUMNS, told, strict=True)]

    @property
    def sources(self) -> list[Source]:
        """Return where its facts come from, each once."""
        named = [fact.source for fact in self.offer.image_model.facts]
        named += [fact.source for fact in self.offer.gateway.facts]
        if self.offer.price and self.offer.price.source:
            named.append(self.offer.price.source)
        return [read_source(text) for text in dict.fromkeys(named)]


def read_source(text: str) -> Source:
    """Return a source with the address it begins with, if it does."""
    if not text.startswith("https://"):
        return Source(_(text))
    address = text.split(",", 1)[0].split(" ", 1)[0]
    parts = urlsplit(address)
    return Source(f"{parts.hostname}{parts.path}", address)


def _tell_modes(offer: Offer) -> list[str]:
    able = offer.capabilities
    lines = [write_list(str(PAGES[mode]) for mode in Mode if mode in able.modes)]
    if Mode.SEQUENCE in able.modes:
        lines.append(
            _("Up to %(count)d pictures in a sequence") % {"count": able.max_images}
        )
    if RequestField.STREAM in able.fields:
        lines.append(_("Each picture is sent as soon as it is ready"))
    least, most = offer.image_model.usual_seconds
    seconds = {"least": least, "most": most}
    lines.append(_("Usually %(least)d to %(most)d s a picture") % seconds)
    return lines


def _tell_references(offer: Offer) -> list[str]:
    able, rule = offer.capabilities, offer.capabilities.reference
    if rule is None:
        return [_("None")]
    count = able.max_references
    lines = [
        ngettext("%(count)d picture", "Up to %(count)d pictures", count)
        % {"count": count}
    ]
    if Mode.SEQUENCE in able.modes:
        lines.append(
            _("With those of a sequence up to %(count)d") % {"count": able.max_together}
        )
    lines.append(write_list(name.upper() for name in sorted(rule.formats)))
    lines.append(
        _("Each up to %(size)s and %(pixels)s MP, sides from %(side)d px")
        % {
            "size": write_bytes(rule.max_bytes),
            "pixels": number_format(rule.max_pixels / 1e6, 0),
            "side": rule.min_side_px,
        }
    )
    ratio = {"ratio": round(rule.max_ratio)}
    if rule.ratio_is_open:
        lines.append(_("Ratio between 1:%(ratio)d and %(ratio)d:1") % ratio)
    else:
        lines.append(_("Ratio 1:%(ratio)d to %(ratio)d:1") % ratio)
    if offer.gateway.reference_transport is ReferenceTransport.PUBLIC_URL:
        lines.append(_("Sent as public addresses"))
    else:
        body = write_bytes(offer.gateway.max_body_bytes)
        lines.append(
            _("Sent inline, the whole request up to %(size)s") % {"size": body}
        )
    return lines


def _tell_sizes(offer: Offer) -> list[str]:
    able = offer.capabilities
    lines = _tell_rule(able.size)
    for mode, rule in able.narrower_sizes.items():
        tiers = {"mode": PAGES[mode], "tiers": write_list(rule.tiers)}
        lines.append(_("%(mode)s: %(tiers)s alone") % tiers)
    return lines


def _tell_rule(rule: SizeRule) -> list[str]:
    if rule.is_adaptive:
        return [_("Follows the reference")]
    lines = [write_list(rule.tiers)] if rule.has_presets else []
    if not rule.has_pixels:
        return [*lines, _("No exact pixels")]
    if rule.is_listed_only:
        listed = (size for tier in rule.tiers.values() for size in tier.values())
        lines.append(write_list(write_pixels(*size) for size in listed))
    else:
        area = {"least": f"{rule.min_pixels:,}", "most": f"{rule.max_pixels:,}"}
        lines.append(_("%(least)s to %(most)s pixels") % area)
        ratio = {"ratio": round(rule.max_ratio)}
        lines.append(_("Ratio 1:%(ratio)d to %(ratio)d:1") % ratio)
    if rule.max_side_px:
        lines.append(_("Sides up to %(side)d px") % {"side": rule.max_side_px})
    if rule.multiple_of > 1:
        step = {"step": rule.multiple_of}
        lines.append(_("Sides divisible by %(step)d") % step)
    if rule.has_auto:
        lines.append(_("Or chosen by the image model"))
    return lines


def _tell_options(offer: Offer) -> list[str]:
    able = offer.capabilities
    formats = able.output_formats or (able.only_format,)
    lines = [write_list(name.upper() for name in formats)]
    if able.seed:
        lines.append(_("Seed"))
    for told, limits in (
        (_("Guidance %(least)g to %(most)g"), able.guidance),
        (_("JPEG quality %(least)g to %(most)g"), able.compression),
    ):
        if limits:
            lines.append(told % {"least": limits.least, "most": limits.most})
    for told, names in (
        (_("Quality: %(names)s"), able.qualities),
        (_("Background: %(names)s"), able.backgrounds),
        (_("Prompt optimisation: %(names)s"), able.optimize_modes),
    ):
        if names:
            lines.append(told % {"names": write_list(map(say_option, names))})
    for told, field in (
        (_("Watermark on or off"), RequestField.WATERMARK),
        (_("Web search"), RequestField.TOOLS),
        (_("Thinking on or off, from text"), RequestField.THINKING_MODE),
    ):
        if field in able.fields:
            lines.append(told)
    return lines


def _tell_price(rule: PriceRule | None) -> list[str]:
    if rule is None:
        return [write_money(None, "")]
    lines = []
    for step in rule.steps:
        price = {"price": write_money(step.amount, rule.currency)}
        if step.max_pixels is None:
            lines.append(_("%(price)s a picture") % price)
        else:
            most = {"most": number_format(step.max_pixels / 1e6, 2)}
            lines.append(_("%(price)s up to %(most)s MP") % (price | most))
    if rule.steps[-1].amount == 0:
        return [write_money(rule.steps[-1].amount, rule.currency)]
    if rule.per_reference:
        price = {"price": write_money(rule.per_reference, rule.currency)}
        if rule.free_references:
            lines.append(_("%(price)s for each reference after the first") % price)
        else:
            lines.append(_("%(price)s for each reference") % price)
    if rule.since is not None:
        lines.append(_("As of %(day)s") % {"day": date_format(rule.since)})
    return lines
