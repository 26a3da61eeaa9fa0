"""The threads on which what was asked is done: a lane of its own for what a Sev-1 hangs on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from models.rows.lanes import be_urgent

Done = TypeVar("Done")

# More would be done no sooner, for one writes at a time and Python runs one thread at a time; they
# would only stand in the way of what is urgent.
_THREADS = 8
# So many requests may be under way at a door, HTTP's or Socket Mode's: each may wait two seconds
# for the database, so that fewer would let somebody wait for a turn.
REQUESTS_AT_ONCE = 200
# And so much of it may wait: what is urgent always gets in.
MOST_WAITING = 150


class Ending(Exception):
    """The process ends, and takes in nothing more."""


class Threads(ThreadPoolExecutor):
    """Threads that can tell that they were ended from whatever else may hinder them."""

    _ends = False

    def end(self) -> None:
        """Let what is running end, and take no more."""
        self._ends = True
        self.shutdown(wait=True)

    def do(self, work: Callable[[], Done]) -> Future[Done]:
        """Do `work` on one of them; Ending if they were ended."""
        try:
            return self.submit(work)
        except RuntimeError:
            if self._ends:
                raise Ending from None
            raise


class Lanes:
    """What is urgent has threads of its own, which pass all others at the database too."""

    def __init__(self) -> None:
        self._urgent = Threads(_THREADS, "desk-urgent", initializer=be_urgent)
        self._others = Threads(_THREADS, "desk")
        self._waiting: set[Future[Any]] = set()  # or being done, of what is not urgent

    def close(self) -> None:
        """Let what is running end, and take no more."""
        self._urgent.end()
        self._others.end()

    def has_room(self, *, urgent: bool) -> bool:
        """Whether something more would be done in time; what is urgent always has room."""
        return urgent or len(self._waiting) < MOST_WAITING

    def submit(self, work: Callable[[], Done], *, urgent: bool) -> Future[Done]:
        """Do `work` on a thread of its lane; Ending if it takes no more."""
        if urgent:
            return self._urgent.do(work)
        under_way = self._others.do(work)
        self._waiting.add(under_way)
        under_way.add_done_callback(self._waiting.discard)
        return under_way
