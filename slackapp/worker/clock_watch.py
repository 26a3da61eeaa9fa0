"""Holding the machine's clock against one that nobody sets."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.clock import Clock

STEP = timedelta(seconds=5)  # between two looks; less is drift, or a slow machine
SEEN_FOR = 60.0  # seconds in which a step is told of


class ClockWatch:
    """Sees that the clock was set while this process runs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._beside = self._difference()
        self._stepped_at: float | None = None

    def step(self) -> timedelta | None:
        """Return by how much the clock was set since the last look; None if it was not."""
        beside = self._difference()
        by, self._beside = beside - self._beside, beside
        if abs(by) < STEP:
            return None
        self._stepped_at = self._clock.elapsed()
        return by

    @property
    def is_steady(self) -> bool:
        """Whether it was not set within the last minute."""
        return self._stepped_at is None or self._clock.elapsed() - self._stepped_at > SEEN_FOR

    def _difference(self) -> datetime:
        """When the other clock began, by this one."""
        return self._clock.now() - timedelta(seconds=self._clock.elapsed())
