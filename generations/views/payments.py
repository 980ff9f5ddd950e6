"""The page of payments: a month's money and pictures, and what needs somebody."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations import books
from generations.books import By, Line
from generations.catalogue import GATEWAYS
from generations.catalogue_words import gateway_label
from generations.figures import write_amount, write_list
from generations.fragments import render_page, wants_fragment
from generations.models import Budget, Spending, month_of
from generations.views import budgets
from generations.views.months import (
    month_asked,
    spender_of,
    write_day,
    write_month,
)
from generations.views.questions import questions_of
from generations.views.recoveries import recoveries_of
from generations.views.verbs import may_decide
from teams.access import may
from teams.models import Member, User
from teams.roles import Action

TEMPLATE = "generations/payments.html"
#: Questions on one page; each is three buttons and a list of facts.
MOST_QUESTIONS = 20
#: Least width of a part of the balance that is there at all, of 100.
LEAST_WIDTH = Decimal(1)
#: What the table is sorted by, as the choice and as its first column.
GROUPS: dict[By, str | Promise] = {
    By.DAY: gettext_lazy("By day"),
    By.GATEWAY: gettext_lazy("By gateway"),
    By.PERSON: gettext_lazy("By person"),
}
NAMES: dict[By, str | Promise] = {
    By.DAY: gettext_lazy("Day"),
    By.GATEWAY: gettext_lazy("Gateway"),
    By.PERSON: gettext_lazy("Person"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table, its money in words."""

    name: str
    line: Line

    @property
    def spent(self) -> str:
        """Return what was spent, "" for nothing."""
        return _write(self.line.spent)

    @property
    def held(self) -> str:
        """Return what is held, "" for nothing."""
        return _write(self.line.held_amount)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the drawn balance."""

    style: str
    x: float  #: of 100
    width: float


@require_safe
@never_cache
def payments(request: HttpRequest) -> HttpResponse:
    """Show a month; as a fragment, only its figures, once somebody decided."""
    member, month = spender_of(request), month_asked(request)
    by = request.GET.get("by", "")
    sorted_by = By(by) if by in set(By) else By.DAY
    context = _figures(member, month, sorted_by)
    context["held_count"] = books.held_requests(member.team).count()
    if not wants_fragment(request):
        context |= _questions(member, context["held_count"])
        context["recoveries"] = recoveries_of(member, month, context["line"])
        context |= _months(member, month)
    return render_page(request, TEMPLATE, context, fragment="figures")


def _figures(member: Member, month: date, by: By) -> dict[str, Any]:
    """Return the month in figures: pictures, money, and the lines of the table."""
    found = books.lines(member.team, month, by)
    line = books.total(found)
    return {
        "line": line,
        "whole": Row(_("The whole month"), line),
        "parts": _balance(line),
        "rows": _rows(found, by),
        "by": by,
        "sorted_name": NAMES[by],
        "groups": GROUPS,
        "month": month,
        "month_name": write_month(month),
        "month_key": f"{month:%Y-%m}",
        "may_set": may(member, Action.MANAGE),
        **_money(member, month),
    }


def _money(member: Member, month: date) -> dict[str, Any]:
    """Return where the budgets of a month stand, and the money that has none."""
    mine = Budget.objects.in_reach_of(member.team, member.user).select_related("person")
    standings = Spending.objects.standings(mine, month=month)
    money = books.money_of(member.team, month)
    has_budget = {
        each.budget.currency for each in standings if each.budget.person_id is None
    }
    return {
        "standings": [budgets.row_of(each) for each in standings],
        "free": [
            budgets.say_parts(position, currency)
            for currency, position in money.items()
            if currency not in has_budget
        ],
    }


def _questions(member: Member, count: int) -> dict[str, Any]:
    """Return what waits for a decision, the oldest first, of so many."""
    asked = questions_of(
        books.held_requests(member.team)[:MOST_QUESTIONS],
        may_decide=lambda each: may_decide(
            member, each, maker_id=each.generation.person_id
        ),
    )
    return {"questions": asked, "more_held": max(0, count - len(asked))}


def _months(member: Member, month: date) -> dict[str, Any]:
    """Return the months before and after, where there is anything to see."""
    this = month_of(timezone.now())
    first = books.first_month(member.team) or this
    before = books.preceding(month) if month > first else None
    after = books.following(month) if month < this else None
    return {
        name: {"key": f"{each:%Y-%m}", "name": write_month(each)} if each else None
        for name, each in (("before", before), ("after", after))
    }


def _rows(found: list[Line], by: By) -> list[Row]:
    """Return the lines with their names: days as they are, others by name."""
    match by:
        case By.DAY:
            return [Row(write_day(each.key), each) for each in found]
        case By.GATEWAY:
            rows = [Row(_gateway(each.key), each) for each in found]
        case By.PERSON:
            people = User.objects.in_bulk([each.key for each in found if each.key])
            rows = [Row(_person(people.get(each.key)), each) for each in found]
    return sorted(rows, key=lambda row: row.name.casefold())


def _gateway(slug: str) -> str:
    return gateway_label(GATEWAYS[slug]) if slug in GATEWAYS else slug or "–"


def _person(person: User | None) -> str:
    return person.get_full_name() if person else _("Deleted accounts")


def _balance(line: Line) -> list[Part]:
    """Return the parts of the bar: what became of all that is or may be paid."""
    counts = {
        "stored": line.stored,
        "on-the-way": line.on_the_way,
        "lost": line.lost,
        "missing": max(0, line.unaccounted),
        "held": line.held,
    }
    whole = sum(counts.values())
    if not whole:
        return []
    wide = {
        name: max(LEAST_WIDTH, Decimal(100 * count) / whole)
        for name, count in counts.items()
        if count
    }
    scale, x, parts = 100 / sum(wide.values(), Decimal(0)), Decimal(0), []
    for name, width in wide.items():
        parts.append(Part(name, round(float(x), 2), round(float(width * scale), 2)))
        x += width * scale
    return parts


def _write(amounts: dict[str, Decimal]) -> str:
    """Return amounts in words, one for each currency."""
    return write_list(
        write_amount(amount, currency) for currency, amount in sorted(amounts.items())
    )
