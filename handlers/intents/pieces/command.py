"""A command: its intents, from which its help, its grammar and its reserved words follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, TypeVar, cast

from handlers.intents.pieces.asking import ask
from handlers.intents.pieces.intent import Intent, Word
from handlers.intents.pieces.line import Words, said
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import reserve
from handlers.intents.pieces.suggestions import short_for
from models.problems import Problem
from models.rules.permissions import Permission
from models.rules.writing import listed

HELP_WORDS: Final = ("help", "?")

Means = TypeVar("Means", bound=Intent)


class Help(Intent):
    """A command's own short table: a summary, rows of what to type and what it does, examples."""

    word = Word("help of each command", Permission.EVERYBODY)

    summary: str
    rows: tuple[tuple[str, str], ...]
    examples: tuple[str, ...]
    of: str = ""

    def about_word(self, word: str) -> Help:
        """Return what the table has of one word behind the command; all if it has no such row."""
        rows = tuple(row for row in self.rows if word in _words_behind_command(row[0]))
        if not rows:
            return self
        examples = tuple(e for e in self.examples if word in _words_behind_command(e))
        return Help(self.summary, rows, examples, word)

    def typed(self) -> str:
        """Return `help`, behind the word that it is about."""
        return f"{self.of} help".lstrip()


def _words_behind_command(typed: str) -> set[str]:
    """Return the first word of each way: `ack` and `stop` of `/oncall ack 5 · stop 5`, and `quote`
    of `/balance acme quote 5`.
    """
    _, _, ways = typed.partition(" ")
    return {way.removeprefix("acme ").partition(" ")[0] for way in ways.split(" · ")}


@dataclass(frozen=True)
class Command(Generic[Means]):
    """A command by its name, as in "/case", and its intents in the order of its help."""

    name: str
    summary: str
    intents: tuple[type[Means], ...]

    def __post_init__(self) -> None:
        for intent in self.intents:
            reserve(self.name, (*intent.word.spellings, *intent.word.reserves))

    @cached_property
    def help(self) -> Help:
        """The whole help."""
        words = [intent.word for intent in self.intents]
        rows = tuple(row for word in words for row in word.help.items())
        return Help(self.summary, rows, tuple(line for word in words for line in word.examples))

    @cached_property
    def may_be_urgent(self) -> bool:
        """Whether a Sev-1 may hang on any of its intents."""
        return any(intent.may_be_urgent() for intent in self.intents)

    @cached_property
    def grammar(self) -> Mapping[str, Callable[[Words, Reading], Intent]]:
        """What reads on behind each word."""
        grammar: dict[str, Callable[[Words, Reading], Intent]] = {}
        for intent in self.intents:
            for word in intent.word.spellings:
                grammar.setdefault(word, intent.read)
        return grammar

    def read(self, words: Words, reading: Reading) -> Means | Help:
        """Read the words by the grammar of their first word; `help` and `?` give the help, and
        behind such a word what the help has of it.

        Raises NotUnderstood with "did you mean" for a first word that no intent has.
        """
        first = words.word()
        if first in HELP_WORDS:
            return self.help
        if first not in self.grammar:
            raise self._unknown(words)
        words.take()
        if words.count == 1 and words.word() in HELP_WORDS:
            return self.help.about_word(first)
        return cast("Means | Help", self.grammar[first](words, reading))

    def _unknown(self, words: Words) -> Problem:
        first, known = words.text(1), (*self.grammar, "help")
        guess = short_for(first, known)
        if guess is None:
            return NotUnderstood(
                f"`{self.name}` does not know {said(first)}. It knows {listed(known)}.",
                f"{self.name} help",
            )
        return ask(
            f"`{self.name}` does not know {said(first)}. Did you mean `{guess}`?",
            (guess, f"{self.name} {words.corrected(1, guess)}"),
        )
