"""The pass: who gets one, what it is good for, and when it ends."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teams import endings, ranks
from teams.models import Member, Team
from teams.passes import COOKIE, LIFE_S, MOST_TEAMS, read_pass, teams_of_pass
from teams.roles import Role


@pytest.fixture
def browser(alice, sign_in):
    """Alice's browser, which has opened a page."""
    opened = sign_in(alice)
    opened.get("/")
    return opened


def asking(cookies):
    """Return a request that comes with these cookies, from nobody we know."""
    request = RequestFactory().get("/")
    request.COOKIES = dict(cookies)
    return request


def cookies_of(client):
    return {name: each.value for name, each in client.cookies.items()}


def test_a_page_hands_out_a_pass_that_scripts_cannot_read(browser, alice):
    cookie = browser.cookies[COOKIE]

    found = read_pass(asking(cookies_of(browser)))
    assert (found.user_id, found.team_ids) == (alice.user_id, {alice.team_id})
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == LIFE_S
    assert not cookie["secure"]


def test_a_pass_travels_by_https_only_where_the_studio_does(alice, sign_in, settings):
    settings.SESSION_COOKIE_SECURE = True
    browser = sign_in(alice)

    browser.get("/")

    assert browser.cookies[COOKIE]["secure"]


def test_a_pass_names_every_team_of_the_person(alice, sign_in):
    other = Member.objects.create(
        team=Team.objects.create(name="Second"), user=alice.user, role=Role.VIEWER
    )
    browser = sign_in(alice)

    browser.get("/")

    found = teams_of_pass(asking(cookies_of(browser)))
    assert found == {alice.team_id, other.team_id}


def test_a_pass_of_a_person_in_very_many_teams_still_fits_a_cookie(alice, sign_in):
    for number in range(MOST_TEAMS + 5):
        team = Team.objects.create(name=f"Team {number}")
        Member.objects.create(team=team, user=alice.user, role=Role.VIEWER)
    browser = sign_in(alice)

    browser.get("/")

    assert len(teams_of_pass(asking(cookies_of(browser)))) == MOST_TEAMS
    assert len(browser.cookies[COOKIE].value) < 3000


def test_a_guest_gets_no_pass(client, alice):
    client.get("/accounts/login/")

    assert COOKIE not in client.cookies


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told[:-1] + ("A" if told[-1] != "A" else "B"),
        lambda told: "9" + told,
        lambda told: told.replace(".", ".1", 1),
        lambda told: told.rpartition(".")[0],
        lambda told: told.replace("-", "").upper(),
        lambda told: told + "\n",
        lambda told: "",
        lambda told: "....",
        lambda told: "٣" + told[1:],
    ],
)
def test_an_altered_pass_is_none(browser, spoil):
    cookies = cookies_of(browser)
    cookies[COOKIE] = spoil(cookies[COOKIE])

    assert read_pass(asking(cookies)) is None


def test_a_team_cannot_be_added_to_a_pass(browser, charlie):
    cookies = cookies_of(browser)
    said, _dot, signature = cookies[COOKIE].rpartition(".")
    cookies[COOKIE] = f"{said}-{charlie.team_id.hex}.{signature}"

    assert read_pass(asking(cookies)) is None


def test_a_pass_is_good_with_its_own_session_only(browser, charlie):
    other = Client()
    other.force_login(
        charlie.user, "allauth.account.auth_backends.AuthenticationBackend"
    )
    stolen = cookies_of(browser)[COOKIE]

    with_theirs = {**cookies_of(other), COOKIE: stolen}

    assert read_pass(asking(with_theirs)) is None
    assert read_pass(asking({COOKIE: stolen})) is None


def test_a_pass_ends_by_itself(browser):
    cookies = cookies_of(browser)

    with time_machine.travel(timezone.now() + timedelta(seconds=LIFE_S + 1)):
        found = read_pass(asking(cookies))

    assert found is None


def test_a_page_renews_a_pass_that_is_about_to_end_and_leaves_a_fresh_one(browser):
    first = browser.cookies[COOKIE].value
    browser.get("/")
    fresh = browser.cookies[COOKIE].value

    with time_machine.travel(timezone.now() + timedelta(seconds=LIFE_S / 2 + 1)):
        browser.get("/")

    assert fresh == first != browser.cookies[COOKIE].value


def test_joining_a_team_renews_the_pass_with_the_next_page(browser, alice):
    team = Team.objects.create(name="Second")
    Member.objects.create(team=team, user=alice.user, role=Role.VIEWER)

    browser.get("/")

    assert team.pk in teams_of_pass(asking(cookies_of(browser)))


def test_signing_out_takes_the_pass_away(browser):
    browser.post("/accounts/logout/")

    assert browser.cookies[COOKIE].value == ""
    assert browser.cookies[COOKIE]["max-age"] == 0


def test_a_new_password_makes_the_old_pass_void(browser, alice):
    before = cookies_of(browser)[COOKIE]
    alice.user.set_password("another long pass phrase")
    alice.user.save()

    browser.get("/")  # the session ends with the password

    assert read_pass(asking({**cookies_of(browser), COOKIE: before})) is None


def test_the_next_person_at_the_browser_gets_a_pass_of_their_own(browser, charlie):
    browser.force_login(
        charlie.user, "allauth.account.auth_backends.AuthenticationBackend"
    )

    browser.get("/")

    assert teams_of_pass(asking(cookies_of(browser))) == {charlie.team_id}


def test_a_page_pays_no_query_for_the_pass(
    browser, alice, sign_in, django_assert_num_queries
):
    with_pass = cookies_of(browser)[COOKIE]
    del browser.cookies[COOKIE]

    with CaptureQueriesContext(connection) as without:
        browser.get("/")
    browser.cookies[COOKIE] = with_pass

    with django_assert_num_queries(len(without)):
        browser.get("/")


@pytest.mark.parametrize("change", ["removed", "other role"])
def test_passes_of_who_is_removed_or_gets_another_role_end_at_once(
    change, alice, colleague, enter, django_capture_on_commit_callbacks
):
    dora, eve = colleague(name="Dora"), colleague(name="Eve")
    browsers = [enter(each) for each in (dora, eve)]
    for browser in browsers:
        browser.get("/")

    with django_capture_on_commit_callbacks(execute=True):
        if change == "removed":
            ranks.remove(alice, dora)
        else:
            ranks.change_role(alice, dora, Role.VIEWER)

    theirs, others = (asking(cookies_of(each)) for each in browsers)
    assert read_pass(theirs) is None
    assert read_pass(others).team_ids == {alice.team_id}


def test_a_later_pass_of_the_same_person_is_good_again(
    alice, sign_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        endings.end_passes(alice.user_id)
    browser = sign_in(alice)

    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        browser.get("/")
        found = read_pass(asking(cookies_of(browser)))

    assert found.user_id == alice.user_id


def test_endings_are_looked_up_once_a_second_and_not_for_each_thumbnail(browser):
    request = asking(cookies_of(browser))
    read_pass(request)

    with CaptureQueriesContext(connection) as queries:
        for _time in range(20):
            assert read_pass(request)

    assert len(queries) == 0
