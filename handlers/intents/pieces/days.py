"""Days and months as people type them, in English and German, as dates in the business zone."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood, Unclear

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
} | {
    "sept": 9,
    "januar": 1,
    "jänner": 1,
    "februar": 2,
    "märz": 3,
    "maerz": 3,
    "mär": 3,
    "mrz": 3,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "oktober": 10,
    "okt": 10,
    "dezember": 12,
    "dez": 12,
}
WEEKDAYS: dict[str, int] = {
    spelling: number
    for number, name in enumerate(DAY_NAMES)
    for spelling in (name.lower()[:3], name.lower())
} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
    "montag": 0,
    "dienstag": 1,
    "mittwoch": 2,
    "donnerstag": 3,
    "freitag": 4,
    "samstag": 5,
    "sonnabend": 5,
    "sonntag": 6,
    # Without their dot some are words of English: `do`, `so`.
    "mo.": 0,
    "di.": 1,
    "mi.": 2,
    "do.": 3,
    "fr.": 4,
    "sa.": 5,
    "so.": 6,
}
DAY_WORDS: dict[str, int] = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "heute": 0,
    "gestern": -1,
    "vorgestern": -2,
    "morgen": 1,
    "übermorgen": 2,
}
ON: tuple[str, ...] = ("on", "am", "vom")  # what leads to a day
LAST = ("last", "letzten", "letzter", "letzte", "letztes")
NEXT = ("next", "nächsten", "nächster", "naechsten")
THIS = ("this", "diesen", "dieser", "diese", "dieses")

_MONTH = f"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
_NUMBER = "(?P<month>[0-9]{1,2})"
_DAY = "(?P<day>[0-9]{1,2})"
_NTH = "(?:st|nd|rd|th)?"
_YEAR = "(?: (?P<year>20[0-9]{2}))?"
_END = r"(?= |$)"
_DATES = tuple(
    re.compile(pattern + _END)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})(?P<between>[-/.]){_NUMBER}(?P=between){_DAY}",
        r"(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])",
        rf"{_DAY}\.{_NUMBER}\.(?P<year>[0-9]{{4}}|[0-9]{{2}})?",
        rf"{_DAY}(?:{_NTH}|\.)(?: of | ?){_MONTH}\.?{_YEAR}",
        rf"{_DAY}(?P<between>[/-]){_MONTH}(?:(?P=between)(?P<year>20[0-9]{{2}}|[0-9]{{2}}))?",
        rf"{_MONTH}\.? {_DAY}(?:{_NTH}|\.){_YEAR}",
    )
)
_HALF_A_DATE = re.compile(rf"{_DAY}\.{_NUMBER}{_END}")
# Day and month are read in either order in the world.
_EITHER_ORDER = re.compile(
    r"(?P<one>[0-9]{1,2})(?:/(?P<other>[0-9]{1,2})(?:/(?P<year>[0-9]{4}|[0-9]{2}))?"
    rf"|-(?P<dashed>[0-9]{{1,2}})-(?P<dashed_year>20[0-9]{{2}})){_END}"
)
_NO_DATES = re.compile(
    r"24/7(?= |$)|[0-9]+/[0-9]+ (?:of|done|von|der|erledigt)\b"
    r"|(?:1[3-9]|[2-9][0-9])/(?:1[3-9]|[2-9][0-9])(?= |$)"
)
_DAYS_AROUND = {"day before yesterday": -2, "day after tomorrow": 2}
_AGO = re.compile(
    r"(?:(?P<vor>vor) )?(?P<count>[0-9]{1,3}|an?|one|einem|einer)"
    rf" (?P<unit>days?|weeks?|tag|tagen|wochen?)(?P<ago> ago)?{_END}"
)
_SPANS = re.compile(
    rf"(?P<which>{'|'.join((*LAST, *THIS))})"
    rf" (?P<span>week|woche|weekend|wochenende|month|monat|night|nacht){_END}"
)
_LONGEST = 5  # words
_MONTHS_OF = (
    re.compile(rf"(?P<year>20[0-9]{{2}})-{_NUMBER}{_END}"),
    re.compile(_MONTH + _YEAR + _END),
)
_LEAP_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Rule:
    """Which days may stand somewhere: ones that lie ahead, ones without their year.

    A weekday, or a date without its year, is the latest that is past; where one looks `forward`
    it is the next. Today counts both ways. Where neither is a good guess (`DATED`) it is asked.
    """

    ahead: bool
    without_year: bool
    forward: bool = False


PAST = Rule(ahead=False, without_year=True)  # work and purchases: the latest that is past
ANY = Rule(ahead=True, without_year=True)  # a look at a date: ahead only with its year
DATED = Rule(ahead=True, without_year=False)  # contracts: without a year it would be a guess
COMING = Rule(ahead=True, without_year=False, forward=True)  # the last day of something, a closure
AHEAD = Rule(ahead=True, without_year=True, forward=True)  # who is on call: the next such day


def read_day(words: Sequence[str], today: date, rule: Rule = PAST) -> tuple[date, int] | None:
    """Return the day that the longest beginning of the words names, and how many words it took.

    None if they do not begin with a day. Raises NotUnderstood for a day that does not exist, lies
    ahead where it may not, or lacks a year that is needed.
    """
    heads = [undotted(word.rstrip(",;:")) for word in words[:_LONGEST]]
    if not heads:
        return None
    _refuse_spans(" ".join(heads), today)
    relative = _relative(heads, today, rule)
    if relative is None:
        return _dated(heads, today, rule)
    day, used = relative
    if heads[0] in WEEKDAYS and (dated := _dated(heads[1:], today, rule)):
        day, used = _agreeing(heads, *dated), dated[1] + 1
    elif heads[0] in WEEKDAYS and rule == DATED:
        raise _either(heads[0], today)
    return _not_ahead(day, today, rule, " ".join(heads[:used])), used


def _either(weekday: str, today: date) -> Unclear:
    """Ask whether the last such weekday is meant, or the next."""
    back = (today.weekday() - WEEKDAYS[weekday]) % 7
    days = (today - timedelta(days=back), today + timedelta(days=7 - back))
    readings = ((spoken(day, today), day.isoformat()) for day in days)
    return Unclear(f"Which {said(weekday)} is meant?", 1, *readings)


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


def begins_day(words: Sequence[str], today: date) -> bool:
    """Whether the words begin with a day, or with what was clearly meant as one."""
    try:
        return read_day(words, today) is not None
    except NotUnderstood:
        return True


def undotted(word: str) -> str:
    """Return a weekday's or month's name without the dot of its abbreviation; others as they are.

    `mo.` keeps its own.
    """
    bare = word.removesuffix(".")
    return bare if bare in WEEKDAYS or bare in MONTHS else word


def _refuse_spans(text: str, today: date) -> None:
    """Ask which day of `last week` is meant; of a month its first or last one."""
    match = _SPANS.match(text)
    if match is None:
        return
    back = 7 if match["which"] in LAST else 0
    monday = today - timedelta(days=today.weekday() + back)
    numbers = {
        "week": range(5),
        "woche": range(5),
        "weekend": range(5, 7),
        "wochenende": range(5, 7),
    }.get(match["span"], ())
    days = [monday + timedelta(days=number) for number in numbers]
    if match["span"] in {"night", "nacht"}:
        days = [today - timedelta(days=1), today]
    if match["span"] in {"month", "monat"}:
        days = _ends_of_month(today.replace(day=1) - timedelta(days=1) if back else today)
    raise Unclear(
        f"Which day of {said(match.group())}?",
        match.group().count(" ") + 1,
        *((spoken(day, today), day.isoformat()) for day in days if day <= today),
    )


def _ends_of_month(day: date) -> list[date]:
    return [day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])]


def _ago(text: str, today: date) -> tuple[date, int] | None:
    """`2 days ago`, `vor einer Woche`."""
    match = _AGO.match(text)
    if match is None or bool(match["vor"]) is bool(match["ago"]):
        return None
    count = int(match["count"]) if match["count"].isdigit() else 1
    days = count * (7 if match["unit"].startswith("w") else 1)
    return today - timedelta(days=days), match.group().count(" ") + 1


def _relative(heads: Sequence[str], today: date, rule: Rule) -> tuple[date, int] | None:
    """Days that are said from today: `yesterday`, `mon`, `last fri`, `2 days ago`."""
    if ago := _ago(" ".join(heads), today):
        return ago
    if (around := " ".join(heads[:3])) in _DAYS_AROUND:
        return today + timedelta(days=_DAYS_AROUND[around]), 3
    if heads[0] in DAY_WORDS:
        return today + timedelta(days=DAY_WORDS[heads[0]]), 1
    if heads[0] in WEEKDAYS:
        on = (WEEKDAYS[heads[0]] - today.weekday()) % 7
        return today + timedelta(days=on if rule.forward or not on else on - 7), 1
    if len(heads) < 2 or heads[1] not in WEEKDAYS:
        return None
    weekday = WEEKDAYS[heads[1]]
    if heads[0] in LAST:
        return today - timedelta(days=(today.weekday() - weekday) % 7 or 7), 2
    if heads[0] in THIS:
        return today + timedelta(days=weekday - today.weekday()), 2
    if heads[0] in NEXT and not rule.ahead:
        raise NotUnderstood(
            f"{said(' '.join(heads[:2]))} lies ahead: today is {spoken(today, today)}."
        )
    if heads[0] in NEXT:
        first = today + timedelta(days=(weekday - today.weekday()) % 7 or 7)
        raise Unclear(
            f"Which day is {said(' '.join(heads[:2]))}?",
            2,
            *((spoken(day, today), str(day)) for day in (first, first + timedelta(days=7))),
        )
    return None


def _dated(heads: Sequence[str], today: date, rule: Rule) -> tuple[date, int] | None:
    text = " ".join(heads)
    _refuse_half_a_date(text, today, rule)
    if _NO_DATES.match(text):
        return None
    if either := _EITHER_ORDER.match(text):
        return _in_either_order(either, today, rule), 1
    match = next(filter(None, (pattern.match(text) for pattern in _DATES)), None)
    if match is None:
        return None
    shown, month = match.group(), _month_number(match["month"])
    day = _placed(match["year"], month, int(match["day"]), shown, today, rule)
    return day, shown.count(" ") + 1


def _placed(
    year_text: str | None, month: int, day: int, shown: str, today: date, rule: Rule
) -> date:
    """Return the date, without its year the nearest; refuse it where it may not stand."""
    year = _year_number(year_text, shown) if year_text else None
    _refuse_missing(year, month, day, shown, today)
    if year is not None:
        return _not_ahead(date(year, month, day), today, rule, shown)
    if not rule.without_year:
        raise NotUnderstood(
            f"{said(shown)} of which year? Here days may lie ahead, so the year is needed, "
            f"as in `{today.year}-{month:02}-{day:02}`."
        )
    return _nearest(month, day, today, rule)


def _in_either_order(match: re.Match[str], today: date, rule: Rule) -> date:
    """Read `31/12` in the one order in which it is a day; what is one in both is asked about."""
    one, other = int(match["one"]), int(match["other"] or match["dashed"])
    year, shown = match["year"] or match["dashed_year"], match.group()
    if one > 12 or one == other:
        return _placed(year, other, one, shown, today, rule)
    if other > 12:
        return _placed(year, one, other, shown, today, rule)
    readings = []
    for day, month in ((one, other), (other, one)):
        try:
            found = _placed(year, month, day, shown, today, rule)
        except NotUnderstood:
            continue
        readings.append((spoken(found, today), found.isoformat()))
    raise Unclear(f"{said(shown)} is read in two ways in the world.", 1, *readings)


def _refuse_half_a_date(text: str, today: date, rule: Rule) -> None:
    half = _HALF_A_DATE.match(text)
    if half is None:
        return
    month, day = int(half["month"]), int(half["day"])
    if 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]:
        meant = f"{day}.{month}."
        shown = spoken(_nearest(month, day, today, rule), today)
        raise Unclear(f"Is {said(half.group())} a day? Then type `{meant}`.", 1, (shown, meant))


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
