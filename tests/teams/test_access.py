"""Who belongs where and may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import Http404

from teams.access import first_owner, may, member_of, minders, runs_studio
from teams.models import Member, Team, User
from teams.roles import ALLOWED, Action, Role


@pytest.mark.parametrize(
    "role, actions",
    [
        (Role.VIEWER, {Action.LOOK, Action.REMARK}),
        (
            Role.EDITOR,
            {Action.LOOK, Action.REMARK, Action.ARRANGE, Action.GENERATE},
        ),
        (Role.ADMIN, set(Action)),
        (Role.OWNER, set(Action)),
    ],
)
def test_each_role_may_do_what_the_table_says(role, actions):
    member = Member(role=role)

    assert {action for action in Action if may(member, action)} == actions
    assert set(ALLOWED) == set(Role)


@pytest.mark.django_db
def test_a_person_without_a_team_finds_nothing(rf):
    request = rf.get("/")
    for user in (AnonymousUser(), User.objects.create_user("d@example.com", None)):
        request.user = user
        with pytest.raises(Http404):
            member_of(request)


@pytest.mark.django_db
def test_the_membership_is_looked_up_once(rf, alice, django_assert_num_queries):
    request = rf.get("/")
    request.user = alice.user

    with django_assert_num_queries(1):
        assert member_of(request) == member_of(request) == alice


@pytest.mark.django_db
def test_only_the_admins_of_the_home_team_mind_the_studio(rf, alice, bob, charlie):
    minding = []
    for person in (alice, bob, charlie):
        request = rf.get("/")
        request.user = person.user
        minding.append(runs_studio(member_of(request)))

    assert minding == [True, False, False]


@pytest.mark.django_db
def test_mail_about_the_studio_goes_to_who_runs_it_alone(alice, bob, charlie):
    Member.objects.create(team=charlie.team, user=bob.user, role=Role.ADMIN)

    assert minders() == ["alice@example.com"]


@pytest.mark.django_db
def test_the_oldest_owner_speaks_for_the_shell(alice, bob, charlie):
    assert first_owner() == (alice.user, alice.team)

    Member.objects.all().delete()
    assert first_owner() is None


@pytest.mark.django_db
def test_the_home_team_is_the_oldest_and_made_once():
    first = Team.objects.home()
    Team.objects.create(name="Later")

    assert Team.objects.home() == first


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields", [{"role": "emperor"}, {"role": Role.VIEWER}], ids=["role", "twice"]
)
def test_the_database_refuses_odd_memberships(alice, fields):
    user = alice.user
    if fields["role"] == "emperor":
        user = User.objects.create_user("e@example.com", None)

    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(team=alice.team, user=user, **fields)


@pytest.mark.django_db
def test_addresses_sign_in_whatever_their_case():
    user = User.objects.create_user("Eve@Example.COM", "a long pass phrase")

    assert user.email == "eve@example.com"
    assert User.objects.get_by_natural_key("EVE@example.com") == user
    assert str(User(email="x@y.z", name="")) in ("x@y.z", "x")
