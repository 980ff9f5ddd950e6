"""Pictures that are kept, and a look at them."""

import io
import os
import shutil
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from generations.custody import tables
from generations.custody.findings import Report
from generations.custody.verify import Check
from generations.models import (
    AttemptState,
    Checkup,
    Draft,
    EntryKind,
    GatewayKey,
    LedgerEntry,
    Output,
    OutputState,
    Reference,
    Spending,
)
from generations.pipeline import spool
from generations.pipeline.store import keep_upload
from generations.pipeline.thumbnails import finish as finish_thumbnails


@pytest.fixture
def keep(alice, tmp_path):
    """Return a function that keeps a picture, by its colour, with all thumbnails."""

    def run(red=200, *, team_id=alice.team_id):
        file = io.BytesIO()
        Image.new("RGB", (320, 240), (red, 90, 40)).save(file, "PNG")
        path = tmp_path / "picture.png"
        path.write_bytes(file.getvalue())
        image = keep_upload(path, team_id=team_id)
        finish_thumbnails(image.pk)
        image.refresh_from_db()
        return image

    return run


@pytest.fixture
def put():
    """Return a function that puts a file without a row into the store."""

    def run(name, *, age=timedelta(0), content=b"?"):
        default_storage.save(name, ContentFile(content))
        written_s = time.time() - age.total_seconds()
        os.utime(default_storage.path(name), (written_s, written_s))
        return name

    return run


@pytest.fixture
def found():
    """Return a function that checks and returns what it found, as (kind, name)."""

    def run(**options):
        report = Report()
        Check(report, **options).run()
        return [(str(each.kind), each.name) for each in report.findings]

    return run


def _spend(attempt):
    """Write money for one paid request, and none besides."""
    LedgerEntry.objects.all().delete()
    Spending.objects.all().delete()
    place = {
        "team": attempt.team,
        "month": timezone.localdate().replace(day=1),
        "currency": "USD",
        "committed": Decimal("0.03"),
    }
    Spending.objects.create(**place)
    LedgerEntry.objects.create(attempt=attempt, kind=EntryKind.COMMIT, **place)


@pytest.fixture
def library(alice, bob, charlie, keep, gateway, ask):
    """A library with something in most tables, in most states."""
    first, second = keep(1), keep(2)
    keep(1, team_id=charlie.team_id)
    stored = ask("seedream-4.0@custom", size="1K")
    waiting = ask(
        "seedream-4.0@custom", size="1K", prompt="日落 \u2028 🦊", variations=2
    )
    Reference.objects.create(generation=stored, position=1, image=second)
    stored.attempts.update(
        state=AttemptState.ANSWERED,
        images_billed=1,
        cost=Decimal("0.03"),
        usage={"generated_images": 1, "x": [1.5, None, "é"]},
        sent_at=timezone.now(),
    )
    stored.outputs.update(state=OutputState.STORED, image=first)
    announced, spooled = waiting.outputs.all()
    Output.objects.filter(pk=announced.pk).update(
        state=OutputState.ANNOUNCED,
        url="https://cdn.test/1?X-Signature=a%2Fb",
        url_expires_at=timezone.now() + timedelta(hours=20),
    )
    name = f"{spooled.attempt_id}.0.bin"
    Output.objects.filter(pk=spooled.pk).update(
        state=OutputState.ANNOUNCED, spooled=name
    )
    waiting.attempts.update(state=AttemptState.ANSWERED, images_billed=1)
    spool.picture_path(name).write_bytes(b"kept bytes")
    _spend(stored.attempts.get())
    GatewayKey.objects.create(gateway="ark", sealed="gAAAA", hint="abcd")
    Draft.objects.keep(
        team=alice.team, person=alice.user, values={"prompt": "p"}, tray=[]
    )
    Checkup.objects.create(pk=7)
    return stored, waiting


@pytest.fixture
def empty_studio(settings):
    """Return a function that leaves nothing but the migrations."""

    def wipe():
        for model in reversed(tables.tables()):
            model._default_manager.all()._raw_delete("default")
        for name in ("store", "spool", "quarantine"):
            shutil.rmtree(Path(settings.STUDIO_DATA_DIR, name), ignore_errors=True)

    return wipe
