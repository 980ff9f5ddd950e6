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
    REMARK = "remark", _("comment and keep favourites")
    ARRANGE = "arrange", _("judge, tag, collect and bin pictures")
    GENERATE = "generate", _("spend money on pictures")
    SETTLE = "settle", _("decide about held money")
    PURGE = "purge", _("delete for good")
    INVITE = "invite", _("invite people and change their roles")
    MANAGE = "manage", _("set budgets and connect gateways")


VIEWER_ACTIONS = frozenset({Action.LOOK, Action.REMARK})
EDITOR_ACTIONS = VIEWER_ACTIONS | {Action.ARRANGE, Action.GENERATE}

ALLOWED: dict[Role, frozenset[Action]] = {
    Role.VIEWER: VIEWER_ACTIONS,
    Role.EDITOR: EDITOR_ACTIONS,
    Role.ADMIN: frozenset(Action),
    Role.OWNER: frozenset(Action),
}
