"""What an admin may set of a gateway: its key, which is never shown again, its limits.

Knows no row and no sealing.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: Longer than any key a gateway gives out.
MOST_KEY_CHARACTERS = 512
MOST_AT_ONCE = 64
MOST_A_MINUTE = 10_000


class KeyForm(forms.Form):
    """A key as its gateway's console shows it. Write-only: nothing is drawn back."""

    key = forms.CharField(
        label=_("API key"),
        max_length=MOST_KEY_CHARACTERS,
        widget=forms.PasswordInput(
            render_value=False,
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "off",
            },
        ),
        error_messages={
            "required": _("Paste the key first."),
            "max_length": _("This is longer than any key."),
        },
    )

    def clean_key(self) -> str:
        """Refuse what no header can carry; the words never repeat the key."""
        key = str(self.cleaned_data["key"]).strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise forms.ValidationError(
                _("A key has letters, digits and signs only. Copy it once more.")
            )
        return key


class LimitsForm(forms.Form):
    """How much the gate of one account lets through."""

    concurrency = forms.IntegerField(
        label=_("At once"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("Paid requests under way at the same time."),
    )
    pictures_per_minute = forms.IntegerField(
        label=_("Pictures a minute"),
        min_value=1,
        max_value=MOST_A_MINUTE,
        required=False,
        help_text=_("Empty: no such limit."),
    )

    def limits(self) -> dict[str, Any]:
        """Return the fields of the gate, once the form is valid."""
        return {
            "concurrency": self.cleaned_data["concurrency"],
            "pictures_per_minute": self.cleaned_data["pictures_per_minute"],
        }
