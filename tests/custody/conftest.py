"""Pictures that are kept, and a look at them."""

import io
import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from generations.custody.findings import Report
from generations.custody.verify import Check
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
