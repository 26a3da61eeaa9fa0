"""Two times of day with `-`, `to` or `bis` between them: how long that is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HALF_DAY = 12  # hours
_CLOCK = (
    r"(?P<{n}_hour>[0-9]{{1,2}})(?:[:.](?P<{n}_minute>[0-9]{{2}}))?"
    r"(?: ?(?P<{n}_half>[ap]m))?(?P<{n}_uhr> ?uhr)?"
)
_FROM_TO = re.compile(
    rf"(?P<from>(?:from|von) )?{_CLOCK.format(n='start')}"
    rf" ?(?:--?| (?:to|until|till|bis) ) ?{_CLOCK.format(n='end')}(?= |$)"
)


@dataclass(frozen=True, slots=True)
class FromTo:
    """How many minutes it is from one time to the other, over midnight if it `ends_before`; `start`
    is a minute of the day.

    It is `certain` where nothing but times of day can be meant: `9-11` may be a score.
    """

    minutes: int
    start: int
    shown: str
    certain: bool
    ends_before: bool = False

    @property
    def used(self) -> int:
        """How many words it took."""
        return self.shown.count(" ") + 1


def read_from_to(text: str) -> FromTo | None:
    """Return what a text, in lower case, begins with; None if with no two times of day."""
    match = _FROM_TO.match(text.replace("  ", " "))
    if match is None:
        return None
    start, end = _minute_of_day(match, "start"), _minute_of_day(match, "end")
    if start is None or end is None:
        return None
    says_so = ("from", "start_minute", "start_half", "start_uhr", "end_minute", "end_uhr")
    certain = any(match[name] for name in says_so)
    if end > start:
        return FromTo(end - start, start, match.group(), certain)
    return FromTo(end - start + 24 * 60, start, match.group(), certain, ends_before=True)


def _minute_of_day(match: re.Match[str], which: str) -> int | None:
    hour, minute = int(match[f"{which}_hour"]), int(match[f"{which}_minute"] or 0)
    half = match[f"{which}_half"] or ""
    if half and 1 <= hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "pm" else 0)
    exists = minute < 60 and (hour < 24 or (hour, minute) == (24, 0))
    return hour * 60 + minute if exists else None
