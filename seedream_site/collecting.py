"""Collects the static files when they are others than last time.

Cutting, naming and compressing them takes more than a second of each start.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

#: Whose versions change what is made of the same files.
_MAKERS = ("django", "whitenoise", "brotli")
_STAMP = ".collected"


def collect() -> bool:
    """Collect the static files; False when those that are there are of the same."""
    stamp = Path(settings.STATIC_ROOT, _STAMP)
    files_now = _fingerprint()
    if stamp.is_file() and stamp.read_text() == files_now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(files_now)
    return True


def _fingerprint() -> str:
    """Return what tells these files, and what is made of them, from others."""
    digest = hashlib.sha256(Path(__file__).with_name("static_files.py").read_bytes())
    for maker in _MAKERS:
        digest.update(f"{maker} {version(maker)}\n".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
