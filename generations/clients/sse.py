"""Server-sent events from raw byte chunks, however the chunks are cut.

Owns the line rules of the format only; knows nothing of pictures. Lines may be
many megabytes long (base64), so nothing is searched twice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generations.clients.errors import ImageApiError

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class SseMessage:
    """One event of the stream: its name or "", and its joined `data` lines."""

    name: str
    data: bytes


def sse_messages(chunks: Iterable[bytes]) -> Iterator[SseMessage]:
    """Yield each message as soon as it is whole.

    A last message without its blank line is yielded too: if it was cut, its
    JSON does not parse. A failure of `chunks` is raised after it.

    Raises:
        ImageApiError: whatever `chunks` raised.
    """
    decoder = SseDecoder()
    try:
        for chunk in chunks:
            yield from decoder.feed(chunk)
    except ImageApiError:
        yield from decoder.close()
        raise
    yield from decoder.close()


class SseDecoder:
    """Turns chunks into messages; lines end at LF, CRLF or CR, never at U+2028."""

    def __init__(self) -> None:
        """Start before the first byte of a stream."""
        self._line: list[bytes] = []
        self._name = ""
        self._data: list[bytes] = []
        self._ends_in_cr = False
        self._is_first_line = True

    def feed(self, chunk: bytes) -> list[SseMessage]:
        """Take the next bytes and give the messages they complete."""
        if not chunk:
            return []
        if self._ends_in_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._ends_in_cr = chunk.endswith(b"\r")
        *ended, rest = _LINE_END.split(chunk)
        messages = []
        for piece in ended:
            self._line.append(piece)
            messages += self._take_line()
        if rest:
            self._line.append(rest)
        return messages

    def close(self) -> list[SseMessage]:
        """Give the message that the end of the stream left without a blank line."""
        return (
            [*self._take_line(), *self._take_message()]
            if self._line
            else (self._take_message())
        )

    def _take_line(self) -> list[SseMessage]:
        line = b"".join(self._line)
        self._line.clear()
        if self._is_first_line:
            line = line.removeprefix(_BYTE_ORDER_MARK)
            self._is_first_line = False
        if not line:
            return self._take_message()
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            self._data.append(value)
        elif field == b"event":
            self._name = value.decode("utf-8", errors="replace")
        return []  # comments, ids and retry hints mean nothing here

    def _take_message(self) -> list[SseMessage]:
        message = SseMessage(self._name, b"\n".join(self._data))
        is_message = bool(self._data)
        self._name = ""
        self._data.clear()
        return [message] if is_message else []
