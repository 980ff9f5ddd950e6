"""What never stands in a log line, taken out of any text or exception.

Secrets are known by value (`hide`) and by look; exceptions say what they say only
where their words cannot hold a prompt, a row or a form. Knows neither Django nor logs.
"""

import re
import threading
import traceback
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urlsplit

HIDDEN = "***"
#: Characters of one text that are kept; what is longer is no message.
MOST = 16_000
#: A shorter secret would take words out of every line.
LEAST_SECRET = 6

_HEADERS = (
    r"(?:proxy-)?authorization|set-cookie|cookie|x-api-key|api[-_]?key|x-csrftoken"
    r"|csrfmiddlewaretoken|csrftoken|sessionid|passw(?:or)?d|passwd|secret"
    r"|[\w-]*(?:signature|token|credential)"
)
_LOOKS: tuple[tuple[re.Pattern[str], str], ...] = (
    # scheme://user:password@host
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/@'\"]*):[^\s@'\"]+@"), r"\1:***@"),
    # Queries: a signed address is worth the picture, a search may be a prompt.
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s?'\"<>\\]*)\?[^\s'\"<>]*"), r"\1?***"),
    (re.compile(r"(?i)\?[\w.%~\[\]-]+=[^\s'\"<>]*"), "?***"),
    (re.compile(r"(?i)\b(x-(?:tos|amz|goog|oss)-[\w-]+)=[^\s&'\"]+"), r"\1=***"),
    # One-time links carry their secret in the path.
    (
        re.compile(r"(?i)(/(?:setup|invite|join|share|key|references)/)[^/\s'\"]+"),
        r"\1***",
    ),
    (re.compile(r"(?i)\b(bearer|basic|aws4-hmac-sha256)\s+[^\s'\",]{6,}"), r"\1 ***"),
    # 'Name': 'value', (b'Name', b'value'), "name": "value"
    (
        re.compile(rf"(?i)(['\"](?:{_HEADERS})['\"]\s*[:,=]\s*b?)(['\"]).*?(?<!\\)\2"),
        r"\1\2***\2",
    ),
    # Name: value, to the end of the line; name=value, to the next space
    (
        re.compile(r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie)(\s*[:=]\s*).*"),
        r"\1\2***",
    ),
    (re.compile(rf"(?i)\b({_HEADERS})(\s*[=:]\s*)(?!\*\*\*)[^\s&'\",;]+"), r"\1\2***"),
    # What keys look like, wherever they stand
    (re.compile(r"\b(?:sk|ark|pk|rk)-[A-Za-z0-9_-]{6,}"), HIDDEN),
    (re.compile(r"\b(?:AKLT|AKIA|ASIA)[A-Za-z0-9]{12,}"), HIDDEN),
    (re.compile(r"(?:\\x[0-9a-fA-F]{2}){16,}"), "<bytes>"),
    (re.compile(r"[A-Za-z0-9+/_-]{200,}={0,2}"), "<base64>"),
)
#: Exceptions whose words are the program's or the system's, never a person's.
_PLAIN_SPOKEN: frozenset[str] = frozenset(
    {
        "AttributeError",
        "CommandError",
        "DisallowedHost",
        "FieldError",
        "ImportError",
        "ImproperlyConfigured",
        "InterfaceError",
        "ModuleNotFoundError",
        "NameError",
        "OperationalError",
        "PoolTimeout",
        "ProgrammingError",
        "RecursionError",
        "RuntimeError",
        "SyntaxError",
        "TemplateDoesNotExist",
        "TemplateSyntaxError",
        "TypeError",
    }
)

_learning = threading.Lock()
_known: frozenset[str] = frozenset()
_known_pattern: re.Pattern[str] | None = None


def hide(*secrets: str) -> None:
    """Take these values out of every text from now on, quoted ones too."""
    global _known, _known_pattern
    spellings = {
        spelling
        for secret in secrets
        if len(secret) >= LEAST_SECRET
        for spelling in (secret, quote(secret, safe=""), repr(secret)[1:-1])
    }
    if spellings <= _known:
        return
    with _learning:
        _known |= spellings
        longest_first = sorted(_known, key=len, reverse=True)
        _known_pattern = re.compile("|".join(map(re.escape, longest_first)))


def secrets_in(settings: Mapping[str, object]) -> Iterable[str]:
    """Yield the values of settings that are secrets, passwords in addresses too."""
    for name, value in settings.items():
        if not isinstance(value, str):
            continue
        if name.endswith(("_KEY", "_TOKEN", "_PASSWORD", "_SECRET", "_KEYS")):
            yield from [value, *value.replace(",", " ").split()]
        elif name.endswith("_URL") and (password := urlsplit(value).password):
            yield from (password, unquote(password))


def redacted(text: str) -> str:
    """Return a text without keys, signed addresses, cookies and pictures."""
    if len(text) > MOST:
        text = f"{text[: MOST // 2]} ... {text[-MOST // 2 :]}"
    if _known_pattern is not None:
        text = _known_pattern.sub(HIDDEN, text)
    for look, instead in _LOOKS:
        text = look.sub(instead, text)
    return text


def told(error: BaseException) -> str:
    """Return an exception in one line, its words only where they are harmless.

    Of a database's only the first line: the second may show a row.
    """
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: [Errno {error.errno}] {redacted(error.strerror)}"
    if not _PLAIN_SPOKEN & {each.__name__ for each in kind.__mro__}:
        return name
    words = str(error).partition("\n")[0]
    return f"{name}: {redacted(words)}" if words else name


def traced(error: BaseException) -> str:
    """Return where an exception came from, with those that led to it, oldest first."""
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (
            None if step.__suppress_context__ else step.__context__
        )
    parts = []
    for each in reversed(chain):
        frames = "".join(traceback.format_tb(each.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{told(each)}")
    return redacted("\n".join(parts))
