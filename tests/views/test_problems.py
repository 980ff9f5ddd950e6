"""Pages for what cannot be shown, and the health of the process."""

import pytest
from django.test import Client, RequestFactory

from generations.views import problems
from tests.views.conftest import HTMX, signed_in


def text_of(response):
    return response.content.decode()


def test_address_that_does_not_exist_is_told_in_words(as_alice):
    response = as_alice.get("/nothing/")

    assert response.status_code == 404
    assert "There is nothing here" in text_of(response)
    assert 'href="/"' in text_of(response)


def test_address_that_does_not_exist_is_told_to_htmx_as_a_toast(as_alice):
    response = as_alice.get("/nothing/", headers=HTMX)

    assert response.status_code == 404
    assert "<html" not in text_of(response)
    assert 'id="toasts" hx-swap-oob="innerHTML"' in text_of(response)


def test_form_without_its_protection_is_refused_in_words(alice):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/language/", {"language": "en"})

    assert response.status_code == 403
    assert "Nothing was sent or paid." in text_of(response)


def test_mistake_of_ours_gives_an_event_id_and_no_insides(alice, make_image, caplog):
    image = make_image()
    image.thumbnails = {"320": {"broken": "row"}}
    image.save()
    client = signed_in(alice)
    client.raise_request_exception = False

    response = client.get(f"/files/{image.pk}/320/")

    event = text_of(response).partition("<code>")[2].partition("</code>")[0]
    assert response.status_code == 500
    assert "KeyError" not in text_of(response)
    assert len(event) == 8
    assert event in caplog.text


def test_mistake_of_the_page_of_mistakes_is_told_in_plain_words(settings):
    settings.TEMPLATES = []

    response = problems.show_server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    ("show", "status"),
    [(problems.show_bad_request, 400), (problems.show_forbidden, 403)],
)
def test_other_problems_have_their_pages(show, status, rf):
    response = show(rf.get("/"), ValueError("inside"))

    assert response.status_code == status
    assert "inside" not in text_of(response)


def test_health_is_said_without_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok")
