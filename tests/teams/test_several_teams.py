"""People in several teams: which one a page is about, and how it is changed."""

import pytest

from teams.access import member_of, memberships_of, runs_studio
from teams.models import Member, Team
from teams.ranks import found_team, remove
from teams.roles import Role


def text(response):
    return response.content.decode()


@pytest.fixture
def second(alice):
    """Alice's membership of a team of her own, beside the first."""
    return found_team(alice.user, "Second")


def test_the_oldest_membership_counts_until_one_chooses(as_alice, second):
    assert "Studio</h1>" in text(as_alice.get("/team/"))


def test_every_page_follows_the_switch(as_alice, second):
    answer = as_alice.post(f"/teams/{second.team_id}/switch/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Second</h1>" in text(as_alice.get("/team/"))
    assert "Gateways" not in text(as_alice.get("/"))


def test_the_menu_lists_the_teams_and_marks_the_one_that_is_open(as_alice, second):
    page = text(as_alice.get("/"))

    menu = page[page.index('class="teams"') :]
    assert f'action="/teams/{second.team_id}/switch/"' in menu
    assert menu.index("Studio") < menu.index("Second")
    assert 'aria-current="true"' in menu[: menu.index("Second")]


def test_who_has_one_team_sees_no_list(as_alice):
    assert 'class="teams"' not in text(as_alice.get("/"))


def test_each_browser_keeps_its_team_and_a_new_one_takes_the_last(
    as_alice, alice, second, enter
):
    other = enter(alice)
    other.post(f"/teams/{alice.team_id}/switch/")
    as_alice.post(f"/teams/{second.team_id}/switch/")

    assert "Studio</h1>" in text(other.get("/team/"))
    assert "Second</h1>" in text(as_alice.get("/team/"))
    assert "Second</h1>" in text(enter(alice).get("/team/"))


def test_who_was_removed_from_the_chosen_team_falls_back(
    alice, charlie, as_charlie, bob
):
    there = Member.objects.create(team=alice.team, user=charlie.user, role=Role.EDITOR)
    as_charlie.post(f"/teams/{alice.team_id}/switch/")
    assert "Studio</h1>" in text(as_charlie.get("/team/"))

    remove(alice, there)

    assert "Others</h1>" in text(as_charlie.get("/team/"))


def test_charlie_cannot_switch_into_alices_team(as_charlie, alice):
    assert as_charlie.post(f"/teams/{alice.team_id}/switch/").status_code == 404
    session = as_charlie.session
    session["team"] = str(alice.team_id)
    session.save()

    assert "Others</h1>" in text(as_charlie.get("/team/"))


@pytest.mark.parametrize("chosen", ["", "nonsense", "0", "'; drop table"])
def test_an_odd_choice_counts_as_none(rf, alice, chosen):
    request = rf.get("/")
    request.user, request.session = alice.user, {"team": chosen}

    assert member_of(request) == alice


def test_all_teams_of_a_person_cost_one_query(
    rf, alice, second, django_assert_num_queries
):
    request = rf.get("/")
    request.user, request.session = alice.user, {"team": str(second.team_id)}

    with django_assert_num_queries(1):
        assert member_of(request) == second
        assert memberships_of(request) == [alice, second]
        assert not runs_studio(member_of(request))


def test_the_studio_is_run_from_the_home_team_alone(rf, alice, second):
    request = rf.get("/")
    request.user, request.session = alice.user, {"team": str(alice.team_id)}

    assert runs_studio(member_of(request))
    assert Member.objects.current_for(alice.user, chosen=str(second.team_id)) == second


def test_a_new_team_is_owned_and_open(as_alice, alice):
    page = as_alice.post("/teams/new/", {"name": "Third"}, follow=True)

    made = Member.objects.get(team__name="Third")
    assert (made.user, made.role) == (alice.user, Role.OWNER)
    assert "Third</h1>" in text(page)
    assert "Your other teams" in text(page)
    assert Team.objects.home() == alice.team
