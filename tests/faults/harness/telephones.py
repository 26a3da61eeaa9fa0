"""Telephones outside Slack, on loopback: each takes what it is told, or drips."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import inf

from tests.faults.harness.people import Asked

DRIPS_EVERY = 2.0  # seconds between two bytes


@dataclass(frozen=True)
class Heard:
    """What a telephone was told, and when (in seconds of `time.monotonic`)."""

    at: float
    telephone: str
    said: str


class Telephones:
    """All of them behind one port, each with an address of its own; use it with `with`.

    One whose name is in `dripping` answers a byte now and then, without an end.
    """

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.dripping: set[str] = set()
        self.dripped = 0  # calls
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._port = int(self._server.server_address[1])

    def __enter__(self) -> Telephones:
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def address(self, name: str) -> str:
        """The address of a telephone, as somebody types it."""
        return f"json://127.0.0.1:{self._port}/{name}"

    def heard_after(self, names: Collection[str], asked: Asked) -> float:
        """After how many seconds one of these rang for what was asked; infinite: none did."""
        rings = (each for each in self.heard if asked.mark in each.said)
        return min((each.at - asked.at for each in rings if each.telephone in names), default=inf)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        telephones = self

        class Telephone(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                name = self.path.strip("/")
                if name in telephones.dripping:
                    telephones._drip(self)
                    return
                telephones.heard.append(Heard(time.monotonic(), name, said))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Telephone

    def _drip(self, telephone: BaseHTTPRequestHandler) -> None:
        self.dripped += 1
        telephone.close_connection = True
        while not self._over.wait(DRIPS_EVERY):
            try:
                telephone.wfile.write(b"H")
            except OSError:  # it was hung up
                return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
