"""Where originals and thumbnails are kept: this machine's folder, or a bucket of S3.

Reads the bucket's settings and says at once what is missing; brings no boto3 along.
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from seedream_site.env import env

#: Name of the bucket.
S3_BUCKET = env.str("S3_BUCKET", default="")
#: Address of the service; unset: Amazon's own in S3_REGION.
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="").rstrip("/")
#: Region that signatures name; with an endpoint, us-east-1 when unset.
S3_REGION = env.str("S3_REGION", default="")
#: Key and secret of who may read and write the bucket.
S3_ACCESS_KEY_ID = env.str("S3_ACCESS_KEY_ID", default="")
S3_SECRET_ACCESS_KEY = env.str("S3_SECRET_ACCESS_KEY", default="")
#: Address under which browsers reach the service, where it is another one.
S3_PUBLIC_URL = env.str("S3_PUBLIC_URL", default="").rstrip("/")
#: auto, path (host/bucket) or virtual (bucket.host).
S3_ADDRESSING = env.str("S3_ADDRESSING", default="auto")


def store_of(kind: str, folder: Path) -> dict[str, Any]:
    """Return the entry of STORAGES for a kind of store: local or s3.

    Raises:
        ImproperlyConfigured: it is neither, or something the bucket needs is missing.
    """
    if kind == "local":
        return {
            "BACKEND": "generations.storage.DurableFileSystemStorage",
            "OPTIONS": {"location": folder},
        }
    if kind != "s3":
        raise ImproperlyConfigured(f"STUDIO_STORAGE is local or s3, not {kind!r}.")
    _check_bucket()
    return {
        "BACKEND": "generations.storage.s3.DurableS3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "region_name": S3_REGION or "us-east-1",
            "access_key": S3_ACCESS_KEY_ID,
            "secret_key": S3_SECRET_ACCESS_KEY,
            "public_url": S3_PUBLIC_URL,
            "addressing_style": _addressing(),
        },
    }


def prefix_of(path: str) -> str:
    """Return the beginning of what nginx sends itself, such as /protected/, or "".

    Raises:
        ImproperlyConfigured: it is no path between slashes.
    """
    if path and not re.fullmatch(r"(/[A-Za-z0-9_-]+)+/", path):
        raise ImproperlyConfigured("STUDIO_ACCEL_PREFIX is a path such as /protected/.")
    return path


def _addressing() -> str:
    """Return how the bucket is named; Amazon's own endpoints know it by host.

    Measured: with auto, botocore 1.43 signs for the host of us-east-1, which sends
    browsers on to the bucket's region, where the signature is void.
    """
    is_amazon = not S3_ENDPOINT_URL
    return "virtual" if is_amazon and S3_ADDRESSING == "auto" else S3_ADDRESSING


def _check_bucket() -> None:
    """Say in one sentence everything that is missing.

    Raises:
        ImproperlyConfigured: something is.
    """
    needed = {
        "S3_BUCKET": S3_BUCKET,
        "S3_REGION (or S3_ENDPOINT_URL)": S3_REGION or S3_ENDPOINT_URL,
        "S3_ACCESS_KEY_ID": S3_ACCESS_KEY_ID,
        "S3_SECRET_ACCESS_KEY": S3_SECRET_ACCESS_KEY,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        names = ", ".join(missing)
        raise ImproperlyConfigured(f"STUDIO_STORAGE=s3 needs {names}.")
    if S3_ADDRESSING not in ("auto", "path", "virtual"):
        raise ImproperlyConfigured("S3_ADDRESSING is auto, path or virtual.")
    addresses = {"S3_ENDPOINT_URL": S3_ENDPOINT_URL, "S3_PUBLIC_URL": S3_PUBLIC_URL}
    for name, address in addresses.items():
        parts = urlsplit(address)
        is_plain = not (parts.path or parts.query or parts.fragment)
        is_web = parts.scheme in ("http", "https") and parts.hostname
        if address and not (is_web and is_plain):
            example = "https://s3.example.com"
            raise ImproperlyConfigured(f"{name} is an address such as {example}.")
