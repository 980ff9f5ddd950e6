"""Bring one remote picture into a local file, closed against SSRF.

Owns the rule which addresses may be reached; knows nothing of rows, Celery or
gateways.
"""

from generations.downloads.addresses import Resolver, is_public_address, resolve
from generations.downloads.errors import (
    AddressRefused,
    DownloadFailed,
    Gone,
    Interrupted,
    TooLarge,
)
from generations.downloads.fetching import Downloaded, download
from generations.downloads.rules import DownloadRule

__all__ = [
    "AddressRefused",
    "DownloadFailed",
    "DownloadRule",
    "Downloaded",
    "Gone",
    "Interrupted",
    "Resolver",
    "TooLarge",
    "download",
    "is_public_address",
    "resolve",
]
