"""Who is connected: so many at once, and nobody for long without a word.

uvicorn gives a connection no deadline for its first request, and forgets the one for the next with
its first byte; its limit of connections refuses whoever asks, and leaves those who say nothing.
"""

from __future__ import annotations

import asyncio
import resource
from typing import Any, Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

ASKS_WITHIN: Final = 10.0  # seconds until a request's head is there, or an answer is taken
ACCEPTED_AT_ONCE: Final = 32  # few beside MOST_AT_ONCE: it takes some turns to hear of a request
QUEUED: Final = 2048  # by the system, until they are accepted
MOST_AT_ONCE: Final = 512  # more than Slack, proxies and people ever have open
_FILES: Final = 4096  # a quarter would do; what is left over costs nothing


def raise_open_files() -> None:
    """Let the process open enough files for connections and for all its own, where it may."""
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if least != resource.RLIM_INFINITY and least < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def most_connections() -> int:
    """Return how many may be open: half of all files are the desk's own (database, telephones)."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_AT_ONCE if files == resource.RLIM_INFINITY else min(MOST_AT_ONCE, files // 2)


class Connection(H11Protocol):
    """uvicorn's connection, which ends when the other side keeps it waiting.

    One too many takes the place of the one that waits the longest; if none waits, it is ended.
    """

    _timer: asyncio.TimerHandle | None = None

    def __init__(self, all_of_us: dict[Connection, None], **uvicorns: Any) -> None:
        """Be one of these, who are in the order in which they began to wait."""
        super().__init__(**uvicorns)
        self._all_of_us = all_of_us

    @property
    def waits(self) -> bool:
        """Whether it is the other side's turn: to send the rest of a request, or to read."""
        is_asked = self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)
        return not self.transport.is_closing() and (self.flow.write_paused or not is_asked)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request, in somebody's place if there are too many."""
        super().connection_made(cast(asyncio.Transport, transport))
        self._wait()
        if len(self.connections) > most_connections():
            self._longest_waiting().transport.abort()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, and until this answer is taken."""
        super().on_response_complete()
        self._wait()

    def pause_writing(self) -> None:
        """Begin to wait for the other side to read."""
        super().pause_writing()
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        self._all_of_us.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._all_of_us.pop(self, None)
        self._all_of_us[self] = None
        self._timer = self.loop.call_later(ASKS_WITHIN, self._end_waiting)

    def _end_waiting(self) -> None:
        """End a connection that still waits; a body that is on its way has a deadline of its own.

        One that is closing waits for its answer to be taken.
        """
        has_no_head = self.conn.their_state is h11.IDLE
        if has_no_head or self.flow.write_paused or self.transport.is_closing():
            self.transport.abort()

    def _longest_waiting(self) -> Connection:
        return next(one for one in self._all_of_us if one.waits)
