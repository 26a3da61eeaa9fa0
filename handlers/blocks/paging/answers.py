"""What whoever pages, takes a page, hands it up or stops it is answered; and the list of pages."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.paging.about import about
from handlers.blocks.paging.rung import rang
from handlers.blocks.pieces.answer import Answer, answer, lines, small
from handlers.blocks.pieces.wording import as_typed, counted, person
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause
from models.rules.written_time import Wall
from models.usecases.paging.pages import PageFacts, PageShown


def paged(facts: PageFacts) -> Answer:
    """Answer whoever paged by hand."""
    said = f"Page {facts.shown.page.id} rings: {about(facts.shown)}."
    return answer(said, rang(facts))


def label(shown: PageShown) -> str:
    """Name a page on a button."""
    of = f"{shown.customer.key} " if shown.customer else ""
    what = f"#{shown.case.id} {shown.case.title}" if shown.case else shown.page.text
    return f"{shown.page.id}: {of}{what}"


def handed_up(facts: PageFacts) -> Answer:
    """Answer whoever handed a page up."""
    return answer(f"Page {facts.shown.page.id} is handed up.", rang(facts))


def acknowledged(done: PageShown) -> Answer:
    """Answer whoever acknowledged."""
    page = done.page
    if page.why == PageCause.DRILL:
        seconds = (
            int((page.acknowledged_at - page.at).total_seconds()) if page.acknowledged_at else 0
        )
        return answer(f"The drill is over: you acknowledged after {seconds} s. {_arrived(done)}")
    if done.case is None or done.case.responded_at is not None:
        return answer(f"Page {page.id} is yours, and rings nobody any more.")
    return answer(
        f"#{done.case.id} is yours, and page {page.id} rings nobody any more.",
        small(
            "The clock still runs (S3): when the customer has your reply, type "
            f"`/case respond {done.case.id}`."
        ),
    )


def _arrived(done: PageShown) -> str:
    tried = [attempt for attempt in done.attempts if attempt.way != AttemptWay.NOBODY]
    arrived = [attempt for attempt in tried if attempt.outcome == AttemptOutcome.DELIVERED]
    return f"{len(arrived)} of {counted(len(tried), 'way')} arrived."


def drill_started(done: PageShown) -> Answer:
    """Answer whoever asked for a drill."""
    ways = [attempt for attempt in done.attempts if attempt.way == AttemptWay.OUTSIDE]
    outside_too = f" and {counted(len(ways), 'way')} outside Slack" if ways else ""
    return answer(
        f"Ringing you, and only you: a direct message{outside_too}. "
        "The direct message shows what arrived.",
        None if ways else small("You have no way outside Slack yet: `/oncall contact`."),
    )


def stopped(done: PageShown) -> Answer:
    """Answer whoever stopped a page."""
    return answer(f"Page {done.page.id} is stopped: {as_typed(done.page.reason)} (R7).")


def listed(found: Sequence[PageShown], wall: Wall) -> Answer:
    """Show the pages that have not ended."""
    if not found:
        return answer("No page rings.", small("`/oncall page 12` asks for help by hand"))
    return answer(
        f"{counted(len(found), 'page')} open.",
        lines(_line(shown, wall) for shown in found),
    )


def _line(shown: PageShown, wall: Wall) -> str:
    page = shown.page
    since = wall.short(page.at)
    state = (
        f"{person(page.acknowledged_by)} has it"
        if page.acknowledged_by
        else ":rotating_light: rings"
    )
    asks = f", {person(page.by)} asks" if page.why == PageCause.ASKED else ""
    return f"• Page {page.id}: {about(shown)}, since {since}{asks}: {state}"
