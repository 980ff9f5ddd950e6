"""The routes: which address answers what, and to whom."""

import ipaddress
import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from generations.simulator.exchange import Exchange, House
from generations.simulator.faults import FAULT_KINDS, Stage, UnknownFault
from generations.simulator.misbehaviour import misserve
from generations.simulator.refused import Refused, unauthorized
from generations.simulator.rules import models_on_sale
from generations.simulator.wire import Wire

_PREFIXES = ("/v1", "/api/v3")
_GENERATIONS = tuple(f"{prefix}/images/generations" for prefix in _PREFIXES)
_MODELS = tuple(f"{prefix}/models" for prefix in _PREFIXES)
_MAX_BODY_BYTES = 64_000_000
_MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png"}


class Handler(BaseHTTPRequestHandler):
    """Answers one connection; a subclass carries the house."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536
    house: House

    def do_GET(self) -> None:
        """Answer pictures, the models on sale, and the ledger."""
        wire, path = self._wire(), urlsplit(self.path).path
        if path.startswith("/files/"):
            self._send_picture(wire)
        elif path in _MODELS:
            self._send_models(wire)
        elif path == "/ledger" and self._is_near():
            ledger = self.house.ledger
            body = {"billed": ledger.billed_images(), "requests": ledger.requests()}
            wire.send_json(200, body)
        else:
            wire.send_not_found()

    def do_POST(self) -> None:
        """Answer paid requests and orders for faults."""
        wire, path = self._wire(), urlsplit(self.path).path
        body = self._read_body()
        if body is None:
            self.close_connection = True
            refused = Refused(413, "RequestTooLarge", "The request body is too large.")
            wire.send_json(refused.status, refused.body(wire.request_id))
        elif path in _GENERATIONS:
            Exchange(
                self.house,
                wire,
                body,
                authorization=self.headers.get("Authorization", ""),
                client_request_id=self.headers.get("X-Client-Request-Id", ""),
            ).run()
        elif path == "/faults" and self._is_near():
            self._arm(wire, body)
        else:
            wire.send_not_found()

    def do_HEAD(self) -> None:
        """Refuse: addresses are signed for GET only."""
        status = 403 if self.path.startswith("/files/") else 404
        self._wire().send(status, b"", "text/plain")

    def _nowhere(self) -> None:
        self._read_body()
        self._wire().send_not_found()

    do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _nowhere

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: addresses are secrets and the ledger has the rest."""

    def _wire(self) -> Wire:
        return Wire(self, self.house.stopping)

    def _is_near(self) -> bool:
        return is_near(self.client_address[0])

    def _read_body(self) -> bytes | None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _MAX_BODY_BYTES:
            return None
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return None
        return self.rfile.read(int(length))

    def _send_models(self, wire: Wire) -> None:
        if not self.house.knows_key(self.headers.get("Authorization", "")):
            refused = unauthorized()
            wire.send_json(refused.status, refused.body(wire.request_id))
            return
        wire.send_json(200, {"object": "list", "data": models_on_sale()})

    def _send_picture(self, wire: Wire) -> None:
        parts = urlsplit(self.path)
        pictures = self.house.pictures
        host = self.headers.get("Host", "")
        denial = pictures.check(host=host, path=parts.path, query=parts.query)
        if denial:
            body = {"Code": "AccessDenied", "Message": denial.value}
            # The store's number for an expired address is not known: one for both.
            wire.send_json(403, body | {"EC": "0003-00000015"})
            return
        name = parts.path.rpartition("/")[2]
        content = pictures.read(name)
        fault = self.house.faults.take_download(name)
        if content is None or (fault and fault.kind == "download-404"):
            gone = {"Code": "NoSuchKey", "Message": "The specified key does not exist."}
            wire.send_json(404, gone)
            return
        media_type = _MEDIA_TYPES[name.rpartition(".")[2]]
        if fault:
            misserve(wire, fault, content, media_type)
        else:
            wire.send(200, content, media_type)

    def _arm(self, wire: Wire, body: bytes) -> None:
        """Arm what `{"kind", "times", "after_billing"}` says, or `{"clear": true}`."""
        faults = self.house.faults
        try:
            order = json.loads(body)
            if order.get("clear"):
                faults.clear()
            else:
                faults.arm(
                    str(order["kind"]),
                    times=int(order.get("times", 1)),
                    after_billing=order.get("after_billing"),
                )
        except (ValueError, KeyError, TypeError, AttributeError, UnknownFault):
            known = {stage: _named(stage) for stage in Stage}
            wire.send_json(400, {"error": "kind, times, after_billing", "known": known})
            return
        wire.send_json(200, {"armed": faults.armed()})


def is_near(address: str) -> bool:
    """Tell whether a peer may read the ledger and order faults: loopback only."""
    return ipaddress.ip_address(address).is_loopback


def _named(stage: Stage) -> list[str]:
    return [name for name, kind in FAULT_KINDS.items() if kind.stage is stage]
