"""What a process keeps of what it has read: by key and mark, the least used going first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

Mark = tuple[int, int]

ROOM = 150_000  # about as many cases; a case takes under a kilobyte

Onlooker = Callable[[Session, object, Callable[[], object], Callable[[], bool]], None]
"""Is shown each value that a session does not read anew, how it would be, and whether it still
holds then: for tests. Without that last look, what another turn commits meanwhile would seem to be
missed.
"""


class Kept:
    """Values by key, each with the mark of what it was read from and its size.

    A value is given for its very mark only. Values are shared by threads, so nobody changes one.
    """

    def __init__(self, room: int = ROOM) -> None:
        """Keep values of at most so much size in all."""
        self._room = room
        self._used = 0
        self._values: OrderedDict[str, tuple[Mark, object, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.onlooker: Onlooker | None = None
        self.overflowed = False
        """Whether something had to make room already: there is more than can be kept."""

    def get(self, key: str, mark: Mark) -> dict[str, Any]:
        """Return the value of a key by the key, if it was kept with this mark; else nothing."""
        with self._lock:
            found = self._values.get(key)
            if found is None or found[0] != mark:
                return {}
            self._values.move_to_end(key)
            return {key: found[1]}

    def put(self, key: str, mark: Mark, value: object, size: int) -> None:
        """Keep a value; what was used least makes room for it."""
        with self._lock:
            self._forget(key)
            if size > self._room:
                self.overflowed = True
                return
            self._values[key] = mark, value, size
            self._used += size
            while self._used > self._room:
                self._forget(next(iter(self._values)))
                self.overflowed = True

    def _forget(self, key: str) -> None:
        if (gone := self._values.pop(key, None)) is not None:
            self._used -= gone[2]
