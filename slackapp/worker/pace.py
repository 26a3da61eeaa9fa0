"""How quickly messages follow each other in one channel."""

from __future__ import annotations

import threading
import time


class Pace:
    """About one message a second and channel. What is urgent does not wait: Slack allows bursts."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._free_at: dict[str, float] = {}

    def wait(self, channel: str, *, urgent: bool) -> None:
        """Wait until it is this message's turn in a channel."""
        if not self._seconds:
            return
        with self._lock:
            now = time.monotonic()
            turn = now if urgent else max(now, self._free_at.get(channel, 0.0))
            self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            self._free_at[channel] = turn + self._seconds
        if turn > now:
            time.sleep(turn - now)
