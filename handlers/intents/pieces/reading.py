"""What a text is read against, and the refusal of one that does not read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from handlers.intents.pieces.line import Words
from models.problems import Problem


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence is read against.

    `now` is the moment, aware and in the business zone (T1). `customers` are the short and full
    names of all customers; without them a customer is one word, or stands in quotes. `rotations`
    are the names of all rotations; without them whatever is like a name may be one. `people` are
    the handles (in lower case) and Slack's ids of everybody known, for whom a word names.
    `channels` are the names and Slack's ids of the channels that are some customer's.
    """

    now: datetime
    customers: tuple[tuple[str, str], ...] = ()
    rotations: tuple[str, ...] = ()
    people: tuple[tuple[str, str], ...] = ()
    channels: tuple[tuple[str, str], ...] = ()

    @property
    def today(self) -> date:
        """The calendar date of `now` in the business zone."""
        return self.now.date()

    def words(self, text: str) -> Words:
        """Return the words of a text, in which people and channels are called by their names."""
        return Words(text, self.name_of)

    def name_of(self, mentioned: str) -> str | None:
        """Return the handle of a person or the name of a channel, by Slack's id; None if nobody
        knows it.
        """
        known = (*self.people, *self.channels)
        return next((name for name, each in known if each == mentioned), None)


class NotUnderstood(Problem):
    """Something that was typed does not read; the sentence says what, and what would."""


class Unclear(NotUnderstood):
    """Some words may mean several things, or nothing as they stand: `used` ones, `start` ahead.

    `readings` are what may be typed in their place: what a button says, and the text.
    """

    def __init__(
        self, sentence: str, used: int, *readings: tuple[str, str], start: int = 0
    ) -> None:
        super().__init__(sentence)
        self.used = used
        self.readings = readings
        self.start = start
