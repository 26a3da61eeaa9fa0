"""What a text is read against, and the refusal of one that does not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.problems import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence is read against.

    `now` is the moment, aware and in the business zone (T1). `customers` are the short and full
    names of all customers; without them a customer is one word, or stands in quotes. `rotations`
    are the names of all rotations; without them whatever is like a name may be one. `people` are
    the handles (in lower case) and Slack's ids of everybody known, for whom a word names.
    """

    now: datetime
    customers: tuple[tuple[str, str], ...] = ()
    rotations: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()

    @property
    def today(self) -> date:
        """The calendar date of `now` in the business zone."""
        return self.now.date()


class NotUnderstood(Problem):
    """Something that was typed does not read; the sentence says what, and what would."""
