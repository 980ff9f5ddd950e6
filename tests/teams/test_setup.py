"""The first visit makes the owner, once, with the code from the terminal."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from teams import founding
from teams.models import AlreadyFounded, Member, Team, User
from teams.roles import Role

VALUES = {
    "email": "Alice@Example.com",
    "name": "Alice",
    "password": "a long pass phrase",
}


def found(**values):
    return Member.objects.found_studio(
        email="alice@example.com", password="a long pass phrase", name="", **values
    )


@pytest.mark.django_db
def test_every_page_leads_to_the_set_up_until_somebody_exists(client):
    for address in ("/", "/compose/text-to-image/", "/accounts/login/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, "/setup/")
    assert client.get("/healthz").status_code == 200
    assert client.get("/setup/").status_code == 200

    found()

    assert client.get("/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_link_of_the_terminal_fills_in_the_code(client):
    page = client.get(f"/setup/{founding.setup_code()}/")

    assert founding.setup_code() in page.content.decode()
    assert founding.setup_code() not in client.get("/setup/").content.decode()


@pytest.mark.django_db
def test_the_right_code_makes_the_owner_and_signs_in(client):
    answer = client.post("/setup/", VALUES | {"code": f" {founding.setup_code()} "})

    member = Member.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert (member.role, member.team) == (Role.OWNER, Team.objects.home())
    assert member.user.email == "alice@example.com"
    assert member.user.check_password(VALUES["password"])
    assert client.get("/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("en", "Studio"), ("zh-CN", "工作室")])
def test_the_first_team_is_named_in_the_language_of_who_founds_it(
    language, name, client
):
    Team.objects.home()

    values = VALUES | {"code": founding.setup_code()}
    client.post("/setup/", values, headers={"Accept-Language": language})

    assert Team.objects.get().name == name


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "0" * 32, "é", "x" * 65])
def test_a_wrong_code_makes_nobody_and_keeps_what_was_typed(client, code):
    answer = client.post("/setup/", VALUES | {"code": code})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert User.objects.count() == 0
    assert "Alice@Example.com" in page and "is-wrong" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"email": "nobody"}, {"password": "short"}, {"password": "password1234"}]
)
def test_a_bad_address_or_password_makes_nobody(client, change):
    values = VALUES | {"code": founding.setup_code()} | change

    assert client.post("/setup/", values).status_code == 200
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_the_second_visit_is_led_away_even_with_the_code(client):
    found()
    address = f"/setup/{founding.setup_code()}/"

    assert client.get(address).headers["Location"] == "/"
    answer = client.post("/setup/", VALUES | {"code": founding.setup_code()})

    assert answer.headers["Location"] == "/"
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_visitors_at_once_make_one_owner():
    Team.objects.home()
    start, ends = threading.Barrier(8), []

    def visit(number):
        start.wait()
        try:
            Member.objects.found_studio(
                email=f"v{number}@example.com", password="a long pass phrase", name=""
            )
            ends.append("owner")
        except AlreadyFounded:
            ends.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["owner"] + ["too late"] * 7
    assert (User.objects.count(), Team.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_the_owner_can_be_named_by_the_settings(settings):
    settings.STUDIO_OWNER_EMAIL = "Owner@Example.com"
    settings.STUDIO_OWNER_PASSWORD = "a long pass phrase"

    first, second = founding.found_from_settings(), founding.found_from_settings()

    assert (first.role, first.user.email) == (Role.OWNER, "owner@example.com")
    assert second is None
    assert not founding.needs_owner()


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["STUDIO_OWNER_EMAIL", "STUDIO_OWNER_PASSWORD"])
def test_half_an_owner_is_none(settings, missing):
    settings.STUDIO_OWNER_EMAIL = "owner@example.com"
    settings.STUDIO_OWNER_PASSWORD = "a long pass phrase"
    setattr(settings, missing, "")

    assert founding.found_from_settings() is None
    assert founding.needs_owner()


@pytest.mark.django_db
def test_an_owner_who_could_not_sign_in_is_not_made(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STUDIO_OWNER_EMAIL = "owner"
    settings.STUDIO_OWNER_PASSWORD = "a long pass phrase"

    with pytest.raises(CommandError, match="STUDIO_OWNER_EMAIL: Enter a valid"):
        call_command("prepare")

    assert founding.needs_owner()


@pytest.mark.django_db
def test_prepare_can_be_repeated(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STUDIO_OWNER_EMAIL = "owner@example.com"
    settings.STUDIO_OWNER_PASSWORD = "a long pass phrase"

    call_command("prepare")
    call_command("prepare")

    assert (Member.objects.count(), Team.objects.count()) == (1, 1)


def test_the_code_depends_on_the_secret_key(settings):
    code = founding.setup_code()
    settings.SECRET_KEY = "another"

    assert not founding.is_setup_code(code)
    assert len(code) == 32
