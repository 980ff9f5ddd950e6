"""The page Team: who is in it, who changes what, and that an owner always stays."""

import pytest

from teams.models import Member, Team
from teams.ranks import LastOwner, OutOfReach, change_role, leave, remove
from teams.roles import Role


def text(response):
    return response.content.decode()


def role_of(member):
    return Member.objects.get(pk=member.pk).role


def test_everybody_sees_the_people_and_managers_their_addresses(
    as_alice, bob, colleague, enter
):
    viewer = colleague(Role.VIEWER)

    mine, theirs = text(as_alice.get("/team/")), text(enter(viewer).get("/team/"))

    assert "bob@example.com" in mine
    assert "bob@example.com" not in theirs
    assert "bob" in theirs
    assert f"/team/people/{bob.pk}/remove/" in mine
    assert "/team/people/" not in theirs


def test_who_is_alone_is_told_what_a_team_is_for(as_alice):
    assert "You are alone here." in text(as_alice.get("/team/"))


def test_a_role_is_changed_and_the_page_says_so(as_alice, bob):
    page = as_alice.post(f"/team/people/{bob.pk}/role/", {"role": "admin"}, follow=True)

    assert role_of(bob) == Role.ADMIN
    assert "bob is Admin now." in text(page)


@pytest.mark.parametrize("role", ["", "emperor", "OWNER"])
def test_an_odd_role_is_told_in_words(as_alice, bob, role):
    answer = as_alice.post(f"/team/people/{bob.pk}/role/", {"role": role})

    assert answer.status_code == 422
    assert "There is no such role." in text(answer)
    assert role_of(bob) == Role.EDITOR


def test_a_member_is_removed_and_sees_nothing_from_then_on(as_alice, bob, enter):
    as_bob = enter(bob)
    as_bob.get("/team/")

    page = as_alice.post(f"/team/people/{bob.pk}/remove/", follow=True)

    assert "bob is not in the team any more." in text(page)
    answer = as_bob.get("/")
    assert answer.status_code == 404
    assert "You belong to no team now" in text(answer)
    assert "/accounts/logout/" in text(answer)


def test_the_last_owner_is_neither_lowered_nor_removed_nor_leaves(as_alice, alice):
    answers = [
        as_alice.post(f"/team/people/{alice.pk}/role/", {"role": "admin"}),
        as_alice.post(f"/team/people/{alice.pk}/remove/"),
        as_alice.post("/team/leave/"),
    ]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert all("is the only owner" in text(answer) for answer in answers)
    assert role_of(alice) == Role.OWNER


def test_an_owner_whose_account_is_closed_counts_for_nothing(alice, colleague):
    gone = colleague(Role.OWNER)
    gone.user.is_active = False
    gone.user.save()

    with pytest.raises(LastOwner):
        leave(alice)


def test_of_two_owners_one_may_go(alice, colleague):
    other = colleague(Role.OWNER)
    change_role(other, alice, Role.EDITOR)
    leave(alice)

    with pytest.raises(LastOwner):
        leave(other)


@pytest.mark.parametrize("verb", ["role", "remove"])
def test_nobody_changes_who_stands_above(alice, colleague, enter, verb):
    client = enter(colleague(Role.ADMIN))

    answer = client.post(f"/team/people/{alice.pk}/{verb}/", {"role": "viewer"})

    assert answer.status_code == 403
    assert role_of(alice) == Role.OWNER
    assert f"/team/people/{alice.pk}/" not in text(client.get("/team/"))


def test_nobody_gives_more_than_the_own_role(bob, colleague):
    admin = colleague(Role.ADMIN)

    with pytest.raises(OutOfReach):
        change_role(admin, admin, Role.OWNER)
    with pytest.raises(OutOfReach):
        change_role(admin, bob, Role.OWNER)


def test_a_role_lost_a_moment_ago_gives_nothing(alice, bob, colleague):
    admin = colleague(Role.ADMIN)
    change_role(alice, admin, Role.VIEWER)

    for act in (remove, lambda actor, it: change_role(actor, it, Role.VIEWER)):
        with pytest.raises(OutOfReach):
            act(admin, bob)


def test_who_was_removed_a_moment_ago_cannot_be_changed(alice, bob):
    remove(alice, bob)

    with pytest.raises(OutOfReach):
        change_role(alice, bob, Role.ADMIN)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_who_runs_nothing_changes_nobody(bob, colleague, enter, role):
    client = enter(colleague(role))
    teams = Team.objects.count()

    for address in (
        f"/team/people/{bob.pk}/role/",
        f"/team/people/{bob.pk}/remove/",
        "/team/rename/",
        "/teams/new/",
    ):
        answer = client.post(address, {"role": "viewer", "name": "Mine"})
        assert answer.status_code == 403
    assert role_of(bob) == Role.EDITOR
    assert Team.objects.count() == teams


def test_charlie_finds_nobody_of_alices_team(as_charlie, alice, bob):
    for member in (alice, bob):
        for verb in ("role", "remove"):
            address = f"/team/people/{member.pk}/{verb}/"
            assert as_charlie.post(address, {"role": "viewer"}).status_code == 404
    as_charlie.post("/team/rename/", {"name": "Taken over"})
    as_charlie.post("/team/leave/")

    page = text(as_charlie.get("/team/"))
    assert "bob" not in page
    assert "alice" not in page
    assert Team.objects.get(pk=alice.team_id).name == "Studio"
    assert role_of(bob) == Role.EDITOR


def test_one_leaves_and_what_one_made_stays(bob, enter):
    client = enter(bob)

    answer = client.post("/team/leave/")

    assert answer.headers["Location"] == "/"
    assert not Member.objects.filter(pk=bob.pk).exists()


def test_a_team_is_renamed(as_alice, alice):
    page = as_alice.post("/team/rename/", {"name": "Lighthouse"}, follow=True)

    assert "Lighthouse</h1>" in text(page)


@pytest.mark.parametrize("name", ["", "   ", "n" * 81])
@pytest.mark.parametrize("address", ["/team/rename/", "/teams/new/"])
def test_a_wrong_name_is_told_in_words(as_alice, address, name):
    answer = as_alice.post(address, {"name": name})

    assert answer.status_code == 422
    assert "field__error" in text(answer)
    assert Team.objects.get().name == "Studio"


def test_markup_in_names_stays_words(as_alice, alice, bob):
    bob.user.name = "<b onclick=x>Bob</b>"
    bob.user.save()
    as_alice.post("/team/rename/", {"name": "<script>alert(1)</script>"})

    page = text(as_alice.get("/team/"))

    assert "<script>alert" not in page
    assert "<b onclick" not in page
