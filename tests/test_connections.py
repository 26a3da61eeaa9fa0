"""Who is connected: nobody for long without a word, and never so many that no files are left."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from slackapp import connections
from slackapp.connections import most_connections, raise_open_files
from tests.web_entrance import connected, entrance_of, said

ASKS = b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n"
ASKS_ONCE = b"GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"
_LARGE = 64_000_000  # more than any buffer on the way holds


def slow(_: object) -> PlainTextResponse:
    time.sleep(1.5)
    return PlainTextResponse("slow")


def large(_: object) -> PlainTextResponse:
    return PlainTextResponse("x" * _LARGE)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(connections, "ASKS_WITHIN", 0.5)
    routes = [
        Route("/", lambda _: PlainTextResponse("quick")),
        Route("/slow", slow),
        Route("/large", large),
    ]
    with entrance_of(Starlette(routes=routes)) as number:
        yield number


def test_who_says_nothing(port: int) -> None:
    """A connection without a word is ended when its time is over."""
    began = time.monotonic()
    with connected(port) as line:
        assert said(line) == ""
    assert 0.4 < time.monotonic() - began < 3


def test_a_head_that_drips(port: int) -> None:
    """Its time is for all of it, not for each byte."""
    with connected(port) as line:
        assert drips(line, ASKS) < len(ASKS)


def test_a_second_head_that_drips(port: int) -> None:
    """The same after an answer, on a connection that is kept."""
    with connected(port) as line:
        line.sendall(ASKS)
        while not line.recv(65536).endswith(b"quick"):
            pass
        assert drips(line, ASKS) < len(ASKS)


def drips(line: socket.socket, content: bytes) -> int:
    """Send a byte every 50 ms, and return how many were sent until the other side ended it."""
    line.settimeout(0.05)
    for sent in range(len(content)):
        try:
            line.sendall(content[sent : sent + 1])
            if line.recv(1) == b"":
                return sent
        except TimeoutError:
            pass
        except ConnectionError:
            return sent
    return len(content)


def test_an_answer_that_takes_longer(port: int) -> None:
    """Who waits for the desk is not ended: it is the desk's turn."""
    with connected(port) as line:
        line.sendall(ASKS_ONCE.replace(b"/ ", b"/slow ", 1))
        assert said(line).endswith("slow")


def test_who_does_not_read(port: int) -> None:
    """An answer that nobody takes is ended too."""
    with connected(port) as line:
        line.sendall(ASKS_ONCE.replace(b"/ ", b"/large ", 1))
        time.sleep(1.5)
        assert len(said(line)) < _LARGE


def test_one_too_many(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the place of the one that waits the longest, and is answered."""
    monkeypatch.setattr(connections, "ASKS_WITHIN", 10.0)
    monkeypatch.setattr(connections, "MOST_AT_ONCE", 3)
    working, oldest, newer = (connected(port) for _ in range(3))
    working.sendall(ASKS_ONCE.replace(b"/ ", b"/slow ", 1))
    time.sleep(0.2)
    with working, oldest, newer, connected(port) as newest:
        newest.sendall(ASKS_ONCE)
        assert said(newest).endswith("quick")
        assert said(oldest) == ""
        assert said(working).endswith("slow")
        newer.sendall(ASKS_ONCE)
        assert said(newer).endswith("quick")


def test_one_too_many_where_all_are_worked_on(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is ended itself: what was taken is answered."""
    monkeypatch.setattr(connections, "MOST_AT_ONCE", 2)
    taken = [connected(port) for _ in range(2)]
    for line in taken:
        line.sendall(ASKS_ONCE.replace(b"/ ", b"/slow ", 1))
    time.sleep(0.2)
    with connected(port) as newest:
        assert said(newest) == ""
    for line in taken:
        with line:
            assert said(line).endswith("slow")


@pytest.mark.parametrize(
    ("may", "files", "connections_then"),
    [
        ((1024, 1_048_576), 4096, 512),
        ((256, resource.RLIM_INFINITY), 4096, 512),
        ((256, 600), 600, 300),
        ((8192, 8192), 8192, 512),
    ],
)
def test_files(
    monkeypatch: pytest.MonkeyPatch, may: tuple[int, int], files: int, connections_then: int
) -> None:
    """As many as may be are opened, and half of them at least are left to the desk."""
    now = [may]
    monkeypatch.setattr(resource, "getrlimit", lambda _: now[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: now.append(limits))
    raise_open_files()
    assert now[-1] == (files, may[1])
    assert most_connections() == connections_then
