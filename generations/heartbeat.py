"""The sign of life of a worker or scheduler: a file whose age tells.

Knows no Django, so that a health check costs next to nothing:
`python -m generations.heartbeat worker` ends with 0 while it beats.
"""

import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

#: A heart that beats every two seconds is dead after this long, seconds. A round of
#: the sweeper may wait twice for a database that is away.
DEAD_S = 60.0
#: Each container leaves one file; after this long nobody asks for it any more.
OLD_S = 7 * 24 * 3600.0


def path_of(role: str, folder: Path) -> Path:
    """Return the file of a role on this machine; each container has its own name."""
    return folder / "alive" / f"{socket.gethostname()}-{role}"


def beat(role: str, folder: Path) -> None:
    """Leave the sign of life.

    Raises:
        OSError: the folder takes no file.
    """
    path = path_of(role, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def forget_old(folder: Path) -> None:
    """Drop the signs of machines that are gone for a week."""
    for path in folder.glob("alive/*"):
        with suppress(OSError):  # somebody else was faster
            if time.time() - path.stat().st_mtime > OLD_S:
                path.unlink()


def silence_s(role: str, folder: Path) -> float | None:
    """Return how long ago the last sign was left, None when there was none."""
    try:
        return time.time() - path_of(role, folder).stat().st_mtime
    except OSError:
        return None


def main(role: str = "worker") -> int:
    """Say how it stands; 0 while the heart beats, else 1."""
    silent_s = silence_s(role, Path(os.environ.get("STUDIO_DATA_DIR", "data")))
    is_alive = silent_s is not None and silent_s < DEAD_S
    told = "never" if silent_s is None else f"{silent_s:.0f} s ago"
    print(f"{role}: {'alive' if is_alive else 'silent'}, last sign {told}")
    return int(not is_alive)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
