"""The pages before one is inside: the first account, sign-in, the language."""

import pytest
from django.core.cache import cache

from teams.founding import setup_code
from teams.models import Member, User
from tests.views.conftest import signed_in

PASSWORD = "a long sentence to remember"


def text_of(response):
    return response.content.decode()


def test_first_visit_leads_to_the_owners_account(client, db):
    response = client.get("/")

    assert response.status_code == 302
    assert response["Location"] == "/setup/"


def test_link_of_the_terminal_fills_in_the_code(client, db):
    page = text_of(client.get(f"/setup/{setup_code()}/"))

    assert f'value="{setup_code()}"' in page
    assert "Make the account" in page


def test_wrong_code_is_told_beside_its_field_and_loses_nothing(client, db):
    response = client.post(
        "/setup/",
        {"code": "x", "name": "Ann", "email": "a@example.com", "password": PASSWORD},
    )

    assert response.status_code == 200
    assert "This is not the code in the terminal." in text_of(response)
    assert 'value="a@example.com"' in text_of(response)
    assert not User.objects.exists()


def test_owner_is_signed_in_and_led_to_the_gallery(client, db):
    response = client.post(
        "/setup/",
        {
            "code": setup_code(),
            "name": "Ann",
            "email": "a@example.com",
            "password": PASSWORD,
        },
        follow=True,
    )

    assert "Make the first picture" in text_of(response)
    assert Member.objects.get().role == "owner"


def test_sign_in_offers_no_sign_up(client, alice):
    page = text_of(client.get("/accounts/login/"))

    assert "/accounts/signup/" not in page
    assert "简体中文" in page


def test_wrong_password_is_told_in_words(client, alice):
    response = client.post(
        "/accounts/login/", {"login": "alice@example.com", "password": "wrong"}
    )

    assert response.status_code == 200
    assert 'role="alert"' in text_of(response)


def test_sign_up_page_says_whom_to_ask(client, alice):
    page = text_of(client.get("/accounts/signup/"))

    assert "Ask the owner of this studio" in page


def test_signed_in_person_can_change_the_password(alice):
    alice.user.set_password(PASSWORD)
    alice.user.save()

    page = text_of(signed_in(alice).get("/accounts/password/change/"))

    assert "Change password" in page
    assert 'class="side"' in page


def test_sign_out_needs_a_press(as_alice):
    page = text_of(as_alice.get("/accounts/logout/"))

    assert "Pictures on their way are finished without you." in page


def test_language_is_kept_and_leads_back(client, alice):
    response = client.post(
        "/language/", {"language": "zh-hans", "next": "/accounts/login/"}
    )

    page = text_of(client.get("/accounts/login/"))
    assert response["Location"] == "/accounts/login/"
    assert '<html lang="zh-hans"' in page


def test_browser_that_asks_for_chinese_gets_it(client, alice):
    page = text_of(
        client.get("/accounts/login/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    )

    assert '<html lang="zh-hans"' in page


@pytest.fixture
def untried():
    """Forget who tried to sign in, before and after."""
    cache.clear()
    yield
    cache.clear()


def sign_in_wrongly(client, **headers):
    values = {"login": "alice@example.com", "password": "not the pass phrase"}
    return client.post("/accounts/login/", values, headers=headers)


def test_too_many_tries_to_sign_in_are_told_in_words(client, alice, untried):
    answers = [sign_in_wrongly(client) for _ in range(31)]

    assert answers[-1].status_code == 429
    assert "Too many attempts" in text_of(answers[-1])


def test_tries_are_counted_by_the_address_a_proxy_names(
    client, alice, untried, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(31):
        sign_in_wrongly(client, x_forwarded_for="203.0.113.5")

    other = sign_in_wrongly(client, x_forwarded_for="203.0.113.6")

    assert other.status_code == 200


def test_a_forged_address_is_not_believed_without_a_proxy(client, alice, untried):
    answers = [
        sign_in_wrongly(client, x_forwarded_for=f"203.0.113.{n}") for n in range(31)
    ]

    assert answers[-1].status_code == 429
