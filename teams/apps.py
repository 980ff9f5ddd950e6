"""The Django app of people and teams."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TeamsConfig(AppConfig):
    """People and teams."""

    name = "teams"
    verbose_name = _("Teams")
