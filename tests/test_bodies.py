"""What requests carry: whole, small and soon, or refused before anything of it is read."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from models.rows.base import Database
from slackapp import bodies
from slackapp.assembly import waiting
from slackapp.bodies import MOST_BYTES, WholeBodies
from tests.web_entrance import connected, entrance_of, said


async def says_how_much(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


@pytest.fixture
def port() -> Iterator[int]:
    app = Starlette(
        routes=[Route("/", says_how_much, methods=["GET", "POST"])],
        middleware=[Middleware(WholeBodies)],
    )
    with entrance_of(app) as number:
        yield number


def head(*lines: str, method: str = "POST") -> bytes:
    return "\r\n".join([f"{method} / HTTP/1.1", "Host: desk", *lines, "", ""]).encode()


def chunk(size: int) -> bytes:
    return f"{size:x}\r\n".encode() + b"x" * size + b"\r\n"


LAST = b"0\r\n\r\n"
CHUNKED, CLOSE = "Transfer-Encoding: chunked", "Connection: close"


def test_a_body_that_is_announced(port: int) -> None:
    """As much as any door takes, to the byte."""
    with connected(port) as line:
        line.sendall(head(f"Content-Length: {MOST_BYTES}", CLOSE) + b"x" * MOST_BYTES)
        assert said(line).endswith(f"{MOST_BYTES} bytes")


def test_a_body_that_is_not_announced(port: int) -> None:
    """The same, in chunks."""
    with connected(port) as line:
        line.sendall(head(CHUNKED, CLOSE) + chunk(MOST_BYTES // 2) * 2 + LAST)
        assert said(line).endswith(f"{MOST_BYTES} bytes")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_one_byte_too_many_that_is_announced(port: int, method: str) -> None:
    """413, before anything of it has come, at each door."""
    with connected(port) as line:
        line.sendall(head(f"Content-Length: {MOST_BYTES + 1}", method=method))
        assert is_refused(line, 413, "A request has at most 1,000,000 bytes.")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_one_byte_too_many_that_is_not_announced(port: int, method: str) -> None:
    """413 as soon as it is one too many: nobody waits for the end, which never comes."""
    with connected(port) as line:
        line.sendall(head(CHUNKED, method=method) + chunk(MOST_BYTES + 1))
        assert is_refused(line, 413, "A request has at most 1,000,000 bytes.")


def test_a_body_that_drips(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """408 when its time is over, also if something came just before."""
    monkeypatch.setattr(bodies, "ARRIVES_WITHIN", 1.0)
    with connected(port) as line:
        line.sendall(head("Content-Length: 100"))
        line.settimeout(0.1)
        for _ in range(9):
            line.sendall(b"x")
            with pytest.raises(TimeoutError):
                line.recv(1)
        line.settimeout(10)
        assert is_refused(line, 408, "A request arrives within 1 seconds.")


def test_large_bodies_at_once(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many takes the place of the oldest; small ones are not counted."""
    monkeypatch.setattr(bodies, "_MOST_LARGE", 2)
    begun = head("Content-Length: 100001", CLOSE)
    large = [begun_with(port, begun + b"x" * 100_000) for _ in range(2)]
    small = [begun_with(port, begun + b"x") for _ in range(3)]
    assert all(is_silent(line) for line in (*large, *small))
    newest = begun_with(port, begun + b"x" * 100_000)
    assert is_refused(large[0], 408, "A request arrives within 10 seconds.")
    for line in (large[1], newest):
        assert is_silent(line)
        line.sendall(b"x")
        assert said(line).endswith("100001 bytes")
    for line in (*large, *small, newest):
        line.close()


def begun_with(port: int, content: bytes) -> socket.socket:
    line = connected(port)
    line.sendall(content)
    return line


def is_silent(line: socket.socket) -> bool:
    line.settimeout(0.2)
    try:
        line.recv(1)
    except TimeoutError:
        line.settimeout(10)
        return True
    return False


def is_refused(line: socket.socket, status: int, sentence: str) -> bool:
    """Whether it is answered so, and ended."""
    heard = said(line)
    assert heard.startswith(f"HTTP/1.1 {status} "), heard
    assert heard.endswith(f"\r\n\r\n{sentence}\n"), heard
    return True


def test_while_the_database_is_away() -> None:
    """The doors of a process that waits for its database take no more either."""
    with entrance_of(waiting(Database("sqlite://"))) as number, connected(number) as line:
        line.sendall(head(CHUNKED) + chunk(MOST_BYTES + 1))
        assert is_refused(line, 413, "A request has at most 1,000,000 bytes.")
