"""Letters that ask what a block should be, and say what became of the question (E5)."""

from __future__ import annotations

from handlers.blocks.escalation.decision import answered, question
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import Said, words
from models.rows.cases import Case
from models.rules.statement import Block, Statement
from models.usecases import finding
from models.usecases.channels.posts import QuestionEdit
from models.usecases.derived.entitlements import statement_of
from models.usecases.escalation.decisions import Question
from models.usecases.turn import Turn


@words(Question)
def _question(turn: Turn, letter: Question) -> Answer | None:
    """A question that was answered meanwhile is not asked any more."""
    case, block, statement = _of_block(turn, letter)
    if block is None or not block.undecided:
        return None
    return question(case, finding.customer_of(turn, case), block, statement)


@words(QuestionEdit)
def _edited(turn: Turn, letter: QuestionEdit) -> Said:
    """Once answered, or where there is nothing to answer any more, a question offers no answers."""
    case, block, statement = _of_block(turn, letter)
    customer = finding.customer_of(turn, case)
    if block is not None and block.undecided:
        return Said(question(case, customer, block, statement), edits=letter.ts)
    return Said(answered(case, customer, letter.block, block), edits=letter.ts)


def _of_block(turn: Turn, letter: Question | QuestionEdit) -> tuple[Case, Block | None, Statement]:
    case = finding.case(turn, letter.case)
    statement = statement_of(turn.session, case.customer_id, turn.today)
    account = statement.case(case.id)
    blocks = account.blocks if account else ()
    return case, next((b for b in blocks if b.number == letter.block), None), statement
