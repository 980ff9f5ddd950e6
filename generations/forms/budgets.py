"""What may be set of a budget: whose it is, how much a month, in which currency."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generations import accounts
from generations.models import Budget
from teams.models import Member, Team

#: More than any month of pictures costs, less than the columns hold.
MOST = Decimal("9999999.99")
#: Currencies of the price lists we know.
USUAL = ("USD", "CNY")


class BudgetForm(forms.Form):
    """A budget of the team, or of one person in it; setting it again replaces it."""

    member = forms.ChoiceField(label=_("For"), required=False)
    amount = forms.DecimalField(
        label=_("At most a month"),
        min_value=Decimal(0),
        max_value=MOST,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("Write an amount, such as 50."),
            "invalid": _("Write an amount, such as 12.50."),
        },
    )
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Member.objects.filter(team=team).select_related("user").order_by("pk")
        self._members = {str(member.pk): member for member in found}
        names = [(pk, each.user.get_full_name()) for pk, each in self._members.items()]
        self._offer("member", [("", _("The whole team")), *names])
        self._offer("currency", [(name, name) for name in currencies(team)])

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        """Set what can be chosen in a field."""
        chooser = self.fields[field]
        assert isinstance(chooser, forms.ChoiceField)
        chooser.choices = choices

    def clean_member(self) -> Member | None:
        """Return the member of the team it is for, None for the whole team."""
        return self._members.get(self.cleaned_data["member"])


def currencies(team: Team) -> list[str]:
    """Return the currencies a budget can have, those that are paid here first."""
    paid = [offer.price.currency for offer in accounts.offers() if offer.price]
    kept = Budget.objects.filter(team=team).values_list("currency", flat=True)
    return list(dict.fromkeys([*paid, *kept, *USUAL]))
