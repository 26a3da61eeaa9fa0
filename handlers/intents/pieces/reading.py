"""What every grammar shares: the reading a text is read against, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol

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


class Intent(Protocol):
    """What somebody wants, understood. Equal intents want the same thing."""

    @property
    def writes(self) -> bool:
        """Whether it changes something, rather than show it or open a form."""
        ...

    def typed(self) -> str:
        """Return the canonical text after the command's name; it reads back to this intent.

        The text is escaped as Slack escapes what people type, so it goes into a button as it is.
        """
        ...


def form_of(intent: object) -> str | None:
    """Return the title of the form that an intent opens, or None if it opens none."""
    title: str | None = getattr(intent, "opens", None)
    return title


@dataclass(frozen=True, slots=True)
class Help:
    """A command's own short table: a summary, rows of what to type and what it does, examples."""

    writes: ClassVar[bool] = False

    summary: str
    rows: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    of: str = ""

    def about(self, word: str) -> Help:
        """Return what the table has of one word behind the command; all if it has no such row."""
        rows = tuple(row for row in self.rows if word in _words_behind_command(row[0]))
        if not rows:
            return self
        examples = tuple(e for e in self.examples if word in _words_behind_command(e))
        return Help(self.summary, rows, examples, word)

    def typed(self) -> str:
        """Return `help`, behind the word that it is about."""
        return f"{self.of} help".lstrip()


def _words_behind_command(typed: str) -> set[str]:
    """Return the first word of each way: `ack` and `stop` of `/oncall ack 5 · stop 5`."""
    _, _, ways = typed.partition(" ")
    return {way.partition(" ")[0] for way in ways.split(" · ")}
