"""The grammar of `/oncall`; rotations, ladders, overrides and pages have theirs apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final, Self, get_args

from handlers.intents.oncall.ladders import LadderIntent
from handlers.intents.oncall.overrides import OverrideIntent
from handlers.intents.oncall.pages import Drill, PageIntent
from handlers.intents.oncall.rotations import (
    MOST_DAYS,
    RotationIntent,
    a_rotation,
    rotation_if_any,
    take_days,
    take_rotation,
)
from handlers.intents.pieces.ahead import UNTIL
from handlers.intents.pieces.command import Command, Help
from handlers.intents.pieces.day_spans import WEEK, WEEKEND, read_day_span
from handlers.intents.pieces.days import NEXT, ON, THIS
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.suggestions import understood_example
from handlers.intents.pieces.taking import ANYWAY, joined, take_end
from handlers.intents.pieces.undo import Undo
from handlers.intents.pieces.who_and_when import names_person, take_instant, take_someone
from handlers.intents.pieces.written import Anyway, UserOrMe, Written
from models.problems import Choice, Problem, Then
from models.rules.permissions import Permission


class ShowOncall(Intent):
    """Show who is on call now, and who follows."""

    word = Word(
        "/oncall",
        Permission.EVERYBODY,
        help={"/oncall": "who is on call now, and who follows"},
    )


class WhoAt(Intent):
    """Show who is on call at an aware instant (None means now), in one rotation or in all."""

    word = Word(
        "/oncall who",
        Permission.EVERYBODY,
        help={
            "/oncall who [primary] [at fri 03:00] · who tomorrow · who @ben": (
                "who is on call then; when Ben is"
            )
        },
        examples=("/oncall who at fri 03:00",),
        words=("who", "who's"),
        reserves=("at", "now", "is"),
    )

    at: datetime | None = None
    rotation: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("who", self.rotation, f"at {written_instant(self.at)}" if self.at else None)

    @staticmethod
    def read(words: Words, reading: Reading) -> WhoAt | WhoOn | ShiftsOf:
        """Read `[is on call] [primary] [at fri 03:00]`, `[primary] tomorrow`, or `@ben`."""
        example = f"/oncall who {a_rotation(reading)} at fri 03:00"
        _skip_is_on_call(words)
        if names_person(words, reading):
            user_id = take_someone(words, reading, "/oncall who @ben")
            take_end(words, "/oncall who @ben")
            return ShiftsOf(user_id)
        rotation = rotation_if_any(words, reading, example)
        if words.done:
            return WhoAt(None, rotation)
        if days := read_day_span(words.ahead(), reading.today):
            words.skip(words.count)
            return WhoOn(rotation, *days)
        words.skip(words.word() == "at")
        at = take_instant(words, reading, example, past=True)
        take_end(words, example)
        return WhoAt(at, rotation)


def _skip_is_on_call(words: Words) -> None:
    """Go past what people ask: `is on call`, `'s on duty`, `is on call for`."""
    words.skip(words.word() == "is")
    if words.word() == "on" and words.word(1) in {"call", "duty"}:
        words.skip(2)
    else:
        words.skip(words.word() in {"oncall", "on-call"})
    words.skip(words.word() in {"for", "in"})


class WhoOn(Intent):
    """Show who is on call on days to come, in one rotation or in all."""

    word = Word(
        "/oncall who tomorrow",
        Permission.EVERYBODY,
        reserves=(*ON, *THIS, *NEXT, *UNTIL, *WEEKEND, *WEEK, "from"),
    )

    rotation: str | None
    day: date
    last_day: date

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("who", self.rotation, f"{self.day} to {self.last_day}")


class ShiftsOf(Intent):
    """Show when a person (Slack's id; None means me) is on call in the weeks to come."""

    word = Word("/oncall who @ben", Permission.EVERYBODY, reserves=("for", "me"))

    whose: UserOrMe | None = None


class ShowCalendar(Intent):
    """Show the shifts of the next days, 1 to 92, of one rotation or of all."""

    word = Word(
        "/oncall calendar",
        Permission.EVERYBODY,
        help={"/oncall calendar [primary] [2 weeks]": "the shifts to come"},
        reserves=("day", "days", "week", "weeks", "d", "w"),
    )

    days: int = 14
    rotation: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("calendar", self.rotation, f"{self.days} days")

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowCalendar:
        """Read `[primary] [2 weeks]`."""
        example = f"/oncall calendar {a_rotation(reading)} 2 weeks"
        rotation = rotation_if_any(words, reading, example)
        if words.done:
            return ShowCalendar(rotation=rotation)
        days, _ = take_days(words, MOST_DAYS, example)
        take_end(words, example)
        return ShowCalendar(days, rotation)


class CheckOncall(Intent):
    """Check who cannot be reached, and when nobody is on call (O7)."""

    word = Word(
        "/oncall check",
        Permission.EVERYBODY,
        help={"/oncall check": "gaps, and who cannot be reached"},
    )


class KeepContacts(Intent):
    """Open the form for how I am reached."""

    word = Word(
        "/oncall contact",
        Permission.EVERYBODY,
        help={"/oncall contact": "a form for how you are reached"},
        opens="How you are reached",
    )


class MakeFeed(Intent):
    """Give the address of my shifts, or a rotation's, for a calendar; or make it stop working."""

    word = Word(
        "/oncall feed",
        Permission.EVERYBODY,
        help={"/oncall feed [primary] [revoke]": "your shifts, or a rotation's, for your calendar"},
        reserves=("mine", "revoke"),
        writes=True,
    )

    rotation: str | None = None
    revoke: Annotated[bool, Written("revoke")] = False

    @staticmethod
    def read(words: Words, reading: Reading) -> MakeFeed:
        """Read `[primary] [revoke]`."""
        example = f"/oncall feed {a_rotation(reading)}"
        revoke = words.take_last("revoke")
        if not words.done and words.word() == "revoke":
            words.take()
            revoke = True
        rotation = None
        if words.word() == "mine":
            words.take()
        elif not words.done:
            rotation = take_rotation(words, reading, example)
        take_end(words, example)
        return MakeFeed(rotation, revoke)


class UndoOncall(Undo):
    """Undo a change of who is on call, or of how people are reached."""

    word = Word(
        "/oncall undo",
        Permission.THEIR_CHANGES_ON_CALL,
        help={"/oncall undo [17]": "undoes what you changed: the latest of today, or that one"},
        writes=True,
    )

    anyway: Anyway = False

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Self:
        """Read `[17]`, with `--anyway` once it was asked about."""
        anyway = words.take_last(ANYWAY)
        return replace(super().read(words, reading), anyway=anyway)


OncallIntent = (
    ShowOncall
    | WhoAt
    | WhoOn
    | ShiftsOf
    | ShowCalendar
    | OverrideIntent
    | RotationIntent
    | LadderIntent
    | KeepContacts
    | Drill
    | CheckOncall
    | PageIntent
    | MakeFeed
    | UndoOncall
)

ONCALL: Final = Command[OncallIntent](
    "/oncall",
    "Who is on call, and what happens when somebody is needed.",
    get_args(OncallIntent),
)


def understand(text: str, reading: Reading) -> OncallIntent | Help:
    """Return what the text after `/oncall` wants; nothing typed means who is on call now.

    Raises NotUnderstood or Missing with the sentence for the person.
    """
    try:
        return _understood(text, reading)
    except Problem as problem:
        problem.then = understood_example(problem.then, _understood, reading)
        if isinstance(problem, Choice):
            problem.options = tuple(
                (label, line) for label, line in problem.options if _reads(line, reading)
            )
        raise


def _reads(line: Then, reading: Reading) -> bool:
    try:
        _understood(str(line).partition(" ")[2], reading)
    except Problem:
        return False
    return True


def _understood(text: str, reading: Reading) -> OncallIntent | Help:
    words = reading.words(text)
    if words.done:
        return ShowOncall()
    return ONCALL.read(words, reading)
