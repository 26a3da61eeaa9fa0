"""Serves an ASGI app on loopback from a thread of its own, and stops it by its own handle."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import cast

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

# Under this key of its scope's state, a request finds what drops its connection without an answer.
DROP = "drop"
_STARTING = 10.0


class _Droppable(H11Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        wire = cast(asyncio.Transport, transport)
        super().connection_made(wire)
        self.app_state = {**self.app_state, DROP: wire.abort}


class Loopback:
    """A running server on 127.0.0.1. Use it with `with`, or `start()` and `stop()`."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        """Take the port at once (0: any free one), so that `address` is known before the start."""
        self._socket = socket.create_server(("127.0.0.1", port))
        # Connections inherit it, so that no answer's body waits until its header is acknowledged.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            app, interface="asgi3", http=_Droppable, log_level="warning", lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="loopback", daemon=True)

    @property
    def closing(self) -> bool:
        """Whether the server was asked to stop; open streams end when they see this."""
        return self._server.should_exit

    def start(self) -> None:
        """Serve, and return when requests are taken; raises TimeoutError if that never happens."""
        self._thread.start()
        end = time.monotonic() + _STARTING
        while not self._server.started:
            if time.monotonic() > end or not self._thread.is_alive():
                raise TimeoutError("the server on loopback did not start")
            time.sleep(0.005)

    def stop(self) -> None:
        """Stop serving, wait until the thread has ended, and give back the port."""
        self._server.should_exit = True
        if self._thread.ident is not None:
            self._thread.join()
        self._socket.close()

    def __enter__(self) -> Loopback:
        """Start serving."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving."""
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])
