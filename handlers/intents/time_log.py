"""The grammar of `/escalation log`: duration, then case or customer, then day, then note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.intents.customers import known_customer, near_customer, one_short_name
from handlers.intents.days import DAY_WORDS, MONTHS, PAST, WEEKDAYS, read_day
from handlers.intents.durations import BadDuration, begins_duration, read_duration, written
from handlers.intents.escalation_intents import LogTime
from handlers.intents.pieces import case_number, limited
from handlers.intents.reading import NotUnderstood, Reading
from handlers.intents.suggestions import one_edit_from
from handlers.intents.words import EXAMPLE_LIMIT, TEXT_LIMIT, Words, said
from models.problems import Missing

_QUOTES = "If it begins the note, put the note in quotes."
_CASE = re.compile(r"#?[0-9]{1,9}[,;:]?")
_DAYS: Final = (*DAY_WORDS, *(name for name in WEEKDAYS if name.endswith("day")))


def begins_log(words: Words) -> bool:
    """Whether `log` was left out: a duration is ahead, perhaps behind a case's number."""
    return begins_duration(words.ahead()) or _case_first(words) or _bare_number(words.word())


def read_log(words: Words, reading: Reading) -> LogTime:
    """Read everything behind `log`; what no piece of the grammar claims is the note, verbatim."""
    again = words.drop_last("--again", "-again")
    case = case_number(words.take().word) if _case_first(words) else None
    if words.done:
        raise Missing("How long did it take? Like `2h`, `45m`, `1h30`.", "/escalation log 2h")
    if not re.match(r"[-+]?[.,]?[0-9]", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is not a duration, and the duration comes first: "
            "`2h`, `45m`, `1h30`.",
            _turned_round(words, reading),
        )
    minutes = _minutes(words)
    example = f"/escalation log {written(minutes)}"
    case = case or _case(words)
    customer = None if case else _customer(words, reading)
    day = _day(words, reading)
    _refuse_late(words, reading, example, case, customer, day)
    note = limited(words.rest(), TEXT_LIMIT, "note")
    return LogTime(minutes, case, customer, day, note, again)


def _turned_round(words: Words, reading: Reading) -> str:
    """The example for a line without its duration in front: `acme 2h` the right way round."""
    known = known_customer(words, reading)
    if known is None or not begins_duration(words.ahead(known[1])):
        return "/escalation log 2h"
    name = words.upto(known[1])
    try:
        minutes, used = read_duration(words.ahead())
    except NotUnderstood:
        return "/escalation log 2h"
    words.skip(used)
    return _with_note(words, f"/escalation log {written(minutes)} {name}")


def _minutes(words: Words) -> int:
    """Take the duration; in the example of a refusal everything else stays as it was typed."""
    try:
        minutes, used = read_duration(words.ahead())
    except BadDuration as problem:
        better = f"/escalation {words.corrected(problem.used, problem.better)}"
        raise NotUnderstood(problem.sentence, better) from problem
    words.skip(used)
    return minutes


def _bare_number(word: str) -> bool:
    return re.fullmatch(r"[0-9]{1,9}", word) is not None


def _case_first(words: Words) -> bool:
    """Whether the order was turned round: `#12 2h`."""
    number = re.fullmatch(r"#?[0-9]{1,9}[,;:]?", words.word())
    is_duration = begins_duration(words.ahead())
    return number is not None and not is_duration and begins_duration(words.ahead(1))


def _lead(words: Words) -> int:
    """How many words only lead to a case or customer: `on`, `for`, `on case`."""
    lead = int(words.word() in {"on", "for"})
    return lead + (words.word(lead) == "case" and bool(_CASE.fullmatch(words.word(lead + 1))))


def _case(words: Words) -> int | None:
    """Take a case; a bare number is one unless a month follows.

    Behind `on` or `for` a bare number may also count something, and then it is asked about.
    """
    lead = _lead(words)
    word, following = words.word(lead), words.word(lead + 1).rstrip(",;:")
    if following in MONTHS and word.isdigit():
        return None
    if lead == 1 and words.word() in {"on", "for"} and _bare_number(word):
        _ask_whether_counted(words, following)
    number = case_number(word)
    words.skip(lead + 1 if number is not None else 0)
    return number


