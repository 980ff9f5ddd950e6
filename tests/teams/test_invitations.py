"""Invitations by link: made, taken back, and never above their maker."""

import re
from datetime import timedelta

import pytest

from teams.joining import accept, invite
from teams.models import Invitation
from teams.models.invitation import hash_of
from teams.ranks import OutOfReach, change_role, remove
from teams.roles import Role


def text(response):
    return response.content.decode()


def link_in(response):
    return re.search(r'id="made-link">https?://[^/]+(/join/[^<]+)<', text(response))[1]


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
