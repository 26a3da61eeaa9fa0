"""Monday, 8 June 2026, 10:00 in Zurich, with four customers: what the texts are read against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.intents.escalation import grammar as escalation
from handlers.intents.escalation.log import LogTime
from handlers.intents.pieces.reading import Reading
from models.problems import Choice, Problem, Then

ZURICH = ZoneInfo("Europe/Zurich")
CUSTOMERS = (
    ("acme", "Acme AG"),
    ("globex", "Globex Corporation"),
    ("hooli", "Hooli"),
    ("initech", "Initech"),
)
MONDAY_TEN = Reading(datetime(2026, 6, 8, 10, 0, tzinfo=ZURICH), CUSTOMERS)
KNOWN = replace(MONDAY_TEN, rotations=("primary", "secondary"))  # where the rotations are known


def at(when: str) -> Reading:
    """Return the reading at another Zurich wall clock, like "2026-03-29 12:00"."""
    return Reading(datetime.fromisoformat(when).replace(tzinfo=ZURICH), CUSTOMERS)


def refusal(understand: Callable[[str, Reading], object], text: str) -> Problem:
    """Return the problem that the text meets on that Monday; fail if it is understood."""
    try:
        understood = understand(text, MONDAY_TEN)
    except Problem as problem:
        return problem
    raise AssertionError(f"{text!r} was understood: {understood}")


def refused(
    understand: Callable[[str, Reading], object], text: str, sentence: str, example: str | None
) -> None:
    """The text is refused with a sentence that begins so, and with this example (None: any)."""
    problem = refusal(understand, text)
    assert str(problem).startswith(sentence)
    if example:
        assert next_line(problem) == example


def next_line(problem: Problem) -> Then | None:
    """Return what the first button of a refusal types, or what it tells people to type."""
    if isinstance(problem, Choice) and problem.options:
        return problem.options[0][1]
    return problem.then


def logged(text: str) -> LogTime | None:
    """What a line logs; None if it is asked about or refused."""
    try:
        understood = escalation.understand(f"log {text}", MONDAY_TEN)
    except Problem:
        return None
    assert isinstance(understood, LogTime)
    return understood