def _ask_whether_counted(words: Words, following: str) -> None:
    day_follows = following in {"on", "last", *DAY_WORDS, *WEEKDAYS}
    if day_follows or not following[:1].isalpha():
        return
    number = words.word(1)
    raise NotUnderstood(
        f"Is {said(number)} the case? Then type `#{number}`. {_QUOTES}",
        f"/escalation {words.corrected(2, f'#{number}')}",
    )


def _customer(words: Words, reading: Reading) -> str | None:
    lead = _lead(words)
    if known := known_customer(words, reading, lead):
        words.skip(lead)
        return one_short_name(known[0], words.upto(known[1]))
    _refuse_near_customer(words, reading, lead)
    return None


def _refuse_near_customer(words: Words, reading: Reading, lead: int) -> None:
    """Ask about what is almost certainly a customer's name typed wrongly."""
    if (near := near_customer(words, reading, lead)) is None:
        return
    short, used = near
    words.skip(lead)
    raise NotUnderstood(
        f"{said(words.text(used))} is no customer. Did you mean `{short}`? {_QUOTES}",
        f"/escalation {words.corrected(used, short)}",
    )


def _day(words: Words, reading: Reading) -> date | None:
    on = int(words.word() == "on")
    ahead = words.ahead(on)
    try:
        found = read_day(ahead, reading.today, PAST)
    except NotUnderstood as problem:
        words.skip(on)
        example = words.corrected(_words_refused(ahead, reading, problem.sentence), "yesterday")
        raise NotUnderstood(f"{problem.sentence} {_QUOTES}", f"/escalation {example}") from problem
    if found is None:
        _refuse_near_day(words, on)
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
            if problem.sentence == sentence:
                return used
    return len(ahead)


def _refuse_near_day(words: Words, on: int) -> None:
    """Ask about a day's name typed wrongly, where the day stands; `mondays` is no slip."""
    start = on + (words.word(on) == "last")
    word = words.word(start).rstrip(",;:")
    meant = None if word.endswith("s") else one_edit_from(word, _DAYS)
    if meant is None:
        return
    words.skip(start)
    if meant == "tomorrow":
        hint, meant = "`tomorrow` lies ahead, and time is logged afterwards.", "today"
    else:
        hint = f"Did you mean `{meant}`?"
    raise NotUnderstood(
        f"{said(words.text(1))} is no day. {hint} {_QUOTES}",
        f"/escalation {words.corrected(1, meant)}",
    )


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
    lead = _lead(words)
    word = words.word(lead)
    if re.fullmatch(r"#[0-9]{1,9}", word) or (_bare_number(word) and words.count == lead + 1):
        words.skip(lead + 1)
        raise NotUnderstood(
            f"Is {said(word)} the case? It comes right behind the duration, without the "
            f"customer. {_QUOTES}",
            _with_note(words, f"{example} #{word.lstrip('#')}{on}"),
        )
    if customer is not None:
        return
    _refuse_late_customer(words, reading, lead, f"{example} {{}}{on}")


def _refuse_late_customer(words: Words, reading: Reading, lead: int, example: str) -> None:
    known = known_customer(words, reading, lead)
    near = near_customer(words, reading, lead) if known is None else None
    short, used = (known[0][0], known[1]) if known else near or ("", 0)
    if not short:
        return
    words.skip(lead)
    typed = words.upto(used)
    hint = "" if known else f"Did you mean `{short}`? "
    raise NotUnderstood(
        f"Is {said(typed)} the customer? {hint}It comes before the day. {_QUOTES}",
        _with_note(words, example.replace("{}", short)),
    )


def _with_note(words: Words, line: str) -> str:
    """The line with what is left as its note, as an example to copy."""
    return f"{line} {words.text(words.count)}".strip()[:EXAMPLE_LIMIT]
