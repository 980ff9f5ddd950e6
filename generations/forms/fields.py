"""Fields of our own: the ordered references of a form."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generations.catalogue.vocabulary import Offer, ReferenceTransport
from generations.forms.sentences import say_deleted
from generations.models import StoredImage
from generations.pipeline.references import has_public_address
from teams.models import Team


class ReferencesField(forms.Field):
    """Ordered ids of pictures that the team may use.

    Cleans to a tuple of `StoredImage` in the order given.
    """

    widget = forms.MultipleHiddenInput
    default_error_messages = {  # noqa: RUF012  # Django's own way to spell it
        "unknown": _("One of the references is not there any more. Add it again."),
    }
    team: Team | None = None

    def clean(self, value: Any) -> tuple[StoredImage, ...]:
        """Return the pictures in order.

        Raises:
            ValidationError: an id is not one of the team's pictures.
        """
        ids = self._ids(value or [])
        if not ids:
            return ()
        there = StoredImage.objects.filter(team=self.team, purged_at=None)
        found = there.in_bulk(ids)
        gone = [number for number, each in enumerate(ids, 1) if each not in found]
        if gone:
            raise forms.ValidationError(say_deleted(gone), code="unknown")
        return tuple(found[each] for each in ids)

    def _ids(self, values: Sequence[str]) -> list[uuid.UUID]:
        try:
            return [uuid.UUID(str(value)) for value in values]
        except ValueError:
            raise forms.ValidationError(
                self.error_messages["unknown"], code="unknown"
            ) from None


def needs_address(offer: Offer) -> bool:
    """Say whether an offer takes references in a way this studio cannot give."""
    transport = offer.gateway.reference_transport
    return transport is ReferenceTransport.PUBLIC_URL and not has_public_address()
