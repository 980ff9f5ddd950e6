"""Browsers of people, and a colleague of each role."""

import pytest
from django.test import Client

from teams.models import Member, User
from teams.roles import Role
from tests.conftest import BACKEND


@pytest.fixture
def enter():
    """Return a function that gives a browser in which a member is signed in."""

    def sign_in(member):
        client = Client()
        client.force_login(member.user, backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def as_alice(alice, enter):
    return enter(alice)


@pytest.fixture
def as_charlie(charlie, enter):
    return enter(charlie)


@pytest.fixture
def colleague(alice):
    """Return a function that makes another member of alice's team."""

    def make(role=Role.EDITOR, name="Dora"):
        user = User.objects.create_user(f"{name.lower()}@example.com", None, name=name)
        return Member.objects.create(team=alice.team, user=user, role=role)

    return make
