"""The page behind an invitation's link: who comes in by it, and who does not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from teams.joining import AlreadyMember, InvitationOver, accept, invite
from teams.models import Invitation, Member, User
from teams.roles import Role

ACCOUNT = {
    "name": "Eve",
    "email": "Eve@Example.com",
    "password": "a long pass phrase",
}


def text(response):
    return response.content.decode()


@pytest.fixture
def opened(alice):
    """A browser of nobody in which alice's invitation was opened, and the row."""
    made, token = invite(alice, role=Role.EDITOR, note="Eve")
    client = Client()
    client.get(f"/join/{token}/")
    return client, made


def end(**fields):
    Invitation.objects.update(**fields)


def test_the_secret_leaves_the_address_at_once(alice):
    made, token = invite(alice, role=Role.EDITOR)
    client = Client()

    answer = client.get(f"/join/{token}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/join/")
    assert client.session["invitation"] == made.token_hash
    page = text(client.get("/join/"))
    assert "Join Studio as Editor" in page
    assert token not in page


def test_somebody_new_makes_an_account_and_is_in(opened, alice):
    client, made = opened

    answer = client.post("/join/", ACCOUNT)

    member = Member.objects.get(user__email="eve@example.com")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert (member.team, member.role, member.user.name) == (
        alice.team,
        Role.EDITOR,
        "Eve",
    )
    made.refresh_from_db()
    assert (made.accepted_by, made.is_open) == (member.user, False)
    assert "Welcome to Studio." in text(client.get("/"))


def test_somebody_signed_in_joins_a_second_team(alice, charlie, as_charlie):
    _made, token = invite(alice, role=Role.VIEWER)
    as_charlie.get(f"/join/{token}/")

    page = text(as_charlie.get("/join/"))
    as_charlie.post("/join/")

    assert "You are signed in as charlie" in page
    roles = {each.team: each.role for each in charlie.user.memberships.all()}
    assert roles == {charlie.team: Role.OWNER, alice.team: Role.VIEWER}
    assert "you are Viewer" in text(as_charlie.get("/team/"))


def test_the_way_through_the_sign_in_keeps_the_invitation(alice, charlie):
    _made, token = invite(alice, role=Role.VIEWER)
    client = Client()
    client.get(f"/join/{token}/")

    values = {"login": "charlie@example.com", "password": "a long pass phrase"}
    answer = client.post("/accounts/login/?next=/join/", values | {"next": "/join/"})

    assert answer.headers["Location"] == "/join/"
    assert "You are signed in as charlie" in text(client.get("/join/"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"accepted_at": timezone.now()}, "This invitation was used"),
        ({"revoked_at": timezone.now()}, "This invitation was taken back"),
        (
            {"expires_at": timezone.now() - timedelta(minutes=1)},
            "This invitation is too old",
        ),
    ],
    ids=["used", "revoked", "late"],
)
def test_what_is_over_says_so_and_names_the_next_step(opened, fields, said):
    client, _made = opened
    end(**fields)

    answers = [client.post("/join/", ACCOUNT), client.get("/join/")]

    assert [answer.status_code for answer in answers] == [410, 410]
    for page in map(text, answers):
        assert said in page
        assert "Ask who sent it to you for a new one" in page
        assert "Studio" not in page.replace("Seedream Studio", "")
    assert not User.objects.filter(email="eve@example.com").exists()


@pytest.mark.parametrize("token", ["guessed", "x" * 5000, "é%00", "..%2f"])
def test_a_wrong_link_is_a_page_that_names_nothing(alice, client, token):
    answer = client.get(f"/join/{token}/")

    assert answer.status_code == 404
    assert "Join" not in text(answer)
    assert str(alice.user) not in text(answer)


def test_without_a_link_there_is_nothing_to_join(alice, client):
    assert client.get("/join/").status_code == 404
    assert client.post("/join/", ACCOUNT).status_code == 404
    assert not User.objects.filter(email="eve@example.com").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "not an address"}, "Enter a valid email address"),
        ({"password": "short"}, "12 characters"),
        ({"password": "password1234"}, "too common"),
        ({"email": "ALICE@example.com"}, "There is an account of this address"),
    ],
)
def test_a_wrong_account_is_told_in_words(opened, changed, said):
    client, made = opened

    answer = client.post("/join/", ACCOUNT | changed)

    made.refresh_from_db()
    assert said in text(answer)
    assert made.is_open
    assert Member.objects.filter(team=made.team).count() == 1


def test_an_invitation_lets_in_one_person(alice, charlie, colleague):
    made, _token = invite(alice, role=Role.EDITOR)
    accept(made, charlie.user)

    with pytest.raises(InvitationOver):
        accept(made, User.objects.create_user("f@example.com", None))


def test_a_member_is_not_changed_by_an_invitation(alice, enter):
    made, token = invite(alice, role=Role.VIEWER)
    client = enter(alice)
    client.get(f"/join/{token}/")

    page = text(client.get("/join/"))
    answer = client.post("/join/")

    assert "You belong to this team already" in page
    assert answer.headers["Location"] == "/"
    made.refresh_from_db()
    alice.refresh_from_db()
    assert made.is_open
    assert alice.role == Role.OWNER
    with pytest.raises(AlreadyMember):
        accept(made, alice.user)
