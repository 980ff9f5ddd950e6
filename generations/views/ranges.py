"""Answers files with what HTTP promises of them: ETag, 304, 206 of one range, 416.

Knows files and headers only: neither rows nor who may see what.
"""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

#: `bytes=0-99`, `bytes=100-`, `bytes=-100`; lists of ranges are answered whole.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


#: Bytes read from the disk at once.
CHUNK_BYTES = 65_536


class Slice:
    """The first so many bytes of an open file from where it stands."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        """Take over an open file."""
        self._file = file
        self._left = length

    def read(self, count: int = -1) -> bytes:
        """Return at most that many bytes, b"" at the end of the slice."""
        wanted = self._left if count < 0 else min(count, self._left)
        chunk = self._file.read(wanted)
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()


def read_range(header: str, *, length: int) -> tuple[int, int] | None:
    """Return first and last byte asked for, None when the whole file is to go.

    Raises:
        ValueError: the range lies outside the file.
    """
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match.group(1, 2) == ("", ""):
        return None
    first, last = match.group(1, 2)
    if not first:  # the last so many bytes
        start, end = max(0, length - int(last)), length - 1
    else:
        start, end = int(first), min(int(last or length), length - 1)
        if last and int(last) < start:
            return None
    if start > end:
        raise ValueError(header)
    return start, end


def answer_file(
    request: HttpRequest, file: BinaryIO, *, length: int, etag: str, media_type: str
) -> HttpResponseBase:
    """Answer an open file of `length` bytes, or the part of it that was asked for.

    `etag` comes with its quotes. The file is closed with the response.
    """
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        file.close()
        unchanged.headers["ETag"] = etag
        return unchanged
    header = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        header = ""
    try:
        asked = read_range(header, length=length)
    except ValueError:  # beyond the end: say how long the file is
        file.close()
        told = {"Content-Range": f"bytes */{length}", "Cache-Control": "no-store"}
        return HttpResponse(status=416, headers=told)
    start, end = asked or (0, length - 1)
    file.seek(start)
    response = FileResponse(Slice(file, end - start + 1), content_type=media_type)
    response.block_size = CHUNK_BYTES
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = etag
    if asked:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{end}/{length}"
    return response
