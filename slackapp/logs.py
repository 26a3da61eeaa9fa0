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
from collections.abc import Mapping
from typing import Any, Final

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

HIDDEN = "…"
TOKEN = re.compile(r"\b(xox[a-z]?[.-]|xapp-|xwfp-)[\w.-]+")
PASSWORD_IN_ADDRESS = re.compile(r"(\w://[^\s:/@]*:)[^\s/@]+(?=@)")
SECRET_IN_TEXT = re.compile(r"(signing_?secret\W{1,5})\w+", re.IGNORECASE)
LINK = re.compile(r"(/(?:ack|feeds)/)[\w.-]+")  # whoever knows one of these may use it
SECRET_NAME = re.compile(r"secret|password|authorization|(^|_)token$", re.IGNORECASE)


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


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take every secret out of a line, by the name it stands under and by what it looks like."""
    return {name: _hidden(name, value) for name, value in event.items()}


def without_secrets(text: str) -> str:
    """Shorten the tokens, secrets, passwords and links in a text to what says what they were."""
    for pattern in (TOKEN, PASSWORD_IN_ADDRESS, SECRET_IN_TEXT, LINK):
        text = pattern.sub(rf"\g<1>{HIDDEN}", text)
    return text


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
]


def _json_line() -> Processor:
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def _line_for_people() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    )


def _listen_only_to_root(logger: logging.Logger) -> None:
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
