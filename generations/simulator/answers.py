"""The right answers, as JSON objects and as server-sent events.

Knows the contract's fields and nothing of sockets. Source: stored copies of
https://www.volcengine.com/docs/82379/1541523 and .../1824137, seen 2026-11-20.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generations.catalogue.vocabulary import Pixels
from generations.simulator.asked import Asked
from generations.simulator.refused import Refused

_FAMILY = "image_generation"
#: Only this image model reports the format and the number of references.
_PRO = "seedream-5.0-pro"
#: Only its image models tell the size of each picture.
_MAKER = "ByteDance"
_OPENAI = "OpenAI"


@dataclass(frozen=True, slots=True)
class Made:
    """One place of the answer: a picture, or why there is none."""

    index: int
    url: str = ""
    b64_json: str = ""
    size: Pixels | None = None
    refused: Refused | None = None


def encode(value: object) -> bytes:
    """Return JSON as Go writes it: `&`, `<` and `>` escaped, no spaces."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "&<>":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text.encode("utf-8", "replace")


def success(asked: Asked, made: Sequence[Made], created: int) -> dict[str, Any]:
    """Return the whole answer of a blocking request."""
    answer: dict[str, Any] = {
        "model": asked.remote_model,
        "created": created,
        "data": [_entry(asked, one) for one in made],
        "usage": usage(asked, made),
    }
    if asked.web_search:
        answer["tools"] = [{"type": "web_search"}]
    if asked.image_model.maker == _OPENAI:
        answer |= {
            "background": asked.background,
            "output_format": asked.output_format,
            "quality": asked.quality,
            "size": f"{asked.size[0]}x{asked.size[1]}",
        }
    return answer


def usage(asked: Asked, made: Sequence[Made]) -> dict[str, Any]:
    """Return what is billed: successful pictures, and tokens by their pixels."""
    if asked.image_model.maker == _OPENAI:
        return _openai_usage(asked, made)
    sizes = [one.size for one in made if one.size is not None]
    tokens = sum(width * height // 256 for width, height in sizes)
    billed: dict[str, Any] = {
        "generated_images": len(sizes),
        "output_tokens": tokens,
        "total_tokens": tokens,
    }
    if asked.web_search:
        billed["tool_usage"] = {"web_search": 1}
    if asked.image_model.slug == _PRO:
        billed["input_images"] = len(asked.references)
    return billed


def _openai_usage(asked: Asked, made: Sequence[Made]) -> dict[str, Any]:
    """Return tokens alone: OpenAI names no number of pictures.

    Source: https://developers.openai.com/api/reference/resources/images/methods/
    generate, stored copy, seen 2026-11-20; the numbers are ours.
    """
    words = len(asked.prompt.split())
    drawn = sum(one.size[0] * one.size[1] // 256 for one in made if one.size)
    return {
        "input_tokens": words,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": words},
        "output_tokens": drawn,
        "total_tokens": words + drawn,
    }


def picture_event(asked: Asked, one: Made, created: int) -> bytes:
    """Return the event of one picture, made or refused."""
    outcome = "partial_failed" if one.refused else "partial_succeeded"
    head = _head(outcome, asked, created)
    return _event(head | {"image_index": one.index} | _entry(asked, one))


def completed_event(asked: Asked, made: Sequence[Made], created: int) -> bytes:
    """Return the last event and the terminator."""
    body = _head("completed", asked, created) | {"usage": usage(asked, made)}
    if asked.web_search:
        body["tools"] = [{"type": "web_search"}]
    return _event(body) + b"data: [DONE]\n\n"


def _entry(asked: Asked, one: Made) -> dict[str, Any]:
    if one.refused:
        return {"error": {"code": one.refused.code, "message": one.refused.message}}
    entry: dict[str, Any] = {"url": one.url} if one.url else {"b64_json": one.b64_json}
    if one.size and asked.image_model.maker == _MAKER:
        entry["size"] = f"{one.size[0]}x{one.size[1]}"
    if asked.image_model.slug == _PRO:
        entry["output_format"] = asked.output_format
    return entry


def _head(outcome: str, asked: Asked, created: int) -> dict[str, Any]:
    kind = f"{_FAMILY}.{outcome}"
    return {"type": kind, "model": asked.remote_model, "created": created}


def _event(body: dict[str, Any]) -> bytes:
    kind = str(body["type"]).encode()
    return b"event: " + kind + b"\ndata: " + encode(body) + b"\n\n"
