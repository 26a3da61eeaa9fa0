"""A service outside Slack, on loopback: it takes what apprise sends to `json://`."""

from __future__ import annotations

import threading
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from slackapp.pretend_slack.web.loopback import Loopback


class Receiver:
    """Takes messages, or answers as it is told; use it with `with`."""

    def __init__(self, status: int = 200, *, slow: bool = False) -> None:
        """Answer with `status`; a slow one answers when `go` is set."""
        self.status = status
        self.taken: list[dict[str, Any]] = []
        self.go = threading.Event()
        if not slow:
            self.go.set()
        routes = [
            Route("/moved", self._moved, methods=["GET", "POST"]),
            Route("/{path:path}", self._take, methods=["GET", "POST", "DELETE"]),
        ]
        self._server = Loopback(Starlette(routes=routes))
        self.place = self._server.address.removeprefix("http://")

    @property
    def address(self) -> str:
        """The address as an engineer would type it, with a secret in it."""
        return f"json://ada:SeSaMe@{self.place}/hook/SeSaMe"

    def __enter__(self) -> Receiver:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.go.set()
        self._server.stop()

    async def _take(self, request: Request) -> Response:
        said = await request.json()
        await run_in_threadpool(self.go.wait, 20)
        self.taken.append(said)
        return Response(status_code=self.status)

    async def _moved(self, _: Request) -> Response:
        return RedirectResponse("/hook", 307)
