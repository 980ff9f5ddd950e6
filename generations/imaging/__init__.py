"""Pictures as files: what one is, its thumbnails, and the copy an API may see.

Never changes an original; knows nothing of storage, rows or gateways.
"""

from generations.imaging.inspection import Inspection, ends_well, inspect
from generations.imaging.opening import (
    MAX_PIXELS,
    Flaw,
    NotAPicture,
    PictureFormat,
)
from generations.imaging.references import ApiCopy, Note, api_copy
from generations.imaging.thumbnails import (
    THUMBNAIL_SIZES,
    First,
    Thumbnail,
    first_thumbnail,
    other_thumbnails,
)

__all__ = [
    "MAX_PIXELS",
    "THUMBNAIL_SIZES",
    "ApiCopy",
    "First",
    "Flaw",
    "Inspection",
    "NotAPicture",
    "Note",
    "PictureFormat",
    "Thumbnail",
    "api_copy",
    "ends_well",
    "first_thumbnail",
    "inspect",
    "other_thumbnails",
]
