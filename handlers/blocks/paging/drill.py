"""A drill: how a page reaches whoever tries it, and what arrived."""

from __future__ import annotations

from handlers.blocks.paging.tried import tried
from handlers.blocks.pieces.answer import Answer, answer, lasting_buttons, lines, small
from models.usecases.paging.pages import PageFacts


def drill(facts: PageFacts) -> Answer:
    """Show a drill as it stands: every way that was tried, and whether it arrived."""
    page = facts.shown.page
    over = page.ended_at is not None
    acknowledge = [("Acknowledge", f"/oncall ack {page.id}")]
    return answer(
        f":bell: A drill: this is how a page reaches you. Page {page.id} rings only you.",
        None if over else lasting_buttons(acknowledge, primary=0),
        lines(tried(facts)),
        small("Drill ended." if over else "Press *Acknowledge* to end the drill."),
    )
