"""What people type about themselves, their team and whom they invite."""

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from teams.founding import is_setup_code
from teams.roles import Role


class AccountForm(forms.Form):
    """A new person's address, name and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        min_length=12,
        help_text=_("12 characters or more; a sentence is easy to remember."),
        widget=forms.PasswordInput(
            render_value=True, attrs={"autocomplete": "new-password"}
        ),
    )

    def clean_password(self) -> Any:
        """Refuse what is too short or too common."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password


class OwnerForm(AccountForm):
    """The first person's account, with the one-time code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=64,
        help_text=_("It stands in the terminal in which the studio was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("code", "name", "email", "password")

    def clean_code(self) -> str:
        """Refuse every code but the one in the terminal."""
        code = str(self.cleaned_data["code"]).strip()
        if not is_setup_code(code):
            raise forms.ValidationError(
                _("This is not the code in the terminal. Copy the whole link.")
            )
        return code


class TeamForm(forms.Form):
    """The name of a team."""

    name = forms.CharField(
        label=_("Name of the team"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(forms.Form):
    """A role, of those that somebody may give."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        """Offer the given roles only."""
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["role"])
        field.choices = [(role.value, role.label) for role in roles]

    def chosen(self) -> Role:
        """Return the role of a valid form."""
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """Who is invited, as what."""

    note = forms.CharField(
        label=_("For whom (optional)"),
        max_length=80,
        required=False,
        help_text=_("Only your team sees this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("role", "note")
