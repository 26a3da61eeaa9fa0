"""The grammar of `/escalation log`: duration, then case or customer, then day, then note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from handlers.intents.escalation.log_slips import (
    QUOTES,
    ask_whether_counted,
    is_bare_number,
    lead_of,
    refuse_late,
    refuse_near_customer,
    refuse_near_day,
    turned_round,
)
from handlers.intents.pieces.customer_names import known_customer, one_short_name
from handlers.intents.pieces.days import MONTHS, PAST, read_day
from handlers.intents.pieces.durations import BadDuration, begins_duration, read_duration, written
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.taking import case_number, limited
from handlers.intents.pieces.written import CaseNumber, CustomerName, Verbatim, Written
from models.problems import Missing
from models.rules.permissions import Permission


class LogTime(Intent):
    """Log minutes (1 to 1440) of work on a day; None means today.

    On a case, or on the case that is meant: the customer's (its short name) or the channel's open
    one. `again` is the entry that said the very same and is meant once more.
    """

    word = Word(
        "/escalation log",
        Permission.ENGINEERS,
        help={
            "/escalation log 2h [#12|acme] [day] [note]": (
                "logs time. Durations: `2h`, `90m`, `1h30`, `1.5h`, `0:45`; days: `yesterday`, "
                "`mon`, `last fri`, `8 jun`, `8.6.`, `2026-06-08`; quotes begin the note"
            )
        },
        examples=(
            "/escalation log 2h",
            "/escalation log 1h30 #12 yesterday Traced the login loop",
        ),
        reserves=("again",),
        writes=True,
    )

    minutes: Annotated[int, Written(spelled=written)]
    case: CaseNumber | None = None
    customer: CustomerName | None = None
    day: date | None = None
    note: Verbatim = ""
    again: Annotated[int | None, Written("--again {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> LogTime | NewTime:
        """Read nothing or `#12`, which is the form, or what `read_log` reads."""
        if words.done:
            return NewTime()
        is_case = words.count == 1 and words.word().startswith("#")
        if is_case and (case := case_number(words.word())):
            return NewTime(case)
        return read_log(words, reading)


class NewTime(Intent):
    """Open the form for logging time, on a case if one is named."""

    word = Word(
        "/escalation log (form)",
        Permission.ENGINEERS,
        help={"/escalation log [#12]": "a form for that, which shows beforehand what it takes"},
        opens="Log time",
    )

    case: CaseNumber | None = None


_AGAIN = ("--again", "-again")


def begins_log(words: Words) -> bool:
    """Whether `log` was left out: a duration is ahead, perhaps behind a case's number."""
    return begins_duration(words.ahead()) or _case_first(words) or is_bare_number(words.word())


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
            turned_round(words, reading),
        )
    minutes = _minutes(words)
    example = f"/escalation log {written(minutes)}"
    case = case or _case(words)
    customer = None if case else _customer(words, reading)
    day = _day(words, reading)
    refuse_late(words, reading, example, case, customer, day)
    note = limited(words.rest(), TEXT_LIMIT, "note")
    return LogTime(minutes, case, customer, day, note, again)


def _minutes(words: Words) -> int:
    """Take the duration; in the example of a refusal everything else stays as it was typed."""
    try:
        minutes, used = read_duration(words.ahead())
    except BadDuration as problem:
        better = f"/escalation {words.corrected(problem.used, problem.better)}"
        raise NotUnderstood(problem.sentence, better) from problem
    words.skip(used)
    return minutes


def _again(words: Words) -> int | None:
    """Take `--again 31` at the end: the entry that is logged once more, and only once."""
    last, before = words.word(words.count - 1), words.word(max(0, words.count - 2))
    if last in _AGAIN:
        raise Missing("Which entry is logged again? Its number is missing: `--again 31`.")
    if before not in _AGAIN or not is_bare_number(last):
        return None
    words.drop_last(2)
    return int(last)


def _case_first(words: Words) -> bool:
    """Whether the order was turned round: `#12 2h`."""
    number = re.fullmatch(r"#?[0-9]{1,9}[,;:]?", words.word())
    is_duration = begins_duration(words.ahead())
    return number is not None and not is_duration and begins_duration(words.ahead(1))


def _case(words: Words) -> int | None:
    """Take a case; a bare number is one unless a month follows.

    Behind `on` or `for` a bare number may also count something, and then it is asked about.
    """
    lead = lead_of(words)
    word, following = words.word(lead), words.word(lead + 1).rstrip(",;:")
    if following in MONTHS and word.isdigit():
        return None
    if lead == 1 and words.word() in {"on", "for"} and is_bare_number(word):
        ask_whether_counted(words, following)
    number = case_number(word)
    words.skip(lead + 1 if number is not None else 0)
    return number


def _customer(words: Words, reading: Reading) -> str | None:
    lead = lead_of(words)
    if known := known_customer(words, reading, lead):
        words.skip(lead)
        return one_short_name(known[0], words.upto(known[1]))
    refuse_near_customer(words, reading, lead)
    return None


def _day(words: Words, reading: Reading) -> date | None:
    on = int(words.word() == "on")
    ahead = words.ahead(on)
    try:
        found = read_day(ahead, reading.today, PAST)
    except NotUnderstood as problem:
        words.skip(on)
        example = words.corrected(_words_refused(ahead, reading, str(problem)), "yesterday")
        raise NotUnderstood(f"{problem} {QUOTES}", f"/escalation {example}") from problem
    if found is None:
        refuse_near_day(words, on)
        return None
    day, used = found
    words.skip(on + used)
    return day


def _words_refused(ahead: Sequence[str], reading: Reading, sentence: str) -> int:
    """How many words a refused day takes: the fewest that are refused in the same words."""
    for used in range(1, len(ahead)):
        try:
            read_day(ahead[:used], reading.today, PAST)
        except NotUnderstood as problem:
            if str(problem) == sentence:
                return used
    return len(ahead)
