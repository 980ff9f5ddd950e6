"""Broken limits in words: which one, what is allowed, what would be nearest."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations.catalogue import SizeLimit, SizeProblem
from generations.catalogue.vocabulary import Offer, SizeRule
from generations.figures import write_list, write_pixels


def say_deleted(numbers: Sequence[int]) -> str:
    """Return which references of a form are gone, by their numbers on the tray."""
    said = ngettext(
        "%(names)s was deleted and is not there any more; the other references stay.",
        "%(names)s were deleted and are not there any more; the other references stay.",
        len(numbers),
    )
    return said % {"names": write_list([f"@{number}" for number in numbers])}


def say_size_problem(problem: SizeProblem, offer: Offer, typed: str) -> str:
    """Return the sentence for a size the offer does not take."""
    facts = {
        "typed": typed.replace("x", " × "),
        "name": offer.image_model.label,
        "least": f"{problem.min_pixels:,}",
        "most": f"{problem.max_pixels:,}",
        "tiers": write_list(problem.tiers),
        "widest": f"{problem.max_ratio:g}:1",
        "tallest": f"1:{1 / problem.min_ratio:g}" if problem.min_ratio else "",
        "side": problem.max_side_px,
        "step": problem.multiple_of,
        "listed": write_list([write_pixels(*each) for each in problem.listed]),
    }
    sentence = _sentence(problem) % facts
    if problem.nearest:
        return _("%(problem)s Nearest: %(width)s × %(height)s.") % {
            "problem": sentence,
            "width": problem.nearest[0],
            "height": problem.nearest[1],
        }
    return sentence


def _sentence(problem: SizeProblem) -> str:
    """Return the sentence for a broken limit, its facts still to be filled in."""
    match problem.limit:
        case SizeLimit.TOO_FEW_PIXELS | SizeLimit.TOO_MANY_PIXELS:
            return _(
                "%(name)s takes %(least)s to %(most)s pixels (width × height);"
                " %(typed)s is outside."
            )
        case SizeLimit.TOO_WIDE | SizeLimit.TOO_TALL:
            return _("%(name)s takes ratios from %(tallest)s to %(widest)s.")
        case SizeLimit.NOT_OFFERED if problem.tiers:
            return _("%(name)s does not offer %(typed)s here. It offers %(tiers)s.")
        case SizeLimit.NOT_OFFERED:
            return _("%(name)s takes exact pixels only, %(least)s to %(most)s in all.")
        case SizeLimit.ONLY_ADAPTIVE:
            return _("%(name)s takes its size from the reference picture.")
        case SizeLimit.SIDE_TOO_LONG:
            return _("%(name)s takes sides of at most %(side)s px.")
        case SizeLimit.NOT_A_MULTIPLE:
            return _("%(name)s takes sides that are multiples of %(step)s.")
        case SizeLimit.NOT_LISTED:
            return _("%(name)s takes these sizes only: %(listed)s.")
        case SizeLimit.ONLY_PRESETS:
            return _("%(name)s takes no exact pixels here. It offers %(tiers)s.")
        case _:
            return _("Write a size like 2048x2048 or 2K.")


def say_size_limits(rule: SizeRule) -> str:
    """Return the range of pixels and ratios in a few words, "" where none is typed."""
    if rule.is_adaptive or rule.is_listed_only or not rule.has_pixels:
        return ""
    return _("%(least)s to %(most)s MP, ratio 1:%(ratio)d to %(ratio)d:1") % {
        "least": number_format(rule.min_pixels / 1e6, 2),
        "most": number_format(rule.max_pixels / 1e6, 2),
        "ratio": round(rule.max_ratio),
    }


def say_other_team(name: str) -> str:
    """Return why a form that was opened in another team was not sent."""
    return _(
        "You work in “%(team)s” now, and this form was opened in another team. Nothing "
        "was sent: send it to pay for it here, or switch back first."
    ) % {"team": name}
