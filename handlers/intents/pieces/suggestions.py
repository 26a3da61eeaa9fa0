"""What somebody may have meant: the nearest known word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.markup import escaped
from handlers.intents.pieces.reading import NotUnderstood, Reading
from models.problems import Problem, Then
from models.rules.writing import listed

NEAR = 60  # of 100: near enough to ask "did you mean"
ALMOST_CERTAIN = 85  # so near that it is asked even where any text may stand
_LONG_ENOUGH = 4
_MOST_REFUSALS = 4  # of an example, and of the example of its refusal
_FEW = 14  # known words that a sentence can list

Meant = TypeVar("Meant")


def closest(word: str, known: Iterable[str], at_least: int = NEAR) -> str | None:
    """Return the known word most like `word`, or None if none is like it."""
    found = process.extractOne(word.lower(), list(known), scorer=fuzz.ratio, score_cutoff=at_least)
    return found[0] if found else None


def short_for(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` stands for where nothing else may stand: the one that
    begins so (`sev` for `severity`), else the closest; None if none is like it.
    """
    words = tuple(known)
    begin_so = [each for each in words if len(word) > 1 and each.startswith(word.lower())]
    return begin_so[0] if len(begin_so) == 1 else closest(word, words)


def one_edit_from(word: str, known: Iterable[str]) -> str | None:
    """Return the known word from which `word` is one slip away: a letter too many, too few, wrong,
    or two swapped.

    Short words have many such neighbours that are words themselves: with under four letters none
    counts, with four only what begins alike (`came` is no slip of `acme`).
    """
    word = word.lower()
    slips = (each for each in known if len(each) >= _LONG_ENOUGH)
    alike = (each for each in slips if len(each) > _LONG_ENOUGH or word[:1] == each[0])
    return next((each for each in alike if OSA.distance(word, each) == 1), None)


def understood_example(
    example: Then | None, understand: Callable[[str, Reading], object], reading: Reading
) -> str | None:
    """Return the example if it is understood, else the one that its own refusal gives.

    So nobody is told to try what is refused in turn. None where that leads nowhere.
    """
    found = _followed(example, understand, reading)
    return found[0] if found else None


def meant(
    example: Then | None, understand: Callable[[str, Reading], Meant], reading: Reading
) -> Meant | None:
    """Return what an example comes to, if need be by its own refusal's; None if to nothing."""
    found = _followed(example, understand, reading)
    return found[1] if found else None


def _followed(
    example: Then | None, understand: Callable[[str, Reading], Meant], reading: Reading
) -> tuple[str, Meant] | None:
    for _ in range(_MOST_REFUSALS):
        if not isinstance(example, str):
            break
        try:
            return example, understand(_as_typed(example), reading)
        except Problem as refused:
            example = refused.then
    return None


def _as_typed(example: str) -> str:
    """Return the text behind the command's name, as Slack sends it."""
    return _as_sent(example).partition(" ")[2]


def _as_sent(example: str) -> str:
    """Return an example with mentions, as Slack sends what people choose behind `@` and `#`."""
    named = re.sub(r"(?<!\S)@([\w.-]+)", _mention, escaped(example))
    return re.sub(r"(?<!\S)#([A-Za-z][\w-]*)", r"<#C0|\1>", named)


def _mention(name: re.Match[str]) -> str:
    letters = re.sub(r"[^A-Z0-9]", "", name[1].upper())
    return f"<@U0{letters}|{name[1]}>"


def unknown(words: Words, known: Iterable[str], what: str, example: str) -> Problem:
    """Return the refusal of the word ahead, which is not one of `known`.

    `what` says what was looked for, as in "a kind". In `example`, `{}` is where the word stands.
    The nearest known word is asked about; with none near the example is the word's help.
    """
    word, choices = words.text(1), tuple(known)
    if guess := short_for(word, choices):
        line = f"{example.partition(' ')[0]} {words.corrected(1, guess)}"
        asked = ask(f"{said(word)} is not {what}. Did you mean `{guess}`?", (guess, line))
        asked.then = example.replace("{}", guess)
        return asked
    there_are = f" There are {listed(choices)}." if len(choices) <= _FEW else ""
    # With no idea what was meant, an example might do what nobody wants.
    return NotUnderstood(f"{said(word)} is not {what}.{there_are}", _help_of(example))


def _help_of(example: str) -> str:
    """Return what explains the word of a command that an example is for."""
    command, word, *_ = example.split()
    return f"{command} {word} help"
