"""The table of roles and actions, as plain values."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member is in a team, from least to most."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    ADMIN = "admin", _("Admin")
    OWNER = "owner", _("Owner")


class Action(models.TextChoices):
    """What can be done in a team."""

    LOOK = "look", _("look at pictures")
    GENERATE = "generate", _("spend money on pictures")
    SETTLE = "settle", _("decide about held money")
    MANAGE = "manage", _("invite people and connect gateways")


ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: frozenset({Action.LOOK}),
    Role.EDITOR: frozenset({Action.LOOK, Action.GENERATE}),
    Role.ADMIN: frozenset(Action),
    Role.OWNER: frozenset(Action),
}
