"""The settings of the tests: the project's own, read from a clean environment.

Whatever keys and folders a developer's shell names never reach a test.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

#: Says something to the tests themselves.
KEPT = ("STUDIO_CHROMIUM", "STUDIO_REQUIRE_BROWSER")
#: Everything the studio reads, by its beginning.
OURS = ("STUDIO_", "SEEDREAM_", "ARK_", "BYTEPLUS_", "APIYI_", "COMETAPI_")
OURS += (
    "S3_",
    "XMSMARTLINK_",
    "DATABASE_URL",
    "REDIS_URL",
    "CELERY_",
    "EMAIL_URL",
    "PORT",
)

for _name in [name for name in os.environ if name.startswith(OURS)]:
    if _name not in KEPT:
        del os.environ[_name]

_folder = Path(tempfile.mkdtemp(prefix="studio-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["STUDIO_DATA_DIR"] = str(_folder)
os.environ["STUDIO_SIMULATOR"] = "off"

from seedream_site import settings as _settings  # noqa: E402  # after the cleaning
from seedream_site.databases import database_of  # noqa: E402

globals().update({n: v for n, v in vars(_settings).items() if n.isupper()})

_postgres = os.environ.get("TESTS_DATABASE_URL", "")
if _postgres:  # see .ci/on_postgres.py
    DATABASES = {"default": database_of(_postgres, _folder)}
    DATABASES["default"]["OPTIONS"].pop("pool")
else:
    _database = DATABASES["default"]  # from the line above
    # A file, for threads share it as processes would; no power fails in a test.
    _database["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
    _start = _database["OPTIONS"]["init_command"]
    _database["OPTIONS"]["init_command"] = _start.replace("=FULL", "=OFF")
Path(STATIC_ROOT).mkdir()  # noqa: F821
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Children of the tests take the project's settings, with an environment of their own.
os.environ["DJANGO_SETTINGS_MODULE"] = "seedream_site.settings"
del os.environ["STUDIO_DATA_DIR"], os.environ["STUDIO_SIMULATOR"]
