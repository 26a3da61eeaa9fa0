"""What may stumble without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from structlog import get_logger

_log = get_logger(__name__)

Done = TypeVar("Done")


def safely(does: Callable[[], Done]) -> Done | None:
    """Do something; if it stumbles, the log has the stack, and the worker goes on (None)."""
    try:
        return does()
    except Exception:
        _log.exception("the worker stumbled; it goes on")
        return None
