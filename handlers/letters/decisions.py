"""Letters about a case that wants an answer, or has a new owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.blocks.case import changes
from handlers.blocks.escalation.decision import answered, question
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import About, Said, Wording
from models.rows.cases import Case
from models.rules.statement import Block, Statement
from models.usecases import finding
from models.usecases.channels import posts
from models.usecases.channels.ownership import TAKEN_OVER
from models.usecases.derived.entitlements import statement_of
from models.usecases.escalation.decisions import QUESTION
from models.usecases.turn import Turn


def _question(turn: Turn, about: About) -> Answer | None:
    """A question that was answered meanwhile is not asked any more."""
    case, block, statement = _of_block(turn, about)
    if block is None or not block.undecided:
        return None
    return question(case, finding.customer_of(turn, case), block, statement)


def _asked(turn: Turn, about: About) -> Said:
    """Once answered, or where there is nothing to answer any more, a question offers no answers."""
    case, block, statement = _of_block(turn, about)
    customer, ts = finding.customer_of(turn, case), str(about["ts"])
    if block is not None and block.undecided:
        return Said(question(case, customer, block, statement), edits=ts)
    return Said(answered(case, customer, int(about["block"]), block), edits=ts)


def _of_block(turn: Turn, about: About) -> tuple[Case, Block | None, Statement]:
    case = finding.case(turn, int(about["case"]))
    statement = statement_of(turn.session, case.customer_id, turn.today)
    account = statement.case(case.id)
    blocks = account.blocks if account else ()
    return case, next((b for b in blocks if b.number == about["block"]), None), statement


def _taken_over(turn: Turn, about: About) -> Answer | None:
    """Nothing to say if the case went elsewhere meanwhile, or came back."""
    case = finding.case(turn, int(about["case"]))
    if case.owner_id != about["owner"]:
        return None
    return changes.taken_over(
        case, finding.customer_of(turn, case), str(about["by"]), str(about["owner"])
    )


WORDED: Final[Mapping[str, Wording]] = {
    QUESTION: _question,
    posts.ASKED: _asked,
    TAKEN_OVER: _taken_over,
}
