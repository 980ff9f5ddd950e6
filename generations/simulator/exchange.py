"""One paid request from its body to the last byte of its answer.

The order is the point: rules, fault, waiting, the ledger line, and only then the
first byte that could tell the client of a picture.
"""

import base64
import hashlib
import json
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from generations.catalogue.vocabulary import Pixels
from generations.simulator import answers
from generations.simulator.answers import Made
from generations.simulator.asked import Asked
from generations.simulator.faults import Fault, Faults, Stage
from generations.simulator.ledger import Ledger, LedgerLine
from generations.simulator.misbehaviour import misbehave, respell
from generations.simulator.painting import Commission, paint
from generations.simulator.pictures import PictureStore
from generations.simulator.refused import (
    Refused,
    internal,
    invalid,
    sensitive,
    unauthorized,
)
from generations.simulator.rules import read_request
from generations.simulator.wire import Wire


@dataclass(slots=True)
class House:
    """What every exchange of one simulator shares."""

    ledger: Ledger
    faults: Faults
    pictures: PictureStore
    latency_s: tuple[float, float]  #: least and most per picture
    base: str = ""  #: scheme and host of the result addresses
    api_keys: frozenset[str] | None = None  #: None = any key or none
    is_strict: bool = False
    is_quick: bool = False  #: plain pictures, drawn in milliseconds
    painter: Callable[[Commission], bytes] = paint
    stopping: threading.Event = field(default_factory=threading.Event)
    #: Painting more at once than there are cores only costs memory.
    easel: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(2)
    )

    def knows_key(self, authorization: str) -> bool:
        """Tell whether the header `Authorization` carries a key sold here."""
        if self.api_keys is None:
            return True
        scheme, _, key = authorization.partition(" ")
        return scheme.lower() == "bearer" and key.strip() in self.api_keys


