"""Every refusal is a type with the sentence that a person reads.

A sentence says what was not understood or not allowed, and what would be. People, channels, user
groups and next steps stand in it as values, which each door words in its own way; all else is plain
text, which whoever shows it escapes. What the person typed stands in “curly quotes”, what they can
type in `backticks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from models.next_steps import NextStep


@dataclass(frozen=True)
class ThePerson:
    """Somebody, by their id."""

    id: str


@dataclass(frozen=True)
class TheChannel:
    """A channel, by its id."""

    id: str


@dataclass(frozen=True)
class TheGroup:
    """The user group of those who have a role, by its id."""

    id: str
    role: str


@dataclass(frozen=True)
class TheStanding:
    """That the desk is not for somebody from outside, by their standing: they read it in words of
    their own language.
    """

    standing: str


Piece: TypeAlias = str | ThePerson | TheChannel | TheGroup | TheStanding | NextStep
Sentence: TypeAlias = tuple[Piece, ...]
Then: TypeAlias = NextStep | str  # a text only from a grammar: the line that it would understand


def linked(pieces: Iterable[Piece], link: str) -> Sentence:
    """Return pieces one after the other with a link between, such as " or "."""
    return tuple(each for piece in pieces for each in (link, piece))[1:]


class Problem(Exception):
    """A refusal. Nothing was written when one is raised.

    `sentence` is for the person; `then`, if any, is what they can do or type next.
    """

    def __init__(self, sentence: str | Sentence, then: Then | None = None) -> None:
        super().__init__(sentence)
        self.sentence: Sentence = (sentence,) if isinstance(sentence, str) else sentence
        self.then = then

    @property
    def whole(self) -> Sentence:
        """The sentence, and the next step where it leads to it: for who can't be shown both."""
        if self.then and str(self.sentence[-1]).endswith(":"):
            return (*self.sentence, " ", self.then)
        return self.sentence

    def __str__(self) -> str:
        """Return the sentence for a log: what is no text in it as the value that it is."""
        return "".join(map(str, self.sentence))


class Unknown(Problem):
    """Something that was named does not exist (a case, a customer, an entry)."""


class NotAllowed(Problem):
    """The person may not do this; the sentence says who may."""


class Impossible(Problem):
    """The facts stand against it: an overlap, a closed case, an expired date."""


class Missing(Problem):
    """A piece is missing, and the sentence asks for it."""


class Doubtful(Problem):
    """It is hardly meant: the person is asked. What is done `anyway` is not doubted.

    `meant` is what a button says that does it.
    """

    def __init__(self, sentence: str | Sentence, meant: str) -> None:
        super().__init__(sentence)
        self.meant = meant


class Choice(Problem):
    """It is not clear what is meant: the person is asked.

    `options` are pairs of what a button says and what it does; `then` only counts without any.
    """

    def __init__(self, sentence: str | Sentence, options: tuple[tuple[str, Then], ...]) -> None:
        super().__init__(sentence)
        self.options = options
