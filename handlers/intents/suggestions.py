"""What somebody may have meant: the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from handlers.intents.reading import NotUnderstood
from handlers.intents.words import said

NEAR = 60  # of 100: near enough to ask "did you mean"
ALMOST_CERTAIN = 85  # so near that it is asked even where any text may stand


def closest(word: str, known: Iterable[str], at_least: int = NEAR) -> str | None:
    """Return the known word most like `word`, or None if none is like it."""
    found = process.extractOne(word.lower(), list(known), scorer=fuzz.ratio, score_cutoff=at_least)
    return found[0] if found else None


def unknown(word: str, known: Iterable[str], what: str, example: str) -> NotUnderstood:
    """Return the refusal of a word that is not one of `known`.

    `what` says what was looked for, as in "a kind". In `example`, `{}` is where the word stands;
    it is filled with the nearest known word, or the first.
    """
    words = tuple(known)
    guess = closest(word, words)
    hint = f"Did you mean `{guess}`?" if guess else f"I know {listed(words)}."
    return NotUnderstood(
        f"{said(word)} is not {what}. {hint}", example.replace("{}", guess or words[0])
    )


def listed(words: Iterable[str]) -> str:
    """Return the words as a sentence lists them: `a`, `b` and `c`."""
    ticked = [f"`{word}`" for word in words]
    return " and ".join([", ".join(ticked[:-1]), ticked[-1]] if len(ticked) > 1 else ticked)
