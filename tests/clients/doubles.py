"""A client around a mock transport, and bodies that break."""

import json

import httpx

from generations.clients.ark import ArkClient
from generations.clients.contract import ImageRequest
from generations.clients.errors import ImageApiError

KEY = "sk-0123456789abcdef"
REQUEST = ImageRequest(remote_model="m", prompt="p", size="2K")
FOUR = ImageRequest(
    remote_model="m", prompt="p", size="2K", sequential="auto", max_images=4
)
ANSWER = json.dumps({"data": [{"url": "https://example.org/a.png"}]}).encode()
SSE_PICTURE = (
    b'data: {"type":"image_generation.partial_succeeded","image_index":0,'
    b'"url":"https://example.org/a.png"}\n\n'
)


class Broken(httpx.SyncByteStream):
    """A body that ends in an error after its chunks."""

    def __init__(self, chunks, error=None):
        self.chunks = chunks
        self.error = error
        self.is_closed = False

    def __iter__(self):
        yield from self.chunks
        if self.error:
            raise self.error

    def close(self):
        self.is_closed = True


def client_for(handler, **options):
    return ArkClient(
        "https://gateway.test/api/v3/images/generations",
        options.pop("key", KEY),
        transport=httpx.MockTransport(handler),
        **options,
    )


def answering(content=ANSWER, status=200, headers=None, stream=None):
    """Give a handler that answers the same to everything."""
    body = {"stream": stream} if stream else {"content": content}
    return lambda _: httpx.Response(status, headers=headers, **body)


def failing(error):
    """Give a handler whose connection fails."""

    def handle(_):
        raise error

    return handle


def play(client, request=REQUEST):
    events = []
    try:
        for event in client.generate(request):
            events.append(event)
    except ImageApiError as error:
        return events, error
    return events, None
