"""The four compose forms: what each mode adds to the family."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from generations.catalogue import adaptive_size
from generations.catalogue.vocabulary import Mode, Offer
from generations.catalogue_words import gateway_label
from generations.forms.compose import ComposeForm
from generations.forms.fields import needs_address
from generations.models import StoredImage

#: Pictures of a sequence unless told otherwise.
USUAL_IMAGES = 4
_FEW = re.compile(r"[0-9]{1,2}")


class TextForm(ComposeForm):
    """Text to image: a prompt alone."""

    mode = Mode.TEXT_TO_IMAGE

    def _clean_references(
        self, offer: Offer, references: tuple[StoredImage, ...]
    ) -> None:
        if references:
            self.add_error("references", _("Text to image takes no references."))


class _WithReferences(ComposeForm):
    """A mode that takes pictures in."""

    min_references = 1

    def _clean_references(
        self, offer: Offer, references: tuple[StoredImage, ...]
    ) -> None:
        if "references" in self.errors:  # what is gone has been named already
            return
        most = self.most_references(offer)
        if len(references) < self.min_references:
            message = (
                _("Add the picture that shall be edited.")
                if self.min_references == 1
                else _("Add at least %(count)d reference pictures.")
                % {"count": self.min_references}
            )
            self.add_error("references", message)
        if len(references) > most:
            message = _("At most %(count)d references here; there are %(given)d.")
            self.add_error(
                "references", message % {"count": most, "given": len(references)}
            )
        if references:
            self._check_shapes(offer, references)

    def most_references(self, offer: Offer) -> int:
        """Return how many references this mode may send to an offer."""
        return offer.capabilities.max_references

    def _check_shapes(self, offer: Offer, references: tuple[StoredImage, ...]) -> None:
        if needs_address(offer):
            message = _(
                "%(gateway)s takes references only from a public address. Set"
                " STUDIO_PUBLIC_URL, or choose another offer."
            )
            self.add_error("offer", message % {"gateway": gateway_label(offer.gateway)})
        rule = offer.capabilities.reference
        if rule is None:
            self.add_error("references", _("This offer takes no references."))
            return
        for place, image in enumerate(references, start=1):
            ratio = image.width_px / image.height_px
            is_short = min(image.width_px, image.height_px) < rule.min_side_px
            is_outside = not rule.min_ratio <= ratio <= rule.max_ratio
            if rule.ratio_is_open:
                is_outside = not rule.min_ratio < ratio < rule.max_ratio
            if is_short or is_outside:
                message = _(
                    "Reference %(place)d is %(width)d × %(height)d; this offer takes"
                    " sides from %(side)d px, ratios from 1:%(ratio)d to %(ratio)d:1."
                )
                if rule.ratio_is_open:
                    message = _(
                        "Reference %(place)d is %(width)d × %(height)d; this offer"
                        " takes sides from %(side)d px, ratios between 1:%(ratio)d and"
                        " %(ratio)d:1 but neither of the two."
                    )
                self.add_error(
                    "references",
                    message
                    % {
                        "place": place,
                        "width": image.width_px,
                        "height": image.height_px,
                        "side": rule.min_side_px,
                        "ratio": round(rule.max_ratio),
                    },
                )

    def clean(self) -> dict[str, Any]:
        """Give an adaptive size the shape of its reference."""
        cleaned = super().clean()
        size = cleaned.get("resolved_size")
        references = cleaned.get("references")
        if size is not None and size.wire == "adaptive" and references:
            first = references[0]
            width_px, height_px = adaptive_size(first.width_px, first.height_px)
            cleaned["resolved_size"] = type(size)(
                "adaptive", width_px, height_px, is_exact=True
            )
        return cleaned


class EditForm(_WithReferences):
    """One picture and an instruction."""

    mode = Mode.EDIT

    def most_references(self, offer: Offer) -> int:
        """Return 1: one picture is edited."""
        return 1


class FusionForm(_WithReferences):
    """Several pictures in order and an instruction."""

    mode = Mode.FUSION
    min_references = 2


class SequenceForm(_WithReferences):
    """One request, several related pictures, from text or from references."""

    mode = Mode.SEQUENCE
    min_references = 0

    max_images = forms.IntegerField(
        min_value=1,
        required=False,
        error_messages={"invalid": _("How many pictures? A whole number.")},
    )

    @property
    def images(self) -> int:
        """Return how many pictures may come at most."""
        return int(self.cleaned_data.get("max_images") or USUAL_IMAGES)

    @property
    def drawn_images(self) -> int:
        """Return how many pictures the price on the form is for."""
        text = str(self.values.get("max_images") or "")
        number = int(text) if _FEW.fullmatch(text) else USUAL_IMAGES
        return min(max(number, 1), 15)

    def _clean_references(
        self, offer: Offer, references: tuple[StoredImage, ...]
    ) -> None:
        super()._clean_references(offer, references)
        capabilities = offer.capabilities
        together = len(references) + self.images
        if self.images > capabilities.max_images:
            message = _("At most %(count)d pictures in one request.")
            self.add_error("max_images", message % {"count": capabilities.max_images})
        elif together > capabilities.max_together:
            message = _(
                "References and pictures are at most %(most)d together; %(references)d"
                " + %(images)d = %(together)d."
            )
            self.add_error(
                "max_images",
                message
                % {
                    "most": capabilities.max_together,
                    "references": len(references),
                    "images": self.images,
                    "together": together,
                },
            )


FORMS: dict[Mode, type[ComposeForm]] = {
    form.mode: form for form in (TextForm, EditForm, FusionForm, SequenceForm)
}