class Exchange:
    """One request; `run` answers it."""

    def __init__(
        self,
        house: House,
        wire: Wire,
        body: bytes,
        *,
        authorization: str = "",
        client_request_id: str = "",
    ) -> None:
        """Take the body of a POST and the headers that matter."""
        self._house = house
        self._wire = wire
        self._body = body
        self._authorization = authorization
        self._client_request_id = client_request_id
        self._begun = time.monotonic()
        self._created = int(time.time())
        self._salt = secrets.token_hex(8)
        self._due_s = 0.0

    def run(self) -> None:
        """Answer the request, or play the fault that is armed for it."""
        try:
            if not self._house.knows_key(self._authorization):
                raise unauthorized()
            asked = read_request(self._parse(), strict=self._house.is_strict)
            if not asked.successes and not asked.stream:
                raise sensitive("OutputImage", "output image")
        except Refused as refused:
            self._record(None, 0, refused=refused.code)
            self._wire.send_json(refused.status, refused.body(self._wire.request_id))
            return
        fault = self._house.faults.take(asked.prompt)
        if fault and fault.stage is Stage.INSTEAD:
            self._misbehave(asked, fault)
        elif asked.stream and not _is(fault, "json-instead-of-stream"):
            self._stream(asked, fault)
        else:
            self._answer(asked, fault)

    def _parse(self) -> dict[str, Any]:
        try:
            body = json.loads(self._body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise invalid("body", "the request body must be a JSON object")
        return body

    def _misbehave(self, asked: Asked, fault: Fault) -> None:
        if fault.bills:
            for _ in range(asked.count):
                self._wait()
            if self._house.stopping.is_set():
                return self._wire.cut()
        images = asked.successes if fault.bills else 0
        self._record(asked, images, fault=str(fault))
        misbehave(self._wire, fault)

    def _answer(self, asked: Asked, fault: Fault | None) -> None:
        made = list(self._make(asked, fault))
        if self._house.stopping.is_set():
            return self._wire.cut()
        self._bill(asked, made, fault)
        told = [respell(one, fault) for one in made]
        body = answers.encode(answers.success(asked, told, self._created))
        self._wire.send(
            200,
            body,
            "application/json",
            cut_at=len(body) // 2 if _is(fault, "half-body") else None,
            drip_s=fault.number if fault and fault.kind == "slow" else 0,
        )

    def _stream(self, asked: Asked, fault: Fault | None) -> None:
        made: list[Made] = []
        drip_s = fault.number / asked.count if fault and fault.kind == "slow" else 0
        for one in self._make(asked, fault):
            if self._house.stopping.is_set():
                return self._wire.cut()
            if not made:
                self._bill_ahead(asked, fault)
                self._wire.open_stream()
            if fault and fault.kind == "stream-cut" and len(made) >= fault.number:
                return self._wire.cut()
            made.append(one)
            told = respell(one, fault)
            event = answers.picture_event(asked, told, self._created)
            if _is(fault, "half-body"):
                self._wire.send_chunk(event[: len(event) // 2])
                return self._wire.cut()
            self._wire.send_chunk(event, drip_s=drip_s)
        if fault and fault.kind == "stream-cut":
            return self._wire.cut()
        if not _is(fault, "no-completed"):
            last = answers.completed_event(asked, made, self._created)
            self._wire.send_chunk(last)
        self._wire.close_stream()

    def _make(self, asked: Asked, fault: Fault | None) -> Iterator[Made]:
        """Yield each picture when it is due; an internal error is the last."""
        for index in range(_count(asked, fault)):
            if fault and fault.kind == "internal-after" and index >= fault.number:
                yield Made(index, refused=internal())
                return
            if index in asked.refused_indexes:
                self._wait()
                yield Made(index, refused=sensitive("OutputImage", "output image"))
                continue
            content = self._paint(asked, index)
            self._wait()
            yield self._hand_over(asked, index, content, fault)

    def _paint(self, asked: Asked, index: int) -> bytes:
        commission = Commission(
            prompt=asked.prompt,
            size=asked.size,
            index=index,
            salt=self._salt if asked.seed is None else f"seed {asked.seed}",
            output_format=asked.output_format,
            watermark=asked.watermark,
            references=tuple(
                reference.content or reference.url.encode()
                for reference in asked.references
            ),
            is_quick=self._house.is_quick,
        )
        with self._house.easel:
            return self._house.painter(commission)

    def _hand_over(
        self, asked: Asked, index: int, content: bytes, fault: Fault | None
    ) -> Made:
        if asked.response_format == "b64_json" or _is(fault, "b64"):
            text = base64.b64encode(content).decode()
            return Made(index, b64_json=text, size=asked.size)
        name = f"{self._wire.request_id}_{index}.{asked.output_format}"
        self._house.pictures.save(name, content)
        if fault and fault.stage is Stage.DOWNLOAD:
            self._house.faults.spoil(name, fault)
        url = self._house.pictures.address(
            name,
            family=asked.image_model.slug,
            base=self._house.base,
            is_expired=_is(fault, "url-expired"),
        )
        return Made(index, url=url, size=asked.size)

    def _wait(self) -> None:
        """Wait until the next picture is due, counted from the request."""
        self._due_s += random.uniform(*self._house.latency_s)
        left = self._begun + self._due_s - time.monotonic()
        if left > 0:
            self._house.stopping.wait(left)

    def _bill(self, asked: Asked, made: list[Made], fault: Fault | None) -> None:
        bills = fault is None or fault.bills
        images = sum(one.size is not None for one in made) if bills else 0
        self._record(asked, images, fault=str(fault or ""))

    def _bill_ahead(self, asked: Asked, fault: Fault | None) -> None:
        """Write the line of a stream before its first byte, for all its pictures."""
        count = _count(asked, fault)
        if fault and fault.kind == "internal-after":
            count = min(count, fault.number)
        images = sum(index not in asked.refused_indexes for index in range(count))
        bills = fault is None or fault.bills
        self._record(asked, images if bills else 0, fault=str(fault or ""))

    def _record(
        self, asked: Asked | None, images: int, *, refused: str = "", fault: str = ""
    ) -> None:
        self._house.ledger.record(
            LedgerLine(
                at=datetime.now(UTC).isoformat(),
                request_id=self._wire.request_id,
                client_request_id=self._client_request_id,
                model=asked.remote_model if asked else "",
                mode=asked.mode.value if asked else "",
                images=images,
                references=len(asked.references) if asked else 0,
                ignored_fields=asked.ignored_fields if asked else (),
                forbidden_fields=asked.forbidden_fields if asked else (),
                body_sha256=hashlib.sha256(self._body).hexdigest(),
                refused=refused,
                fault=fault,
                reference_sizes=_sizes(asked),
            )
        )


def _sizes(asked: Asked | None) -> tuple[Pixels | None, ...]:
    return tuple(reference.size for reference in asked.references) if asked else ()


def _is(fault: Fault | None, kind: str) -> bool:
    return fault is not None and fault.kind == kind


def _count(asked: Asked, fault: Fault | None) -> int:
    """Return how many pictures are tried; "fewer" leaves out the last, "more" adds."""
    if fault and fault.kind == "more":
        return asked.count + fault.number
    fewer = _is(fault, "fewer") and asked.count > 1
    return asked.count - 1 if fewer else asked.count
