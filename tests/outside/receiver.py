"""A service outside Slack, on loopback: it takes what apprise sends to `json://`."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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
        self.authorized: list[str | None] = []
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
        self.authorized.append(request.headers.get("authorization"))
        return Response(status_code=self.status)

    async def _moved(self, _: Request) -> Response:
        return RedirectResponse("/hook", 307)


class Dripping:
    """A service that answers a byte now and then, without an end; use it with `with`."""

    def __init__(self, every: float = 0.1) -> None:
        """`every`: how many seconds lie between two bytes."""
        self._every = every
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._server.getsockname()[1]
        self.taken = 0

    def __enter__(self) -> Dripping:
        threading.Thread(target=self._take, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _take(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.taken += 1
            threading.Thread(target=self._drip, args=(connection,), daemon=True).start()

    def _drip(self, connection: socket.socket) -> None:
        with connection:
            while not self._over.wait(self._every):
                try:
                    connection.send(b"2")
                except OSError:
                    return


class Proxy:
    """A proxy that answers whatever it is asked for by itself; use it with `with`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked.append(f"{self.command} {self.path}")
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
