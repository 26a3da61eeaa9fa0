"""What an answer offers: nothing that would be refused to whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from handlers.blocks.pieces.answer import RETYPE, Answer
from handlers.front import who_may
from handlers.intents import UNDERSTAND
from handlers.intents.pieces.reading import Reading
from handlers.slack_json import Json
from handlers.talk import Form, reading_of
from models.problems import Problem
from models.usecases.turn import Turn

Said = TypeVar("Said", Answer, Answer | Form)


def within_reach(said: Said, turn: Turn) -> Said:
    """Return an answer without the buttons and choices that type what the person may not do."""
    if not isinstance(said, Answer):
        return said
    reach = _Reach(turn)
    return replace(said, blocks=[each for block in said.blocks for each in reach.of_block(block)])


@dataclass(frozen=True)
class _Reach:
    """What the person of a turn may do, of what buttons and menus would type for them."""

    turn: Turn

    def of_block(self, block: Json) -> Iterator[Json]:
        if block["type"] != "actions":
            yield block
        elif kept := [each for element in block["elements"] for each in self._of_element(element)]:
            yield {**block, "elements": kept}

    def _of_element(self, element: Json) -> Iterator[Json]:
        choices = element.get("options", [element])
        if not element["action_id"].startswith(RETYPE):
            yield element
        elif kept := [each for each in choices if self._may(each["value"])]:
            yield {**element, "options": kept} if "options" in element else element

    def _may(self, typed: str) -> bool:
        command, _, text = typed.partition(" ")
        try:
            return who_may.may(self.turn, UNDERSTAND[command](text, self._reading).word)
        except Problem:
            return True  # whoever presses it is told what is wrong with it

    @cached_property
    def _reading(self) -> Reading:
        return reading_of(self.turn)
