"""The grammar of `/escalation log`: duration, then case or customer, then day, then note."""

from __future__ import annotations

import re
from datetime import date

from handlers.intents.customers import known_customer, near_customer, one_short_name
from handlers.intents.days import MONTHS, PAST, read_day
from handlers.intents.durations import begins_duration, read_duration, written
from handlers.intents.escalation_intents import LogTime
from handlers.intents.pieces import case_number, limited
from handlers.intents.reading import NotUnderstood, Reading
from handlers.intents.words import TEXT_LIMIT, Words, said
from models.problems import Missing

_AGAIN = ("--again", "-again")
_QUOTES = "If it begins the note, put the note in quotes."


def begins_log(words: Words) -> bool:
    """Whether `log` was left out: a duration is ahead, perhaps behind a case's number."""
    return begins_duration(words.ahead()) or _case_first(words) or _bare_number(words.word())


def read_log(words: Words, reading: Reading) -> LogTime:
    """Read everything behind `log`; what no piece of the grammar claims is the note, verbatim."""
    again = _again(words)
    case = case_number(words.take().word) if _case_first(words) else None
    if words.done:
        raise Missing("How long did it take? Like `2h`, `45m`, `1h30`.", "/escalation log 2h")
    if not re.match(r"[-+]?[.,]?[0-9]", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is not a duration, and the duration comes first: "
            "`2h`, `45m`, `1h30`.",
            "/escalation log 2h",
        )
    minutes, used = read_duration(words.ahead())
    words.skip(used)
    example = f"/escalation log {written(minutes)}"
    case = case or _case(words)
    customer = None if case else _customer(words, reading)
    day = _day(words, reading, example)
    _refuse_late(words, reading, example, case, customer, day)
    note = limited(words.rest(), TEXT_LIMIT, "note")
    return LogTime(minutes, case, customer, day, note, again)


def _again(words: Words) -> int | None:
    """Take `--again 31` at the end: the entry that is logged once more, and only once."""
    last, before = words.word(words.count - 1), words.word(max(0, words.count - 2))
    if last in _AGAIN:
        raise Missing("Which entry is logged again? Its number is missing: `--again 31`.")
    if before not in _AGAIN or not _bare_number(last):
        return None
    words.drop_last(2)
    return int(last)


def _bare_number(word: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", word) is not None


def _case_first(words: Words) -> bool:
    """Whether the order was turned round: `#12 2h`."""
    number = re.fullmatch(r"#?[0-9]{1,9}[,;:]?", words.word())
    is_duration = begins_duration(words.ahead())
    return number is not None and not is_duration and begins_duration(words.ahead(1))


def _case(words: Words) -> int | None:
    """Take a case; a bare number is one unless a month follows."""
    if words.word(1).rstrip(",;:") in MONTHS and words.word().isdigit():
        return None
    number = case_number(words.word())
    words.skip(number is not None)
    return number


def _customer(words: Words, reading: Reading) -> str | None:
    known = known_customer(words, reading)
    if known is not None:
        shorts, used = known
        return one_short_name(shorts, words.upto(used))
    near = near_customer(words, reading)
    if near is None:
        return None
    short, used = near
    raise NotUnderstood(
        f"I know no customer {said(words.text(used))}. Did you mean `{short}`? {_QUOTES}",
        f"/escalation {words.corrected(used, short)}",
    )


def _day(words: Words, reading: Reading, example: str) -> date | None:
    on = int(words.word() == "on")
    try:
        found = read_day(words.ahead(on), reading.today, PAST)
    except NotUnderstood as problem:
        raise NotUnderstood(f"{problem.sentence} {_QUOTES}", f"{example} yesterday") from problem
    if found is None:
        return None
    day, used = found
    words.skip(on + used)
    return day


def _refuse_late(
    words: Words,
    reading: Reading,
    example: str,
    case: int | None,
    customer: str | None,
    day: date | None,
) -> None:
    """Refuse a case or customer that stands too late to be read and would be lost in the note."""
    if case is not None or words.done or (customer is None and day is None):
        return
    on = f" {day.isoformat()}" if day else ""
    word = words.word()
    if re.fullmatch(r"#[0-9]{1,9}", word) or (_bare_number(word) and words.count == 1):
        raise NotUnderstood(
            f"Is {said(word)} the case? It comes right behind the duration, without the "
            f"customer. {_QUOTES}",
            f"{example} #{word.lstrip('#')}{on}",
        )
    known = known_customer(words, reading)
    if customer is None and known is not None:
        raise NotUnderstood(
            f"Is {said(words.text(known[1]))} the customer? It comes before the day. {_QUOTES}",
            f"{example} {known[0][0]}{on}",
        )
