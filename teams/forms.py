"""The form of the owner's account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from teams.founding import is_setup_code


class OwnerForm(forms.Form):
    """The first person's address, name and password, with the one-time code."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=64,
        help_text=_("It stands in the terminal in which the studio was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
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

    def clean_code(self) -> str:
        """Refuse every code but the one in the terminal."""
        code = str(self.cleaned_data["code"]).strip()
        if not is_setup_code(code):
            raise forms.ValidationError(
                _("This is not the code in the terminal. Copy the whole link.")
            )
        return code

    def clean_password(self) -> Any:
        """Refuse what is too short or too common."""
        password = self.cleaned_data["password"]
        validate_password(password)
        return password
