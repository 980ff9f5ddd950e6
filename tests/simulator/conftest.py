"""A running simulator and a caller that speaks to it over a real socket."""

import base64
import http.client
import io
import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from PIL import Image

from generations.simulator import Simulator

LITE = "doubao-seedream-5-0-260128"
V45 = "doubao-seedream-4-5-251128"
V40 = "doubao-seedream-4-0-250828"
PRO = "doubao-seedream-5-0-pro-260628"
FLASH = "seedream-5-0-flash-260915"
V55 = "doubao-seedream-5-5-261028"
T2I = "doubao-seedream-3-0-t2i-250415"
SEEDEDIT = "doubao-seededit-3-0-i2i-250628"


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        return self.json["error"]

    @property
    def events(self):
        """Each event as (name, JSON or None for the terminator)."""
        blocks = self.body.decode().split("\n\n")
        found = []
        for block in filter(None, blocks):
            lines = dict(line.split(": ", 1) for line in block.split("\n"))
            text = lines["data"]
            known = None if text == "[DONE]" else json.loads(text)
            found.append((lines.get("event", ""), known))
        return found


@dataclass
class Caller:
    simulator: Simulator
    timeout_s: float = 20
    headers: dict[str, str] = field(default_factory=dict)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.simulator.port, timeout=self.timeout_s
        )
        try:
            connection.request(method, path, body, self.headers | (headers or {}))
            answer = connection.getresponse()
            content = answer.read()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, names, content)
        finally:
            connection.close()

    def ask(self, *, model=LITE, prompt="a quiet sea", headers=None, **fields):
        body = {"model": model, "prompt": prompt} | fields
        kept = {name: value for name, value in body.items() if value is not ...}
        return self.post("/v1/images/generations", kept, headers)

    def post(self, path, value, headers=None):
        kind = {"Content-Type": "application/json"}
        return self.request("POST", path, json.dumps(value), kind | (headers or {}))

    def get(self, url):
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return self.request("GET", path)


@pytest.fixture
def simulator(tmp_path):
    with Simulator(tmp_path / "simulator", quick=True) as running:
        yield running


@pytest.fixture
def caller(simulator):
    return Caller(simulator)


def picture_bytes(size=(64, 48), kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, (200, 90, 40)).save(file, kind)
    return file.getvalue()


def data_uri(content=None, media_type="image/png"):
    text = base64.b64encode(picture_bytes() if content is None else content)
    return f"data:{media_type};base64,{text.decode()}"
