"""Stopping a page wants a reason (R7): *Stop…* on a page asks for it."""

from __future__ import annotations

from handlers.blocks.paging import answers as say
from handlers.blocks.pieces.answer import Answer, section
from handlers.forms.fields import TextField
from handlers.front.views import FieldProblem, Filled, form
from handlers.talk import Form, Talk
from models.problems import Impossible
from models.usecases.paging import answering, pages
from models.usecases.turn import Turn

CALLBACK = "stop_page"


def stop_form(turn: Turn, page_id: int) -> Form:
    """Ask why a page is stopped; Impossible if it has ended."""
    page = pages.shown(turn, page_id).page  # looking locks nothing: this turn only reads
    if page.ended_at is not None:
        raise Impossible((f"Page {page.id} has ended: ", *pages.ended_words(page), "."))
    blocks = [
        section(f"Page {page_id} will ring nobody any more."),
        TextField("because", "Why?", placeholder="false alarm", longest=300).block(),
    ]
    return form(CALLBACK, "Stop a page", "Stop", blocks, {"page": page_id})


def submitted(talk: Talk, filled: Filled) -> Answer:
    """Stop the page; FieldProblem without a reason."""
    because = filled.text("because")
    if not because:
        raise FieldProblem("because", "Others will read it: please say why.")
    return say.stopped(answering.stop(talk.turn, filled.carried["page"], because))
