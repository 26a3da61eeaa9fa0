"""What is not clear is asked about, with buttons that carry all that was typed."""

from __future__ import annotations

from typing import Final

from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Unclear
from models.problems import Choice

THE_NOTE: Final = "It's the note"
THE_TITLE: Final = "It's the title"
_LONGEST = 2000  # characters that a button of Slack's carries


def ask(sentence: str, *options: tuple[str, str]) -> Choice:
    """Return the question which line is meant: pairs of what a button says, and the line.

    A line that is too long for a button has none.
    """
    return Choice(sentence, tuple(pair for pair in options if len(pair[1]) <= _LONGEST))


def ask_which(words: Words, unclear: Unclear, command: str, *others: tuple[str, str]) -> Choice:
    """Return the question what the words ahead mean; what else was typed stays as it is.

    `others` are further lines that may be meant.
    """
    words.skip(unclear.start)
    readings = [
        (label, f"{command} {words.corrected(unclear.used, text)}")
        for label, text in unclear.readings
    ]
    words.skip(-unclear.start)
    return ask(str(unclear), *readings, *others)
