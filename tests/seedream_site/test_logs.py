"""Each record of any logger becomes one safe line, or one JSON object."""

import io
import json
import logging
import threading

import pytest
from django.core.exceptions import ImproperlyConfigured
from structlog.contextvars import bound_contextvars

from seedream_site import logs
from seedream_site.logs import Discreet, Redacting, logging_of


@pytest.fixture
def write():
    """Return a function that logs by a logger of its own and returns what came."""

    def log(form, *words, name="generations.x", level=logging.ERROR, **options):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(Redacting(form))
        handler.addFilter(Discreet())
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        before, logger.level = logger.level, logging.DEBUG
        logger.propagate = False
        try:
            logger.log(level, *words, **options)
        finally:
            logger.level = before
            logger.propagate = True
            logger.removeHandler(handler)
        return stream.getvalue()

    return log


def test_line_tells_time_level_logger_message_and_ids(write):
    with bound_contextvars(attempt="17", request="ab"):
        line = write("line", "stored: %s", 4)

    when, rest = line.split(" ", 1)
    assert when.endswith("Z")
    assert rest == "ERROR generations.x stored: 4 [attempt=17 request=ab]\n"


def test_json_is_one_object_a_line(write):
    with bound_contextvars(attempt="17"):
        text = write("json", "two\nlines", extra={"status_code": 404})

    told = json.loads(text)
    assert text.count("\n") == 1
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "ERROR",
        "logger": "generations.x",
        "event": "two\nlines",
        "attempt": "17",
        "status_code": 404,
    }


@pytest.mark.parametrize("form", ["line", "json"])
def test_exceptions_among_the_words_do_not_speak(write, form):
    try:
        int("my prompt".upper())
    except ValueError as error:
        said = write(form, "not read: %s", error, exc_info=True)
        said += write(form, error)
        said += write(form, "%(why)s", {"why": error})

    assert "MY PROMPT" not in said
    assert said.count("ValueError") >= 4


@pytest.mark.parametrize("form", ["line", "json"])
def test_what_a_record_carries_beside_is_not_written_unless_it_is_known(write, form):
    said = write(form, "x", extra={"request": "GET /?q=prompt", "output": "7"})

    assert "prompt" not in said
    assert "7" in said


def test_arguments_that_do_not_fit_are_not_printed(write, capsys):
    said = write("line", "%d pictures", "my prompt")

    assert "%d pictures (with arguments amiss)" in said
    assert "my prompt" not in said + capsys.readouterr().err


def test_nobody_can_write_a_line_of_their_own(write):
    said = write("line", "Not Found: %s", "/x\n2026 ERROR a.b all is lost\x1b[31m")

    assert said.count("\n") == 1
    assert "\x1b" not in said


def test_stack_is_written_when_asked_for(write):
    assert "test_logs.py" in write("line", "here", stack_info=True)
    assert "test_logs.py" in json.loads(write("json", "here", stack_info=True))["stack"]


@pytest.mark.parametrize("name", ["httpcore.http11", "django.template", "botocore"])
def test_chatty_libraries_are_heard_from_a_warning_on(write, name):
    assert write("line", "body: prompt", name=name, level=logging.DEBUG) == ""
    assert write("line", "odd", name=name, level=logging.WARNING)


def test_form_of_the_lines_is_one_of_two():
    with pytest.raises(ValueError, match="STUDIO_LOG_FORMAT"):
        logging_of("INFO", "xml")


def test_a_thread_that_ends_badly_is_logged_without_words(caplog, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", logs._log_uncaught)

    thread = threading.Thread(target=int, args=("my prompt",), name="odd")
    thread.start()
    thread.join()

    (record,) = caplog.records
    said = Redacting("line").format(record)
    assert "thread odd ended" in said
    assert "ValueError" in said
    assert "my prompt" not in said


def test_a_command_that_fails_says_why_without_its_password(capsys):
    error = ImproperlyConfigured("no host in redis://:hush@/0")

    logs._print_redacted(ImproperlyConfigured, error, None)

    said = capsys.readouterr().err
    assert "no host in redis://:***@/0" in said


def test_each_answer_names_its_request(client):
    given = client.get("/healthz", headers={"X-Request-ID": "proxy-1.2"})
    odd = client.get("/healthz", headers={"X-Request-ID": "two words"})

    assert given.headers["X-Request-ID"] == "proxy-1.2"
    assert len(odd.headers["X-Request-ID"]) == 16
