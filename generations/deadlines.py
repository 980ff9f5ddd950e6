"""How long anybody waits for anything, in seconds, and how it agrees. The one place.

Knows neither Django nor rows, so that the wire, the pipeline, the settings and the
servers can all take their numbers from here. Who uses what:

- `Timeouts`: `clients.ark`, by `accounts.client_for`, times `STUDIO_PATIENCE`
- `KEY_CHECK_S`: `clients.keycheck`, by `accounts.check_key`, times it too
- `DOWNLOAD_*`: `downloads.rules` (times it too)
- `SETTLE_S`: `pipeline.settle`;  `QUIET_S`, `THUMBNAIL_S`: `pipeline.sweep`
- `AGAIN_S`: `pipeline.decide`, times `STUDIO_PATIENCE`
- `LEASE_S`, `SWEEP_S`, `GRACE_S`: defaults of the settings of these names
- `WORKER_STOP_S`, `WEB_STOP_S`: `compose.yaml`;  `PROXY_READ_S`: README
- `DATABASE_WAIT_S`, `ROW_WAIT_S`, `BROKER_WAIT_S`: `seedream_site`
- the rest: `run` and `web`

A paid request outlives every page: pages never wait for one, so the limits of web
server and proxy are short. A worker's are longer than the longest exchange, since
one that is killed before leaves money in an unknown state. `tests/test_deadlines`
holds all of this over the whole catalogue.
"""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait for a gateway, in seconds.

    Source: reliability.md section 1.4 step 9 and seedream-api.md section 8.4
    (28 to 40 s per picture of a sequence, so 15 take about 10 minutes), and for
    image models that take a quality or think (3 to 5 minutes at high quality; 600 s
    are advised) docs.apiyi.com/en/api-capabilities/image-api-best-practices, seen
    2026-11-20.
    """

    connect_s: float = 10
    write_s: float = 30
    read_s: float = 120  #: silence of a blocking answer, to which is added
    read_per_image_s: float = 60  #: for each picture expected
    slow_read_s: float = 600  #: instead of `read_s` where a quality or thought is asked
    stream_read_s: float = 180  #: silence between two bytes of a stream
    least_total_s: float = 360  #: whole exchange, at least
    reserve_s: float = 30  #: on top of the whole: slow uploads, slow bodies

    def silence_s(
        self, images: int, *, is_slow: bool = False, is_stream: bool = False
    ) -> float:
        """Return how long no byte may come."""
        if is_stream:
            return self.stream_read_s
        return self._blocking_s(images, is_slow=is_slow)

    def total_s(self, images: int, *, is_slow: bool = False) -> float:
        """Return how long the whole exchange may take, connecting included."""
        blocking_s = self._blocking_s(images, is_slow=is_slow)
        return max(self.least_total_s, blocking_s) + self.reserve_s

    def scaled(self, factor: float) -> "Timeouts":
        """Return the same with every wait multiplied, for tests of faults."""
        return Timeouts(*(getattr(self, each.name) * factor for each in fields(self)))

    def _blocking_s(self, images: int, *, is_slow: bool) -> float:
        read_s = self.slow_read_s if is_slow else self.read_s
        return read_s + self.read_per_image_s * images


#: The longest exchange of the catalogue: 10 pictures of an image model that takes a
#: quality. A sequence of 15 may take 1050.
LONGEST_EXCHANGE_S = 1_230.0

#: One free question to a gateway, from a page: whether it knows a key. Two of them
#: make one test, so it stays far below `PAGE_S`.
KEY_CHECK_S = 8.0

# --- From the announced address to the stored picture ----------------------------

#: Connecting to the host of a picture, and silence of it.
DOWNLOAD_CONNECT_S = 10.0
DOWNLOAD_READ_S = 30.0
#: One whole download, and the bytes it may bring.
DOWNLOAD_TOTAL_S = 120.0
DOWNLOAD_MAX_BYTES = 60_000_000
#: So long before the address of a paid picture dies, people are told. Source:
#: reliability.md section 1.4, "less than 12 h left", seen 2026-11-20.
EXPIRY_ALARM_S = 12 * 3600.0
#: For so long after it was announced a picture is simply on its way.
ON_ITS_WAY_S = 900.0

# --- Rows ------------------------------------------------------------------------

#: An answer waits for a database that is away; then the spool keeps it.
SETTLE_S = 60.0
#: A worker may be silent before its attempts, and the pictures it stores, are taken
#: from it; it beats four times
#: as often. Independent of the length of an exchange.
LEASE_S = 60.0
#: Between two rounds of the sweeper.
SWEEP_S = 2.0
#: A message not acted upon for this long is sent again.
QUIET_S = 30.0
#: On top of the whole exchange before a person may generate an unknown request again.
AGAIN_S = 60.0
#: A stored picture without its larger thumbnails after this long gets them again.
THUMBNAIL_S = 60.0
#: A thread waits for a connection to PostgreSQL, or for the lock of SQLite.
DATABASE_WAIT_S = 20
#: A statement waits for a row of PostgreSQL that another one keeps. Shorter than the
#: above, so that who waits for a gate leaves connections to the sweeper.
ROW_WAIT_S = 5
#: A click waits for a broker that is away; the sweeper rings instead.
BROKER_WAIT_S = 0.5

# --- Processes -------------------------------------------------------------------

#: A stopping worker lets the longest exchange end, written and stored.
GRACE_S = 1_560.0
#: Then whoever stops it (Docker, systemd) may kill it.
WORKER_STOP_S = 1_620.0
#: The longest that a page may take; one that is slower is cut when the pages stop.
PAGE_S = 60.0
WEB_STOP_S = 75.0
#: A reverse proxy waits for a page: `proxy_read_timeout` of nginx.
PROXY_READ_S = 75.0
#: An idle connection is kept by the web server for longer than by the proxy (nginx:
#: 60 s), so that the proxy never writes into one that is just being closed.
KEEP_ALIVE_S = 130
#: Bytes of one form with its uploads: `client_max_body_size` of nginx, or more.
MAX_REQUEST_BYTES = 40_000_000
