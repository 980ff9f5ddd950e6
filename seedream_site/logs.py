"""How log lines look and what never stands in one."""

from typing import Any


def logging_of(level: str) -> dict[str, Any]:
    """Return the settings of `logging`; `level` is that of our own lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "generations": {"level": level},
            "teams": {"level": level},
            # Both print whole addresses, and ours are signed.
            "httpx": {"level": "ERROR"},
            "httpcore": {"level": "ERROR"},
        },
    }
