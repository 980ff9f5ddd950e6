"""The result pictures on disk and their signed addresses.

Owns the folder `pictures` and the signing secret, both of which outlive a
restart. Knows neither prompts nor the ledger.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generations.simulator.signing import Denial, check_query, signed_query

_PREFIX = "/files/"


class PictureStore:
    """Pictures by name, each to be had by a signed address only."""

    def __init__(self, folder: Path, *, url_life_s: float) -> None:
        """Use `folder`, and drop what has outlived its addresses."""
        self._folder = folder / "pictures"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._life_s = max(1, round(url_life_s))
        self._secret = _kept_secret(folder / "secret")
        self._drop_expired()

    def save(self, name: str, content: bytes) -> None:
        """Keep a picture under a flat name such as `021…_0.jpeg`."""
        (self._folder / name).write_bytes(content)

    def address(
        self, name: str, *, family: str, base: str, is_expired: bool = False
    ) -> str:
        """Return the signed address of a picture below `base` (scheme and host).

        One that `is_expired` ran out an hour ago.
        """
        late = timedelta(seconds=self._life_s + 3600 if is_expired else 0)
        path = f"{_PREFIX}{family}/{name}"
        query = signed_query(
            self._secret,
            host=base.partition("://")[2],
            path=path,
            at=datetime.now(UTC) - late,
            life_s=self._life_s,
        )
        return f"{base}{path}?{query}"

    def check(self, *, host: str, path: str, query: str) -> Denial | None:
        """Return why this address is refused, None when it is good."""
        return check_query(
            self._secret, host=host, path=path, query=query, at=datetime.now(UTC)
        )

    def read(self, path: str) -> bytes | None:
        """Return the picture at a checked path, None when it is gone."""
        file = self._folder / Path(path).name
        return file.read_bytes() if file.is_file() else None

    def _drop_expired(self) -> None:
        oldest = time.time() - self._life_s
        for file in self._folder.iterdir():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)


def _kept_secret(path: Path) -> bytes:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
