"""How the faults that replace an answer or a picture look on the wire.

Each is a function of the wire; whether it bills was decided before.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace

from generations.simulator.answers import Made, encode
from generations.simulator.faults import Fault
from generations.simulator.refused import Refused, internal, invalid, unauthorized
from generations.simulator.wire import Wire

METADATA = "http://169.254.169.254/latest/meta-data/"
_PNG = b"\x89PNG\r\n\x1a\n"
_MEGABYTE = 1_000_000
#: More than a picture may have, see `downloads.rules`.
_HUGE_PICTURE_BYTES = 61 * _MEGABYTE
_DEPTH = 100_000
_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def misbehave(wire: Wire, fault: Fault) -> None:
    """Play a fault instead of the pictures."""
    _PLAYED[fault.kind](wire, fault)


def misserve(wire: Wire, fault: Fault, picture: bytes, media_type: str) -> None:
    """Play a fault instead of handing out a picture that is there."""
    match fault.kind:
        case "download-503":
            wire.send(503, b"", "application/json", {"Retry-After": "1"})
        case "download-html":
            wire.send(200, b"<html><body>Please wait</body></html>", "text/html")
        case "download-truncated":
            wire.send(200, picture, media_type, cut_at=len(picture) // 2)
        case "download-redirect":
            wire.send(302, b"", "text/plain", {"Location": METADATA})
        case "download-huge":
            wire.send_long(
                media_type,
                first=picture,
                piece=bytes(_MEGABYTE),
                size_bytes=_HUGE_PICTURE_BYTES,
            )
        case "download-bomb":
            wire.send(200, bomb(60_000), media_type)
        case "download-disguised":
            wire.send(200, _PNG + picture, "image/png")
        case _:
            wire.send(200, picture, "text/html")


def respell(made: Made, fault: Fault | None) -> Made:
    """Return what the answer says of a picture, spoilt where the fault is of it."""
    kind = fault.kind if fault else ""
    if kind == "size-lie" and made.size:
        return replace(made, size=(512, 512))
    if kind == "same-index":
        return replace(made, index=0)
    if made.url and kind in ("url-file", "url-metadata"):
        return replace(
            made, url="file:///etc/passwd" if kind == "url-file" else METADATA
        )
    return made


def bomb(side_px: int) -> bytes:
    """Return a black PNG of that many pixels a side whose data ends at once."""
    header = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1024))
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return _PNG + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def _refuse(refused: Refused) -> Callable[[Wire, Fault], None]:
    def play(wire: Wire, _: Fault) -> None:
        wire.send_json(refused.status, refused.body(wire.request_id))

    return play


def _page(status: int, title: str) -> Callable[[Wire, Fault], None]:
    def play(wire: Wire, _: Fault) -> None:
        wire.send(status, _PAGE.format(title).encode(), "text/html")

    return play


def _flat(wire: Wire, _: Fault) -> None:
    refused = invalid("size", "image size must be at least 3686400 pixels")
    wire.send_json(400, refused.flat_body(wire.request_id))


def _busy(wire: Wire, fault: Fault) -> None:
    refused = Refused(
        429,
        "ModelAccountIpmRateLimitExceeded",
        "The images per minute limit of the account for the model is exceeded.",
    )
    body = encode(refused.body(wire.request_id))
    wire.send(429, body, "application/json", {"Retry-After": str(fault.number)})


def _garbage(wire: Wire, _: Fault) -> None:
    wire.send(200, b'{"model":"doubao-seedream", "data": [{"url": ', "application/json")


def _empty(wire: Wire, _: Fault) -> None:
    wire.send(200, b"", "application/json")


def _lost(wire: Wire, _: Fault) -> None:
    wire.send_not_found()


def _elsewhere(wire: Wire, _: Fault) -> None:
    wire.send(307, b"", "text/plain", {"Location": "/elsewhere/images/generations"})


def _to_metadata(wire: Wire, _: Fault) -> None:
    wire.send(307, b"", "text/plain", {"Location": METADATA})


def _nested(wire: Wire, _: Fault) -> None:
    body = b'{"data":' + b"[" * _DEPTH + b"]" * _DEPTH + b"}"
    wire.send(200, body, "application/json")


def _huge(first: bytes, piece: bytes) -> Callable[[Wire, Fault], None]:
    def play(wire: Wire, fault: Fault) -> None:
        wire.send_long(
            "application/json",
            first=first,
            piece=piece * (_MEGABYTE // len(piece)),
            size_bytes=fault.number * _MEGABYTE,
        )

    return play


def _reset(wire: Wire, _: Fault) -> None:
    wire.reset()


def _hang(wire: Wire, _: Fault) -> None:
    wire.hang()


_PLAYED: dict[str, Callable[[Wire, Fault], None]] = {
    "http-400-flat": _flat,
    "http-401": _refuse(unauthorized()),
    "http-403": _refuse(
        Refused(403, "AccountOverdueError", "The account has an overdue balance.")
    ),
    "http-404-empty": _lost,
    "http-429": _busy,
    "http-429-spend": _refuse(
        Refused(
            429,
            "SetLimitExceeded",
            "The account has reached the set inference limit for the model, and the "
            "model service has been paused.",
        )
    ),
    "redirect": _elsewhere,
    "http-500": _refuse(internal()),
    "http-502-html": _page(502, "502 Bad Gateway"),
    "http-503": _refuse(
        Refused(503, "ServiceUnavailable", "The service is temporarily unavailable.")
    ),
    "http-504-html": _page(504, "504 Gateway Time-out"),
    "garbage": _garbage,
    "html": _page(200, "Welcome"),
    "empty": _empty,
    "reset": _reset,
    "hang": _hang,
    "huge": _huge(b'{"data":[{"b64_json":"', b"A"),
    "huge-junk": _huge(b"", b"\0"),
    "huge-blank": _huge(b"", b"\n"),
    "nested": _nested,
    "redirect-metadata": _to_metadata,
}
