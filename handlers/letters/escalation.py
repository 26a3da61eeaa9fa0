"""Letters that ask what a block should be, and say what became of the question (E5)."""

from __future__ import annotations

from handlers.blocks.escalation.decision import answered, question
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import Said, words
from models.usecases.channels.posts import QuestionEdit
from models.usecases.escalation.decisions import Question, either_way
from models.usecases.turn import Turn


@words(Question)
def _question(turn: Turn, letter: Question) -> Answer | None:
    """A question that was answered meanwhile is not asked any more."""
    found = either_way(turn, letter.case, letter.block)
    return question(found, found.block) if found.block and found.block.undecided else None


@words(QuestionEdit)
def _edited(turn: Turn, letter: QuestionEdit) -> Said:
    """Once answered, or where there is nothing to answer any more, a question offers no answers."""
    found = either_way(turn, letter.case, letter.block)
    if found.block and found.block.undecided:
        return Said(question(found, found.block), edits=letter.ts)
    return Said(answered(found, letter.block), edits=letter.ts)
