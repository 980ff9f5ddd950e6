"""How the faults that replace an answer look on the wire.

Each is a function of the wire; whether it bills was decided before.
"""

from collections.abc import Callable

from generations.simulator.answers import encode
from generations.simulator.faults import Fault
from generations.simulator.refused import Refused, internal, invalid, unauthorized
from generations.simulator.wire import Wire

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"


def misbehave(wire: Wire, fault: Fault) -> None:
    """Play a fault instead of the pictures."""
    _PLAYED[fault.kind](wire, fault)


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
}
