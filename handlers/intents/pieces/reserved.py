"""The words of the grammars, which no customer or rotation may have as its name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from handlers.intents.pieces.days import DAY_WORDS, MONTHS, WEEKDAYS
from handlers.intents.pieces.durations import HOUR_WORDS, MINUTE_WORDS
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood
from handlers.intents.pieces.taking import BECAUSE
from models.problems import Missing
from models.rules.service_definition import KINDS, LEVELS, PACKS

# Beside what each intent declares: a reason, what leads to a case, spans of days, times.
_IN_EVERY_COMMAND = frozenset(
    (
        *("help", *BECAUSE, "case", "last", "this", "month"),
        *(*DAY_WORDS, *WEEKDAYS, *MONTHS, *HOUR_WORDS, *MINUTE_WORDS),
    )
)
_NO_CUSTOMERS = frozenset((*KINDS, *LEVELS, *(key.lower() for key in PACKS)))
_of_command: dict[str, set[str]] = {}  # filled once, when the commands are declared
_NUMBER_LIKE = re.compile(
    r"[0-9-]+"  # a case, a date, a month
    rf"|[0-9]+(?:{'|'.join((*HOUR_WORDS, *MINUTE_WORDS))})[0-9]*m?"  # a duration
    r"|[0-9]+(?:st|nd|rd|th)"  # a day
    r"|(?:sev|severity)[0-9]+"
)
_DAYS_LIKE = re.compile(r"[0-9]+(?:d|days?|w|weeks?|am|pm)")
_ONCALL = "/oncall"  # rotations are typed there only: one may well be called `managed` or `queue`
_EXAMPLE = '/customer add acme "Acme AG" standard from 2026-01-01'


def reserve(command: str, words: Iterable[str]) -> None:
    """Keep words of a command's grammar from becoming names."""
    _of_command.setdefault(command, set()).update(words)


def is_reserved(word: str) -> bool:
    """Whether the word means something to a grammar, by itself or as a number, day or duration."""
    if word in _IN_EVERY_COMMAND or word in _NO_CUSTOMERS:
        return True
    is_word = any(word in words for words in _of_command.values())
    return is_word or _NUMBER_LIKE.fullmatch(word) is not None


def is_reserved_in_oncall(word: str) -> bool:
    """Whether the word means something in `/oncall`, and so can be no rotation's name."""
    if word in _IN_EVERY_COMMAND or word in _of_command[_ONCALL]:
        return True
    return any(span.fullmatch(word) for span in (_NUMBER_LIKE, _DAYS_LIKE))


def check_short_name(name: str) -> str:
    """Return a new customer's short name; refuse one that commands could not be typed with."""
    if not name:
        raise Missing("The customer's short name is missing.", _EXAMPLE)
    _check(name, "a short name", _EXAMPLE)
    if is_reserved(name):
        raise NotUnderstood(
            f"{said(name)} does not work as a short name: it already means something in the "
            "commands. Take a longer one.",
            _EXAMPLE,
        )
    return name


def check_rotation_name(name: str, example: str) -> str:
    """Return a rotation's name; refuse one that `/oncall` could not be typed with."""
    if not name:
        raise Missing("Which rotation? Its name is missing.", example)
    _check(name, "a rotation's name", example)
    if is_reserved_in_oncall(name):
        raise NotUnderstood(
            f"{said(name)} does not work as a rotation's name: it already means something in "
            "`/oncall`.",
            example,
        )
    return name


def _check(name: str, what: str, example: str) -> None:
    """Refuse a name of the wrong characters or length; `what` says what it was to be."""
    if re.search(r"[^a-z0-9-]", name) or name.startswith("-"):
        raise NotUnderstood(
            f"{said(name)} does not work as {what}: it is made of `a` to `z`, `0` to `9` "
            "and `-`, and begins with a letter or digit.",
            example,
        )
    if not 2 <= len(name) <= 20:
        raise NotUnderstood(
            f"{said(name)} does not work as {what}: it has 2 to 20 characters, "
            f"and this one has {len(name)}.",
            example,
        )
