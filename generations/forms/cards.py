"""One offer on the form: what it can do here, and what one picture costs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations.catalogue import Money, estimate
from generations.catalogue.vocabulary import Offer
from generations.figures import write_list
from generations.forms.choice import Choice
from generations.forms.fields import needs_address


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer beside the form as it stands."""

    offer: Offer
    choice: Choice

    @property
    def is_picked(self) -> bool:
        """Say whether it is the chosen one."""
        return self.offer.key == self.choice.offer.key

    @property
    def price(self) -> Money | None:
        """Return the price of one picture of about this size, None when unknown."""
        pixels = self.choice.width_px * self.choice.height_px
        return estimate(self.offer, pixels=pixels, references=0, images=1)

    @property
    def is_priced(self) -> bool:
        """Say whether the price is known and is one."""
        return self.price is not None and self.price.amount > 0

    @property
    def why_not(self) -> str:
        """Return why the offer cannot do this very form, "" when it can."""
        most = self.offer.capabilities.max_references
        if self.choice.references > most:
            return ngettext(
                "Takes %(most)d reference; there are %(given)d",
                "Takes %(most)d references; there are %(given)d",
                most,
            ) % {"most": most, "given": self.choice.references}
        if self.choice.references and needs_address(self.offer):
            return _("Takes references only from a public address of this studio")
        return ""

    @property
    def hints(self) -> list[str]:
        """Return what sets it apart, in a few words each."""
        capabilities = self.offer.capabilities
        hints = [write_list(capabilities.size.tiers)]
        if not capabilities.size.has_presets:  # tiers only group the sizes there
            hints = []
        if len(capabilities.output_formats) > 1:
            hints.append(_("PNG or JPEG"))
        if capabilities.seed is not None:
            hints.append(_("seed and guidance"))
        if capabilities.max_references > 1:
            hints.append(
                _("%(count)d references") % {"count": capabilities.max_references}
            )
        if self.offer.image_model.retired_upstream is not None:
            hints.append(_("retired by its maker"))
        return [hint for hint in hints if hint]
