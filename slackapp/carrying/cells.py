"""What people's spreadsheets write in a cell, read as what it means or refused with what would be
right; and written so that it is read again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeVar

from handlers.blocks.pieces.refusal import plain
from handlers.documents.sheets import WORKED_OUT
from handlers.intents.pieces.line import TEXT_LIMIT
from handlers.intents.pieces.reserved import check_short_name
from models.problems import Problem
from models.rules.calendar import BusinessCalendar
from models.rules.closed_sets import ClosedSet
from models.rules.limits import EARLIEST, LATEST
from models.rules.writing import listed

Closed = TypeVar("Closed", bound=ClosedSet)


class Unreadable(Exception):
    """A cell can't be read: its only argument says what would be right."""


_LONGEST_KEY: Final = 600  # PostgreSQL's indexes take no more, whatever the letters
_DAY = "write 2026-12-31 or 31.12.2026"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(:00)?$")


def read_line(text: str) -> str:
    """Read a text of one line, with single spaces."""
    return " ".join(text.split())


def read_note(text: str) -> str:
    """Read a note as it stands; it is not longer than one that is typed."""
    if len(text) > TEXT_LIMIT:
        raise Unreadable(f"a note has {TEXT_LIMIT} characters at most, and this one {len(text)}")
    return text


def read_key(text: str) -> str:
    """Read what a line is called where it comes from."""
    if len(key := read_line(text)) > _LONGEST_KEY:
        raise Unreadable(f"a key has {_LONGEST_KEY} characters at most, and this one {len(key)}")
    return key


def read_short_name(text: str) -> str:
    """Read a customer's short name, with which commands can be typed."""
    try:
        return check_short_name(text.lower())
    except Problem as refused:
        raise Unreadable(plain(refused.sentence, str).removesuffix(".")) from None


def read_channel(text: str) -> str:
    """Read a channel's id."""
    if not re.fullmatch(r"[CG][A-Z0-9]{2,20}", text):
        raise Unreadable(
            "a channel's id, such as C012AB3CD: Slack shows it in the channel's details"
        )
    return text


def read_number(text: str) -> int:
    """Read a whole number."""
    if not re.fullmatch(r"\d{1,9}", text):
        raise Unreadable("a whole number, such as 12")
    return int(text)


@lru_cache(10_000)  # a file has each again and again
def read_day(text: str) -> date:
    """Read a date as ISO 8601 or as Swiss spreadsheets write it; a time of midnight is none."""
    bare = _MIDNIGHT.sub("", text)
    if "/" in bare:
        raise Unreadable(f"day and month could be either way round; {_DAY}")
    found = _ISO.fullmatch(bare) or _DOTTED.fullmatch(bare)
    if found is None:
        raise Unreadable(f"a date; {_DAY}")
    try:
        day = date(*(int(found[each]) for each in ("year", "month", "day")))
    except ValueError:
        raise Unreadable(f"there is no such day; {_DAY}") from None
    if not EARLIEST <= day <= LATEST:
        raise Unreadable(f"a day from {EARLIEST.year} to {LATEST.year}")
    return day


_INSTANT = re.compile(
    r"(?P<day>\S+?)[T ]+(?P<time>\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
_AT = "write 2026-12-31 09:15 or 31.12.2026 09:15"


def instants_by(calendar: BusinessCalendar) -> Callable[[str], datetime]:
    """Return what reads an instant; one without a zone is of the calendar's, a day its begin."""

    def read_instant(text: str) -> datetime:
        found = _INSTANT.fullmatch(text)
        day = read_day(found["day"] if found else text)
        if found is None:
            return calendar.instant(day, time())
        clock = found["time"] if found["time"][1] != ":" else f"0{found['time']}"
        try:
            if found["zone"] is None:
                return calendar.instant(day, time.fromisoformat(clock))
            return datetime.fromisoformat(f"{day} {clock}{found['zone']}").astimezone(UTC)
        except ValueError:
            raise Unreadable(f"there is no such time; {_AT}") from None

    return read_instant


_CLOCK = re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d)(:(?P<seconds>[0-5]\d))?")
_HOURS = re.compile(r"(?P<hours>\d{1,4}([.,]\d{1,6})?) ?h")
_LENGTH = "minutes such as 90, or hours such as 1:30 or 1.5h"


@lru_cache(10_000)
def read_minutes(text: str) -> int:
    """Read a length of time in whole minutes; seconds are rounded, to one minute at least."""
    if re.fullmatch(r"\d{1,6}", text):
        return int(text)
    if (clock := _CLOCK.fullmatch(text)) is not None:
        minutes = Fraction(int(clock["hours"]) * 60 + int(clock["minutes"]))
        return _whole(minutes + Fraction(int(clock["seconds"] or 0), 60))
    if (hours := _HOURS.fullmatch(text.lower())) is not None:
        return _whole(Fraction(hours["hours"].replace(",", ".")) * 60)
    raise Unreadable(_LENGTH)


def _whole(minutes: Fraction) -> int:
    return max(1, int(minutes + Fraction(1, 2))) if minutes else 0


def read_money(text: str) -> Decimal:
    """Read an amount in CHF as it is written here: 1’900.–, 320.50, 1900."""
    bare = re.sub(r"CHF|['’\s]", "", text)
    bare = re.sub(r"[.,][–—-]+$", "", bare).replace(",", ".")
    try:
        amount = Decimal(bare)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", bare) or amount.is_nan():
        raise Unreadable("an amount in CHF, such as 1900.00")
    return amount.quantize(Decimal("0.01"))


def one_of(
    members: Iterable[Closed], cased: Callable[[str], str] = str.lower
) -> Callable[[str], Closed]:
    """Return what reads one of some members of a closed set."""
    known = {str(each.value): each for each in members}

    def read_one(text: str) -> Closed:
        if (found := known.get(cased(text))) is None:
            raise Unreadable(f"there are {listed(known)}")
        return found

    return read_one


# --- written --------------------------------------------------------------------------------------

_SHIELD = "'"


def shielded(text: str) -> str:
    """Return a text as a spreadsheet takes for a text; `bare` takes the shield away again."""
    return f"{_SHIELD}{text}" if text.lstrip(_SHIELD).startswith(WORKED_OUT) else text


def bare(text: str) -> str:
    """Return what somebody wrote in a cell, without the shield of `shielded`."""
    is_shielded = text.startswith(_SHIELD) and text.lstrip(_SHIELD).startswith(WORKED_OUT)
    return text[1:] if is_shielded else text
