"""Faults on demand: which there are, whether they bill, and which is armed.

Armed from code, by `POST /faults`, or by a word in the prompt such as
`[fault:http-500]` or `[fault:stream-cut:2]`. How a fault looks on the wire
stands in `misbehaviour` and `exchange`.
"""

import re
import threading
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where a fault takes effect."""

    INSTEAD = "instead"  #: another answer than the pictures
    ANSWER = "answer"  #: the right answer, spoilt
    DOWNLOAD = "download"  #: when the picture is fetched


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One kind of fault; `number` is its default argument after the colon."""

    stage: Stage
    bills: bool
    number: int = 0


_INSTEAD_FREE = FaultKind(Stage.INSTEAD, bills=False)
_INSTEAD_BILLED = FaultKind(Stage.INSTEAD, bills=True)
_SPOILT = FaultKind(Stage.ANSWER, bills=True)
#: How often a download fails when no number is given; 404 stays for good.
_FOR_EVER = 1_000_000
_SERVED_WRONG = FaultKind(Stage.DOWNLOAD, bills=True, number=_FOR_EVER)

FAULT_KINDS: dict[str, FaultKind] = {
    "http-400-flat": _INSTEAD_FREE,  # the second error shape
    "http-401": _INSTEAD_FREE,
    "http-403": _INSTEAD_FREE,
    "http-404-empty": _INSTEAD_FREE,
    "http-429": FaultKind(Stage.INSTEAD, bills=False, number=1),  # :seconds to wait
    "http-429-spend": _INSTEAD_FREE,
    "redirect": _INSTEAD_FREE,
    "http-500": _INSTEAD_BILLED,
    "http-502-html": _INSTEAD_BILLED,
    "http-503": _INSTEAD_BILLED,
    "http-504-html": _INSTEAD_BILLED,
    "garbage": _INSTEAD_BILLED,  # 200, no JSON
    "html": _INSTEAD_BILLED,  # 200
    "empty": _INSTEAD_BILLED,  # 200, no body
    "reset": _INSTEAD_BILLED,  # RST instead of an answer
    "hang": _INSTEAD_BILLED,  # never an answer
    "huge": FaultKind(Stage.INSTEAD, bills=True, number=1000),  # :megabytes of JSON
    "huge-junk": FaultKind(Stage.INSTEAD, bills=True, number=1000),  # zeros
    "huge-blank": FaultKind(Stage.INSTEAD, bills=True, number=1000),  # line ends
    "nested": _INSTEAD_BILLED,  # 200, JSON 100,000 levels deep
    "redirect-metadata": _INSTEAD_FREE,  # 307 to a cloud's metadata service
    "half-body": _SPOILT,  # then the end of the connection
    "slow": FaultKind(Stage.ANSWER, bills=True, number=5),  # :seconds of dripping
    "fewer": _SPOILT,  # a sequence without its last picture
    "stream-cut": FaultKind(Stage.ANSWER, bills=True, number=1),  # :pictures before
    "internal-after": FaultKind(Stage.ANSWER, bills=True, number=1),  # :pictures
    "no-completed": _SPOILT,
    "json-instead-of-stream": _SPOILT,
    "b64": _SPOILT,  # b64_json although url was asked
    "size-lie": _SPOILT,  # the answer names another size than the file has
    "more": FaultKind(Stage.ANSWER, bills=True, number=1),  # :pictures nobody asked for
    "same-index": _SPOILT,  # every event of a stream says place 0
    "url-file": _SPOILT,  # file:///etc/passwd as the address
    "url-metadata": _SPOILT,  # the address of a cloud's metadata service
    "url-expired": _SPOILT,  # an address that ran out an hour ago
    "download-503": FaultKind(Stage.DOWNLOAD, bills=True, number=1),  # :times
    "download-404": FaultKind(Stage.DOWNLOAD, bills=True, number=_FOR_EVER),
    "download-truncated": FaultKind(Stage.DOWNLOAD, bills=True, number=1),
    "download-html": FaultKind(Stage.DOWNLOAD, bills=True, number=1),
    "download-redirect": _SERVED_WRONG,  # 302 to a cloud's metadata service
    "download-huge": _SERVED_WRONG,  # 61 MB that begin like the picture
    "download-bomb": _SERVED_WRONG,  # a PNG of 60000x60000 pixels in few bytes
    "download-mislabelled": _SERVED_WRONG,  # the picture, as text/html
    "download-disguised": _SERVED_WRONG,  # a JPEG behind the head of a PNG
}
"""Every kind by its name."""

