"""Cases as people name them: `12`, `#12`, `(#12)`, `# 12`, `ticket 12`, `Nr. 12`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood
from models.problems import Missing

LAST_NUMBER = 999_999_999
_CALLED = r"case|ticket|fall|issue|number|nummer|nr\.?|no\.|num\."
_NAMED = re.compile(
    rf"(?P<called>(?:(?:{_CALLED}):? ?)*)(?P<open>[(\[]?)(?P<sign>#? ?)(?P<number>[0-9]+)"
    r"[)\]]?[,;:.]?(?= |$)"
)


def read_case(words: Sequence[str], example: str | None = None) -> tuple[int, int] | None:
    """Return the number of the case that the words, in lower case, name, and how many they took.

    A number is one by itself, behind `#`, or behind a word for a case; None if none is ahead.
    """
    match = _NAMED.match(" ".join(words[:5]))
    if match is None or not _is_case(match):
        return None
    used = match.group().count(" ") + 1
    digits = match["number"]
    if not 1 <= int(digits[:10]) <= LAST_NUMBER or len(digits) > 9:
        raise NotUnderstood(f"There cannot be a case {said(' '.join(words[:used]))}.", example)
    return int(digits), used


def _is_case(match: re.Match[str]) -> bool:
    """With a sign, in brackets or behind a word for a case; `12.` may be anything."""
    if match["called"] or match["sign"].startswith("#"):
        return True
    bare = match.group().rstrip(",;:")
    return bare.isdigit() or (bare[0] in "([" and bare[-1] in ")]")


def case_number(word: str, example: str | None = None) -> int | None:
    """Return the number of the case that one word names, or None."""
    found = read_case([word], example)
    return found[0] if found else None


def says_case(words: Sequence[str]) -> bool:
    """Whether the words name a case by more than a number."""
    match = _NAMED.match(" ".join(words[:5]))
    return match is not None and bool(match["called"] or match["sign"].startswith("#"))


def take_case(words: Words, example: str) -> int:
    """Take a case's number."""
    if words.done:
        raise Missing("Which case? Its number is missing.", example)
    found = read_case(words.ahead(), example)
    if found is None:
        raise NotUnderstood(f"{said(words.text(1))} is not a case's number, as in `#12`.", example)
    words.skip(found[1])
    return found[0]
