"""Durations as people type them, in whole minutes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from handlers.intents.pieces.days import MONTHS
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood
from models.rules.limits import A_DAY

HOUR_WORDS = ("h", "hr", "hrs", "hour", "hours")
MINUTE_WORDS = ("m", "min", "mins", "minute", "minutes")

_H, _M = (f"(?:{'|'.join(words)})" for words in (HOUR_WORDS, MINUTE_WORDS))
_END = r"(?= |$)"
_CLOCK = re.compile(rf"(?P<hours>[0-9]{{1,6}}):(?P<minutes>[0-9]{{2}}){_END}")
_BOTH = re.compile(rf"(?P<hours>[0-9]{{1,6}}) ?{_H}(?: ?(?P<minutes>[0-9]{{1,6}}) ?{_M}){_END}")
_SHORT = re.compile(rf"(?P<hours>[0-9]{{1,6}}){_H}(?P<minutes>[0-9]{{1,6}}){_END}")
_ONE = re.compile(
    r"(?P<number>[0-9]{1,6}(?:[.,][0-9]{1,6})?|[.,][0-9]{1,6}) ?"
    rf"(?:(?P<hours>{_H})|{_M}){_END}"
)
_BARE_MINUTES = re.compile(r"[1-5][05]")  # what one would write behind whole hours
_NEAR = "Write it like `2h`, `45m`, `1h30` or `1.5h`."
_EXAMPLE = "2h"
_WORKING_DAY = 8  # hours; more, without a unit, were minutes


class BadDuration(NotUnderstood):
    """A duration that does not read; `better` may stand in place of the first `used` words.

    `alone` is the sentence for where only a duration may stand.
    """

    def __init__(
        self, sentence: str, better: str = _EXAMPLE, used: int = 1, alone: str | None = None
    ) -> None:
        super().__init__(sentence, f"/escalation log {better}")
        self.better = better
        self.used = used
        self.alone = alone or sentence


def begins_duration(words: Sequence[str]) -> bool:
    """Whether the words begin with a duration, or with what was clearly meant as one."""
    first = words[0] if words else ""
    if re.fullmatch(r"[0-9]{1,9}", first):
        return len(words) > 1 and words[1].rstrip(",;:") in HOUR_WORDS + MINUTE_WORDS
    return re.match(r"[-+]?[.,]?[0-9]", first) is not None


def read_duration(words: Sequence[str]) -> tuple[int, int]:
    """Return the minutes (1 to 1440) that the words begin with, and how many words that took.

    Raises NotUnderstood with a sentence of its own for each way to get it wrong.
    """
    heads = [word.rstrip(",;:") for word in words[:5]]
    text = " ".join(heads)
    negative = text.startswith("-")
    match = _match(text.removeprefix("-"))
    if match is None:
        raise _unreadable(heads[0] if heads else "")
    used = match.group().count(" ") + 1
    shown = said(" ".join(heads[:used]))
    if negative:
        raise BadDuration(f"{shown} is negative: time can only be added here.", used=used)
    minutes = _minutes(match, shown, used)
    if minutes == 0:
        raise BadDuration(f"{shown} is no time at all. {_NEAR}", used=used)
    if minutes > A_DAY:
        most = A_DAY // 60
        raise BadDuration(f"{shown} is more than the {most} hours of a day. {_NEAR}", used=used)
    _refuse_more(match, minutes, heads, used)
    return minutes, used


def written(minutes: int) -> str:
    """Return the minutes as they are typed and shown: `45m`, `2h`, `1h30`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}m"
    return f"{hours}h{rest:02}" if rest else f"{hours}h"


def _words_of(heads: Sequence[str]) -> int:
    """How many words the duration ahead takes."""
    match = _match(" ".join(heads))
    return match.group().count(" ") + 1 if match else 0


def _match(text: str) -> re.Match[str] | None:
    return _CLOCK.match(text) or _BOTH.match(text) or _SHORT.match(text) or _ONE.match(text)


def _minutes(match: re.Match[str], shown: str, used: int) -> int:
    groups = match.groupdict()
    if "minutes" in groups:
        hours, minutes = int(groups["hours"]), int(groups["minutes"])
        if minutes > 59:
            total = hours * 60 + minutes
            raise BadDuration(
                f"{shown} has {minutes} minutes behind its hours, and an hour has 60. "
                f"Did you mean `{written(total)}`?",
                written(total) if total <= A_DAY else _EXAMPLE,
                used,
            )
        return hours * 60 + minutes
    exact = Decimal(groups["number"].replace(",", ".")) * (60 if groups["hours"] else 1)
    if exact != int(exact):
        near = max(1, min(round(exact), A_DAY))
        raise BadDuration(
            f"{shown} is {exact.normalize():f} minutes, and only whole minutes count. "
            f"The nearest is `{written(near)}`.",
            written(near),
            used,
        )
    return int(exact)


def _unreadable(word: str) -> BadDuration:
    if re.fullmatch(r"-?[0-9]{1,9}", word):
        number = abs(int(word))
        example = f"{number}{'h' if number <= _WORKING_DAY else 'm'}"
        return BadDuration(
            f"{said(word)} of what, hours or minutes? {_NEAR}",
            example if 1 <= number <= A_DAY else _EXAMPLE,
        )
    return BadDuration(f"{said(word)} is not a duration. {_NEAR}")


def _refuse_more(match: re.Match[str], minutes: int, heads: list[str], used: int) -> None:
    """Refuse what stands behind a duration and may belong to it: it is not for us to guess."""
    following = heads[used:]
    both = said(" ".join(heads[: used + 1]))
    if begins_duration(following) and _match(" ".join(following)):
        first = written(minutes)
        raise BadDuration(f"{both} are two durations. {_NEAR}", first, used + _words_of(following))
    hours_only = minutes % 60 == 0 and match.groupdict().get("number", "").isdigit()
    if not (hours_only and match["hours"] and following and _BARE_MINUTES.fullmatch(following[0])):
        return
    if len(following) > 1 and following[1] in MONTHS:
        return
    bare, longer = following[0], written(minutes + int(following[0]))
    minutes_meant = f"{both}: {bare} what? For {bare} minutes type `{longer}`"
    raise BadDuration(
        f"{minutes_meant}, for case {bare} type `{written(minutes)} #{bare}`.",
        longer,
        used + 1,
        alone=f"{minutes_meant}.",
    )
