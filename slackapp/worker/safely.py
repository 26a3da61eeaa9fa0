"""What may stumble without stopping anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from structlog import get_logger

from models.rows.outage import is_full, is_lost

_log = get_logger(__name__)

Done = TypeVar("Done")


def safely(does: Callable[[], Done]) -> Done | None:
    """Do something; if it stumbles, the log has the stack, and the worker goes on (None).

    Of a database that went away the log has one line, however many stumble over that; of a disk
    that is full, which it may lie on itself, a line each.
    """
    try:
        return does()
    except Exception as error:
        if is_full(error):
            _log.error("the worker stumbled; it goes on", reason="the database's disk is full")
        elif not is_lost(error):
            _log.exception("the worker stumbled; it goes on")
        return None
