"""How allauth behaves here: nobody signs up by himself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts come from the owner's set-up or an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: the sign-up page explains whom to ask."""
        return False
