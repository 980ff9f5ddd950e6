"""Files that are there whole or not at all, under content-addressed names.

`generations.storage.s3` is named by the settings only: it brings boto3 along.
"""

from generations.storage.local import TEMPORARY_PREFIX, DurableFileSystemStorage
from generations.storage.names import checksum_in, content_key

__all__ = [
    "TEMPORARY_PREFIX",
    "DurableFileSystemStorage",
    "checksum_in",
    "content_key",
]
