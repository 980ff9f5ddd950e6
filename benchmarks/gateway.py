"""The simulator with a picture prepared beforehand and a stamp on each request.

Run as `python -m benchmarks.gateway FOLDER LATENCY_S` by the other benchmarks.
Adds to the simulator when a request came and when its answer was out.
"""

import itertools
import json
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

from generations.simulator import Simulator
from generations.simulator.handler import Handler
from generations.simulator.painting import Commission, paint

#: One JSON object per line: attempt, received_at, answered_at (Unix time, s).
STAMPS = "stamps.jsonl"
PROMPT = "a lighthouse above a rough sea, evening light"
SIZE = (2048, 2048)


class StampingHandler(Handler):
    """Answers as the simulator does and notes the times of paid requests."""

    stamps: Path

    def do_POST(self) -> None:
        """Note the time before the body is read and after the last byte left."""
        received_at = time.time()
        super().do_POST()
        self.wfile.flush()
        line = {
            "attempt": self.headers.get("X-Client-Request-Id", ""),
            "received_at": received_at,
            "answered_at": time.time(),
        }
        with self.stamps.open("a") as file:
            file.write(json.dumps(line) + "\n")


def numbered(picture: bytes, numbers: "itertools.count[int]", _: Commission) -> bytes:
    """Return a JPEG with a comment of its own: other bytes, the same pixels."""
    comment = f"{next(numbers)}".encode()
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
    return picture[:2] + segment + picture[2:]


def read_stamps(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the stamps so far, by attempt."""
    lines = (folder / STAMPS).read_text().splitlines()
    return {stamp["attempt"]: stamp for stamp in map(json.loads, lines)}


def main() -> None:
    """Serve until standard input closes; the first line printed is the address."""
    folder, latency_s = Path(sys.argv[1]), float(sys.argv[2])
    StampingHandler.stamps = folder / STAMPS
    picture = paint(Commission(PROMPT, SIZE))
    with Simulator(
        folder,
        latency_s=latency_s,
        painter=partial(numbered, picture, itertools.count()),
        handler=StampingHandler,
    ) as simulator:
        print(simulator.base_url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
