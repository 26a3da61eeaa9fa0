"""*Undo* and *Put it back*: the answer to a change offers them to whoever made it."""

from __future__ import annotations

from typing import TypeVar

from handlers.blocks.pieces.answer import Answer, with_buttons
from handlers.intents.customer.grammar import CUSTOMER
from handlers.intents.oncall.grammar import ONCALL
from handlers.talk import Form
from models.rules.noted import Subject
from models.usecases import undoing
from models.usecases.turn import Turn

Said = TypeVar("Said", Answer, Answer | Form)


def with_undo(said: Said, turn: Turn) -> Said:
    """Return an answer with a button that takes back what the turn has changed, if it can be."""
    change = undoing.can_undo(turn) if isinstance(said, Answer) else None
    if change is None or not isinstance(said, Answer):
        return said
    command = CUSTOMER if change.subject is Subject.CUSTOMER else ONCALL
    label = "Put it back" if undoing.puts_back(turn, change) else "Undo"
    return with_buttons(said, [(label, f"{command.name} undo {change.id}")])
