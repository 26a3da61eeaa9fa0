"""Customers as people type them: a short name, a full name, or a name in quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from rapidfuzz import fuzz

from handlers.intents.pieces.line import Words, plain, quoted, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import is_reserved
from handlers.intents.pieces.suggestions import ALMOST_CERTAIN, one_edit_from
from handlers.intents.pieces.taking import limited, reason_at
from models.problems import Missing
from models.rules.limits import LONGEST_NAME
from models.rules.look_alikes import as_compared
from models.rules.writing import listed

_CALLED = ("customer", "client", "kunde", "kunden", "firma")
_LEADING = (*_CALLED, "for", "für", "fuer", "bei")
_BEHIND = ",;:"
_AROUND = "()[]#,;:"


def known_customer(
    words: Words, reading: Reading, start: int = 0
) -> tuple[tuple[str, ...], int] | None:
    """Return the short names of whom the longest known name `start` words ahead means, and its
    word count.

    Several short names only where customers share a full name. None if no known name is ahead.
    """
    named = _short_names(reading.customers)
    longest = max((name.count(" ") + 1 for name in named), default=0)
    ahead = words.ahead(start, longest)
    if "" in ahead:  # a quote or mention is no part of a name
        ahead = ahead[: ahead.index("")]
    for used in range(len(ahead), 0, -1):
        for name in _spelled(" ".join(ahead[:used])):
            if shorts := named.get(_folded(name)):
                return tuple(sorted(shorts)), used
    return None


def customer_ahead(words: Words, reading: Reading, start: int = 0) -> tuple[str, int] | None:
    """Return the customer that is named `start` words ahead, and its word count: by a known name,
    perhaps behind a word for a customer, or by the mention of its channel.

    Raises NotUnderstood for a name that several customers share.
    """
    token = words.peek(start)
    if token is not None and token.is_channel:
        return f"<#{token.mention}>", 1
    called = int(words.word(start).rstrip(":") in _CALLED)
    known = known_customer(words, reading, start + called)
    if known is None:
        return None
    typed = words.text(known[1], start + called)
    return one_short_name(known[0], typed), called + known[1]


def _spelled(name: str) -> tuple[str, str]:
    """Return a name as it is typed, and without what may stand around it: `(acme)`, `#acme:`."""
    bare = name.rstrip(_BEHIND)
    inside = bare.strip(_AROUND)
    return bare, bare if inside != inside.strip() else inside


def begins_name(words: Words, reading: Reading) -> bool:
    """Whether all that is ahead begins a known name, as `acme zu` does of “Acme Zürich”."""
    typed = _folded(words.text(words.count))
    return any(name.startswith(typed) for name in _short_names(reading.customers))


def begins_customer(words: Words, reading: Reading) -> bool:
    """Whether a customer who is known is ahead, perhaps behind a word that leads to one."""
    return bool(_led(words, reading)) or customer_ahead(words, reading) is not None


def take_customer(words: Words, reading: Reading, example: str) -> str:
    """Take a customer as typed: in quotes, the longest known name, or else one word."""
    if words.done:
        raise Missing("Which customer? The name is missing.", example)
    words.skip(_led(words, reading))
    if (found := customer_ahead(words, reading)) and words.word() == "":
        words.skip(found[1])
        return found[0]
    known = known_customer(words, reading)
    bare = words.word() != ""
    name = words.upto(known[1] if known else 1)
    return customer_name(_spelled(name)[known is not None] if bare else name, example)


def take_customer_anywhere(words: Words, reading: Reading, example: str) -> str:
    """Take a customer as take_customer does; one who is known also behind what is said of it, as in
    `M acme`, but not in a reason.
    """
    first = words.peek()
    if first is None or first.quoted is not None:
        return take_customer(words, reading, example)
    if first.is_channel or not begins_customer(words, reading):
        because = reason_at(words)
        for ahead in range(1, words.count if because is None else because):
            if known := known_customer(words, reading, ahead):
                words.put_first(ahead, known[1])
                return take_customer(words, reading, example)
        if not first.is_channel and (first.mention or is_reserved(first.word.lstrip("+"))):
            raise Missing("Which customer? The name is missing.", example)
    return take_customer(words, reading, example)


def _led(words: Words, reading: Reading) -> int:
    """How many words lead to a known customer: `for`, `customer`, `für Kunde`."""
    if known_customer(words, reading):
        return 0
    for led in (2, 1):
        leads = all(word.rstrip(":") in _LEADING for word in words.ahead(most=led))
        if leads and customer_ahead(words, reading, led):
            return led
    return 0


def a_customer(reading: Reading) -> str:
    """Return a customer's short name for an example to copy."""
    return reading.customers[0][0] if reading.customers else "acme"


def customer_name(name: str, example: str) -> str:
    """Return the name with single spaces; refuse one that is empty or far too long."""
    if not visible(name):
        raise Missing("Which customer? The name is missing.", example)
    return limited(" ".join(name.split()), LONGEST_NAME, "customer's name")


def one_short_name(shorts: tuple[str, ...], typed: str) -> str:
    """Return the one short name; refuse a name that several customers share."""
    if len(shorts) > 1:
        raise NotUnderstood(
            f"{said(typed)} fits {listed(shorts)}. Type the short name of the one you mean."
        )
    return shorts[0]


def near_customer(words: Words, reading: Reading, start: int = 0) -> tuple[str, int] | None:
    """Return the short name that is almost certainly meant `start` words ahead but typed wrongly,
    and how many words that took.
    """
    known = _short_names(reading.customers)
    ahead = words.ahead(start)
    ahead = ahead[: [*ahead, ""].index("")]
    starts = [_folded(" ".join(ahead[:used])).rstrip(",;:") for used in range(len(ahead) + 1)]
    if len(starts) > 1 and (owner := known.get(starts[1].removesuffix("'s"))):
        return min(owner), 1
    near: list[tuple[int, float, str]] = []
    for name, shorts in known.items():
        used = name.count(" ") + 1
        ratio = fuzz.ratio(starts[used], name) if used < len(starts) else 0
        if ratio >= ALMOST_CERTAIN:
            near.append((used, ratio, min(shorts)))
    if not near:
        slip = (
            one_edit_from(starts[1], [short for short, _ in reading.customers]) if ahead else None
        )
        return (slip, 1) if slip else None
    used, _, short = max(near)
    return short, used


def written_customer(name: str) -> str:
    """Return the customer as it reads back: bare if it is a plain word, else in quotes."""
    if re.fullmatch(r"<#[A-Z0-9]+>", name):
        return name
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*", name) and not is_reserved(name.lower()):
        return name
    return quoted(name)


@lru_cache(maxsize=4)  # the same few customers, command after command
def _short_names(customers: tuple[tuple[str, str], ...]) -> Mapping[str, Set[str]]:
    """Return each known name, folded, with the short names of whom it means."""
    named: dict[str, set[str]] = {}
    for short, full in customers:
        named.setdefault(_folded(short), set()).add(short)
        named.setdefault(_folded(full), set()).add(short)
    named.pop("", None)
    # A short name is its owner's alone, even where somebody else's full name reads the same.
    return named | {_folded(short): {short} for short, _ in customers}


def _folded(name: str) -> str:
    return as_compared(plain(name))
