"""How much each of many may say in a minute, so that one that shouts drowns nobody else."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from models.rules.reports import MOST_A_MINUTE

_A_MINUTE: Final = 60.0  # seconds


class RateLimit:
    """Remembers what each has said within the last minute, in seconds on a clock nobody sets."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[int, deque[float]] = {}

    def wait(self, who: int, now: float, more: int = 1) -> float:
        """Return for how many seconds somebody is to say nothing who has so many `more` things to
        say, of which there are fewer than the most; 0 if they are heard now.
        """
        with self._lock:
            heard = self._heard.setdefault(who, deque(maxlen=MOST_A_MINUTE))
            too_many = len(heard) + more - MOST_A_MINUTE
            waits = heard[too_many - 1] + _A_MINUTE - now if too_many > 0 else 0.0
            if waits <= 0:
                heard.extend([now] * more)
            return max(waits, 0.0)
