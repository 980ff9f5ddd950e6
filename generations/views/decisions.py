"""The presses of a person about paid requests: to the pipeline, and back in words.

Answers a fragment with the tiles that changed, or leads back to the page.
"""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from generations.budgets import say_over_budget
from generations.fragments import wants_fragment
from generations.models import Attempt, AttemptState, Output, OverBudget, Verdict
from generations.pipeline import decide, retry
from generations.tasks import ring, send_attempt, store_output
from generations.views.decided import Said, answer
from generations.views.questions import question_of
from generations.views.verbs import may_decide
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

Press = Callable[[Attempt, Member], Said]


@require_POST
@never_cache
def decide_request(
    request: HttpRequest, attempt_id: uuid.UUID, verb: str
) -> HttpResponse:
    """Do what a person decided about one paid request."""
    member = member_of(request)
    attempt = _attempt(member, attempt_id)
    press = PRESSES.get(verb)
    is_theirs = may_decide(member, attempt, maker_id=attempt.generation.person_id)
    if press is None or not is_theirs:
        raise Http404(verb)
    try:
        said = press(attempt, member)
    except OverBudget as refusal:
        said = Said(say_over_budget(refusal))
    return answer(request, member, said, attempt=attempt)


@require_safe
@never_cache
def show_question(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Show what is asked about a request now; as a page, that of its picture."""
    member = member_of(request)
    attempt = _attempt(member, attempt_id)
    if not wants_fragment(request):
        return redirect("generations:picture", attempt.outputs.earliest("index").pk)
    is_theirs = may_decide(member, attempt, maker_id=attempt.generation.person_id)
    context: dict[str, Any] = {"question": question_of(attempt, may_decide=is_theirs)}
    context["output_id"] = request.GET.get("output", "")
    return render(request, "generations/_decision.html", context)


@require_POST
@never_cache
def fetch_again(request: HttpRequest, output_id: uuid.UUID) -> HttpResponse:
    """Fetch a lost picture again whose address is still alive."""
    member = member_of(request)
    output = get_object_or_404(Output.objects.for_team(member.team), pk=output_id)
    maker_id = output.generation.person_id
    if not may_decide(member, output.attempt, maker_id=maker_id):
        raise Http404(output_id)
    if retry.fetch_again(output):
        ring(store_output, output.pk)
        said = Said(_("The picture is fetched again."))
    else:
        said = Said(_("Its address does not work any more."))
    return answer(request, member, said)


@require_POST
@never_cache
def retry_all(request: HttpRequest) -> HttpResponse:
    """Do all again that was not billed: of the team, or the person's own."""
    member = member_of(request)
    if not may(member, Action.GENERATE):
        raise Http404("retry")
    whose = None if may(member, Action.SETTLE) else member.user
    done = retry.retry_safe(member.team, whose, decided_by=member.user)
    for attempt_id in done.requests:
        ring(send_attempt, attempt_id)
    for output_id in done.pictures:
        ring(store_output, output_id)
    return answer(request, member, Said(_say_retried(done)))


def _say_retried(done: retry.Retried) -> str:
    """Return how many were done again, and what stopped the rest."""
    requests, pictures = len(done.requests), len(done.pictures)
    parts = []
    if requests:
        parts.append(
            ngettext(
                "%(count)s request is queued again.",
                "%(count)s requests are queued again.",
                requests,
            )
            % {"count": requests}
        )
    if pictures:
        parts.append(
            ngettext(
                "%(count)s paid picture is fetched again.",
                "%(count)s paid pictures are fetched again.",
                pictures,
            )
            % {"count": pictures}
        )
    if done.refusal:
        parts.append(say_over_budget(done.refusal))
    return " ".join(parts) or _("There was nothing left to retry.")


def _attempt(member: Member, attempt_id: uuid.UUID) -> Attempt:
    """Return a request of the member's team with its generation, or 404."""
    found = Attempt.objects.filter(generation__team=member.team)
    found = found.select_related("generation", "verdict_by")
    return get_object_or_404(found, pk=attempt_id)


def _cancel(attempt: Attempt, member: Member) -> Said:
    if decide.cancel(attempt, person=member.user):
        return Said(
            _("Cancelled. Nothing was sent, nothing is billed."), "send-after-all"
        )
    return _too_late(attempt)


def _cancel_all(attempt: Attempt, member: Member) -> Said:
    count = decide.cancel_all(attempt.generation, person=member.user)
    if not count:
        return _too_late(attempt)
    return Said(
        ngettext(
            "%(count)s request is cancelled. Nothing of it was sent or billed.",
            "%(count)s requests are cancelled. Nothing of them was sent or billed.",
            count,
        )
        % {"count": count}
    )


def _too_late(attempt: Attempt) -> Said:
    """Say why it cannot be cancelled any more."""
    state = Attempt.objects.values_list("state", flat=True).get(pk=attempt.pk)
    if state == AttemptState.SENT:
        return Said(
            _(
                "It has left already, so its charge stands. You can stop waiting; a "
                "picture that still comes is kept."
            )
        )
    return _moved_on()


def _send_after_all(attempt: Attempt, member: Member) -> Said:
    if not decide.send_after_all(attempt, person=member.user):
        return _moved_on()
    ring(send_attempt, attempt.pk)
    return Said(_("Queued again."), "cancel")


def _stop_waiting(attempt: Attempt, member: Member) -> Said:
    if not decide.stop_waiting(attempt):
        return _moved_on()
    text = _(
        "You stopped waiting. The request has left and its charge stands; a picture "
        "that still comes is kept."
    )
    return Said(text, "wait-again")


def _wait_again(attempt: Attempt, member: Member) -> Said:
    if decide.wait_again(attempt):
        return Said(_("It is waited for again."), "stop-waiting")
    return _moved_on()


def _retry(attempt: Attempt, member: Member) -> Said:
    if not retry.retry(attempt, person=member.user):
        return _moved_on()
    ring(send_attempt, attempt.pk)
    return Said(_("Queued again. Nothing was billed before."), "cancel")


def _say_not_billed(attempt: Attempt, member: Member) -> Said:
    if not decide.judge(attempt, Verdict.NOT_BILLED, person=member.user):
        return _moved_on()
    return Said(_("Noted: it was not billed. Its money is free again."), "take-back")


def _accept_loss(attempt: Attempt, member: Member) -> Said:
    if not decide.judge(attempt, Verdict.LOSS_ACCEPTED, person=member.user):
        return _moved_on()
    text = _("Noted: it counts as billed. A picture that still comes is kept.")
    return Said(text, "take-back")


def _take_back(attempt: Attempt, member: Member) -> Said:
    may_overrule = may(member, Action.SETTLE)
    if decide.take_back(attempt, person=member.user, may_overrule=may_overrule):
        return Said(_("The question is open again."))
    return _moved_on()


def _generate_again(attempt: Attempt, member: Member) -> Said:
    try:
        new, is_new = decide.generate_again(attempt, person=member.user)
    except decide.TooEarly:
        return Said(_("Not now: its answer may still come, or has just come."))
    if not is_new:
        return Said(_("It was sent again already; nothing more was sent."))
    ring(send_attempt, new.pk)
    return Said(_("Sent again as a new request, listed beside this one."))


def _moved_on() -> Said:
    return Said(_("Nothing was changed: it has moved on meanwhile."))


#: What each verb of an address does.
PRESSES: dict[str, Press] = {
    "cancel": _cancel,
    "cancel-all": _cancel_all,
    "send-after-all": _send_after_all,
    "stop-waiting": _stop_waiting,
    "wait-again": _wait_again,
    "retry": _retry,
    "not-billed": _say_not_billed,
    "accept-loss": _accept_loss,
    "take-back": _take_back,
    "again": _generate_again,
}
