"""The grammar of change windows: `/customer window` (I8)."""

from __future__ import annotations

from typing import Annotated, assert_never

from handlers.intents.pieces.customer_names import (
    customer_name,
    take_customer_anywhere,
    written_customer,
)
from handlers.intents.pieces.days import AHEAD, ON, read_day
from handlers.intents.pieces.from_to import read_from_to
from handlers.intents.pieces.instants import AT, written_instant
from handlers.intents.pieces.intent import OfCustomer, Word
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import take_end, take_number
from handlers.intents.pieces.weekdays import read_weekdays, written_weekdays
from handlers.intents.pieces.who_and_when import take_stretch
from handlers.intents.pieces.written import Written
from models.problems import Missing
from models.rules.change_window import Once, Weekly, Window
from models.rules.limits import A_DAY
from models.rules.permissions import Permission

EVERY_WEEK, ON_A_DAY = "tue,thu 20:00-22:00", "2026-12-05 20:00 to 23:00"
_REMOVE = ("remove", "off", "undo", "end")
_MOST_WORDS = 20  # all days of the week, and two times


def written_window(window: Window) -> str:
    """Return a window as it is typed."""
    match window:
        case Weekly(weekdays, start, end):
            return f"{written_weekdays(weekdays)} {_clock(start)}-{_clock(end)}"
        case Once(starts_at, ends_at):
            return f"{written_instant(starts_at)} to {written_instant(ends_at)}"
        case _:
            assert_never(window)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class AddWindow(OfCustomer):
    """Agree on a change window of a customer: of every week, or once."""

    word = Word(
        "/customer window",
        Permission.OWN_CUSTOMERS,
        help={
            "/customer window acme tue,thu 20:00-22:00": (
                "when what its sources report rings nobody (I8); once: `2026-12-05 20:00 to 23:00`"
            ),
        },
        examples=("/customer window acme tue,thu 20:00-22:00",),
        writes=True,
    )

    window: Annotated[Window, Written(spelled=written_window)]

    @staticmethod
    def read(words: Words, reading: Reading) -> AddWindow | RemoveWindow | ShowWindows:
        """Read `acme tue,thu 20:00-22:00`, `acme 2026-12-05 20:00 to 23:00`, `acme remove 3`; with
        the customer alone its windows are shown.
        """
        customer = take_customer_anywhere(words, reading, f"/customer window acme {EVERY_WEEK}")
        line = f"/customer window {written_customer(customer)}"
        if words.done:
            return ShowWindows(customer)
        if words.word() in _REMOVE:
            words.take()
            number = take_number(words, "the change window's number", f"{line} remove 3")
            take_end(words, f"{line} remove {number}")
            return RemoveWindow(customer, number)
        return AddWindow(customer, take_window(words, reading, line))


class RemoveWindow(OfCustomer):
    """End a change window, by its number."""

    word = Word(
        "/customer window … remove",
        Permission.OWN_CUSTOMERS,
        help={"/customer window acme remove 3": "ends one; `/customer windows` numbers them"},
        reserves=("remove",),
        writes=True,
    )

    number: Annotated[int, Written("remove {}")]


class ShowWindows(OfCustomer):
    """Show a customer's change windows."""

    word = Word(
        "/customer windows",
        Permission.EVERYBODY,
        help={"/customer windows acme": "its change windows, with their numbers"},
    )

    @staticmethod
    def read(words: Words, reading: Reading) -> ShowWindows:  # noqa: ARG004
        """Read `acme`."""
        return ShowWindows(customer_name(words.upto(words.count), "/customer windows acme"))


WindowIntent = AddWindow | RemoveWindow | ShowWindows


def take_window(words: Words, reading: Reading, line: str) -> Window:
    """Take a window, up to the end; `line` is what stands before it in examples.

    Raises NotUnderstood or Missing, or asks (Choice).
    """
    example = f"{line} {EVERY_WEEK}"
    found = read_weekdays(words.ahead(most=_MOST_WORDS))
    days, used = found or (frozenset(), 0)
    used += words.word(used) in AT
    times = read_from_to(" ".join(words.ahead(used, _MOST_WORDS)))
    if times is None and _is_dated(words, reading, used):
        words.skip(words.word() in ON)
        start, end = take_stretch(words, reading, f"{line} {ON_A_DAY}")
        return Once(start, end)
    if not days:
        raise Missing("On which days? They come before the times.", example)
    if times is None:
        raise NotUnderstood(
            "From when until when? A window of every week ends within 24 hours, as in "
            f"`{EVERY_WEEK}`; a longer one is given with its dates.",
            f"{line} {written_weekdays(days)} 20:00-22:00",
        )
    words.skip(used + times.used)
    take_end(words, f"{line} {written_weekdays(days)} {times.shown}")
    end_minute = times.start + times.minutes - (A_DAY if times.ends_before else 0)
    return Weekly(days, times.start, end_minute)


def _is_dated(words: Words, reading: Reading, used: int) -> bool:
    """Whether a day of its own is meant, with its date or as `tomorrow`, and not one of the week
    whose name took `used` words.
    """
    led = words.word() in ON
    try:
        day = read_day(words.ahead(led), reading.today, AHEAD)
    except NotUnderstood:
        return True  # it is refused, or asked about, where it is read
    return day is not None and day[1] + led > used
