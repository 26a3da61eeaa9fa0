"""What befalls a worker and its messages in one seed: where it dies, how Slack answers a call."""

from __future__ import annotations

import threading
from random import Random
from typing import Literal

Fate = Literal["well", "500", "429", "unreachable", "lost", "refused", "slow"]

STEPS = (
    "before the claim",
    "the claim, not committed",
    "the claim, committed",
    "before sending",
    "sent, not recorded",
    "the record, not committed",
    "the record, committed",
    "the failure, not committed",
    "the failure, committed",
    "climbing, not committed",
    "climbing, committed",
    "following the clock, not committed",
    "following the clock, committed",
)
_COMMON: tuple[Fate, ...] = ("500", "429", "unreachable", "lost", "slow")


class Killed(BaseException):
    """A worker's death: no `except Exception` hears of it, as none would of a power cut."""


class Fates:
    """Drawn from a seed; after `calm` everything works and nobody dies.

    The first to die does so at the step that the seed's number names, so that many seeds cover
    every step evenly; who dies later does so anywhere.
    """

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.calm = False
        self.deaths: list[str] = []
        self._lock = threading.Lock()
        self._trouble = self.draw.choice([0.0, 0.1, 0.3, 0.6, 0.95])
        self._doomed, self._spared = STEPS[seed % len(STEPS)], 0

    def passes(self, step: str) -> None:
        """Let a worker come past a step of its work, where it may die."""
        with self._lock:
            if self.calm or step != self._doomed:
                return
            if self._spared:
                self._spared -= 1
                return
            self.deaths.append(step)
            self._doomed, self._spared = self.draw.choice(STEPS), self.draw.randrange(3)
        raise Killed(step)

    def of_call(self) -> Fate:
        """Return what the next call meets."""
        with self._lock:
            if self.calm or self.draw.random() >= self._trouble:
                return "well"
            return "refused" if self.draw.random() < 0.05 else self.draw.choice(_COMMON)
