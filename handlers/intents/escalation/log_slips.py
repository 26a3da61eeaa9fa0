"""Slips in a line that logs time: asked about, so that none of it is lost in the note."""

from __future__ import annotations

import re
from typing import Final

from handlers.intents.pieces.asking import THE_NOTE, ask
from handlers.intents.pieces.case_numbers import read_case
from handlers.intents.pieces.customer_names import customer_ahead, near_customer
from handlers.intents.pieces.days import DAY_WORDS, LAST, WEEKDAYS
from handlers.intents.pieces.durations import begins_duration
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.suggestions import one_edit_from
from models.problems import Problem

_LEADS: Final = ("on", "for", "to", "at", "with", "für", "fuer", "auf", "zu", "bei", "mit")
_DAYS: Final = tuple(name for name in (*DAY_WORDS, *WEEKDAYS) if len(name) > 4 and name != "morgen")


def is_bare_number(word: str) -> bool:
    """Whether a word is only a number."""
    return re.fullmatch(r"[0-9]{1,9}", word) is not None


def lead_of(words: Words) -> int:
    """How many words only lead to a case or customer: `on`, `for`."""
    return int(words.word() in _LEADS)


def turned_round(words: Words, reading: Reading) -> tuple[int | None, str | None, int] | None:
    """Return the case or the customer that stands before its duration, as in `acme 2h`, and how
    many words that took; None if neither does. A customer's name typed wrongly is asked about.
    """
    if begins_duration(words.ahead()):
        return None
    lead = lead_of(words)
    case = read_case(words.ahead(lead))
    if case and begins_duration(words.ahead(lead + case[1])):
        return case[0], None, lead + case[1]
    customer = customer_ahead(words, reading, lead)
    if customer and begins_duration(words.ahead(lead + customer[1])):
        return None, customer[0], lead + customer[1]
    near = near_customer(words, reading, lead)
    if near and begins_duration(words.ahead(lead + near[1])):
        raise _near(words, lead, *near)
    return None


def refuse_turned_round(words: Words) -> Problem:
    """Return the refusal of a line without its duration in front."""
    return NotUnderstood(
        f"{said(words.text(1))} is not a duration, and the duration comes first: "
        "`2h`, `45m`, `1h30`.",
        "/escalation log 2h",
    )


def refuse_near_customer(words: Words, reading: Reading, lead: int) -> None:
    """Ask about what is almost certainly a customer's name typed wrongly."""
    if (near := near_customer(words, reading, lead)) is None:
        return
    raise _near(words, lead, *near, (THE_NOTE, f"/escalation {words.as_text()}"))


def _near(words: Words, lead: int, short: str, used: int, *others: tuple[str, str]) -> Problem:
    """Return the question whether a customer is meant; `others` are lines that may be, too."""
    words.skip(lead)
    return ask(
        f"{said(words.text(used))} is not a customer. Did you mean `{short}`?",
        (short, f"/escalation {words.corrected(used, short)}"),
        *others,
    )


def late_customer(words: Words, reading: Reading) -> tuple[str, int] | None:
    """Return the customer that is named, perhaps with a slip, behind the day; and its words."""
    lead = lead_of(words)
    found = customer_ahead(words, reading, lead) or near_customer(words, reading, lead)
    return (found[0], lead + found[1]) if found else None


def refuse_near_day(words: Words, on: int) -> None:
    """Ask about a day's name typed wrongly, where the day stands; `mondays` is no slip."""
    start = on + (words.word(on) in LAST)
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
