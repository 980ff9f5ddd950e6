"""The download of many originals as one zip, up to a limit that is said before."""

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from generations.figures import write_bytes
from generations.library import archive as zips
from generations.library import asked
from generations.library.asked import Foreign
from generations.models import Listing
from generations.search import read_roll
from generations.views.decided import back
from teams.access import require
from teams.models import Member
from teams.roles import Action


@require_POST
@never_cache
def archive(request: HttpRequest) -> HttpResponseBase:
    """Answer a zip of the pictures named, or with `all` of everything in a roll."""
    member = require(request, Action.LOOK)
    try:
        lines = zips.stored(_lines(request, member))
    except Foreign as error:
        raise Http404 from error
    if refusal := _refusal(lines):
        context = {"text": refusal, "next": back(request)}
        return render(request, "generations/no_archive.html", context, status=400)
    name = f"pictures-{timezone.localtime():%Y-%m-%d-%H%M}.zip"
    response = StreamingHttpResponse(zips.stream(lines), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Accel-Buffering"] = "no"
    return response


def _lines(request: HttpRequest, member: Member) -> list[Listing]:
    """Return the lines meant, one more than a zip may have where there are more.

    Raises:
        Foreign: a picture of another team was named.
    """
    if request.POST.get("all"):
        found = read_roll(member, request.POST).matching()
        return list(found.with_pictures()[: zips.MOST + 1])
    places = asked.named_places(member, request.POST.getlist("pictures"))
    some = Listing.objects.filter(place__in=places[: zips.MOST + 1])
    known = {line.pk: line for line in some.with_pictures()}
    return [known[place] for place in places if place in known]


def _refusal(lines: list[Listing]) -> str:
    """Return why there is no zip, "" where there is one."""
    if not lines:
        return _("None of these pictures has a file to download.")
    facts = {"count": zips.MOST, "size": write_bytes(zips.MOST_BYTES)}
    if len(lines) > zips.MOST:
        return _("One download has at most %(count)d pictures. Select fewer.") % facts
    if zips.size_bytes(lines) > zips.MOST_BYTES:
        return _("One download has at most %(size)s. Select fewer.") % facts
    return ""
