"""The clock of the story: it starts where it is told, and is moved by hand, forward only."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from slackapp.pretend_slack.state.refusals import NotPossible


class StoryClock:
    """A clock that is set and moved by hand; `running` lets it tick on from there in real time."""

    def __init__(self, start: datetime, *, running: bool = False) -> None:
        """Start at `start` (an aware instant of any zone)."""
        self._lock = threading.Lock()
        self._base = start.astimezone(UTC)
        self._since = time.monotonic()
        self.running = running

    def now(self) -> datetime:
        """Return the story's present instant, aware, in UTC."""
        with self._lock:
            return self._read()

    def elapsed(self) -> float:
        """Return the seconds that pass in the story: a leap is told, and no clock is set by it."""
        return self.now().timestamp()

    def advance(self, by: timedelta) -> datetime:
        """Move `by` forward and return the new instant; raises NotPossible if negative."""
        return self._move(lambda now: now + by)

    def move_to(self, instant: datetime) -> datetime:
        """Move to the aware `instant` and return it; raises NotPossible if it has passed."""
        return self._move(lambda _: instant.astimezone(UTC))

    def _move(self, target_from: Callable[[datetime], datetime]) -> datetime:
        with self._lock:
            now = self._read()
            target = target_from(now)
            if target < now:
                raise NotPossible("The clock only goes forward: pick a later time.")
            self._base = target
            self._since = time.monotonic()
            return target

    def _read(self) -> datetime:
        if not self.running:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)
