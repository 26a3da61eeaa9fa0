"""Strangers at the web entrance: who sends what nobody signed, who connects and says nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_PIECE = b'[{"type":"block_actions","a":["b","c",{"d":[1,2,3,null]}]}],' * 1000
_COMES_AGAIN_AFTER = 0.5  # seconds
_GOES_AWAY_AFTER = 60.0  # seconds without an answer


def posts(port: int, size: int, *, announced: bool) -> int:
    """Post so many bytes of JSON to Slack's door, unsigned; return the status (0: cut off)."""
    length = f"Content-Length: {size}" if announced else "Transfer-Encoding: chunked"
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nX-Slack-Request-Timestamp: {time.time():.0f}\r\n"
        f"X-Slack-Signature: v0={'0' * 64}\r\n{length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=_GOES_AWAY_AFTER) as line:
        with contextlib.suppress(OSError):  # an early answer ends it: it is there to be read
            line.sendall(head.encode())
            for piece in _pieces(size):
                sent = piece if announced else b"%x\r\n%b\r\n" % (len(piece), piece)
                line.sendall(sent)
            if not announced:
                line.sendall(b"0\r\n\r\n")
        with contextlib.suppress(OSError):
            return int(line.recv(4096).split(b" ", 2)[1] or 0)
    return 0


def _pieces(size: int) -> Iterator[bytes]:
    """Yield an object of nested lists, as slow to read as JSON is."""
    content, left = b'{"type":"block_actions","actions":[' + _PIECE, size
    while left > 0:
        yield content[:left]
        left -= len(content)
        content = _PIECE


@contextmanager
def floods(port: int, size: int) -> Iterator[list[int]]:
    """Post bodies of so many bytes, one after the other, announced and not; yield what was said.

    What it yields is filled when the block is over.
    """
    over = threading.Event()
    statuses: list[int] = []

    def floods_on() -> None:
        while not over.is_set():
            statuses.append(posts(port, size, announced=len(statuses) % 2 == 0))

    flooding = threading.Thread(target=floods_on)
    flooding.start()
    try:
        yield statuses
    finally:
        over.set()
        flooding.join()


@contextmanager
def crowd(port: int, size: int) -> Iterator[None]:
    """Let so many be connected and say nothing; whoever is sent away comes again."""
    over = threading.Event()
    lines: list[socket.socket | None] = [None] * size

    def stays() -> None:
        while not over.wait(_COMES_AGAIN_AFTER):
            for number, line in enumerate(lines):
                if line is None or _is_ended(line):
                    lines[number] = _connected(port)

    staying = threading.Thread(target=stays)
    staying.start()
    try:
        yield
    finally:
        over.set()
        staying.join()
        for line in lines:
            if line is not None:
                line.close()


def _connected(port: int) -> socket.socket | None:
    try:
        line = socket.create_connection(("127.0.0.1", port), timeout=1)
    except OSError:
        return None
    line.setblocking(False)
    return line


def _is_ended(line: socket.socket) -> bool:
    try:
        ended = line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        ended = True
    if ended:
        line.close()
    return ended
