"""Slips in a line that logs time: asked about, so that none of it is lost in the note."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from handlers.intents.pieces.asking import THE_NOTE, ask
from handlers.intents.pieces.customer_names import known_customer, near_customer
from handlers.intents.pieces.days import DAY_WORDS, WEEKDAYS
from handlers.intents.pieces.durations import begins_duration, read_duration, written
from handlers.intents.pieces.line import EXAMPLE_LIMIT, Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import one_edit_from

QUOTES: Final = "If it begins the note, put the note in quotes."
_CASE = re.compile(r"#?[0-9]{1,9}[,;:]?")
_DAYS: Final = (*DAY_WORDS, *(name for name in WEEKDAYS if name.endswith("day")))


def is_bare_number(word: str) -> bool:
    """Whether a word is only a number."""
    return re.fullmatch(r"[0-9]{1,9}", word) is not None


def lead_of(words: Words) -> int:
    """How many words only lead to a case or customer: `on`, `for`, `on case`."""
    lead = int(words.word() in {"on", "for"})
    return lead + (words.word(lead) == "case" and bool(_CASE.fullmatch(words.word(lead + 1))))


def turned_round(words: Words, reading: Reading) -> str:
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


def ask_whether_counted(words: Words, following: str) -> None:
    """Ask whether a number behind `on` or `for` is a case, where more than a day follows."""
    day_follows = following in {"on", "last", *DAY_WORDS, *WEEKDAYS}
    if day_follows or not following[:1].isalpha():
        return
    number = words.word(1)
    raise ask(
        f"Is {said(number)} the case?",
        (f"#{number}", f"/escalation {words.corrected(2, f'#{number}')}"),
        (THE_NOTE, f"/escalation {words.as_text()}"),
    )


def refuse_near_customer(words: Words, reading: Reading, lead: int) -> None:
    """Ask about what is almost certainly a customer's name typed wrongly."""
    if (near := near_customer(words, reading, lead)) is None:
        return
    short, used = near
    the_note = (THE_NOTE, f"/escalation {words.as_text()}")
    words.skip(lead)
    raise ask(
        f"{said(words.text(used))} is not a customer. Did you mean `{short}`?",
        (short, f"/escalation {words.corrected(used, short)}"),
        the_note,
    )


def refuse_near_day(words: Words, on: int) -> None:
    """Ask about a day's name typed wrongly, where the day stands; `mondays` is no slip."""
    start = on + (words.word(on) == "last")
    word = words.word(start).rstrip(",;:")
    meant = None if word.endswith("s") else one_edit_from(word, _DAYS)
    if meant is None:
        return
    the_note = (THE_NOTE, f"/escalation {words.as_text()}")
    words.skip(start)
    if meant == "tomorrow":
        hint, meant = "`tomorrow` lies ahead, and time is logged afterwards.", "today"
    else:
        hint = f"Did you mean `{meant}`?"
    raise ask(
        f"{said(words.text(1))} is not a day. {hint}",
        (meant, f"/escalation {words.corrected(1, meant)}"),
        the_note,
    )


def refuse_late(
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
    lead = lead_of(words)
    word = words.word(lead)
    if re.fullmatch(r"#[0-9]{1,9}", word) or (is_bare_number(word) and words.count == lead + 1):
        words.skip(lead + 1)
        raise NotUnderstood(
            f"Is {said(word)} the case? It comes right behind the duration, without the "
            f"customer. {QUOTES}",
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
        f"Is {said(typed)} the customer? {hint}It comes before the day. {QUOTES}",
        _with_note(words, example.replace("{}", short)),
    )


def _with_note(words: Words, line: str) -> str:
    """The line with what is left as its note, as an example to copy."""
    return f"{line} {words.text(words.count)}".strip()[:EXAMPLE_LIMIT]
