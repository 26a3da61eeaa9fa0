"""Letters about a case that wants an answer, or has a new owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers.blocks import case as cases
from handlers.blocks.answer import Answer
from handlers.blocks.decision import question
from handlers.letters.said import About, Wording
from models.usecases import finding
from models.usecases.decisions import QUESTION
from models.usecases.entitlements import statement_of
from models.usecases.ownership import TAKEN_OVER
from models.usecases.turn import Turn


def _question(turn: Turn, about: About) -> Answer | None:
    """A question that was answered meanwhile is not asked any more."""
    case = finding.case(turn, int(about["case"]))
    statement = statement_of(turn.session, case.customer_id, turn.today)
    account = statement.case(case.id)
    blocks = account.blocks if account else ()
    block = next((b for b in blocks if b.number == about["block"] and b.undecided), None)
    if block is None:
        return None
    return question(case, finding.customer_of(turn, case), block, statement)


def _taken_over(turn: Turn, about: About) -> Answer | None:
    """Nothing to say if the case went elsewhere meanwhile, or came back."""
    case = finding.case(turn, int(about["case"]))
    if case.owner_id != about["owner"]:
        return None
    return cases.taken_over(
        case, finding.customer_of(turn, case), str(about["by"]), str(about["owner"])
    )


WORDED: Final[Mapping[str, Wording]] = {
    QUESTION: _question,
    TAKEN_OVER: _taken_over,
}
