"""How log lines look, and that nothing secret or private stands in one.

All code logs by `logging`; structlog's formatter renders each record as a readable
line or as one JSON object, after `redaction` has been over every word of it.
"""

import copy
import logging
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from structlog.contextvars import merge_contextvars
from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from seedream_site.redaction import redacted, told, traced

#: What a record may carry beside its message; anything else may hold a request.
KEPT_EXTRAS = ("status_code", "gateway", "attempt", "output", "generation")
#: Below a warning these tell bodies, rows, contexts of templates and signatures.
TALKATIVE = (
    "PIL",
    "boto3",
    "botocore",
    "django.db.backends",
    "django.template",
    "httpcore",
    "httpx",
    "s3transfer",
    "urllib3",
)


#: How lines may look.
FORMS = ("line", "json")


#: It quotes exceptions; `tasks.Errand` logs where they came from instead.
SILENT = "celery.app.trace"


class Discreet(logging.Filter):
    """Drops what libraries say that quote others, whatever their level is."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record may be written."""
        is_talkative = any(
            record.name == name or record.name.startswith(f"{name}.")
            for name in TALKATIVE
        )
        is_heard = record.levelno >= logging.WARNING or not is_talkative
        return is_heard and record.name != SILENT


class Redacting(ProcessorFormatter):
    """Renders records of any logger; exceptions among their words become harmless."""

    def __init__(self, form: str) -> None:
        """Take "line" or "json"."""
        render: Processor = JSONRenderer() if form == "json" else _line
        super().__init__(
            processors=[
                merge_contextvars,
                _gather,
                ProcessorFormatter.remove_processors_meta,
                render,
            ]
        )

    def format(self, record: logging.LogRecord) -> str:
        """Return one record as text."""
        record = copy.copy(record)
        record.msg = _harmless(record.msg)
        if isinstance(record.args, Mapping):
            record.args = {name: _harmless(each) for name, each in record.args.items()}
        elif record.args:
            record.args = tuple(_harmless(each) for each in record.args)
        try:
            record.getMessage()
        except Exception:  # logging itself would print the arguments as they are
            record.msg, record.args = f"{record.msg} (with arguments amiss)", ()
        return super().format(record)


def _harmless(word: object) -> object:
    return told(word) if isinstance(word, BaseException) else word


def _gather(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Put what a line tells in order, every text redacted."""
    record: logging.LogRecord = event["_record"]
    when = datetime.fromtimestamp(record.created, UTC)
    found: dict[str, Any] = {
        "time": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "event": redacted(str(event["event"])),
    }
    meta = ("event", "exc_info", "stack_info", "_record", "_from_structlog")
    ids = {name: value for name, value in event.items() if name not in meta}
    ids |= {name: vars(record)[name] for name in KEPT_EXTRAS if name in vars(record)}
    for name, value in sorted(ids.items()):
        found[name] = value if isinstance(value, int) else redacted(str(value))
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is None and event.get("exc_info"):
        error = event["exc_info"][1]
    if error is not None:
        found["exception"] = traced(error)
    if event.get("stack_info"):
        found["stack"] = redacted(str(event["stack_info"]))
    found |= {"_record": record, "_from_structlog": event["_from_structlog"]}
    return found


def _line(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    """Write an event as one line, with its traceback below."""
    below = [event.pop(name) for name in ("exception", "stack") if name in event]
    words = [event.pop(name) for name in ("time", "level", "logger", "event")]
    ids = " ".join(f"{name}={value}" for name, value in event.items())
    line = " ".join(words) + (f" [{ids}]" if ids else "")
    # A line break in a message would be a line somebody else wrote.
    return "\n".join([_on_one_line(line), *below])


def _on_one_line(text: str) -> str:
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text
    )


def logging_of(level: str, form: str) -> dict[str, Any]:
    """Return the settings of `logging`; `level` is that of our own lines.

    Raises:
        ValueError: there is no such form of a line.
    """
    if form not in FORMS:
        raise ValueError("STUDIO_LOG_FORMAT is line or json.")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"studio": {"()": Redacting, "form": form}},
        "filters": {"discreet": {"()": Discreet}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "studio",
                "filters": ["discreet"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "generations": {"level": level},
            "teams": {"level": level},
            "seedream_site": {"level": level},
        },
    }


def catch_the_rest() -> None:
    """Let no traceback that nobody caught tell a secret.

    A command that fails says why to whoever typed it; a thread is logged.
    """
    sys.excepthook = _print_redacted
    threading.excepthook = _log_uncaught


def _print_redacted(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    lines = traceback.format_exception(kind, error, trace)
    sys.stderr.write(redacted("".join(lines)))


def _log_uncaught(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
        name = given.thread.name if given.thread else "?"
        logging.getLogger("seedream_site.uncaught").critical(
            "thread %s ended", name, exc_info=given.exc_value
        )
