"""Lanes: what a Sev-1 hangs on never stands behind everything else that is to be written, what
rings for one not behind all that is reported, nor the worker for a connection behind what people
ask.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

_thread = threading.local()


def be_urgent(*, rings: bool = False) -> None:
    """Let whatever this thread does from now on pass what is not urgent; what `rings`, everything:
    in a storm of reports somebody is to hear of the first.
    """
    _thread.is_urgent, _thread.rings = True, rings
    have_connections()


@contextmanager
def urgently() -> Iterator[None]:
    """Let what this thread does meanwhile pass what is not urgent."""
    before = dict(vars(_thread))
    be_urgent()
    try:
        yield
    finally:
        vars(_thread).clear()
        vars(_thread).update(before)


def have_connections() -> None:
    """Let this thread have a connection to the database whatever people's requests hold."""
    _thread.has_connections = True


def has_connections() -> bool:
    """Whether connections are kept for this thread."""
    return getattr(_thread, "has_connections", False)


def is_urgent() -> bool:
    """Whether this thread passes others."""
    return getattr(_thread, "is_urgent", False)


def _line() -> int:
    """Return the line in which this thread stands; the first goes first."""
    return 0 if getattr(_thread, "rings", False) else 1 if is_urgent() else 2


class OneWriter:
    """A lock with three lines: what rings goes first, then what is urgent, and each line in the
    order in which it came.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()  # of what stands below, and held for no longer
        self._is_taken = False
        self._lines = tuple(deque[threading.Event]() for _ in range(3))

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return sum(map(len, self._lines))

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            my_turn = threading.Event()
            self._lines[_line()].append(my_turn)
        my_turn.wait()

    def __exit__(self, *_: object) -> None:
        """Hand over to whoever is next."""
        with self._lock:
            if line := next(filter(None, self._lines), None):
                line.popleft().set()
            else:
                self._is_taken = False
