"""The words of the grammars, which no customer or rotation may have as its name."""

from __future__ import annotations

import re

from handlers.intents.pieces.days import DAY_WORDS, MONTHS, WEEKDAYS
from handlers.intents.pieces.durations import HOUR_WORDS, MINUTE_WORDS
from handlers.intents.pieces.line import said
from handlers.intents.pieces.reading import NotUnderstood
from models.problems import Missing
from models.rules.service_definition import KINDS, LEVELS, PACKS

CASE_WORDS = (
    *(
        "open",
        "show",
        "clock",
        "list",
        "respond",
        "assign",
        "take",
        "severity",
        "kind",
        "title",
        "customer",
    ),
    *("close", "reopen", "mine", "queue", "overdue", "all", "sev", "reported", "at", "me"),
)
ESCALATION_WORDS = (
    *("log", "undo", "move", "list", "explain", "decide", "settle", "block"),
    *("escalation", "consulting", "grant", "again"),
)
BALANCE_WORDS = ("on", "quote", "balance")
CUSTOMER_WORDS = (
    *("add", "level", "end", "pack", "adjust", "adjustment", "void", "manager", "channel"),
    *("rename", "extras", "closed", "off", "show", "list", "escalations", "from", "to", "until"),
)
ONCALL_WORDS = (
    *("who", "calendar", "take", "override", "cover", "rotation", "rotations", "ladder"),
    *("contact", "test", "check", "page", "pages", "ack", "handup", "hand", "up", "stop", "feed"),
    *("at", "from", "to", "until", "till", "for", "in", "now", "on", "me", "mine", "edit"),
    *("add", "weekly", "daily", "every", "day", "days", "week", "weeks", "d", "w"),
    *("everyone", "and", "default", "revoke", "off"),
    *("remove", "undo", "end", "fortnightly"),
)
COMMON_WORDS = ("help", "because", "case", "last", "this", "month")

_TIME_WORDS = (*DAY_WORDS, *WEEKDAYS, *MONTHS, *HOUR_WORDS, *MINUTE_WORDS)

RESERVED: frozenset[str] = frozenset(
    (
        *(*CASE_WORDS, *ESCALATION_WORDS, *BALANCE_WORDS, *CUSTOMER_WORDS, *ONCALL_WORDS),
        *(*COMMON_WORDS, *_TIME_WORDS, *KINDS, *LEVELS),
        *(key.lower() for key in PACKS),
    )
)
# Rotations are typed in `/oncall` only: there a rotation may well be called `managed` or `queue`.
_NO_ROTATIONS = frozenset((*ONCALL_WORDS, *COMMON_WORDS, *_TIME_WORDS))
_NUMBER_LIKE = re.compile(
    r"[0-9-]+"  # a case, a date, a month
    rf"|[0-9]+(?:{'|'.join((*HOUR_WORDS, *MINUTE_WORDS))})[0-9]*m?"  # a duration
    r"|[0-9]+(?:st|nd|rd|th)"  # a day
    r"|(?:sev|severity)[0-9]+"
)
_DAYS_LIKE = re.compile(r"[0-9]+(?:d|days?|w|weeks?|am|pm)")
_EXAMPLE = '/customer add acme "Acme AG" standard from 2026-01-01'


def is_reserved(word: str) -> bool:
    """Whether the word means something to a grammar, by itself or as a number, day or duration."""
    return word in RESERVED or _NUMBER_LIKE.fullmatch(word) is not None


def is_reserved_in_oncall(word: str) -> bool:
    """Whether the word means something in `/oncall`, and so can be no rotation's name."""
    spans = (_NUMBER_LIKE, _DAYS_LIKE)
    return word in _NO_ROTATIONS or any(span.fullmatch(word) for span in spans)


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
