"""The form of a ladder: a rung a line, as it is typed, with how it will go shown below."""

from __future__ import annotations

from slackblocks import Block, InputBlock

from handlers.blocks.oncall.ladder import ladder_set, ladder_words
from handlers.blocks.pieces.answer import Answer, section, small
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.intents.oncall.ladders import SetLadder, ShowLadder, typed_ladder
from handlers.intents.pieces.line import Words
from handlers.slack_json import Json
from handlers.talk import Form, Talk, reading_of
from handlers.undo import with_undo
from models.problems import Problem
from models.rows.customers import Customer
from models.rules.ladder import Ladder
from models.usecases.oncall import ladders
from models.usecases.turn import Turn

CALLBACK = "ladder"


def ladder_form(turn: Turn, customer: Customer | None) -> Form:
    """Show the ladder that serves a customer (None: everybody), to be changed."""
    serving, _ = ladders.show(turn, customer)
    return _form(customer, "\n".join(typed_ladder(serving).split(", ")), ladder_words(serving))


def _form(customer: Customer | None, typed: str, goes: str) -> Form:
    blocks: list[Block | InputBlock] = [
        TextField(
            "ladder",
            "Rungs, one a line",
            typed,
            multiline=True,
            longest=1500,
            hint="Minutes without an acknowledgement, then whom to reach: a rotation, everyone, "
            "@somebody or #a-channel, several with +. The last line says how often all of them "
            "ring again.",
        ).block(),
        section(f"*So it goes*\n{goes}."),
        small("A page that rings already keeps its own (O3)."),
    ]
    title = f"Ladder of {customer.key}" if customer else "The default ladder"
    carried: Json = {"customer": customer.id if customer else None}
    return form(CALLBACK, title[:24], "Save", blocks, carried)


def _read(turn: Turn, filled: Filled) -> Ladder:
    lines = [line.strip(" ,;") for line in filled.text("ladder").splitlines() if line.strip()]
    read = ShowLadder.read(Words(f"default {', '.join(lines)}"), reading_of(turn))
    if not isinstance(read, SetLadder):
        raise Problem("A ladder has at least one rung, and says how often it rings again.")
    return read.ladder


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Save the ladder; what is not understood is said beside it."""
    turn = talk.turn
    id_ = filled.carried["customer"]
    customer = turn.session.get_one(Customer, id_) if id_ is not None else None
    try:
        ladder = _read(turn, filled)
        ladders.set_ladder(turn, customer, ladder)
    except Problem as unclear:
        raise FieldProblem("ladder", unclear) from unclear
    return with_undo(ladder_set(customer, ladder), turn)
