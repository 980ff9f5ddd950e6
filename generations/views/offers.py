"""The page of image models: what each offer does, costs and rests on."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from generations import accounts
from generations.catalogue import GATEWAYS, every_offer
from generations.catalogue.decisions import DECISIONS
from generations.catalogue.vocabulary import Decision
from generations.catalogue_words import gateway_label, say_fault
from generations.views.sheets import COLUMNS, Sheet, Source, read_source
from teams.access import member_of


@dataclass(frozen=True, slots=True)
class Shelf:
    """Offers of one gateway that cannot be asked for here."""

    slug: str
    gateway: str
    setting: str  #: what would connect it, "" where it is connected
    sheets: list[Sheet]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision in the language of the page."""

    topic: str
    documents: str
    choice: str
    source: Source


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Show what can be asked for here, what else is known, and what was decided."""
    member_of(request)
    context = {
        "columns": COLUMNS,
        "sheets": [Sheet(offer) for offer in accounts.offers()],
        "shelves": other_shelves(),
        "verdicts": [_say(decision) for decision in DECISIONS],
        "problem": say_fault(accounts.problem()),
    }
    return render(request, "generations/models.html", context)


def other_shelves() -> list[Shelf]:
    """Return the offers of the catalogue that are not on sale here, by gateway."""
    here = {offer.key for offer in accounts.offers()}
    connected = {gateway.slug for gateway in accounts.configured()}
    shelves = []
    for slug, gateway in GATEWAYS.items():
        if gateway.is_demo:
            continue
        known = [offer for offer in every_offer(gateway) if offer.key not in here]
        if known:
            shelves.append(
                Shelf(
                    slug=slug,
                    gateway=gateway_label(gateway),
                    setting="" if slug in connected else gateway.key_variable,
                    sheets=[Sheet(offer) for offer in known],
                )
            )
    return shelves


def _say(decision: Decision) -> Verdict:
    return Verdict(
        topic=_(decision.topic),
        documents=_(decision.documents),
        choice=_(decision.choice),
        source=read_source(decision.source),
    )
