"""What may stumble without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from structlog import get_logger

from models.rows.outage import is_lost

_log = get_logger(__name__)

Done = TypeVar("Done")


def safely(does: Callable[[], Done]) -> Done | None:
    """Do something; if it stumbles, the log has the stack, and the worker goes on (None).

    Of a database that went away the log has one line, however many stumble over that.
    """
    try:
        return does()
    except Exception as error:
        if not is_lost(error):
            _log.exception("the worker stumbled; it goes on")
        return None
