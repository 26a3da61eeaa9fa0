"""What our own people say to the desk where they talk: the language of the commands, without `/`.

It goes through the same doors, and is answered as what is typed there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.plain_words import opened_by_button, overview
from handlers.front import who_may
from handlers.front.conversation import Conversation
from handlers.front.here import without_flags
from handlers.hearing.message import Message
from handlers.intents import COMMANDS
from handlers.intents.first_words import (
    Line,
    Place,
    asks_for_help,
    asks_nothing,
    line_meant,
    may_be_urgent,
    without_greeting,
)
from handlers.intents.pieces.command import Help
from handlers.talk import Door, Form, Request, reading_of
from models.usecases import finding
from models.usecases.channels import threads
from models.usecases.turn import Turn


@dataclass(frozen=True)
class PlainWords:
    """What is said to the desk (`text`) in a message; `doors` are by what is typed."""

    conversation: Conversation
    doors: Mapping[str, Door[Any]]
    message: Message
    text: str

    def answer(self, request: Request) -> Answer | None:
        """Do what is meant, and answer; None where nobody asked anything.

        A form can't open for a message: a button opens it.
        """
        with self.conversation.reading(request) as turn:
            if asks_nothing(self.text, reading_of(turn)):
                return None
            who_may.authorise(turn, Help.word)
            line = self._line(turn)
        if line is None:
            return overview((each.name, each.summary) for each in COMMANDS)
        said = self.conversation.run(self.doors[line.command], line.text, request)
        if isinstance(said, Form):
            return opened_by_button(said.view["title"]["text"], str(line))
        return said

    def is_urgent(self) -> bool:
        """Whether a Sev-1 may hang on it, as far as that is known without a database."""
        reading = self.conversation.read_last
        text, _ = without_flags(without_greeting(self.text, reading))
        somewhere = Place(reading)
        of_a_case = Place(reading, case=1) if self.message.thread_ts else somewhere
        return any(may_be_urgent(text, place) for place in (somewhere, of_a_case))

    def _line(self, turn: Turn) -> Line | None:
        """Return the line that is meant; None where help is asked for."""
        place = _place(turn, self.message)
        reading = place.reading
        text, flags = without_flags(without_greeting(self.text, reading))
        if asks_for_help(text, reading):
            return None
        line = line_meant(text, place)
        return Line(line.command, f"{line.text} {flags}".strip())


def _place(turn: Turn, message: Message) -> Place:
    """Return where a message was said: in whose thread, in whose channel."""
    reading, case = reading_of(turn), None
    if message.thread_ts is not None:
        case = threads.case_of(turn, message.channel_id, message.thread_ts)
    if case is not None:
        return Place(reading, case.id, finding.customer_of(turn, case).key)
    customer = finding.customer_of_channel(turn, message.channel_id)
    return Place(reading, customer=customer.key if customer else None)
