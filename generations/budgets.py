"""Budgets in words: how far they are used, why a wish is refused, who can raise them.

Reads rows and changes none; the rule itself stands in `models.spending`.
"""

from decimal import ROUND_DOWN, Decimal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from generations.figures import write_amount, write_list
from generations.models import Budget, OverBudget, Spending, Standing, month_of
from teams.models import Member, Team, User
from teams.roles import ALLOWED, Action, Role

#: Share of a budget from which on people are told.
WARN_FROM = Decimal("0.8")
#: How many people are named who can raise a budget.
MOST_NAMES = 3


def standings(team: Team, person: User | None) -> list[Standing]:
    """Return the budgets a wish counts against, and where this month stands."""
    budgets = Budget.objects.in_reach_of(team, person)
    return Spending.objects.standings(budgets, month=month_of(timezone.now()))


def all_standings(team: Team) -> list[Standing]:
    """Return every budget of a team and where this month stands, the team's first."""
    budgets = Budget.objects.filter(team=team).select_related("person")
    found = Spending.objects.standings(budgets, month=month_of(timezone.now()))
    return sorted(
        found,
        key=lambda each: (
            each.budget.person is not None,
            str(each.budget.person or ""),
            each.budget.currency,
        ),
    )


def budget_notes(team: Team, person: User | None) -> list[str]:
    """Return a sentence for each budget that is nearly or wholly used this month."""
    near = [each for each in standings(team, person) if each.share >= WARN_FROM]
    if not near:
        return []
    who = say_who_raises(team)
    return [f"{_say_use(each)} {who}" for each in near]


def say_over_budget(refusal: OverBudget) -> str:
    """Return why a wish is refused, what is left and who can raise it."""
    standing = refusal.standing
    budget, currency = standing.budget, standing.budget.currency
    facts = {
        "asked": write_amount(refusal.asked, currency),
        "left": write_amount(standing.left, currency),
        "limit": write_amount(budget.amount, currency),
        "spent": write_amount(standing.position.committed, currency),
        "open": write_amount(
            standing.position.reserved + standing.position.held, currency
        ),
        "month": month_name(),
    }
    if budget.person_id is None:
        said = _(
            "This may cost %(asked)s, but only %(left)s of the team's budget for"
            " %(month)s is left: %(spent)s of %(limit)s are spent and %(open)s"
            " are set aside or held."
        )
    else:
        said = _(
            "This may cost %(asked)s, but only %(left)s of your budget for"
            " %(month)s is left: %(spent)s of %(limit)s are spent and %(open)s"
            " are set aside or held."
        )
    return f"{said % facts} {say_who_raises(budget.team)}"


def say_who_raises(team: Team) -> str:
    """Return who can set another budget."""
    able = [role for role in Role if Action.MANAGE in ALLOWED[role]]
    members = Member.objects.filter(team=team, role__in=able).select_related("user")
    names = [
        member.user.get_full_name() for member in members.order_by("pk")[:MOST_NAMES]
    ]
    if not names:
        return _("Nobody in this team can raise it.")
    return _("It can be raised by: %(names)s.") % {"names": write_list(names)}


def month_name() -> str:
    """Return the name of this month, in the studio's time zone."""
    return date_format(month_of(timezone.now()), pgettext("date format", "F"))


def percent_used(standing: Standing) -> int:
    """Return how much of a budget is taken, in full per cent, rounded down."""
    return int((standing.share * 100).quantize(Decimal(1), rounding=ROUND_DOWN))


def _say_use(standing: Standing) -> str:
    """Return how far a budget is used."""
    budget = standing.budget
    facts = {
        "percent": percent_used(standing),
        "used": write_amount(standing.position.total, budget.currency),
        "limit": write_amount(budget.amount, budget.currency),
        "month": month_name(),
    }
    is_team = budget.person_id is None
    if standing.share >= 1:
        said = (
            _("The team's budget for %(month)s is used up: %(used)s of %(limit)s.")
            if is_team
            else _("Your budget for %(month)s is used up: %(used)s of %(limit)s.")
        )
    else:
        said = (
            _(
                "%(percent)d %% of the team's budget for %(month)s is used:"
                " %(used)s of %(limit)s."
            )
            if is_team
            else _(
                "%(percent)d %% of your budget for %(month)s is used:"
                " %(used)s of %(limit)s."
            )
        )
    return said % facts
