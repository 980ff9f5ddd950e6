"""What a person may ask: the compose forms, one per mode."""

from generations.forms.compose import ComposeForm
from generations.forms.modes import FORMS, EditForm, FusionForm, SequenceForm, TextForm

__all__ = [
    "FORMS",
    "ComposeForm",
    "EditForm",
    "FusionForm",
    "SequenceForm",
    "TextForm",
]
