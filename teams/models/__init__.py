"""Rows of people and teams."""

from teams.models.team import Member, Team
from teams.models.user import User

__all__ = ["Member", "Team", "User"]
