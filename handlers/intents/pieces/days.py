"""Days and months as people type them, as calendar dates in the business zone."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood

# Not from the calendar module: its names follow the machine's language.
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTHS: dict[str, int] = {
    spelling: number
    for number, name in enumerate(_MONTH_NAMES, start=1)
    for spelling in (name.lower()[:3], name.lower())
} | {"sept": 9}
WEEKDAYS: dict[str, int] = {
    spelling: number
    for number, name in enumerate(DAY_NAMES)
    for spelling in (name.lower()[:3], name.lower())
} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
DAY_WORDS: dict[str, int] = {"today": 0, "yesterday": -1, "tomorrow": 1}

_MONTH = f"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_NUMBER = "(?P<month>[0-9]{1,2})"
_DAY = "(?P<day>[0-9]{1,2})"
_NTH = "(?:st|nd|rd|th)?"
_YEAR = "(?: (?P<year>20[0-9]{2}))?"
_END = r"(?= |$)"
_DATES = tuple(
    re.compile(pattern + _END)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})-{_NUMBER}-{_DAY}",
        rf"{_DAY}\.{_NUMBER}\.(?P<year>[0-9]{{4}}|[0-9]{{2}})?",
        rf"{_DAY}(?:{_NTH}|\.) {_MONTH}{_YEAR}",
        rf"{_MONTH} {_DAY}{_NTH}{_YEAR}",
    )
)
_HALF_A_DATE = re.compile(rf"{_DAY}\.{_NUMBER}{_END}")
_SLASHED = re.compile(rf"[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{2,4}}{_END}")
_MONTHS_OF = (
    re.compile(rf"(?P<year>20[0-9]{{2}})-{_NUMBER}{_END}"),
    re.compile(_MONTH + _YEAR + _END),
)
_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Rule:
    """Which days may stand somewhere: ones that lie ahead, ones without their year.

    A weekday, or a date without its year, is the latest that is past; where one looks `forward`
    it is the next. Today counts both ways.
    """

    ahead: bool
    without_year: bool
    forward: bool = False


PAST = Rule(ahead=False, without_year=True)  # work and purchases: the latest that is past
ANY = Rule(ahead=True, without_year=True)  # a look at a date: ahead only with its year
DATED = Rule(ahead=True, without_year=False)  # contracts: without a year it would be a guess
AHEAD = Rule(ahead=True, without_year=True, forward=True)  # who is on call: the next such day


def read_day(words: Sequence[str], today: date, rule: Rule = PAST) -> tuple[date, int] | None:
    """Return the day that the longest beginning of the words names, and how many words it took.

    None if they do not begin with a day. Raises NotUnderstood for a day that does not exist, lies
    ahead where it may not, or lacks a year that is needed.
    """
    heads = [word.rstrip(",;:") for word in words[:4]]
    if not heads:
        return None
    relative = _relative(heads, today, rule)
    if relative is None:
        return _dated(heads, today, rule)
    day, used = relative
    if heads[0] in WEEKDAYS and (dated := _dated(heads[1:], today, rule)):
        day, used = _agreeing(heads, *dated), dated[1] + 1
    return _not_ahead(day, today, rule, " ".join(heads[:used])), used


def read_month(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """Return the first day of the month that the words begin with, and how many words it took.

    Without a year it is the latest that has begun. Raises NotUnderstood for one that does not exist
    or lies ahead.
    """
    text = " ".join(words[:3])
    if text.startswith("this month"):
        return today.replace(day=1), 2
    if text.startswith("last month"):
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1), 2
    match = next(filter(None, (pattern.match(text) for pattern in _MONTHS_OF)), None)
    if match is None:
        return None
    number = _month_number(match["month"])
    if not 1 <= number <= 12:
        raise NotUnderstood(f"{said(match.group())} does not exist: there is no month {number}.")
    year = int(match["year"]) if match["year"] else today.year - (number > today.month)
    first = date(year, number, 1)
    if first > today:
        raise NotUnderstood(f"{said(match.group())} lies ahead: nothing is logged there yet.")
    return first, match.group().count(" ") + 1


def _relative(heads: Sequence[str], today: date, rule: Rule) -> tuple[date, int] | None:
    """Days that are said from today: `yesterday`, `mon`, `last fri`."""
    if heads[0] in DAY_WORDS:
        return today + timedelta(days=DAY_WORDS[heads[0]]), 1
    if heads[0] in WEEKDAYS:
        on = (WEEKDAYS[heads[0]] - today.weekday()) % 7
        return today + timedelta(days=on if rule.forward or not on else on - 7), 1
    if heads[0] == "last" and len(heads) > 1 and heads[1] in WEEKDAYS:
        back = (today.weekday() - WEEKDAYS[heads[1]]) % 7
        return today - timedelta(days=back or 7), 2
    return None


def _dated(heads: Sequence[str], today: date, rule: Rule) -> tuple[date, int] | None:
    text = " ".join(heads)
    _refuse_unclear(text)
    match = next(filter(None, (pattern.match(text) for pattern in _DATES)), None)
    if match is None:
        return None
    shown, month, day = match.group(), _month_number(match["month"]), int(match["day"])
    year = _year_number(match["year"], shown) if match["year"] else None
    _refuse_missing(year, month, day, shown, today)
    if year is not None:
        return _not_ahead(date(year, month, day), today, rule, shown), shown.count(" ") + 1
    if not rule.without_year:
        raise NotUnderstood(
            f"{said(shown)} of which year? Here days may lie ahead, so the year is needed, "
            f"as in `{today.year}-{month:02}-{day:02}`."
        )
    return _nearest(month, day, today, rule), shown.count(" ") + 1


def _refuse_unclear(text: str) -> None:
    if half := _HALF_A_DATE.match(text):
        month, day = int(half["month"]), int(half["day"])
        if 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
            raise NotUnderstood(f"Is {said(half.group())} a day? Then type `{day}.{month}.`.")
    if slashed := _SLASHED.match(text):
        raise NotUnderstood(
            f"{said(slashed.group())} is read in two ways in the world. Type it like `2026-06-08`."
        )


def _refuse_missing(year: int | None, month: int, day: int, shown: str, today: date) -> None:
    """Refuse a day that no calendar has; without a year, in no year at all."""
    if not 1 <= month <= 12:
        raise NotUnderstood(f"{said(shown)} does not exist: there is no month {month}.")
    last = monthrange(year or _LEAP_YEAR, month)[1]
    if not 1 <= day <= last:
        if year is None and month == 2:
            year = today.year - (today.month < month)  # the year that would be meant
            last = monthrange(year, month)[1]
        name = _MONTH_NAMES[month - 1] + (f" {year}" if year else "")
        raise NotUnderstood(f"{said(shown)} does not exist: {name} has {last} days.")


def _nearest(month: int, day: int, today: date, rule: Rule) -> date:
    """Return the nearest such day in the rule's direction; 29 February waits for a leap year."""
    year, step = today.year, 1 if rule.forward else -1
    while day > monthrange(year, month)[1] or (date(year, month, day) - today).days * step < 0:
        year += step
    return date(year, month, day)


