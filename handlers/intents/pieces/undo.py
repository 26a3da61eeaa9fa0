"""What is typed to undo a change: the answer to each has it as a button."""

from __future__ import annotations

from typing import Self

from handlers.intents.pieces.intent import Intent
from handlers.intents.pieces.line import Words
from handlers.intents.pieces.reading import Reading
from handlers.intents.pieces.taking import take_end, take_number


class Undo(Intent):
    """Take back a change that one has made, by its number; None is the latest of today's."""

    change: int | None = None

    @classmethod
    def read(cls, words: Words, reading: Reading) -> Self:  # noqa: ARG003
        """Read `[17]`."""
        if words.done:
            return cls()
        number = take_number(words, "the number of the change", f"{cls.word.name} 17")
        take_end(words, f"{cls.word.name} {number}")
        return cls(number)
