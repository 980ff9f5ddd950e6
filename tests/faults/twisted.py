"""The studio with something wrong with it: `python -m tests.faults.twisted WHAT …`.

WHAT is one twist or several with commas; the rest is what manage.py takes. Mutants
of the protocol live here only: no line of the studio knows them.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings

#: Name -> what it does to the running code, after Django is set up.
MUTANTS = {}


def mutant(change):
    """Enter a change of the protocol under its own name."""
    MUTANTS[change.__name__] = change
    return change


@mutant
def no_fence():
    """Whoever claimed once may send, however long ago."""
    from django.db.models.functions import Now

    from generations.models import attempt

    def pass_fence(self, attempt_id, *, owner):
        self.filter(pk=attempt_id).update(state="sent", sent_at=Now())
        return True

    attempt.AttemptQuerySet.pass_fence = pass_fence


@mutant
def no_claim():
    """Everybody who hears of a request takes it."""
    from generations.models import attempt
    from generations.models.clock import from_now

    def claim(self, attempt_id, *, owner):
        until = from_now(settings.STUDIO_LEASE_S)
        self.filter(pk=attempt_id).update(
            state="claimed", lease_owner=owner, lease_until=until
        )
        return True

    attempt.AttemptQuerySet.claim = claim


@mutant
def no_gate():
    """A message is a ticket: nobody looks whose turn it is, or whether it is due."""
    from generations.models import Attempt
    from generations.pipeline import gate

    def admit(attempt_id, *, owner):
        return attempt_id if Attempt.objects.claim(attempt_id, owner=owner) else None

    gate.admit = admit


@mutant
def resend_after_sent():
    """A request whose worker fell silent is sent again."""
    from generations.models import Attempt
    from generations.pipeline import sweep

    def free():
        for state in ("claimed", "sent"):
            for each in Attempt.objects.abandoned(state):
                Attempt.objects.give_back(each.pk, before=(state,), wait_s=0)

    sweep._free_abandoned = free


@mutant
def retry_errors():
    """Whatever goes wrong is tried again at once, as many SDKs do."""
    from generations.models import WaitReason
    from generations.pipeline import send

    def end(attempt, answer, error):
        send._give_back(attempt, 0, WaitReason.UNREACHABLE, error)

    send._end = end


@mutant
def sdk_retries():
    """The client itself repeats a request that failed, twice."""
    from generations.clients.ark import ArkClient
    from generations.clients.errors import ImageApiError

    once = ArkClient.generate

    def generate(self, request, *, attempt_id):
        for left in (2, 1, 0):
            try:
                yield from once(self, request, attempt_id=attempt_id)
                return
            except ImageApiError:
                if not left:
                    raise

    ArkClient.generate = generate


@mutant
def row_before_file():
    """The row says "stored", then the bytes are written."""
    from django.core.files.base import ContentFile
    from django.core.files.storage import default_storage

    from generations.pipeline import store

    late = {}
    mark = store._mark_stored

    def adopt(path, key):
        late[key] = path.read_bytes()

    def mark_stored(output, image):
        saved = mark(output, image)
        if saved.key in late:
            default_storage.save(saved.key, ContentFile(late.pop(saved.key)))
        return saved

    store.files.adopt = adopt
    store._mark_stored = mark_stored


@mutant
def no_spool():
    """An answer lives in memory until the row has it."""
    from generations.clients.contract import Picture
    from generations.pipeline import spool

    def keep(attempt_id, event):
        return spool.picture_entry(event) if isinstance(event, Picture) else event

    spool.keep = keep


@mutant
def receiving_fenced():
    """An answer that comes after the lease is refused."""
    from generations.models import Attempt
    from generations.pipeline import answer, settle

    write = settle.write

    def fenced(attempt, entry):
        is_late = not Attempt.objects.filter(pk=attempt.pk, state="sent").exists()
        return None if is_late else write(attempt, entry)

    answer.settle.write = fenced


@mutant
def unknown_is_refused():
    """A broken answer ends as "refused": nobody is asked."""
    from generations.models import Attempt
    from generations.pipeline import settle

    def leave_open(attempt, broken):
        Attempt.objects.advance(
            attempt.pk, before=settle.OPEN, after="refused", lease_until=None
        )

    settle._leave_open = leave_open


@mutant
def loss_is_absence():
    """A picture that could not be had was never there."""
    from generations.models import images

    advance = images.OutputQuerySet.advance

    def quiet(self, output_id, *, before, after, **fields):
        after = "absent" if after == "lost" else after
        return advance(self, output_id, before=before, after=after, **fields)

    images.OutputQuerySet.advance = quiet


@mutant
def billed_as_promised():
    """What was asked for is what was billed."""
    from dataclasses import replace

    from generations.pipeline import settle

    close = settle._close

    def closing(attempt, receipt):
        close(attempt, replace(receipt, images_billed=attempt.generation.images))

    settle._close = closing


@mutant
def message_is_truth():
    """What no message named is never looked for."""
    from generations.pipeline import sweep

    sweep._take_unpublished = list


@mutant
def acks_late():
    """Celery misconfigured: late acknowledging, and a broker with a short memory."""
    settings.CELERY_TASK_ACKS_LATE = True
    settings.CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "visibility_timeout": 1,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    }


def shift_clock(hours):
    """Let this process live in another hour; the database keeps its own."""
    import time_machine

    there = datetime.now(UTC) + timedelta(hours=hours)
    time_machine.travel(there, tick=True).start()


def main(what, *words):
    """Twist, then be manage.py."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seedream_site.settings")
    names = what.split(",")
    for name in names:
        if name.startswith("clock:"):
            shift_clock(float(name.partition(":")[2]))
    django.setup()
    for name in names:
        if not name.startswith("clock:"):
            MUTANTS[name]()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *words])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main(*sys.argv[1:])
