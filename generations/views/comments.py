"""What people say under a picture: said, reworded, taken back; who is told of it.

`remarks` draws it; a picture of another team is not found.
"""

import re
import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from generations.calling import called_in
from generations.fragments import wants_fragment
from generations.models import Comment, Listing, Mention
from generations.views import pictures
from generations.views.remarks import panel_of, people_of
from generations.views.thumbs import SIZES, thumb_url
from teams.access import may, member_of, require
from teams.models import Member
from teams.roles import Action

#: How many mentions the page of mentions shows.
LATEST = 100
#: Where the session keeps what was taken back last, for Undo: [id, text].
TAKEN_BACK = "taken-back"


class CommentForm(forms.Form):
    """What somebody says."""

    text = forms.CharField(
        max_length=Comment.LONGEST,
        error_messages={
            "required": gettext_lazy("Write something first."),
            "max_length": gettext_lazy(
                "A comment can have %(limit_value)d characters; this one has "
                "%(show_value)d. Shorten it and send it again."
            ),
        },
    )

    def __init__(self, posted: dict[str, str]) -> None:
        """Take what was posted; line ends are one character, as they are counted."""
        text = posted.get("text", "").replace("\r\n", "\n").replace("\r", "\n")
        super().__init__({"text": re.sub(r"\n{3,}", "\n\n", text)})

    @property
    def typed(self) -> str:
        """Return the text as it came."""
        return str(self.data["text"])

    @property
    def complaint(self) -> str:
        """Return why it cannot be taken, "" when it can."""
        return "" if self.is_valid() else str(self.errors["text"][0])


@require_POST
def add_comment(request: HttpRequest, output_id: uuid.UUID) -> HttpResponse:
    """Say something under a picture."""
    member = member_of(request)
    line = _line(member, output_id)
    require(request, Action.REMARK)
    form = CommentForm(request.POST.dict())
    if form.complaint:
        return _answer(request, member, line, form=form)
    text = form.cleaned_data["text"]
    Comment.objects.say(
        text,
        under=line,
        person=member.user,
        called=called_in(text, people_of(member.team)),
    )
    return _answer(request, member, line, said=_("Comment added."))


@require_POST
def edit_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Give one's own comment another text."""
    member = member_of(request)
    comment = _comment(member, comment_id)
    require(request, Action.REMARK)
    if comment.person_id != member.user_id or comment.removed_at:
        return HttpResponse(_("Only who wrote a comment changes it."), status=403)
    form = CommentForm(request.POST.dict())
    if form.complaint:
        draft = comment.pk, form.typed, form.complaint
        return _answer(request, member, comment.listing, draft=draft)
    text = form.cleaned_data["text"]
    Comment.objects.reword(
        comment, text, called=called_in(text, people_of(member.team))
    )
    return _answer(request, member, comment.listing, said=_("Comment changed."))


@require_POST
def remove_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Take back one's own comment, or as an admin anybody's; Undo puts it back."""
    member = member_of(request)
    comment = _comment(member, comment_id)
    is_own = comment.person_id == member.user_id and may(member, Action.REMARK)
    if not is_own and not may(member, Action.PURGE):
        return HttpResponse(_("Only who wrote a comment takes it back."), status=403)
    undo = ""
    if Comment.objects.take_back(comment):
        request.session[TAKEN_BACK] = [comment.pk, comment.text]
        undo = reverse("generations:comment-restore", args=[comment.pk])
    said = _("Comment taken back.")
    return _answer(request, member, comment.listing, said=said, undo=undo)


@require_POST
def restore_comment(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Put back the comment that this person took back last."""
    member = member_of(request)
    comment = _comment(member, comment_id)
    require(request, Action.REMARK)
    taken, text = request.session.get(TAKEN_BACK, (None, ""))
    if taken != comment.pk:
        return HttpResponse(_("There is nothing to undo any more."), status=409)
    del request.session[TAKEN_BACK]
    Comment.objects.put_back(comment, text)
    return _answer(request, member, comment.listing, said=_("Comment is back."))


@require_safe
@never_cache
def list_mentions(request: HttpRequest) -> HttpResponse:
    """Show where the person was named, the latest first."""
    member = member_of(request)
    named = Mention.objects.of_person(member.user, team=member.team)
    named = named.select_related(
        "comment__person", "comment__listing__output__image"
    ).order_by("-comment__created_at", "-pk")
    shown = [(each, _thumbnail(each.comment.listing)) for each in named[: LATEST + 1]]
    context = {
        "mentions": shown[:LATEST],
        "has_more": len(shown) > LATEST,
        "latest": LATEST,
        "has_unseen": any(each.seen_at is None for each, _source in shown),
    }
    return render(request, "generations/mentions.html", context)


@require_POST
def see_mentions(request: HttpRequest) -> HttpResponse:
    """Take note of every mention at once."""
    member = member_of(request)
    Mention.objects.of_person(member.user, team=member.team).mark_seen()
    return redirect("generations:mentions")


@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    """Answer who can be named in a comment, as options of a list."""
    member = require(request, Action.REMARK)
    people = [each for each in people_of(member.team) if each.id != member.user_id]
    return render(request, "generations/_people.html", {"people": people})


def _line(member: Member, output_id: uuid.UUID) -> Listing:
    lines = Listing.objects.filter(team=member.team)
    return get_object_or_404(lines, output=output_id)


def _comment(member: Member, comment_id: int) -> Comment:
    found = Comment.objects.for_team(member.team).select_related("listing")
    return get_object_or_404(found, pk=comment_id)


def _thumbnail(line: Listing) -> str:
    image = line.output.image
    return thumb_url(image, SIZES[0]) if image and image.thumbnails else ""


def _answer(
    request: HttpRequest,
    member: Member,
    line: Listing,
    *,
    form: CommentForm | None = None,
    draft: tuple[int, str, str] | None = None,
    said: str = "",
    undo: str = "",
) -> HttpResponse:
    """Answer with the comments for htmx, else with the page they stand on.

    `form`: a comment that was not taken; `draft`: the same of one that stands.
    """
    more = {"comment_text": form.typed, "comment_error": form.complaint} if form else {}
    if wants_fragment(request):
        told = {"said": said, "undo": undo, "is_answer": True, **more}
        told["roll_query"] = request.GET.urlencode()
        context = panel_of(line, member, draft=draft, is_asked=True) | told
        return render(request, "generations/_comments.html", context)
    if form or draft:
        return pictures.show(request, member, line.output_id, more=more, draft=draft)
    messages.info(request, said, extra_tags=undo)
    address = reverse("generations:picture", args=[line.output_id])
    query = request.GET.urlencode()
    return redirect(f"{address}{'?' * bool(query)}{query}#comments")
