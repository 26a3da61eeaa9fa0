"""Whom and when, as several commands take them."""

from __future__ import annotations

from datetime import datetime

from handlers.intents.pieces.ahead import read_ahead, read_stretch
from handlers.intents.pieces.asking import ask_which
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading, Unclear
from handlers.intents.pieces.reserved import is_reserved_in_oncall
from handlers.intents.pieces.taking import person_named, take_end, take_person
from models.problems import Missing

_MOST_WORDS = 16  # an instant, `to` and another


def names_person(words: Words, reading: Reading) -> bool:
    """Whether a person is ahead, or what was meant as one: also a handle without its `@`, where it
    is no rotation and no word of the grammar.
    """
    token = words.peek()
    if token is None:
        return False
    if token.mention is not None or token.word in {"for", "me"} or token.text.startswith("@"):
        return True
    named = token.word in reading.rotations or is_reserved_in_oncall(token.word)
    return not named and person_named(token, reading) is not None


def take_someone(words: Words, reading: Reading, example: str) -> str | None:
    """Take `[for] @ben`, or `[for] me`, which is None."""
    words.skip(words.word() == "for")
    if words.word() == "me":
        words.take()
        return None
    return take_person(words, reading, example)


def take_instant(words: Words, reading: Reading, example: str, *, past: bool = False) -> datetime:
    """Take an instant, where nothing else may stand."""
    if words.done:
        raise Missing("When? The time is missing.", example)
    try:
        found = read_ahead(words.ahead(most=_MOST_WORDS), reading.now, past=past)
    except Unclear as unclear:
        raise ask_which(words, unclear, "/oncall") from unclear
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    if found is None:
        raise _no_time(words, example)
    words.skip(found[1])
    return found[0]


def take_stretch(words: Words, reading: Reading, example: str) -> tuple[datetime, datetime]:
    """Take `[from] fri 18:00 to mon 09:00`, up to the end."""
    words.skip(words.word() == "from")
    if words.done:
        raise Missing("From when until when? The times are missing.", example)
    try:
        found = read_stretch(words.ahead(most=_MOST_WORDS), reading.now)
    except Unclear as unclear:
        raise ask_which(words, unclear, example.partition(" ")[0]) from unclear
    except NotUnderstood as problem:
        raise NotUnderstood(problem.sentence, example) from problem
    if found is None:
        raise _no_time(words, example)
    start, end, used = found
    words.skip(used)
    take_end(words, example)
    return start, end


def _no_time(words: Words, example: str) -> NotUnderstood:
    return NotUnderstood(
        f"{said(words.text(1))} is not a time. Type it like `fri 18:00`, `24.12. 18:00`, `03:00` "
        "or `in 2h`.",
        example,
    )
