"""Rows of people and teams."""

from teams.models.team import AlreadyFounded, Member, Team
from teams.models.user import User

__all__ = ["AlreadyFounded", "Member", "Team", "User"]
