"""A bell that wakes whoever waits, however many they are."""

from __future__ import annotations

import threading


class Bell:
    """Counts its rings, so that one which came between two looks is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    @property
    def rings(self) -> int:
        """How often it rang so far."""
        return self._rings

    def wait(self, heard: int, seconds: float) -> int:
        """Wait until it rang more often than `heard`, at most so long; return how often it did."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, seconds)
            return self._rings
