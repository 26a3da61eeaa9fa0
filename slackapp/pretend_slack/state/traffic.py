"""The raw traffic between Slack and the desk, for the inspector: bounded, newest kept."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from slackapp.pretend_slack.block_kit.elements import Json

KEPT = 500


@dataclass(frozen=True)
class Entry:
    """One exchange: who spoke first, what about, and both sides as they went.

    The sender is "slack", "desk", or "machine": a program that speaks to the desk. `at` is the
    story's instant; `n` is given by the log.
    """

    sender: str
    what: str
    at: datetime
    request: Any
    response: Any
    ms: float = 0.0
    status: int | None = None
    n: int = 0

    def as_json(self) -> Json:
        """Return the entry as the page reads it; the sender is called `from` there."""
        told = asdict(self) | {"at": self.at.isoformat(), "ms": round(self.ms, 1)}
        return told | {"from": told.pop("sender")}


class Traffic:
    """A bounded log of exchanges, numbered from 1; `onlooker` is shown each."""

    def __init__(self) -> None:
        self.onlooker: Callable[[Entry], object] = lambda _: None
        self._lock = threading.Lock()
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._last = 0

    def add(self, entry: Entry) -> None:
        """Note an exchange."""
        with self._lock:
            self._last += 1
            self._entries.append(replace(entry, n=self._last))
        self.onlooker(entry)

    def since(self, n: int) -> Json:
        """Return the number of the last entry and all kept entries after number `n`."""
        with self._lock:
            entries = [each.as_json() for each in self._entries if each.n > n]
            return {"last": self._last, "entries": entries}
