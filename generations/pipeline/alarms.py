"""Tells the people who can do something about it, by mail, once per trouble.

Best effort: what is told also stands on the pages, and mail that fails must
never touch a paid request.
"""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from generations.models import PauseReason
from teams.access import minders

logger = logging.getLogger(__name__)


def gateway_paused(gateway: str, reason: PauseReason) -> None:
    """Say that nothing is sent to a gateway until somebody resumes it."""
    why = {
        PauseReason.CREDIT: _(
            "The account has no credit left or reached its spending limit."
        ),
        PauseReason.CREDENTIALS: _("The gateway does not accept the key."),
    }
    with override(settings.LANGUAGE_CODE):
        _tell(
            _("%(gateway)s is paused") % {"gateway": gateway},
            f"{why.get(reason, '')} "
            + _("Requests wait, nothing is lost. Resume it on the page Gateways."),
        )


def addresses_expire(pictures: int, hours: int) -> None:
    """Say that paid pictures are not ours yet and their addresses run out."""
    with override(settings.LANGUAGE_CODE):
        _tell(
            _("%(count)s paid pictures are not stored yet") % {"count": pictures},
            _(
                "Their addresses at the gateway expire in less than %(hours)s hours."
                " Look at the disk, the network and the page Payments."
            )
            % {"hours": hours},
        )


def _tell(subject: str, text: str) -> None:
    people = minders()
    if settings.STUDIO_PUBLIC_URL:
        text = f"{text}\n\n{settings.STUDIO_PUBLIC_URL}/"
    try:
        send_mail(f"Seedream Studio: {subject}", f"{text}\n", None, people)
    except Exception:  # the mail server's trouble is not the request's
        logger.exception("mail not sent")