def _not_ahead(day: date, today: date, rule: Rule, shown: str) -> date:
    if day > today and not rule.ahead:
        which = "" if shown == day.isoformat() else f" (it is {spoken(day, today)})"
        raise NotUnderstood(f"{said(shown)} lies ahead{which}: today is {spoken(today, today)}.")
    return day


def _agreeing(heads: Sequence[str], day: date, used: int) -> date:
    """`mon 8 jun`: the weekday must be that day's own."""
    if day.weekday() != WEEKDAYS[heads[0]]:
        raise NotUnderstood(
            f"{said(' '.join(heads[: used + 1]))} do not go together: "
            f"that day is a {DAY_NAMES[day.weekday()]}."
        )
    return day


def spoken(day: date, today: date) -> str:
    """Return a day as a sentence says it: `Mon 8 Jun`, with the year if it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAY_NAMES[day.weekday()][:3]} {day.day} {_MONTH_NAMES[day.month - 1][:3]}{year}"


def written_weekday(number: int) -> str:
    """Return a weekday as it is typed: 0 is `mon`."""
    return next(name for name, weekday in WEEKDAYS.items() if weekday == number)


def _month_number(text: str) -> int:
    return MONTHS[text] if text in MONTHS else int(text)


def _year_number(text: str, shown: str) -> int:
    year = int(text) if len(text) == 4 else 2000 + int(text)
    if not 2000 <= year <= 2099:
        raise NotUnderstood(f"{said(shown)} is too far away: years go from 2000 to 2099.")
    return year
