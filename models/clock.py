"""The one thing the process must bring along: what time it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Whoever knows the time: the machine's clock, or one that is moved by hand."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def elapsed(self) -> float:
        """Return seconds on a clock that nobody sets: they tell only how much time passes."""
        ...
