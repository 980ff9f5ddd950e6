"""The page of budgets: set, changed and removed by who manages the team."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from generations.budgets import all_standings, month_name, percent_used
from generations.figures import write_amount
from generations.forms.budgets import BudgetForm
from generations.models import Attempt, Budget, Position, Standing
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

TEMPLATE = "generations/budgets.html"


@dataclass(frozen=True, slots=True)
class Row:
    """One budget as a line of the page."""

    budget: Budget
    name: str
    limit: str
    used: str
    left: str
    parts: str  #: spent, set aside and held, in words
    percent: int
    committed_width: float  #: of 100, for the drawn bar
    open_width: float
    held_width: float

    @property
    def title(self) -> str:
        """Return the name as a sentence begins; people's names stay as they are."""
        return self.name if self.budget.person_id else capfirst(self.name)


@require_safe
def budgets(request: HttpRequest) -> HttpResponse:
    """Show every budget of the team and a form for another."""
    member = _manager(request)
    initial: dict[str, Any] = {}
    change = request.GET.get("change", "")
    if change.isdecimal():
        budget = get_object_or_404(Budget, pk=int(change[:18]), team=member.team)
        named = Member.objects.filter(team=member.team, user=budget.person_id)
        initial = {
            "member": named.values_list("pk", flat=True).first() or "",
            "amount": f"{budget.amount:.2f}",
            "currency": budget.currency,
        }
    return _show(request, member, BudgetForm(team=member.team, initial=initial))


@require_POST
def set_budget(request: HttpRequest) -> HttpResponse:
    """Set a budget, in place of the one there was; nothing under way is touched."""
    member = _manager(request)
    form = BudgetForm(request.POST, team=member.team)
    if not form.is_valid():
        return _show(request, member, form, status=422)
    asked = form.cleaned_data
    budget = Budget.objects.put(
        asked["amount"],
        asked["currency"],
        team=member.team,
        person=asked["member"].user if asked["member"] else None,
        set_by=member.user,
    )
    messages.success(
        request,
        _("Budget of %(name)s: %(limit)s a month.")
        % {
            "name": _name(budget),
            "limit": write_amount(budget.amount, budget.currency),
        },
    )
    return redirect("generations:budgets")


@require_POST
def remove_budget(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Remove a budget: from now on nothing stops there."""
    member = _manager(request)
    budget = get_object_or_404(Budget, pk=budget_id, team=member.team)
    name = _name(budget)
    budget.delete()
    messages.success(request, _("The budget of %(name)s is removed.") % {"name": name})
    return redirect("generations:budgets")


def _manager(request: HttpRequest) -> Member:
    """Return the member who manages the team.

    Raises:
        PermissionDenied: the role does not allow it.
    """
    member = member_of(request)
    if not may(member, Action.MANAGE):
        raise PermissionDenied
    return member


def _show(
    request: HttpRequest, member: Member, form: BudgetForm, *, status: int = 200
) -> HttpResponse:
    unpriced = Attempt.objects.filter(team=member.team).unpriced().only("pk")
    context = {
        "form": form,
        "rows": [row_of(each) for each in all_standings(member.team)],
        "month": month_name(),
        "unpriced": unpriced.count(),
    }
    return render(request, TEMPLATE, context, status=status)


def _name(budget: Budget) -> str:
    """Return whose budget it is."""
    if budget.person is None:
        return _("the whole team")
    return budget.person.get_full_name()


def row_of(standing: Standing) -> Row:
    """Return a budget with its bar: what is spent, set aside, held of all of it."""
    budget, position = standing.budget, standing.position
    most = max(budget.amount, position.total) or 1
    return Row(
        budget=budget,
        name=_name(budget),
        limit=write_amount(budget.amount, budget.currency),
        used=write_amount(position.total, budget.currency),
        left=write_amount(standing.left, budget.currency),
        parts=say_parts(position, budget.currency),
        percent=percent_used(standing),
        committed_width=round(float(position.committed / most * 100), 2),
        open_width=round(
            float((position.committed + position.reserved) / most * 100), 2
        ),
        held_width=round(float(position.total / most * 100), 2),
    )


def say_parts(position: Position, currency: str) -> str:
    """Return where money stands: spent, set aside, held."""
    return _("%(spent)s spent, %(reserved)s set aside, %(held)s held") % {
        "spent": write_amount(position.committed, currency),
        "reserved": write_amount(position.reserved, currency),
        "held": write_amount(position.held, currency),
    }
