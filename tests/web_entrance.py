"""The web entrance's own server on loopback, for an app of a test's, and raw connections to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from slackapp.serving import listening, web_server
from tests.waiting import waits_until


@contextmanager
def entrance_of(app: ASGIApp, at: int = 0) -> Iterator[int]:
    """Serve an app as `serve` does, and give its port: a free one, or that which is named."""
    with listening("127.0.0.1", at) as port:
        server = web_server(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [port]})
        thread.start()
        try:
            waits_until(lambda: server.started)
            yield port.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def connected(port: int) -> socket.socket:
    """Connect, and say nothing yet; whoever reads waits ten seconds at most."""
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def said(connection: socket.socket) -> str:
    """All that is said until the connection ends, however it ends."""
    heard = b""
    try:
        while part := connection.recv(65536):
            heard += part
    except ConnectionResetError:
        pass
    return heard.decode()
