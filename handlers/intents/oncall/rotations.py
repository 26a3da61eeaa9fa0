"""Rotations as people type them: their names, and the grammar of `/oncall rotation`."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Annotated
from zoneinfo import available_timezones

from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.days import AHEAD, DAY_NAMES, WEEKDAYS, spoken, written_weekday
from handlers.intents.pieces.instants import clock_of, time_of_day
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import check_rotation_name, is_reserved_in_oncall
from handlers.intents.pieces.suggestions import closest, short_for, unknown
from handlers.intents.pieces.taking import ANYWAY, joined, take_day, take_end, take_person
from handlers.intents.pieces.written import Anyway, Written
from models.problems import Missing
from models.rules.permissions import Permission
from models.rules.writing import listed


class ShowRotations(Intent):
    """Show all rotations."""

    word = Word(
        "/oncall rotation",
        Permission.EVERYBODY,
        help={"/oncall rotation [primary]": "the rotations; for admins, one's form"},
        words=("rotation", "rotations"),
    )

    @staticmethod
    def read(
        words: Words, reading: Reading
    ) -> ShowRotations | EditRotation | NewRotation | EndRotation | SetRotation:
        """Read `[edit] [primary]`, `add`, `primary end`, or `primary weekly mon 09:00 @ada`."""
        if words.done:
            return ShowRotations()
        if words.count == 1 and words.word() == "add":
            return NewRotation()
        example = f"/oncall rotation {a_rotation(reading)}"
        if "end" in (words.word(), words.word(1)):
            return _end(words, reading, f"{example} end")
        edit = words.word() == "edit"
        words.skip(edit)
        if edit or words.count == 1 or words.word(1) == "edit":
            name = take_rotation(words, reading, example)
            words.skip(not edit and words.word() == "edit")
            take_end(words, f"/oncall rotation {name}")
            return EditRotation(name)
        name = _name(words)
        check_rotation_name(name, "/oncall rotation nights weekly mon 09:00 @ada @ben")
        words.take()
        return _set_rotation(words, reading, name)


class NewRotation(Intent):
    """Open the form of a rotation that is still to be made."""

    word = Word(
        "/oncall rotation add",
        Permission.ADMINS,
        begins="rotation add",
        reserves=("add",),
        opens="New rotation",
    )


class EditRotation(Intent):
    """Open the form of a rotation."""

    word = Word(
        "/oncall rotation edit",
        Permission.ADMINS,
        begins="rotation edit",
        reserves=("edit",),
        opens="Rotation",
    )

    name: str


class SetRotation(Intent):
    """Make a rotation, or its new version (O1, O2): `people` (Slack's ids) in order.

    Each shift lasts `days` and begins at `handover` on the wall clock of `zone` (None means the
    business zone); the first on `first_day`. `weekday` is that of every handover, if it was said in
    weeks.
    """

    word = Word(
        "/oncall rotation primary …",
        Permission.ADMINS,
        help={
            "/oncall rotation primary weekly mon 09:00 [from 2026-11-02] [in Europe/London] "
            "@ada @ben": "sets one: `weekly`, `fortnightly`, `daily`, `every 3 days`"
        },
        reserves=("weekly", "fortnightly", "daily", "every", "on", "in"),
        writes=True,
    )

    name: str
    days: int
    weekday: int | None
    handover: time
    first_day: date
    people: tuple[str, ...]
    zone: str | None = None
    anyway: bool = False

    @property
    def mentions(self) -> tuple[str, ...]:
        """Everyone whom it names."""
        return self.people

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"rotation {self.name} {self._often()} {self.handover:%H:%M} from {self.first_day}",
            f"in {self.zone}" if self.zone else None,
            *(f"<@{person}>" for person in self.people),
            ANYWAY if self.anyway else None,
        )

    def _often(self) -> str:
        if self.weekday is None:
            return "daily" if self.days == 1 else f"every {self.days} days"
        weeks = self.days // 7
        often = "weekly" if weeks == 1 else f"every {weeks} weeks"
        return f"{often} {written_weekday(self.weekday)}"


class EndRotation(Intent):
    """Let nobody be in a rotation any more (O2): from now, or from its handover on a day."""

    word = Word(
        "/oncall rotation primary end",
        Permission.ADMINS,
        help={"/oncall rotation primary end [from 2026-11-30]": "nobody is in it from then on"},
        reserves=("end", "off"),
        writes=True,
    )

    name: Annotated[str, Written("{} end")]
    day: Annotated[date | None, Written("from {}")] = None
    anyway: Anyway = False


RotationIntent = ShowRotations | NewRotation | EditRotation | SetRotation | EndRotation


MOST_PEOPLE = 30
MOST_DAYS = 92
_OFTEN = ("weekly", "fortnightly", "daily", "every")
_IN_DAYS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_SPAN = re.compile(rf"([0-9]{{1,6}})({'|'.join(_IN_DAYS)})?")
_FURTHEST = timedelta(days=366)
_A_MONTH = timedelta(days=30)


def a_rotation(reading: Reading) -> str:
    """Return a rotation's name for an example to copy."""
    names = reading.rotations or ("primary",)
    return "primary" if "primary" in names else names[0]


def take_rotation(words: Words, reading: Reading, example: str) -> str:
    """Take the name of a rotation that there is, or may be if the reading knows none."""
    name = _name(words)
    if is_reserved_in_oncall(name):
        raise Missing(f"Which rotation? Its name is missing before {said(name)}.", example)
    check_rotation_name(name, example)
    if reading.rotations and name not in reading.rotations:
        if guess := short_for(name, reading.rotations):
            raise ask(
                f"There is no rotation {said(name)}. Did you mean `{guess}`?",
                (guess, f"/oncall {words.corrected(1, guess)}"),
            )
        raise NotUnderstood(
            f"There is no rotation {said(name)}. I know {listed(reading.rotations)}.", example
        )
    words.take()
    return name


def _name(words: Words) -> str:
    """Return the name ahead in lower case, without the quotes around it, if there are any."""
    token = words.peek()
    quoted = token.quoted if token else None
    return (quoted or words.word() or words.text(1)).lower().rstrip(",;:")


def rotation_if_any(words: Words, reading: Reading, example: str) -> str | None:
    """Take a rotation's name where a day, a time or another word of the grammar may stand too."""
    word = words.word()
    if words.done or is_reserved_in_oncall(word) or re.match(r"[0-9]+[:.]", word):
        return None
    return take_rotation(words, reading, example)


def take_days(words: Words, most: int, example: str) -> tuple[int, str]:
    """Take a number of days or weeks; return it in days, and its unit as typed or ""."""
    match = _SPAN.fullmatch(words.word())
    unit = (match and match[2]) or words.word(1).rstrip(",;")
    if match is None or unit not in _IN_DAYS:
        unit = ""
    days = int(match[1]) * _IN_DAYS.get(unit, 1) if match else 0
    if not 1 <= days <= most:
        shown = words.text(2 if match and unit and not match[2] else 1)
        raise NotUnderstood(
            f"{said(shown)} does not work here: it is 1 to {most} days, or 1 to {most // 7} weeks.",
            example,
        )
    words.skip(2 if match and unit and not match[2] else 1)
    return days, unit


def _end(words: Words, reading: Reading, example: str) -> EndRotation:
    """Take `primary end [from 2026-11-02]`, or `end primary …`."""
    anyway = words.take_last(ANYWAY)
    words.skip(words.word() == "end")
    name = take_rotation(words, reading, example)
    words.skip(words.word() == "end")
    day: date | None = None
    if not words.done:
        words.skip(words.word() == "from")
        day = take_day(words, reading, AHEAD, f"{example} from {reading.today + _A_MONTH}")
    take_end(words, f"/oncall rotation {name} end")
    return EndRotation(name, day, anyway)


def _set_rotation(words: Words, reading: Reading, name: str) -> SetRotation:
    example = f"/oncall rotation {name} weekly mon 09:00 @ada @ben"
    days, by_week = _often(words, example)
    weekday = _weekday(words) if by_week else None
    handover = _handover(words, example)
    if by_week and weekday is None:
        weekday = _weekday(words)
    first_day: date | None = None
    zone: str | None = None
    people: list[str] = []
    listed_apart = anyway = False
    while not words.done:
        if words.word() == ANYWAY and words.count == 1:
            words.take()
            anyway = True
        elif words.word() == "from" and first_day is None:
            words.take()
            first_day = _first_day(words, reading, weekday, example)
        elif words.word() == "in" and zone is None:
            words.take()
            zone = _zone(words, f"{example} in Europe/London")
        else:
            if not listed_apart:  # once: a line may be long
                words.apart(",;")  # `@ada, @ben`
                listed_apart = True
            _person(words, reading, people, example)
    if not people:
        raise Missing(
            "Who? A rotation needs at least one person: mention them in order, and the first "
            "has the first shift.",
            example,
        )
    if by_week and weekday is None:
        if first_day is None:
            raise Missing("On which weekday does it hand over?", example)
        weekday = first_day.weekday()
    if first_day is None:
        wait = 0 if weekday is None else (weekday - reading.today.weekday()) % 7
        first_day = reading.today + timedelta(days=wait)
    return SetRotation(name, days, weekday, handover, first_day, tuple(people), zone, anyway)


def _often(words: Words, example: str) -> tuple[int, bool]:
    """Take how often it hands over; return the days of a shift, and whether said in weeks."""
    word = words.word()
    if word not in _OFTEN:
        raise unknown(
            words, _OFTEN, "how often it hands over", example.replace("weekly mon", "daily")
        )
    words.take()
    if word != "every":
        return {"daily": (1, False), "weekly": (7, True), "fortnightly": (14, True)}[word]
    if words.word() in {"day", "week"}:
        days = _IN_DAYS[words.take().word]
        return days, days == 7
    example = example.replace("weekly mon", "every 3 days")
    if words.done:
        raise Missing("Every how many days? Like `every 3 days` or `every 2 weeks`.", example)
    shown = words.text(1)
    days, unit = take_days(words, MOST_DAYS, example)
    if not unit:
        raise NotUnderstood(
            f"Every {said(shown)} of what? Type `every {shown} days` or `every {shown} weeks`.",
            example,
        )
    return days, _IN_DAYS[unit] == 7


def _weekday(words: Words) -> int | None:
    on = int(words.word() == "on")
    weekday = WEEKDAYS.get(words.word(on).rstrip(",;"))
    if weekday is not None:
        words.skip(on + 1)
    return weekday


def _handover(words: Words, example: str) -> time:
    words.skip(words.word() == "at")
    typed = words.word().rstrip(",;")
    word = clock_of(typed) or typed
    if words.done or (not word and words.text(1)) or word in {"from", "in"}:
        raise Missing("At what time does it hand over? Like `09:00`.", example)
    if not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", word):
        raise NotUnderstood(f"{said(words.text(1))} is not a time of day, as in `09:00`.", example)
    try:
        handover = time_of_day(word)
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    words.take()
    return handover


def _first_day(words: Words, reading: Reading, weekday: int | None, example: str) -> date:
    """Take the day of the first shift, which is on the weekday of all of them."""
    before = words.count
    day = take_day(words, reading, AHEAD, example)
    if day > reading.today + _FURTHEST:
        raise NotUnderstood(
            f"{said(spoken(day, reading.today))} is more than a year ahead.", example
        )
    if weekday is None or day.weekday() == weekday:
        return day
    used = before - words.count
    words.skip(-used)  # back, to say the day better
    later = (weekday - day.weekday()) % 7
    nearest = day + timedelta(days=later if later <= 3 else later - 7)
    raise ask(
        f"{spoken(day, reading.today)} is a {DAY_NAMES[day.weekday()]}, and it is to hand over on "
        f"a {DAY_NAMES[weekday]} (`{written_weekday(weekday)}`). The nearest is "
        f"{spoken(nearest, reading.today)}.",
        (spoken(nearest, reading.today), f"/oncall {words.corrected(used, str(nearest))}"),
    )


def _person(words: Words, reading: Reading, people: list[str], example: str) -> None:
    if words.word() in {",", ";", "and"}:
        words.take()
        return
    shown = words.text(1)
    person = take_person(words, reading, example)
    if person in people:
        raise NotUnderstood(
            f"{said(shown)} stands there twice, and everybody has one place in the order.", example
        )
    if len(people) == MOST_PEOPLE:
        raise NotUnderstood(f"A rotation has at most {MOST_PEOPLE} people.", example)
    people.append(person)


def _zone(words: Words, example: str) -> str:
    if words.done:
        raise Missing("In which time zone? Like `in Europe/London`.", example)
    typed = words.text(1).rstrip(",;")
    zones = _zones()
    if typed.lower() in zones:
        words.take()
        return zones[typed.lower()]
    if guess := closest(typed, zones):
        raise ask(
            f"{said(typed)} is not a time zone I know. Did you mean `{zones[guess]}`?",
            (zones[guess], f"/oncall {words.corrected(1, zones[guess])}"),
        )
    raise NotUnderstood(
        f"{said(typed)} is not a time zone I know. Type it like `Europe/London`.", example
    )


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Return every time zone's name under its name in lower case."""
    return {name.lower(): name for name in available_timezones()}
