"""The simulator as a process of its own: `python -m generations.simulator`."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from generations.simulator.server import Simulator


def main() -> None:
    """Serve until SIGINT or SIGTERM; the first line printed is the address."""
    options = _parser().parse_args()
    simulator = Simulator(
        options.folder,
        host=options.host,
        port=options.port,
        api_keys=options.key or None,
        latency_s=options.latency,
        url_life_s=options.url_life,
        public_url=options.public_url,
        strict=options.strict,
        quick=options.quick,
    )
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with simulator:
        sys.stdout.write(simulator.base_url + "\n")
        sys.stdout.flush()
        ended.wait()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generations.simulator")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: that of last time")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument(
        "--latency", type=_seconds, default=(0.0, 0.0), help='per picture: "2" or "2-5"'
    )
    parser.add_argument("--key", action="append", help="accepted key, repeatable")
    parser.add_argument("--url-life", type=float, default=86_400, help="seconds")
    parser.add_argument("--public-url", default="", help="scheme and host of results")
    parser.add_argument("--strict", action="store_true", help="refuse ignored fields")
    parser.add_argument("--quick", action="store_true", help="plain pictures")
    return parser


def _seconds(text: str) -> tuple[float, float]:
    least, _, most = text.partition("-")
    return float(least), float(most or least)


if __name__ == "__main__":
    main()
