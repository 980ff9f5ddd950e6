"""The Django app of wishes and pictures."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GenerationsConfig(AppConfig):
    """Wishes and pictures."""

    name = "generations"
    verbose_name = _("Generations")
