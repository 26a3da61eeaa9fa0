"""One log for everything: structlog's own lines and those of the libraries below us.

A line for a program is JSON, a line for a person in a terminal is readable; neither ever carries
a token, a secret or a password. Everything goes to standard error, because standard output
belongs to the answers of the command line.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

from models.rules import secrets
from models.rules.secrets import HIDDEN

ROW_IN_AN_ERROR = re.compile(r"(\bDETAIL:\s+)[^\n]+")  # PostgreSQL tells the whole row
# Control characters, line and paragraph ends, and what turns the direction of writing.
_STEERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_PLAIN_PATH = re.compile(r"[\w./-]{,100}", re.ASCII)
_BEHIND_A_DOOR = re.compile(r"^(/+(?:ack|feeds|in/+\w+)/).+", re.IGNORECASE)
_LONGEST_METHOD = 20  # characters
_LOOKS = ("Context impl ", "Will assume ")  # alembic says these whenever the version is looked at
_OF_SEVERAL_LINES = ("exception", "stack")
UNSIGNED: Final = "slackapp.unsigned"  # whose lines tell of what nobody signed
OF_STRANGERS: Final = ("uvicorn.error", UNSIGNED)  # whose warnings anybody can bring about
SECRET_NAME = re.compile(r"secret|password|authorization|response_url|(^|_)token$", re.IGNORECASE)


def set_up_logs(json: bool | None = None, level: str = "INFO") -> None:
    """Send every log line to standard error from now on; may be called again.

    `json`: lines for programs (True) or people (False); by default people get theirs in a
    terminal. `level`: the least that is logged, by its name in `logging`. Warnings of Python
    itself and the lines of uvicorn, Bolt and SQLAlchemy come the same way.
    """
    if json is None:
        json = not sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_FIRST_STEPS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_FIRST_STEPS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _json_line() if json else _line_for_people(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        _listen_only_to_root(logging.getLogger(name))
    logging.getLogger("alembic.runtime.migration").addFilter(_is_news)
    for name in OF_STRANGERS:
        _say_seldom(logging.getLogger(name))
    logging.getLogger("uvicorn.access").addFilter(_cut_what_was_asked)


def _cut_what_was_asked(record: logging.LogRecord) -> bool:
    """Leave of a request, which anybody can make, its plain beginning: what stands behind that, or
    behind a door that takes a key, may be one, however it is written.
    """
    match record.args:
        case (who, method, asked, version, status):
            plain = _PLAIN_PATH.match(str(asked))
            path = plain[0] if plain else ""
            path += HIDDEN if path != asked else ""
            path = _BEHIND_A_DOOR.sub(rf"\g<1>{HIDDEN}", path)
            record.args = (who, str(method)[:_LONGEST_METHOD], path, version, status)
    return True


def _is_news(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_LOOKS)


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take every secret out of a line, by the name it stands under and by what it looks like."""
    return {name: _hidden(name, value) for name, value in event.items()}


def without_secrets(text: str) -> str:
    """Shorten the secrets in a text to what says what they were, and rows of a database."""
    return ROW_IN_AN_ERROR.sub(rf"\g<1>{HIDDEN}", secrets.without_secrets(text))


def escape_controls(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Write what would steer a terminal, or begin another line, as Python writes it in quotes."""
    return {
        name: _escaped(value, but="\n" if name in _OF_SEVERAL_LINES else "")
        for name, value in event.items()
    }


def _escaped(value: Any, but: str = "") -> Any:
    """Escape a text, or the texts in a mapping or a list; `but` is left as it is."""
    if isinstance(value, str):
        return _STEERS.sub(
            lambda found: found[0] if found[0] == but else repr(found[0])[1:-1], value
        )
    if isinstance(value, Mapping):
        return {_escaped(key): _escaped(inner) for key, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list) else value


def _hidden(name: str, value: Any) -> Any:
    # structlog keeps its own business under names that begin with an underscore.
    if name.startswith("_") or value is None or isinstance(value, bool | int | float):
        return value
    if SECRET_NAME.search(name):
        return HIDDEN
    if isinstance(value, Mapping):
        return {without_secrets(str(key)): _hidden(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_hidden("", inner) for inner in value]
    return without_secrets(value if isinstance(value, str) else str(value))


_FIRST_STEPS: Final[list[Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    # Before the secrets are hidden, so that they are hidden in a stack as well; and plain,
    # because a pretty stack would show the values of local names.
    structlog.processors.format_exc_info,
    hide_secrets,
    escape_controls,
]


def _json_line() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _line_for_people() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    )


def _say_seldom(logger: logging.Logger) -> None:
    for there in [each for each in logger.filters if isinstance(each, _Seldom)]:
        logger.removeFilter(there)
    logger.addFilter(_Seldom())


class _Seldom(logging.Filter):
    """Lets each warning through once a minute, with how many were left out: whoever knocks without
    speaking HTTP, or without a signature, fills no disk.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._said: dict[str, tuple[float, int]] = {}  # when last, and how often since

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.WARNING:
            return True
        said = record.msg["event"] if isinstance(record.msg, dict) else str(record.msg)
        now, template = time.monotonic(), str(said)
        with self._lock:
            last, left_out = self._said.get(template, (-_SELDOM, 0))
            if now - last < _SELDOM:
                self._said[template] = (last, left_out + 1)
                return False
            self._said[template] = (now, 0)
        if left_out:
            counted = f"{template} ({left_out} more since the last line)"
            ours: object = record.msg  # a mapping, of structlog's
            record.msg = {**ours, "event": counted} if isinstance(ours, dict) else counted
        return True


_SELDOM: Final = 60.0  # seconds


def _listen_only_to_root(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.filters.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
