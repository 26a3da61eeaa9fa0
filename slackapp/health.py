"""`/healthz` and `/readyz`: whether the desk is well, and whether it does all that it is for."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.rows.base import Database
from models.rows.migrate import Tables, tables_of

Looks = Mapping[str, Callable[[], bool]]
ANSWERS_WITHIN: Final = 2.0  # seconds; a database that takes longer stands still
_LEAST_FREE: Final = 16 * 1024 * 1024  # bytes on an SQLite file's disk: a few minutes of writing
_MAY_WRITE = text("SELECT current_setting('transaction_read_only') = 'off'")


def health_routes(database: Database, ready: Looks) -> list[Route]:
    """Return both doors; 200 if all is well, else 503 with the names of what is not.

    `/healthz` looks at the database: reachable within two seconds, to be written to, and its tables
    not older than this program. `/readyz` looks at that, whether they are newer (`version`: this
    process is an old one), and at everything in `ready`.
    """
    looks: Looks = {"database": OfDatabase(lambda: _is_well(database))}
    version = OfDatabase(lambda: tables_of(database) is not Tables.NEWER)
    return [
        Route("/healthz", _door(looks), methods=["GET"]),
        Route("/readyz", _door({**looks, "version": version, **ready}), methods=["GET"]),
    ]


def _is_well(database: Database) -> bool:
    """Whether the database is there, can be written to, and is not of an older version."""
    if tables_of(database) not in (Tables.CURRENT, Tables.NEWER):
        return False
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            return bool(connection.scalar(_MAY_WRITE))
    file = Path(database.url.database or "")
    has_room = shutil.disk_usage(file.parent).free >= _LEAST_FREE
    return has_room and file.is_file() and os.access(file, os.W_OK)


class OfDatabase:
    """A look at what the database says: it fails when the answer takes too long, and one that hangs
    is not begun again.
    """

    def __init__(self, is_well: Callable[[], bool]) -> None:
        self._is_well = is_well
        self._threads = ThreadPoolExecutor(1, "health")
        self._lock = threading.Lock()
        self._look: Future[bool] | None = None

    def __call__(self) -> bool:
        """Return what it says; TimeoutError if that takes too long."""
        with self._lock:
            if self._look is None or self._look.done():
                self._look = self._threads.submit(self._is_well)
            look = self._look
        return look.result(ANSWERS_WITHIN)


def _door(looks: Looks) -> Callable[[Request], Response]:
    def look(_: Request) -> Response:
        failing: list[str] = []
        for name, is_well in looks.items():
            if "database" in failing and isinstance(is_well, OfDatabase):  # it would wait, too
                continue
            if not _safely(is_well):
                failing.append(name)
        if failing:
            return JSONResponse({"ok": False, "failing": failing}, status_code=503)
        return JSONResponse({"ok": True})

    return look


def _safely(is_well: Callable[[], bool]) -> bool:
    try:
        return is_well()
    except Exception:  # whatever the database says, the answer is that it is not well
        return False
