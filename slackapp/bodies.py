"""What requests carry: read whole before any door is asked, in bounded size and time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from slackapp.problem_json import Refused

MOST_BYTES: Final = 1_000_000  # Slack's largest, a form with all that is filled in, has a tenth
ARRIVES_WITHIN: Final = 10.0  # seconds; Slack itself waits three for the answer
_LARGE: Final = 64 * 1024
_CLOSE: Final = {"Connection": "close"}
_MOST_LARGE: Final = 32  # under way at once: what nobody signed may take so much memory, no more


class TooMuch(Exception):
    """A body is larger than any door takes."""


class WholeBodies:
    """Hands requests on with their whole body: 413 for one too large, 408 for one too slow.

    Of large bodies few are under way at once; the next one takes the place of the one that has been
    arriving the longest, for what is really sent arrives at once.
    """

    def __init__(self, app: ASGIApp, larger: Callable[[Scope], int] = lambda _: 0) -> None:
        """`larger`: how many bytes a request may have, where that is more than what others may."""
        self._app = app
        self._larger = larger
        self._large: dict[asyncio.Timeout, None] = {}  # the oldest first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the reason and end its connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = max(MOST_BYTES, self._larger(scope))
        try:
            body = await self._whole(Headers(scope=scope), receive, most)
        except ClientDisconnect:
            return
        except TooMuch:
            said = f"A request has at most {most:,} bytes."
            refused = Refused(413, "Too large", said, headers=_CLOSE)
            await refused.answer(scope["path"])(scope, receive, send)
        except TimeoutError:
            said = f"A request arrives within {ARRIVES_WITHIN:.0f} seconds."
            refused = Refused(408, "Too slow", said, headers=_CLOSE)
            await refused.answer(scope["path"])(scope, receive, send)
        else:
            await self._app(scope, _given(body, receive), send)

    async def _whole(self, headers: Headers, receive: Receive, most: int) -> bytes:
        """Return a body, announced or not; TooMuch, TimeoutError or ClientDisconnect."""
        if int(headers.get("content-length", 0)) > most:
            raise TooMuch
        body = bytearray()
        async with asyncio.timeout(ARRIVES_WITHIN) as deadline:
            try:
                while (message := await receive())["type"] == "http.request":
                    body += message.get("body", b"")
                    if len(body) > most:
                        raise TooMuch
                    if not message.get("more_body", False):
                        return bytes(body)
                    if len(body) > _LARGE:
                        self._make_room_for(deadline)
            finally:
                self._large.pop(deadline, None)
        raise ClientDisconnect

    def _make_room_for(self, deadline: asyncio.Timeout) -> None:
        self._large[deadline] = None
        if len(self._large) > _MOST_LARGE:
            oldest = next(iter(self._large))
            del self._large[oldest]
            oldest.reschedule(asyncio.get_running_loop().time())


def _given(body: bytes, receive: Receive) -> Receive:
    """Return how a door receives what has been read already, and then what follows."""
    read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receives() -> Message:
        return read.pop() if read else await receive()

    return receives
