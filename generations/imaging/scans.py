"""How often a JPEG makes its decoder go over the whole picture.

Each scan of a progressive JPEG may be some hundred bytes and cost as much as a
whole decoding, so a small file can hold hours of work. Decodes nothing.
"""

import re
from mmap import mmap

#: Photographs have up to a dozen.
#: Measured: 100 scans over 98 megapixels take 9 s of one core.
MAX_SCANS = 100

#: A marker, in segments and in compressed data alike: no stuffing, no restart.
#: Source: ITU-T T.81 (JPEG), annex B.1.1, seen 2026-11-20
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Frames that are decoded in one go where their first scan has every component.
_SEQUENTIAL = frozenset({0xC0, 0xC1})


def has_too_many_scans(content: mmap) -> bool:
    """Say whether a JPEG has more than MAX_SCANS scans; an odd file has not."""
    at = scans = components = 0
    is_sequential = False
    while found := _MARKER.search(content, at):
        marker, at = found[1][0], found.end()
        if marker == _END:
            return False
        if marker in (_START, 0x01):  # these two have no length
            continue
        segment = content[at : at + 8]
        if marker in _FRAMES:
            is_sequential = marker in _SEQUENTIAL
            components = segment[7] if len(segment) == 8 else 0
        elif marker == _SCAN:
            scans += 1
            if is_sequential and segment[2:3] == bytes([components]):
                return False
            if scans > MAX_SCANS:
                return True
        at += max(2, int.from_bytes(segment[:2], "big"))
    return False
