"""A generation as one JSON object, for the shell and for machines."""

from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage

from generations.faces import face_of
from generations.models import (
    Attempt,
    AttemptState,
    Generation,
    Output,
    OutputState,
    Verdict,
)
from generations.wording import (
    NOT_BILLED,
    WAITING,
    Explanation,
    explain,
)

#: States of `report()["state"]`.
DONE, PARTIAL, REFUSED = "done", "partial", "refused"
UNKNOWN, UNFINISHED, LOST, INVALID = "unknown", "unfinished", "lost", "invalid"


def report(generation: Generation) -> dict[str, Any]:
    """Return how a generation stands.

    `billed_images` counts what the gateway said it billed; pictures of a request
    with an unknown outcome are counted in `may_be_billed_images`.
    """
    outputs = list(
        generation.outputs.select_related("attempt", "image").order_by(
            "attempt__variation", "index"
        )
    )
    attempts = list(generation.attempts.order_by("variation"))
    return {
        "state": state_of(outputs),
        "generation": str(generation.pk),
        "mode": generation.mode,
        "offer": generation.offer_key,
        "size": generation.size,
        "outputs": [_output(output) for output in outputs],
        "billed_images": sum(attempt.images_billed or 0 for attempt in attempts),
        "may_be_billed_images": sum(_held(attempt, outputs) for attempt in attempts),
        "cost": _cost(generation, attempts),
        "error": next((_error(a) for a in attempts if a.error_kind), None),
    }


def failure(message: str, **more: Any) -> dict[str, Any]:
    """Return the same shape for a wish that was never taken."""
    return {
        "state": INVALID,
        "outputs": [],
        "billed_images": 0,
        "may_be_billed_images": 0,
        "cost": None,
        "error": {"message": message, **more},
    }


def state_of(outputs: list[Output]) -> str:
    """Return the state of the whole from its promised pictures."""
    if any(face_of(output).is_open for output in outputs):
        return UNFINISHED
    states = {output.state for output in outputs}
    if states == {OutputState.STORED}:
        return DONE
    if any(output.attempt.state == AttemptState.UNKNOWN for output in outputs):
        return UNKNOWN
    if OutputState.STORED in states:
        return PARTIAL
    return LOST if OutputState.LOST in states else REFUSED


def _output(output: Output) -> dict[str, Any]:
    found: dict[str, Any] = {"index": output.index, "state": output.state}
    image = output.image
    if output.state == OutputState.STORED and image is not None:
        name_it = getattr(default_storage, "address", default_storage.path)
        return found | {
            "path": name_it(image.key),
            "bytes": image.size_bytes,
            "sha256": image.sha256,
            "width": image.width_px,
            "height": image.height_px,
            "media_type": image.media_type,
        }
    face = face_of(output)
    found["state"] = face.key.partition("-")[0]
    found["error"] = _error(output.attempt)
    if output.error_code:
        found["error"] = {
            "code": output.error_code,
            "message": output.error_message,
            "explanation": str(explain("", output.error_code).happened),
        }
    return found


def _error(attempt: Attempt) -> dict[str, Any] | None:
    if not attempt.error_kind:
        waits_for = str(WAITING.get(attempt.wait_reason, ""))
        return (
            {"code": attempt.wait_reason, "message": waits_for} if waits_for else None
        )
    why = explain(attempt.error_kind, attempt.error_code)
    if attempt.state == AttemptState.QUEUED:  # it will be tried again by itself
        why = Explanation(WAITING.get(attempt.wait_reason, ""), NOT_BILLED, "")
    return {
        "kind": attempt.error_kind,
        "code": attempt.error_code,
        "message": attempt.error_message,
        "http_status": attempt.http_status,
        "request_id": attempt.request_id,
        "explanation": str(why.happened),
        "billed": str(why.billed),
        "next_step": str(why.next_step),
    }


def _held(attempt: Attempt, outputs: list[Output]) -> int:
    """Return how many pictures of an attempt may be on the bill without our knowing."""
    if attempt.state != AttemptState.UNKNOWN or attempt.verdict == Verdict.NOT_BILLED:
        return 0
    return sum(
        output.attempt_id == attempt.pk and output.state == OutputState.PROMISED
        for output in outputs
    )


def _cost(generation: Generation, attempts: list[Attempt]) -> dict[str, str] | None:
    """Return what was settled; None while nothing is, or the price is unknown."""
    if generation.estimate is None:
        return None
    total = sum((attempt.cost or Decimal(0) for attempt in attempts), Decimal(0))
    return {"amount": f"{total:f}", "currency": generation.currency}