_IN_PROMPT = re.compile(r"\[fault:([a-z0-9-]+?)(?::([0-9]{1,4}))?\]")


class UnknownFault(ValueError):
    """There is no fault of that name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault to play; it bills the pictures unless `bills` is False."""

    kind: str
    number: int
    bills: bool

    @property
    def stage(self) -> Stage:
        """Where it takes effect."""
        return FAULT_KINDS[self.kind].stage

    def __str__(self) -> str:
        """Name the fault as a prompt would: kind and number."""
        return f"{self.kind}:{self.number}" if self.number else self.kind


def read_fault(text: str, *, after_billing: bool | None = None) -> Fault:
    """Return the fault that "kind" or "kind:number" names.

    Raises:
        UnknownFault: there is none of that name.
    """
    name, _, number = text.partition(":")
    kind = FAULT_KINDS.get(name)
    if kind is None or (number and not number.isdigit()):
        raise UnknownFault(f"There is no fault {text!r}.")
    bills = kind.bills if after_billing is None else after_billing
    return Fault(name, int(number) if number else kind.number, bills)


def fault_in_prompt(prompt: str) -> Fault | None:
    """Return the fault a prompt asks for; unknown names are just words."""
    match = _IN_PROMPT.search(prompt)
    if not match or match[1] not in FAULT_KINDS:
        return None
    return read_fault(match[1] + (f":{match[2]}" if match[2] else ""))


class Faults:
    """The armed faults, played one by one; safe for several threads."""

    def __init__(self) -> None:
        """Begin with nothing armed."""
        self._lock = threading.Lock()
        self._armed: list[Fault] = []
        self._downloads: list[Fault] = []
        self._by_picture: dict[str, tuple[Fault, int]] = {}

    def arm(
        self, kind: str, *, times: int = 1, after_billing: bool | None = None
    ) -> None:
        """Play a fault at the next `times` requests (or downloads).

        `after_billing` overrides whether the pictures are billed; for a download
        fault the number after the colon multiplies `times`.

        Raises:
            UnknownFault: there is none of that name.
        """
        fault = read_fault(kind, after_billing=after_billing)
        with self._lock:
            if fault.stage is Stage.DOWNLOAD:
                given = fault.number if ":" in kind else 1
                self._downloads += [fault] * (times * given)
            else:
                self._armed += [fault] * times

    def take(self, prompt: str) -> Fault | None:
        """Return the fault for this request and disarm it."""
        with self._lock:
            if self._armed:
                return self._armed.pop(0)
        return fault_in_prompt(prompt)

    def spoil(self, picture: str, fault: Fault) -> None:
        """Play a download fault at the next fetches of one picture."""
        with self._lock:
            self._by_picture[picture] = (fault, fault.number)

    def take_download(self, picture: str) -> Fault | None:
        """Return the fault for this fetch and count it."""
        with self._lock:
            if self._downloads:
                return self._downloads.pop(0)
            fault, left = self._by_picture.get(picture, (None, 0))
            if fault is None or not left:
                return None
            self._by_picture[picture] = (fault, left - 1)
            return fault

    def armed(self) -> list[str]:
        """Return the names of what is still armed."""
        with self._lock:
            return [str(fault) for fault in (*self._armed, *self._downloads)]

    def clear(self) -> None:
        """Disarm everything."""
        with self._lock:
            self._armed.clear()
            self._downloads.clear()
            self._by_picture.clear()
