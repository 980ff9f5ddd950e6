"""Rows of people and teams."""

from teams.models.invitation import Invitation
from teams.models.team import AlreadyFounded, Member, Team, current_of
from teams.models.user import User

__all__ = ["AlreadyFounded", "Invitation", "Member", "Team", "User", "current_of"]
