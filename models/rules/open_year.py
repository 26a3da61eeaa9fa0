"""T3: open time as a function that only grows, in a table for each calendar year.

All instants are in UTC. How much has run by an instant is one bisection, when so much has run is
another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class OpenYear:
    """The openings of a year and their closings, in order, and the open time `before` each opening.

    Last comes the first opening after the year, so that something follows every instant of it, and
    what ran before that is the whole year. `before` counts from the beginning of the year.
    """

    number: int
    openings: Sequence[datetime]
    closings: Sequence[datetime]
    before: Sequence[timedelta]

    @classmethod
    def of(
        cls, number: int, openings: Sequence[datetime], closings: Sequence[datetime]
    ) -> OpenYear:
        """Return year `number` with these openings and closings, the first after it included."""
        lengths = [closes - opens for opens, closes in zip(openings, closings, strict=True)]
        return cls(number, openings, closings, tuple(accumulate(lengths[:-1], initial=timedelta())))

    @property
    def whole(self) -> timedelta:
        """The open time of the whole year."""
        return self.before[-1]

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first opening after an instant of the year."""
        return self.openings[bisect_right(self.openings, moment)]

    def next_closing(self, moment: datetime) -> datetime:
        """Return the first closing after an instant of the year."""
        return self.closings[bisect_right(self.closings, moment)]

    def ran_by(self, moment: datetime) -> timedelta:
        """Return how much open time has run by an instant of the year."""
        at = bisect_right(self.closings, moment)
        return self.before[at] + max(timedelta(), moment - self.openings[at])

    def instant_of(self, ran: timedelta) -> datetime:
        """Return the first instant by which `ran` (over zero, up to the whole) has run.

        What has run exactly at closing has run at closing, not only at the next opening (T3).
        """
        at = bisect_left(self.before, ran) - 1
        return self.openings[at] + (ran - self.before[at])
