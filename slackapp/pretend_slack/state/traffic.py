"""The raw traffic between Slack and the desk, for the inspector: bounded, newest kept."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

KEPT = 500


@dataclass(frozen=True)
class Entry:
    """One exchange: who spoke first, what about, and both sides as they went over the wire."""

    n: int
    at: str
    sender: str
    what: str
    ms: float
    status: int | None
    request: Any
    response: Any

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the page reads it; the sender is called `from` there."""
        entry = asdict(self)
        entry["from"] = entry.pop("sender")
        return entry


class Traffic:
    """A bounded log of exchanges, numbered from 1; `onlooker` is shown each."""

    def __init__(self) -> None:
        self.onlooker: Callable[[Entry], object] = lambda _: None
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._last = 0

    def add(
        self,
        sender: str,
        what: str,
        *,
        at: datetime,
        ms: float = 0.0,
        status: int | None = None,
        request: Any = None,
        response: Any = None,
    ) -> None:
        """Note an exchange; `sender` is "slack" or "desk", `at` the story's instant."""
        with self._lock:
            self._last += 1
            stamp = at.isoformat()
            entry = Entry(self._last, stamp, sender, what, round(ms, 1), status, request, response)
            self._entries.append(entry)
        self.onlooker(entry)

    def since(self, n: int) -> dict[str, Any]:
        """Return the number of the last entry and all kept entries after number `n`."""
        with self._lock:
            entries = [entry.as_json() for entry in self._entries if entry.n > n]
            return {"last": self._last, "entries": entries}
