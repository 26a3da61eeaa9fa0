"""Durations as people type them, in whole minutes: a closed vocabulary that reads whole, or asks.

From–to is its difference: `9:00-11:30` is 2h30.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from handlers.intents.pieces.days import MONTHS
from handlers.intents.pieces.from_to import read_from_to
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import Unclear
from models.rules.limits import A_DAY
from models.rules.writing import duration as written

HOUR_WORDS: Final = ("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden")
MINUTE_WORDS: Final = ("m", "min", "mins", "minute", "minutes", "minuten")
_SECOND_WORDS = ("s", "sec", "secs", "second", "seconds", "sek", "sekunden")
_DAY_WORDS = ("d", "day", "days", "tag", "tage")

_H, _M, _S, _D = (
    rf"(?:(?:{'|'.join(words)})\b\.?)"
    for words in (HOUR_WORDS, MINUTE_WORDS, _SECOND_WORDS, _DAY_WORDS)
)
_M = rf"(?:{_M}|['′])"
_H_SHORT = f"(?:{'|'.join(HOUR_WORDS)})"
_N = "[0-9]{1,6}"
_AMOUNT = rf"(?:{_N}[.,]{_N}|[.,]{_N}|(?:{_N} ?)?[½¼¾]|{_N})"
_PARTS: Final = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_AND = "(?: ?(?:and|und|[+&:,]) ?| ?)"  # between hours and the minutes behind them
_END = r"(?=[ +]|$)"
_FORMS = tuple(
    re.compile(form + _END)
    for form in (
        r"(?P<whole_hours>[0-9]{1,6})?:(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?",
        rf"(?P<whole_hours>{_N}) ?{_H_SHORT}\.?{_AND}(?P<minutes>{_N}) ?{_M}",
        rf"(?P<whole_hours>{_N}){_H_SHORT}(?P<minutes>{_N})",
        rf"(?P<hours>{_AMOUNT}) ?{_H}",
        rf"(?P<minute_amount>{_AMOUNT}) ?{_M}",
        rf"(?P<second_amount>{_AMOUNT}) ?{_S}",
        rf"pt(?=[0-9])(?:(?P<hours>{_AMOUNT})h)?(?:(?P<minute_amount>{_AMOUNT})m)?",
    )
)
_DECIMAL = re.compile(rf"(?P<hours>[0-9]{{0,6}}[.,](?P<part>[0-9]{{1,6}})){_END}")
_DAYS = re.compile(rf"(?P<days>{_AMOUNT}) ?{_D}{_END}")
_EFFORT = re.compile(
    rf"(?P<hours>[0-9]{{1,3}})(?: ?{_H}|{_H_SHORT}(?P<minutes>[0-5][0-9])m?){_END}"
)
_PLUS = re.compile(r" ?(?:\+|plus) ?")
TOGETHER: Final = ("+", "&", "and", "und", "plus")
_BETWEEN = (*TOGETHER, "-", "/", "or", "oder", "to", "bis")
_BARE_MINUTES = re.compile(r"[1-5][05]|0[0-9]")  # what one would write behind whole hours
_NEAR = "Write it like `2h`, `45m`, `1h30` or `1.5h`."
_WORKING_DAY = 8  # hours; more, without a unit, were minutes


class BadDuration(Unclear):
    """A duration that does not read; what may stand in place of the first `used` words is asked.

    `alone` is the sentence for where only a duration may stand. Behind `text_from` words a note
    may begin, if there they may be one.
    """

    def __init__(
        self,
        sentence: str,
        used: int,
        *readings: tuple[str, str],
        alone: str | None = None,
        text_from: int | None = None,
    ) -> None:
        super().__init__(sentence, used, *readings)
        self.alone = alone or sentence
        self.text_from = text_from


@dataclass(frozen=True, slots=True)
class _Found:
    """What the words begin with: exact minutes, and the words that it takes."""

    minutes: Fraction
    shown: str
    whole_hours: bool = False  # said in hours alone, without a part

    @property
    def used(self) -> int:
        return self.shown.count(" ") + 1


def begins_duration(words: Sequence[str]) -> bool:
    """Whether the words begin with a duration, or with what was clearly meant as one."""
    first = words[0] if words else ""
    if re.fullmatch(r"[0-9]{1,9}", first):
        return len(words) > 1 and words[1].rstrip(".,;:") in HOUR_WORDS + MINUTE_WORDS
    if first in {"from", "von"}:
        return read_from_to(" ".join(words)) is not None
    return re.match(r"[-+]?[.,:]?[0-9]|[½¼¾]|pt[0-9]", first) is not None


def read_duration(words: Sequence[str]) -> tuple[int, int]:
    """Return the minutes (1 to 1440) that the words begin with, and how many words that took.

    Raises BadDuration with a sentence of its own for each way to get it wrong.
    """
    heads = [word.rstrip(",;") if word != ":" else word for word in words[:8]]
    text = " ".join(heads)
    found = _from_to(text) or _sum(text.removeprefix("-")) or _decimal(text.removeprefix("-"))
    if found is None:
        raise _unreadable(heads)
    shown = said(" ".join(heads[: found.used]))
    minutes = _whole(found, shown)
    if text.startswith("-"):
        raise BadDuration(
            f"{shown} is negative: time can only be added here.", found.used, _same(minutes)
        )
    _refuse_more(found, minutes, heads)
    return minutes, found.used


def read_effort(words: Sequence[str]) -> tuple[int, int]:
    """Return the minutes of what some work takes, up to 999 hours, and the words it took."""
    try:
        return read_duration(words)
    except BadDuration:
        found = _EFFORT.match(" ".join(words[:8]))
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0) if found else 0
        if found is None or not minutes:
            raise
        return minutes, found.group().count(" ") + 1


def looks_like_duration(words: Sequence[str]) -> int:
    """Return how many words a duration takes that they begin with, where any text may stand.

    A number alone is none, nor is one with a point (`4.2`), nor a time of day (`16:00`); 0 if none.
    """
    text = " ".join(word.rstrip(",;:") for word in words[:8])
    from_to = read_from_to(text)
    if from_to is not None and from_to.certain:
        return from_to.used
    if re.match(r"[0-9]{1,2}:[0-9]{2}(?: |$)", text):
        return 0
    if re.match(r"[0-9]+d(?: |$)", text):
        return 1
    try:
        found = _one(text)
    except BadDuration as bad:
        return bad.used
    return found.used if found else 0


def _same(minutes: int) -> tuple[str, str]:
    return written(minutes), written(minutes)


def _amount(text: str) -> Fraction:
    whole, part = re.sub("[½¼¾]", "", text).strip(), _PARTS.get(text[-1:], Fraction(0))
    return Fraction(whole.replace(",", ".") or 0) + part


def _one(text: str) -> _Found | None:
    """Read one duration with its unit or a colon; refuse more minutes than an hour has."""
    match = next(filter(None, (form.match(text) for form in _FORMS)), None)
    if match is None:
        return None
    groups = {name: value for name, value in match.groupdict().items() if value}
    hours = _amount(groups.get("whole_hours") or groups.get("hours") or "0")
    minutes = _amount(groups.get("minutes") or groups.get("minute_amount") or "0")
    seconds = _amount(groups.get("seconds") or groups.get("second_amount") or "0")
    total = hours * 60 + minutes + seconds / 60
    if "minutes" in groups and minutes > 59:
        raise _too_many_minutes(match.group(), minutes, total)
    alone = groups.keys() == {"hours"} and groups["hours"].isdigit()
    return _Found(total, match.group(), whole_hours=alone)


def _too_many_minutes(shown: str, minutes: Fraction, total: Fraction) -> BadDuration:
    meant = int(total)
    return BadDuration(
        f"{said(shown)} has {minutes} minutes behind its hours, and an hour has 60. "
        f"Did you mean `{written(meant)}`?",
        shown.count(" ") + 1,
        *([_same(meant)] if meant <= A_DAY else []),
    )


def _sum(text: str) -> _Found | None:
    """Read durations with `+` between them as one: `1h30 + 45m`."""
    found = _one(text)
    while found and (plus := _PLUS.match(text, len(found.shown))):
        more = _one(text[plus.end() :])
        if more is None:
            break
        shown = text[: plus.end() + len(more.shown)]
        found = _Found(found.minutes + more.minutes, shown)
    return found


def _decimal(text: str) -> _Found | None:
    """Read `1.25` as hours: minutes are whole. `1.30` may be 1h30 as well, and is asked about."""
    match = _DECIMAL.match(text)
    if match is None:
        return None
    exact, part = _amount(match["hours"]) * 60, match["part"]
    if len(part) == 2 and int(part) < 60 and part not in {"00", "25", "75"}:
        clock = int(exact) // 60 * 60 + int(part)
        both = sorted({clock, max(1, round(exact))}, reverse=True)
        raise BadDuration(
            f"{said(match.group())}: is that {' or '.join(f'`{written(each)}`' for each in both)}?",
            1,
            *(_same(each) for each in (clock, max(1, round(exact))) if 0 < each <= A_DAY),
        )
    return _Found(exact, match.group())


def _from_to(text: str) -> _Found | None:
    """Read `9:00-11:30` as its difference; what may be something else is asked about."""
    found = read_from_to(text)
    if found is None:
        return None
    shown = said(found.shown)
    readings = [_same(found.minutes)] if 0 < found.minutes <= A_DAY else []
    if found.ends_before:
        raise BadDuration(f"{shown} ends before it begins.", found.used, *readings)
    if not found.certain:
        raise BadDuration(
            f"{shown} of what? From–to is typed like `9:00-11:30`.", found.used, *readings
        )
    return _Found(Fraction(found.minutes), found.shown)


def _whole(found: _Found, shown: str) -> int:
    exact = found.minutes
    if exact == 0:
        raise BadDuration(f"{shown} is no time at all. {_NEAR}", found.used)
    if exact > A_DAY:
        raise BadDuration(
            f"{shown} is more than the {A_DAY // 60} hours of a day. {_NEAR}", found.used
        )
    if exact.denominator != 1:
        near = max(1, min(round(exact), A_DAY))
        raise BadDuration(
            f"{shown} is {float(exact):.10g} minutes, and only whole minutes count. "
            f"The nearest is `{written(near)}`.",
            found.used,
            _same(near),
        )
    return int(exact)


def _unreadable(heads: Sequence[str]) -> BadDuration:
    word = heads[0] if heads else ""
    if days := _DAYS.match(" ".join(heads)):
        return _in_days(days, heads)
    if number := re.match(r"-?([0-9]{1,6})(?![0-9.,w])", word):
        amounts = [(int(number[1]) * 60, "h"), (int(number[1]), "m")]
        amounts.sort(key=lambda amount: (amount[1] == "h") is (int(number[1]) > _WORKING_DAY))
        texts = [f"{number[1]}{unit}" for minutes, unit in amounts if 0 < minutes <= A_DAY]
        of_what = re.fullmatch(r"-?[0-9]+", word)
        return BadDuration(
            f"{said(word)} of what, hours or minutes? {_NEAR}"
            if of_what
            else f"{said(word)} is not a duration. {_NEAR}",
            1,
            *((text, text) for text in texts),
        )
    return BadDuration(f"{said(word)} is not a duration. {_NEAR}", 1)


def _in_days(days: re.Match[str], heads: Sequence[str]) -> BadDuration:
    """Ask how long a day is: a working day, or all of it."""
    used = days.group().count(" ") + 1
    more = _one(" ".join(heads[used:]))
    rest = more.minutes if more else Fraction(0)
    totals = [_amount(days["days"]) * hours * 60 + rest for hours in (_WORKING_DAY, 24)]
    used += more.used if more else 0
    return BadDuration(
        f"{said(' '.join(heads[:used]))}: how many hours is a day? {_NEAR}",
        used,
        *(_same(int(total)) for total in totals if 0 < total <= A_DAY),
    )


def _refuse_more(found: _Found, minutes: int, heads: Sequence[str]) -> None:
    """Refuse what stands behind a duration and may belong to it: it is not for us to guess."""
    between = found.used < len(heads) and heads[found.used] in _BETWEEN
    start = found.used + between
    following = heads[start:]
    is_clock = bool(following) and re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", following[0])
    if more := 1 if is_clock else looks_like_duration(following):
        used = start + more
        together = not between or heads[found.used] in TOGETHER
        raise BadDuration(
            f"{said(' '.join(heads[:used]))} are two durations. {_NEAR}",
            used,
            *_of_two(minutes, following[:more], together=together),
            text_from=found.used,
        )
    month_follows = len(following) > 1 and following[1].rstrip(".") in (*MONTHS, "day", "days")
    alone = not between or len(following) == 1
    if following and found.whole_hours and alone and not month_follows:
        _refuse_bare_minutes(minutes, heads[: start + 1], found.used)


def _of_two(minutes: int, second: Sequence[str], *, together: bool) -> list[tuple[str, str]]:
    """The readings of two durations: both `together`, or one of them."""
    try:
        more, _ = read_duration(second)
    except BadDuration:
        return [_same(minutes)]
    if together:
        both = minutes + more
        return [(f"{written(both)} in all", written(both))] if both <= A_DAY else []
    return [_same(minutes), _same(more)]


def _refuse_bare_minutes(minutes: int, heads: Sequence[str], used: int) -> None:
    """Refuse `1h 30`: the 30 may be minutes, or a case."""
    bare = heads[-1]
    if not _BARE_MINUTES.fullmatch(bare):
        return
    longer, on_case = written(minutes + int(bare)), f"{written(minutes)} #{int(bare)}"
    what = f"{said(' '.join(heads))}: {bare} what? For {bare} minutes type `{longer}`"
    readings = [(longer, longer)] if minutes + int(bare) <= A_DAY else []
    if int(bare):
        readings.append((f"{written(minutes)} on #{int(bare)}", on_case))
    raise BadDuration(
        f"{what}, for case {int(bare)} type `{on_case}`." if int(bare) else f"{what}.",
        len(heads),
        *readings,
        alone=f"{what}.",
        text_from=used,
    )
