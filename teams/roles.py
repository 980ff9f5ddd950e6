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

#: Each role in a sentence, for who gives it.
ABLE_TO = {
    Role.VIEWER: _("Sees every picture, comments and keeps favourites."),
    Role.EDITOR: _("Makes pictures with the team's money, judges and sorts them."),
    Role.ADMIN: _(
        "Invites people, sets budgets, decides about held money, deletes for good."
    ),
    Role.OWNER: _("Everything an admin does, and makes other owners."),
}


def rank(role: Role | str) -> int:
    """Return how high a role stands; 0 is the lowest."""
    return list(Role).index(Role(role))


def up_to(role: Role | str) -> list[Role]:
    """Return the roles somebody of this role may give, from least to most."""
    return list(Role)[: rank(role) + 1]
