"""The compose form: one family for all modes, strict against the chosen offer.

Modes differ in `modes.py`. The form yields a `Wish`; it writes no rows.
"""

import uuid
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from generations.catalogue import Size, SizeProblem, estimate, resolve
from generations.catalogue.options import most_pictures
from generations.catalogue.vocabulary import Mode, Offer, RequestField
from generations.forms.choice import AUTO, CUSTOM, Choice
from generations.forms.fields import ReferencesField
from generations.forms.fitting import choose
from generations.forms.options import options_of
from generations.forms.sentences import say_other_team, say_size_problem
from generations.models import StoredImage, Wish
from teams.models import Team

#: Longest prompt; 20,000 characters were taken by the API, so this is our limit.
MAX_PROMPT = 32_000
#: Most paid requests of one press.
MAX_VARIATIONS = 8


class ComposeForm(forms.Form):
    """A wish in one mode, checked against one offer.

    `offers` are those that can do the mode, the preferred one first.
    """

    mode: ClassVar[Mode]

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("This form had no token. It has one now: send again."),
            "invalid": _("This form's token was broken. It is fresh now: send again."),
        },
    )
    #: the team whose money this form was drawn for
    payer = forms.CharField(required=False, widget=forms.HiddenInput)
    prompt = forms.CharField(
        max_length=MAX_PROMPT,
        widget=forms.Textarea,
        error_messages={
            "required": _("Describe the picture first."),
            "max_length": _(
                "At most %(limit_value)d characters; there are %(show_value)d."
            ),
        },
    )
    offer = forms.ChoiceField(
        required=False,
        error_messages={
            "invalid_choice": _(
                "“%(value)s” is not offered here. Choose one of the offers."
            )
        },
    )
    size = forms.CharField(max_length=32, required=False)
    tier = forms.CharField(max_length=8, required=False)
    ratio = forms.CharField(max_length=12, required=False)
    width = forms.CharField(max_length=6, required=False)
    height = forms.CharField(max_length=6, required=False)
    output_format = forms.CharField(max_length=8, required=False)
    watermark = forms.BooleanField(required=False)
    seed = forms.CharField(max_length=16, required=False)
    guidance_scale = forms.CharField(max_length=8, required=False)
    optimize_prompt = forms.CharField(max_length=12, required=False)
    web_search = forms.BooleanField(required=False)
    quality = forms.CharField(max_length=12, required=False)
    background = forms.CharField(max_length=12, required=False)
    output_compression = forms.CharField(max_length=4, required=False)
    thinking_mode = forms.BooleanField(required=False)
    count = forms.IntegerField(
        min_value=1,
        required=False,
        error_messages={
            "invalid": _("A whole number."),
            "min_value": _("At least one."),
        },
    )
    variations = forms.IntegerField(
        min_value=1,
        max_value=MAX_VARIATIONS,
        required=False,
        error_messages={
            "invalid": _("A whole number."),
            "max_value": _("At most %(limit_value)d variations at once."),
            "min_value": _("At least one."),
        },
    )
    references = ReferencesField(required=False)

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        *,
        offers: Sequence[Offer],
        team: Team | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(values, initial=initial)  # type: ignore[arg-type]  # a mapping does
        self.offers = list(offers)
        self.team = team
        offer_field = self.fields["offer"]
        assert isinstance(offer_field, forms.ChoiceField)
        offer_field.choices = [(offer.key, offer.key) for offer in self.offers]
        references = self.fields["references"]
        assert isinstance(references, ReferencesField)
        references.team = team
        self.nearest: tuple[int, int] | None = None
        self.fresh_token = uuid.uuid4()

    @property
    def values(self) -> Mapping[str, Any]:
        """Return what stands in the fields, as typed or as first shown."""
        if not self.is_bound:
            return {"watermark": True, **self.initial}
        return {name: self[name].value() for name in self.fields}

    @cached_property
    def choice(self) -> Choice:
        """Return the form as it stands, for drawing."""
        return choose(
            self.values,
            self.offers,
            references=len(self.reference_ids),
            images=self.drawn_images,
            mode=self.mode,
        )

    @property
    def reference_ids(self) -> list[str]:
        """Return the ids on the tray, as typed."""
        return [str(each) for each in self.values.get("references") or ()]

    def most_references(self, offer: Offer) -> int:
        """Return how many references this mode may send to an offer."""
        return 0

    @property
    def drawn_images(self) -> int | None:
        """Return how many pictures a set has on the form, None outside of sets."""
        return None

    @property
    def token_value(self) -> uuid.UUID | str:
        """Return the token to draw: the typed one stays while the form is wrong."""
        is_kept = self.is_bound and "token" not in self.errors
        return self["token"].value() if is_kept else self.fresh_token

    def say_stale(self) -> None:
        """Mark the token as used for another wish and take a fresh one."""
        self.add_error(
            "token",
            _("This form was already sent once. Press again to send what it says now."),
        )

    def say_over_budget(self, sentence: str) -> None:
        """Say why the money is not there; what was typed stays, the token too."""
        self.add_error(None, sentence)

    def _clean_payer(self) -> None:
        """Refuse a form of another team: teams can be switched in another window."""
        drawn_for = self.cleaned_data.get("payer")
        if self.team and drawn_for not in ("", str(self.team.pk)):
            self.add_error("token", say_other_team(self.team.name))

    def clean_offer(self) -> Offer:
        """Return the offer itself; none named means the preferred one."""
        key = self.cleaned_data["offer"]
        if not self.offers:
            raise forms.ValidationError(_("No offer can do this here."))
        return next((o for o in self.offers if o.key == key), self.offers[0])

    def clean(self) -> dict[str, Any]:
        """Check every field against the offer; nothing illegal gets through."""
        cleaned: dict[str, Any] = super().clean() or {}
        self._clean_payer()
        offer = cleaned.get("offer")
        if isinstance(offer, Offer):
            self._clean_size(offer)
            self._clean_options(offer)
            self._clean_count(offer)
            self._clean_references(offer, cleaned.get("references") or ())
        return cleaned

    def _clean_size(self, offer: Offer) -> None:
        text = self._size_text(offer)
        size = resolve(offer.capabilities.size_for(self.mode), text)
        if isinstance(size, SizeProblem):
            self.nearest = size.nearest
            self.add_error("size", say_size_problem(size, offer, text))
        else:
            self.cleaned_data["resolved_size"] = size

    def _size_text(self, offer: Offer) -> str:
        """Return the size as written, from the boxes or from tier and ratio."""
        cleaned = self.cleaned_data
        rule = offer.capabilities.size_for(self.mode)
        if cleaned.get("size"):
            return str(cleaned["size"])
        if cleaned.get("ratio") == CUSTOM:
            return f"{cleaned.get('width', '')}x{cleaned.get('height', '')}"
        if cleaned.get("tier"):
            ratio = cleaned.get("ratio")
            if ratio == AUTO and not rule.has_presets:
                return AUTO
            plain = not ratio or ratio == AUTO
            return cleaned["tier"] if plain else f"{cleaned['tier']} {ratio}"
        return rule.default

    def _clean_options(self, offer: Offer) -> None:
        """Keep each optional field only where the offer lists it."""
        options = options_of(self.cleaned_data, offer, self.mode)
        for name, said in options.errors.items():
            self.add_error(name, said)
        self.cleaned_data["parameters"] = options.parameters

    def _clean_count(self, offer: Offer) -> None:
        """Check how many pictures one request shall bring, where that can be asked."""
        most = most_pictures(offer.capabilities, self.mode)
        if (self.cleaned_data.get("count") or 1) > most > 1:
            message = _("At most %(count)d pictures in one request.") % {"count": most}
            self.add_error("count", message)

    def _clean_references(
        self, offer: Offer, references: tuple[StoredImage, ...]
    ) -> None:
        """Check number and shape of the references; modes narrow this."""

    def wish(self) -> Wish:
        """Return the checked wish. Call only when the form is valid."""
        cleaned = self.cleaned_data
        offer: Offer = cleaned["offer"]
        size: Size = cleaned["resolved_size"]
        references: tuple[StoredImage, ...] = cleaned["references"]
        images = self.images
        return Wish(
            mode=self.mode,
            offer_key=offer.key,
            prompt=cleaned["prompt"],
            size=size.wire,
            width_px=size.width_px,
            height_px=size.height_px,
            images=images,
            variations=cleaned.get("variations") or 1,
            parameters=cleaned["parameters"],
            references=references,
            estimate=estimate(
                offer,
                pixels=size.pixels if size.is_exact else None,
                references=len(references),
                images=images,
            ),
        )

    @property
    def images(self) -> int:
        """Return how many pictures one request may bring."""
        offer: Offer = self.cleaned_data["offer"]
        can_count = RequestField.N in offer.capabilities.fields
        return (self.cleaned_data.get("count") or 1) if can_count else 1
