"""Withdrawing a case wants a reason (S6): *Withdraw…* in its menu asks for it."""

from __future__ import annotations

from handlers.blocks.case import changes as say
from handlers.blocks.pieces.answer import Answer, section
from handlers.blocks.pieces.wording import quoted
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.case.changes import Withdraw
from handlers.talk import Form, Talk
from models.problems import Problem
from models.usecases import finding
from models.usecases.case import withdrawal
from models.usecases.turn import Turn

CALLBACK = "withdraw_case"


def withdraw_form(turn: Turn, number: int) -> Form:
    """Ask why a case is withdrawn; Impossible if it was withdrawn already."""
    case = finding.case(turn, number)
    finding.refuse_withdrawn(case)
    why = TextField("because", "Why?", placeholder="double of #12", longest=300)
    blocks = [
        section(
            f"*#{number}* {quoted(case.title)} will have no clock, cost nothing and count in no "
            "report (S6)."
        ),
        why.block(),
    ]
    return form(CALLBACK, "Withdraw a case", "Withdraw", blocks, {"case": number})


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Withdraw the case; FieldProblem without a reason, and for what stands against it."""
    because = filled.text("because")
    if not because:
        raise FieldProblem("because", "Others will read it: please say why.")
    wanted = Withdraw(filled.carried["case"], because)
    try:
        done = withdrawal.withdraw(talk.turn, wanted.case, because, wanted.double_of)
    except Problem as refused:
        raise FieldProblem("because", refused) from refused
    return say.changed(done, talk.turn.wall)
