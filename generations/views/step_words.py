"""What a step did, in a person's words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from generations.models import Step

_DONE = {
    "rate": ngettext_lazy(
        "%(count)d picture rated.", "%(count)d pictures rated.", "count"
    ),
    "flag": ngettext_lazy(
        "%(count)d picture flagged.", "%(count)d pictures flagged.", "count"
    ),
    "colour": ngettext_lazy(
        "%(count)d picture coloured.", "%(count)d pictures coloured.", "count"
    ),
    "favourite": ngettext_lazy(
        "%(count)d picture is a favourite of yours.",
        "%(count)d pictures are favourites of yours.",
        "count",
    ),
    "unfavourite": ngettext_lazy(
        "%(count)d picture is no favourite any more.",
        "%(count)d pictures are no favourites any more.",
        "count",
    ),
    "tag": ngettext_lazy(
        "%(count)d picture tagged.", "%(count)d pictures tagged.", "count"
    ),
    "untag": ngettext_lazy(
        "Tag taken off %(count)d picture.",
        "Tag taken off %(count)d pictures.",
        "count",
    ),
    "collect": ngettext_lazy(
        "%(count)d picture collected.", "%(count)d pictures collected.", "count"
    ),
    "uncollect": ngettext_lazy(
        "%(count)d picture taken out of the collection.",
        "%(count)d pictures taken out of the collection.",
        "count",
    ),
    "dissolve": ngettext_lazy(
        "Collection of %(count)d picture deleted.",
        "Collection of %(count)d pictures deleted.",
        "count",
    ),
    "trash": ngettext_lazy(
        "%(count)d picture moved to the trash.",
        "%(count)d pictures moved to the trash.",
        "count",
    ),
    "restore": ngettext_lazy(
        "%(count)d picture restored.", "%(count)d pictures restored.", "count"
    ),
    "purge": ngettext_lazy(
        "%(count)d picture deleted for good.",
        "%(count)d pictures deleted for good.",
        "count",
    ),
}


def say_done(step: Step, changed: int) -> str:
    """Return what a finished step did, or that it was taken back."""
    if step.undone_at is not None:
        return _("Taken back.")
    if not changed:
        return _("Nothing changed.")
    return str(_DONE[step.verb] % {"count": changed})


def say_progress(step: Step) -> str:
    """Return how far a step is that runs in the background."""
    total = ngettext("%(count)s picture", "%(count)s pictures", step.total)
    facts = {"done": f"{step.done:,}", "total": total % {"count": f"{step.total:,}"}}
    if step.undone_at is not None:
        return _("Taking back: %(done)s of %(total)s") % facts
    return _("%(done)s of %(total)s") % facts
