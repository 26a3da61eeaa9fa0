"""Reopening books wants a reason (E10): *Reopen…* on the answer that closed them asks for it."""

from __future__ import annotations

from datetime import date

from handlers.blocks.customer import books as say
from handlers.blocks.pieces.answer import Answer, section
from handlers.blocks.pieces.wording import long_day
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.talk import Form, Talk
from models.problems import Problem
from models.rows.customers import Customer
from models.usecases.books import closing
from models.usecases.turn import Turn

CALLBACK = "reopen_books"


def reopen_form(turn: Turn, customer: Customer, day: date) -> Form:
    """Ask why a customer's books are reopened from a day on; Impossible if it is not closed."""
    days = ", ".join(map(long_day, closing.would_reopen(turn, customer, day)))
    blocks = [
        section(
            f"What was kept of {customer.key}'s {days} stays, and may be corrected then: when the "
            "books are closed anew, the corrected statement is kept beside it (E10)."
        ),
        TextField("because", "Why?", placeholder="time was forgotten", longest=300).block(),
    ]
    carried = {"customer": customer.id, "day": str(day)}
    return form(CALLBACK, "Reopen books", "Reopen", blocks, carried)


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Reopen the books; FieldProblem without a reason, and for what stands against it."""
    because = filled.text("because")
    if not because:
        raise FieldProblem("because", "Others will read it: please say why.")
    customer = talk.turn.session.get_one(Customer, filled.carried["customer"])
    day = date.fromisoformat(filled.carried["day"])
    try:
        return say.reopened(closing.reopen(talk.turn, customer, day, because))
    except Problem as refused:
        raise FieldProblem("because", refused) from refused
