"""What every gateway client takes and yields, whatever the wire looks like.

Knows nothing of Django, Celery or the catalogue: a caller fills in an
`ImageRequest` with exactly the fields that shall leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class InputImage:
    """One reference: inline bytes, or an address the gateway can fetch."""

    url: str = ""  #: public address; "" when `content` is given
    content: bytes = b""
    media_type: str = ""  #: lower case, "image/png"; only with `content`


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One paid request. `None` means: the field is not sent.

    `references` keep their order: prompts refer to them by position.
    `max_images` is None unless a sequence is asked for by `sequential`; `n` is
    never set for Seedream, which ignores it.
    """

    remote_model: str
    prompt: str
    size: str  #: "2K", "2048x2048" (width x height), "auto" or "adaptive"
    watermark: bool | None = None
    references: tuple[InputImage, ...] = ()
    single_reference_as_list: bool = False
    sequential: str | None = None  #: "auto" or "disabled"
    max_images: int | None = None
    seed: int | None = None
    guidance_scale: float | None = None
    output_format: str | None = None
    response_format: str | None = "url"
    optimize_prompt: str | None = None
    web_search: bool = False
    stream: bool = False
    n: int | None = None  #: pictures of one request; not of Seedream
    quality: str | None = None
    background: str | None = None
    output_compression: int | None = None  #: of a JPEG: 0 to 100, 100 = best
    enable_sequential: bool | None = None  #: the `n` pictures are related
    thinking_mode: bool | None = None

    @property
    def expected_images(self) -> int:
        """Most pictures the answer may hold."""
        return self.max_images or self.n or 1


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the answer: an address (24 h) or the bytes themselves."""

    index: int  #: place in the answer, from 0, counting refused ones too
    url: str = ""  #: byte for byte as the JSON parser gave it
    content: bytes = b""
    width_px: int | None = None  #: as the gateway says; the file decides
    height_px: int | None = None
    expires_at: datetime | None = None  #: aware UTC; None = not told


@dataclass(frozen=True, slots=True)
class Refusal:
    """This picture only was refused; the others of the answer stand."""

    index: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of a complete answer; always last.

    `images_billed` is `usage.generated_images`, None where the gateway is
    silent. `usage` is kept as reported.
    """

    request_id: str = ""
    remote_model: str = ""
    images_billed: int | None = None
    usage: dict[str, Any] | None = None
    status: int = 200


Event = Picture | Refusal | Receipt


class ImageClient(Protocol):
    """A gateway one can ask for pictures."""

    def generate(
        self, request: ImageRequest, *, attempt_id: str = ""
    ) -> Iterator[Event]:
        """Send one paid request and yield its answer as it arrives.

        Nothing is ever retried in here. `attempt_id` goes out as the header
        `X-Client-Request-Id`. A `Receipt` closes a complete answer; without it
        an error was raised.

        Raises:
            ImageApiError: one of its subclasses, see `clients.errors`.
        """
        ...
