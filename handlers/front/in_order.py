"""What stands in one line is done one after the other, in the order in which it came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Event, Lock


class Lines:
    """The lines of this process, by name; there is one as long as somebody stands in it."""

    def __init__(self) -> None:
        self._last: dict[str, Event] = {}  # is set when whoever stands last is done
        self._lock = Lock()

    def join(self, name: str | None) -> AbstractContextManager[None]:
        """Take the last place in a line now; entering waits until it is one's turn.

        Every place is to be entered and left. Without a name there is nobody to wait for.
        """
        if name is None:
            return nullcontext()
        done = Event()
        with self._lock:
            before = self._last.get(name)
            self._last[name] = done
        return self._in_turn(name, before, done)

    @contextmanager
    def _in_turn(self, name: str, before: Event | None, done: Event) -> Iterator[None]:
        try:
            if before is not None:
                before.wait()
            yield
        finally:
            done.set()
            with self._lock:
                if self._last.get(name) is done:
                    del self._last[name]
