"""Numbers that count: `8 cores`, `3 users`, `2 new servers`, `2 of 3`, `16 GB`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ONLY_BEHIND_AN_AMOUNT: Final = (
    *("of", "von", "x", "mal", "times", "%", "percent", "prozent", "chf", "mio"),
    *("kb", "mb", "gb", "tb", "mbit", "gbit", "ghz", "ms", "cpu", "cpus", "vcpu", "vcpus"),
)
_WITHOUT_S: Final = (  # plurals that no ending tells
    *("people", "men", "women", "children", "criteria", "indices"),
    *("benutzer", "nutzer", "user", "leute", "personen", "kunden", "kollegen", "mitarbeiter"),
    *("server", "rechner", "knoten", "kerne", "container", "cluster", "konten", "dateien"),
    *("fälle", "fehler", "tage", "tagen", "wochen", "monate", "monaten", "jahre"),
)
_BETWEEN: Final = (
    *("new", "more", "other", "old", "big", "small", "different", "further", "additional"),
    *("failing", "failed", "broken", "neue", "alte", "weitere", "andere", "grosse", "kleine"),
)
_NO_PLURALS: Final = (  # they end like one
    *("was", "has", "this", "does", "always", "perhaps", "afterwards", "besides", "sometimes"),
    *("works", "needs", "waits", "seems", "looks", "goes", "says", "thanks", "alles", "bereits"),
    *("nichts", "nochmals", "damals", "etwas", "erstes", "dieses", "falls", "aus", "das", "als"),
)
_PLURAL = re.compile(r"[a-zäöü][a-zäöü-]+[^\Wsui]s|[a-zäöü-]{2,}(?:ungen|innen|eiten|ionen|enten)")
_ENDS = ",;:.!?)"


def is_amount(words: Sequence[str]) -> bool:
    """Whether a number can only count with the words, in lower case, that stand behind it."""
    return bool(words) and words[0].rstrip(_ENDS) in _ONLY_BEHIND_AN_AMOUNT


def may_count(words: Sequence[str]) -> bool:
    """Whether a number may count what the words, in lower case, behind it name: a plural."""
    nouns = words[1:] if words and words[0] in _BETWEEN else words
    noun = nouns[0].rstrip(_ENDS) if nouns else ""
    if noun in _NO_PLURALS:
        return False
    return noun in _WITHOUT_S or _PLURAL.fullmatch(noun) is not None
