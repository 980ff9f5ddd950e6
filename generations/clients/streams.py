"""From the messages of a streamed answer to events, as they arrive.

Owns what each event name means and when a stream counts as complete; knows
nothing of bytes, lines or HTTP.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from generations.clients.answers import (
    MAX_PICTURES,
    answer_events,
    count_of,
    empty_picture,
    json_object,
    picture_of,
    receipt_of,
    refusal_of,
)
from generations.clients.complaints import Complaint, complaint_in, holds_error
from generations.clients.contract import Event, Picture, Receipt, Refusal
from generations.clients.errors import BadAnswer, ImageApiError, OutcomeUnknown
from generations.clients.refusals import error_in_success
from generations.clients.sse import SseMessage

# Source: seedream-api.md section 6 (Ark docs/82379/1824137), seen 2026-11-20.
SUCCEEDED = "image_generation.partial_succeeded"
FAILED = "image_generation.partial_failed"
COMPLETED = "image_generation.completed"
ERROR = "error"
#: A preview, never to be kept. Undocumented, seen in sample code of BytePlus.
PREVIEW = "image_generation.partial_image"
NAMES = frozenset({SUCCEEDED, FAILED, COMPLETED, ERROR, PREVIEW})
#: Ends OpenAI-style streams.
TERMINATOR = b"[DONE]"


def stream_events(
    messages: Iterable[SseMessage],
    *,
    expected: int,
    status: int = 200,
    request_id: str = "",
) -> Iterator[Event]:
    """Yield pictures and refusals as they arrive, then the receipt.

    `expected` is the most pictures the answer may hold: all of them and a clean
    end make a complete answer even without `completed`, which is known not to
    come for single pictures.

    Raises:
        OutcomeUnknown: an error, or an end, before the answer was complete.
        Refused: an error of the 4xx kind before any picture.
        BadAnswer: a complete stream without anything usable.
    """
    reading = _Reading(expected, status, request_id)
    try:
        for message in messages:
            if message.data.strip() == TERMINATOR:
                break
            yield from reading.take(message)
            if reading.is_complete:
                return
    except ImageApiError:
        if not reading.is_told:
            raise
    yield from reading.end()


class _Reading:
    """What has arrived so far of one stream."""

    def __init__(self, expected: int, status: int, request_id: str) -> None:
        self.is_complete = False  #: the receipt was yielded
        self._expected = expected
        self._status = status
        self._request_id = request_id
        self._places: dict[int, str] = {}  # index -> address, "" where none came
        self._empty: list[int] = []
        self._closing: dict[str, Any] | None = None  # `completed`, come too early
        self._pictures = 0
        self._has_refusals = False
        self._model = ""

    def take(self, message: SseMessage) -> Iterator[Event]:
        """Yield what one message means; unknown ones mean nothing."""
        told = json_object(message.data)
        name = message.name
        if told is None:
            # Damaged on the way: promised, but not here.
            if name == SUCCEEDED and not self._is_full:
                self._empty.append(self._index_of({}))
            return
        if name not in NAMES:
            name = str(told.get("type") or "")
        if isinstance(told.get("model"), str):
            self._model = told["model"]
        if name in (SUCCEEDED, FAILED) and self._is_full:
            return
        if name == SUCCEEDED:
            yield from self._take_picture(told)
        elif name == FAILED:
            yield from self._take_refusal(told)
        elif name == ERROR or holds_error(told):
            self._raise_error(complaint_in(told) or Complaint())
        elif name == COMPLETED:
            yield from self._complete(told)
        elif isinstance(told.get("data"), list):
            yield from self._take_whole_answer(message.data)

    def end(self) -> Iterator[Event]:
        """Yield the receipt of a stream that ended cleanly without `completed`."""
        if not self.is_told and len(self._places) < self._expected:
            raise OutcomeUnknown(
                f"The stream ended after {len(self._places)} of "
                f"{self._expected} pictures, without its closing event",
                status=self._status,
                request_id=self._request_id,
            )
        yield from self._close(self._closing or {})

    @property
    def is_told(self) -> bool:
        """Whether `completed` has come and counted more pictures than are here."""
        return self._closing is not None

    @property
    def _is_full(self) -> bool:
        """Whether far more pictures came than anybody asked for."""
        return len(self._places) >= MAX_PICTURES

    def _take_picture(self, told: dict[str, Any]) -> Iterator[Picture]:
        index = told.get("image_index")
        url = told.get("url")
        if url and isinstance(index, int) and self._places.get(index) == url:
            return  # told twice
        place = self._index_of(told)
        picture = picture_of(told, place)
        if picture is None:
            self._empty.append(place)
            return
        self._pictures += 1
        self._places[place] = picture.url
        yield picture

    def _take_refusal(self, told: dict[str, Any]) -> Iterator[Refusal]:
        place = self._index_of(told)
        self._has_refusals = True
        yield refusal_of(told, place) or Refusal(place, "", "")

    def _take_whole_answer(self, body: bytes) -> Iterator[Event]:
        """Read a blocking answer that a gateway wrapped into one message."""
        if self._places:
            return
        yield from answer_events(body, status=self._status, request_id=self._request_id)
        self.is_complete = True

    def _complete(self, told: dict[str, Any]) -> Iterator[Event]:
        if not self._places and picture_of(told, 0):  # the OpenAI way to end
            yield from self._take_picture(told)
        receipt = receipt_of(told, status=self._status, request_id=self._request_id)
        if 0 < self._pictures < (receipt.images_billed or 0) and not self.is_told:
            self._closing = told  # the others may be on their way behind it
            return
        yield from self._close(told)

    def _close(self, told: dict[str, Any]) -> Iterator[Refusal | Receipt]:
        if not self._pictures and not self._has_refusals:
            raise BadAnswer(
                "The stream ended without a picture",
                status=self._status,
                request_id=self._request_id,
            )
        for index in self._empty:
            yield empty_picture(index)
        self.is_complete = True
        closing = {"model": self._model, **told}
        yield receipt_of(closing, status=self._status, request_id=self._request_id)

    def _raise_error(self, complaint: Complaint) -> None:
        error = error_in_success(
            complaint, status=self._status, request_id=self._request_id
        )
        if self._pictures and not isinstance(error, OutcomeUnknown):
            error = OutcomeUnknown(
                error.message,
                code=error.code,
                status=error.status,
                request_id=error.request_id,
            )
        raise error

    def _index_of(self, told: dict[str, Any]) -> int:
        """Give the told place, or the next free one where it is taken or absent."""
        told_index = count_of(told.get("image_index"))
        free = max(self._places, default=-1) + 1
        place = free if told_index is None or told_index in self._places else told_index
        self._places[place] = ""
        return place
