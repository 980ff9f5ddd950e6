"""Invitations by link: made, taken back, used once, and never above their maker."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from teams.joining import AlreadyMember, InvitationOver, accept, invite
from teams.models import Invitation, Member, User
from teams.models.invitation import hash_of
from teams.ranks import OutOfReach, change_role, remove
from teams.roles import Role

ACCOUNT = {
    "name": "Eve",
    "email": "Eve@Example.com",
    "password": "a long pass phrase",
}


def text(response):
    return response.content.decode()


def link_in(response):
    return re.search(r'id="made-link">https?://[^/]+(/join/[^<]+)<', text(response))[1]


@pytest.fixture
def opened(alice):
    """A browser of nobody in which alice's invitation was opened, and the row."""
    made, token = invite(alice, role=Role.EDITOR, note="Eve")
    client = Client()
    client.get(f"/join/{token}/")
    return client, made


def end(**fields):
    Invitation.objects.update(**fields)


def test_the_link_is_shown_once_and_only_its_hash_is_kept(as_alice, alice):
    page = as_alice.post("/team/invitations/", {"role": "editor", "note": "Eve"})

    token = link_in(page).split("/")[2]
    made = Invitation.objects.get()
    assert (made.team, made.role, made.note) == (alice.team, Role.EDITOR, "Eve")
    assert (made.made_by, made.token_hash) == (alice.user, hash_of(token))
    assert token not in str(Invitation.objects.values())
    later = text(as_alice.get("/team/"))
    assert token not in later
    assert "Eve" in later
    assert "no-store" in page.headers["Cache-Control"]


def test_an_invitation_lives_for_seven_days(alice):
    made, _token = invite(alice, role=Role.VIEWER)

    life = made.expires_at - made.created_at
    assert timedelta(days=6, hours=23) < life < timedelta(days=7, hours=1)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_nobody_invites_above_the_own_role(alice, colleague, enter, role):
    maker = colleague(Role.ADMIN)
    answer = enter(maker).post("/team/invitations/", {"role": role})

    assert answer.status_code == (200 if role == Role.ADMIN else 422)
    if role == Role.OWNER:
        with pytest.raises(OutOfReach):
            invite(maker, role=role)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_who_may_not_invite_does_not(alice, colleague, enter, role):
    client = enter(colleague(role))
    made, _token = invite(alice, role=Role.VIEWER)

    assert client.post("/team/invitations/", {"role": "viewer"}).status_code == 403
    for verb in ("revoke", "restore"):
        address = f"/team/invitations/{made.pk}/{verb}/"
        assert client.post(address).status_code == 403
    assert "Invite by link" not in text(client.get("/team/"))


def test_charlie_finds_no_invitation_of_alices_team(alice, as_charlie):
    made, _token = invite(alice, role=Role.VIEWER, note="secret guest")

    for verb in ("revoke", "restore"):
        address = f"/team/invitations/{made.pk}/{verb}/"
        assert as_charlie.post(address).status_code == 404
    assert "secret guest" not in text(as_charlie.get("/team/"))
    assert Invitation.objects.get().is_open


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
    User.objects.get(pk=charlie.user.pk)
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

    for answer in (client.get("/join/"), client.post("/join/", ACCOUNT)):
        assert answer.status_code in (404, 410)
    client, _made = opened
    assert not User.objects.filter(email="eve@example.com").exists()
    session = client.session
    session["invitation"] = Invitation.objects.get().token_hash
    session.save()
    page = text(client.get("/join/"))
    assert said in page
    assert "Ask who sent it to you for a new one" in page
    assert "Studio as" not in page


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


def test_a_revoked_invitation_can_be_opened_again(as_alice, alice, client):
    made, token = invite(alice, role=Role.VIEWER)

    page = text(as_alice.post(f"/team/invitations/{made.pk}/revoke/", follow=True))

    assert client.get(f"/join/{token}/", follow=True).status_code == 410
    undo = f"/team/invitations/{made.pk}/restore/"
    assert f'action="{undo}"' in page
    assert "The link works again." in text(as_alice.post(undo, follow=True))
    assert client.get(f"/join/{token}/", follow=True).status_code == 200


def test_the_undo_of_htmx_draws_the_page_anew(as_alice, alice):
    made, _token = invite(alice, role=Role.VIEWER)
    as_alice.post(f"/team/invitations/{made.pk}/revoke/")

    undo = f"/team/invitations/{made.pk}/restore/"
    answer = as_alice.post(undo, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == "/team/"
    assert "The link works again." in text(as_alice.get("/team/"))


def test_what_was_used_is_neither_revoked_nor_opened_again(as_alice, alice, charlie):
    made, _token = invite(alice, role=Role.VIEWER)
    accept(made, charlie.user)

    said = [
        text(as_alice.post(f"/team/invitations/{made.pk}/{verb}/", follow=True))
        for verb in ("revoke", "restore")
    ]

    assert "The invitation was over already." in said[0]
    assert "It cannot be opened again." in said[1]


@pytest.mark.parametrize("how", ["removed", "lowered"])
def test_invitations_of_who_lost_the_right_are_closed(alice, colleague, how):
    maker = colleague(Role.ADMIN)
    made, _token = invite(maker, role=Role.EDITOR)

    if how == "removed":
        remove(alice, maker)
    else:
        change_role(alice, maker, Role.EDITOR)

    made.refresh_from_db()
    assert not made.is_open


def test_an_admin_neither_revokes_nor_restores_an_owners_invitation(
    alice, colleague, enter
):
    made, _token = invite(alice, role=Role.OWNER)
    client = enter(colleague(Role.ADMIN))

    for verb in ("revoke", "restore"):
        address = f"/team/invitations/{made.pk}/{verb}/"
        assert client.post(address).status_code == 403
    assert f"/team/invitations/{made.pk}/revoke/" not in text(client.get("/team/"))


def test_a_closed_invitation_of_who_left_is_not_opened_again(
    as_alice, alice, colleague
):
    maker = colleague(Role.ADMIN)
    made, _token = invite(maker, role=Role.EDITOR)
    remove(alice, maker)

    as_alice.post(f"/team/invitations/{made.pk}/restore/")

    made.refresh_from_db()
    assert not made.is_open


def test_a_long_note_is_told_in_words(as_alice):
    answer = as_alice.post("/team/invitations/", {"role": "viewer", "note": "n" * 81})

    assert answer.status_code == 422
    assert "at most 80 characters" in text(answer)


def test_markup_in_a_note_stays_words(as_alice, alice):
    invite(alice, role=Role.VIEWER, note="<script>alert(1)</script>")

    assert "<script>alert" not in text(as_alice.get("/team/"))
