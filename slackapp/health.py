"""`/healthz` and `/readyz`: whether the desk is well, and whether it does all that it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.rows.base import Database
from models.rows.migrate import is_current

Looks = Mapping[str, Callable[[], bool]]


def health_routes(database: Database, ready: Looks) -> list[Route]:
    """Return both doors; 200 if all is well, else 503 with the names of what is not.

    `/healthz` looks at the database: reachable, and its tables of this version. `/readyz` looks at
    that and at everything in `ready`.
    """
    looks: Looks = {"database": lambda: is_current(database)}
    return [
        Route("/healthz", _door(looks), methods=["GET"]),
        Route("/readyz", _door({**looks, **ready}), methods=["GET"]),
    ]


def _door(looks: Looks) -> Callable[[Request], Response]:
    def look(_: Request) -> Response:
        failing = [name for name, is_well in looks.items() if not _safely(is_well)]
        if failing:
            return JSONResponse({"ok": False, "failing": failing}, status_code=503)
        return JSONResponse({"ok": True})

    return look


def _safely(is_well: Callable[[], bool]) -> bool:
    try:
        return is_well()
    except Exception:  # whatever the database says, the answer is that it is not well
        return False
