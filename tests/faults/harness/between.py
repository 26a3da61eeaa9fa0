"""A wire that can be harmed: a TCP proxy between a desk and its database, or its Slack."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path

Target = tuple[str, int] | Path  # a host and a port, or a socket in the file system
_AT_ONCE = struct.pack("ii", 1, 0)  # closed so, a connection is reset
_CHUNK = 65536


class Between:
    """Listens on a port of 127.0.0.1 and passes on to `target` what comes, as long as it may.

    Use it with `with`; the harm can be done from any thread.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._flows = threading.Event()
        self._flows.set()
        self._is_cut = False
        self._closed = False
        self._loses: bytes | None = None
        self.lost = 0  # answers that nobody got
        self.refused = 0  # connections
        self._lock = threading.Lock()
        self._pairs: set[_Pair] = set()

    def __enter__(self) -> Between:
        threading.Thread(target=self._accept, name="between", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed = True
        self.cut()
        self._listener.close()

    # --- harm ---------------------------------------------------------------------------------

    def cut(self) -> None:
        """Reset every connection, and each new one, until `mend`."""
        self._is_cut = True
        with self._lock:
            pairs = tuple(self._pairs)
        for pair in pairs:
            pair.reset()
        self._flows.set()

    def hold(self) -> None:
        """Fall silent: nothing comes through, and nobody is told, until `mend`."""
        self._flows.clear()

    def lose_the_answer_to(self, said: bytes) -> None:
        """Pass on the next piece in which this is said, and reset the connection at its answer."""
        self._loses = said

    def mend(self) -> None:
        """Let everything through again; what was held back comes now."""
        self._is_cut, self._loses = False, None
        self._flows.set()

    # --- passing on ---------------------------------------------------------------------------

    def _accept(self) -> None:
        with suppress(OSError):  # it ends when the listener is closed
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def _connect(self, client: socket.socket) -> None:
        try:
            server = _connected(self._target)
        except OSError:
            self.refused += 1
            _reset(client)
            return
        pair = _Pair(self, client, server)
        with self._lock:
            self._pairs.add(pair)
        if self._is_cut:
            pair.reset()
        threading.Thread(target=pair.pump, args=(server, client), daemon=True).start()
        pair.pump(client, server)
        with self._lock:
            self._pairs.discard(pair)

    def waits(self) -> None:
        """Wait until a piece may pass."""
        self._flows.wait()

    def loses_answer_to(self, piece: bytes) -> bool:
        """Whether the answer to this piece is the one to be lost."""
        with self._lock:
            if self._loses is None or self._loses not in piece:
                return False
            self._loses = None
            self.lost += 1
            return True


class _Pair:
    """Two ends that belong together."""

    def __init__(self, between: Between, client: socket.socket, server: socket.socket) -> None:
        self._between = between
        self._client, self._server = client, server
        self._dooms = False  # the next answer
        self._is_over = False

    def pump(self, source: socket.socket, sink: socket.socket) -> None:
        """Pass on what one end says, until either is gone."""
        try:
            while piece := source.recv(_CHUNK):
                self._between.waits()
                if self._is_over or (source is self._server and self._dooms):
                    self.reset()
                    return
                if source is self._client and self._between.loses_answer_to(piece):
                    self._dooms = True
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            self.reset()

    def reset(self) -> None:
        """End both, as a cable does that is pulled out at the other side of a firewall."""
        self._is_over = True
        for end in (self._client, self._server):
            _reset(end)


def _connected(target: Target) -> socket.socket:
    if isinstance(target, Path):
        end = socket.socket(socket.AF_UNIX)
        end.connect(str(target))
        return end
    return socket.create_connection(target)


def _reset(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)  # wakes who waits in `recv`
    end.close()
