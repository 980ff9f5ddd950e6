"""Who can do something about it is told by mail, and mail never touches a request."""

import pytest

from generations.clients.errors import OutOfCredit
from generations.models import PauseReason
from generations.pipeline import alarms, gate

pytestmark = pytest.mark.django_db


def test_mail_that_cannot_be_sent_changes_nothing(
    scripted, ask, send_now, settings, caplog
):
    settings.EMAIL_BACKEND = "tests.nowhere"
    scripted.script = [OutOfCredit("no money")]

    attempt = send_now(ask("seedream-4.0@custom", size="1K").attempts.get())

    assert attempt.state == "refused"
    assert "mail not sent" in caplog.text


def test_of_several_requests_refused_together_one_is_told_of(
    scripted, ask, send_now, mailoutbox
):
    def refuse_another():
        assert gate.pause("custom", PauseReason.CREDIT)

    scripted.script = [refuse_another, OutOfCredit("no money")]

    attempt = send_now(ask("seedream-4.0@custom", size="1K").attempts.get())

    assert attempt.state == "refused"
    assert mailoutbox == []


@pytest.mark.parametrize("url", ["https://studio.example", ""])
def test_the_mail_ends_with_the_address_of_the_studio_where_it_has_one(
    alice, bob, settings, mailoutbox, url
):
    settings.STUDIO_PUBLIC_URL = url

    alarms.gateway_paused("custom", PauseReason.CREDIT)

    (mail,) = mailoutbox
    assert mail.to == ["alice@example.com"]
    assert mail.body.endswith("/\n") == bool(url)
    assert "credit" in mail.body and (not url or url in mail.body)
