"""How quickly messages follow each other in one channel."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection


class Pace:
    """About one message a second and channel. Nobody sleeps for it: who comes too early is left.

    What is urgent does not wait: Slack allows bursts.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def goes_to(self, channel: str) -> None:
        """Note that a message goes out to a channel now."""
        if self._seconds:
            with self._lock:
                self._free_at[channel] = time.monotonic() + self._seconds

    def busy(self) -> Collection[str]:
        """Return the channels that may be told nothing just now."""
        with self._lock:
            now = time.monotonic()
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            return tuple(self._free_at)

    def next_free(self, at_most: float) -> float:
        """Return after how many seconds one of them may be told something again."""
        with self._lock:
            now = time.monotonic()
            return min((at - now for at in self._free_at.values() if at > now), default=at_most)
