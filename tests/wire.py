"""The wire to a PostgreSQL, which can be cut: between the desk and the server's own socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url


class Wire:
    """Passes on what either side says, until it is cut."""

    def __init__(self, database_url: str) -> None:
        """Lead to the database at this address, which is a socket in a folder."""
        self._database = make_url(database_url)
        self._folder = Path(str(self._database.query["host"]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._ends: set[socket.socket] = set()
        self._is_down = False
        self._loses = 0  # answers to a COMMIT
        self._for_good = False
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The database's address by this wire."""
        host, port = self._listener.getsockname()
        by_wire: URL = self._database.set(host=host, port=port, query={})
        return by_wire.render_as_string(hide_password=False)

    def lose_answers(self, number: int, *, for_good: bool = False) -> None:
        """Cut the connection, so many times, on which a COMMIT is answered; let nobody connect
        afterwards if it is `for_good`.
        """
        self._loses, self._for_good = number, for_good

    def cut(self) -> None:
        """Cut every connection there is."""
        with self._lock:
            for end in self._ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def down(self) -> Iterator[None]:
        """Cut every connection, and let nobody connect until the block ends."""
        self._is_down = True
        self.cut()
        try:
            yield
        finally:
            self.mend()

    def mend(self) -> None:
        """Let everybody connect again."""
        self._is_down = False

    def close(self) -> None:
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._is_down:
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._folder / ".s.PGSQL.5432"))
            with self._lock:
                self._ends |= {client, server}
            committing = threading.Event()
            for speaks, hears in ((client, server), (server, client)):
                pump = (speaks, hears, committing, speaks is client)
                threading.Thread(target=self._pump, args=pump, daemon=True).start()

    def _pump(
        self,
        speaks: socket.socket,
        hears: socket.socket,
        committing: threading.Event,
        is_client: bool,
    ) -> None:
        with suppress(OSError):
            while said := speaks.recv(65536):
                if is_client and b"COMMIT\x00" in said and self._loses:
                    committing.set()
                elif not is_client and committing.is_set():
                    self._loses -= 1
                    self._is_down = self._for_good
                    break
                hears.sendall(said)
        for end in (speaks, hears):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
