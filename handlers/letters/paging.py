"""Letters of a page: it rings, its board follows, it climbs, it reaches nobody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from handlers.blocks.paging import board, elsewhere
from handlers.blocks.pieces.answer import Answer
from handlers.letters.said import Said, words
from models.rows.pages import Attempt
from models.rules.paging import AttemptWay, PageCause
from models.usecases import people
from models.usecases.paging import links, pages
from models.usecases.paging.attempts import HasIt, ReachesNobody, Ring, RingOutside
from models.usecases.paging.boards import BoardEdit, PageLine
from models.usecases.paging.pages import PageFacts, page_facts
from models.usecases.turn import Turn

_DRILL_LASTS = timedelta(minutes=10)


def _stale(turn: Turn, facts: PageFacts) -> bool:
    """Whether a page is a drill that nobody waits for any more: it never ends by itself."""
    drilled = facts.shown.page
    return drilled.why == PageCause.DRILL and turn.moment - drilled.at > _DRILL_LASTS


@words(Ring)
def _ring(turn: Turn, letter: Ring) -> Answer | None:
    """A page that was taken or is over rings nobody any more; its channel still shows it."""
    facts = page_facts(turn, letter.page)
    if _stale(turn, facts):
        return None
    attempt = turn.session.get_one(Attempt, letter.attempt)
    over = facts.shown.page.ended_at is not None or facts.shown.page.acknowledged_by is not None
    beside = attempt.step == pages.NOT_ON_THE_LADDER and facts.shown.page.ended_at is None
    if over and attempt.way != AttemptWay.CHANNEL and not beside:
        return None
    return board.board(facts, beside=beside)


@words(BoardEdit)
def _board(turn: Turn, letter: BoardEdit) -> Said:
    facts, ts = page_facts(turn, letter.page), letter.ts
    shown = next((a for a in facts.shown.attempts if a.ts == ts), None)
    waits = facts.clock is not None and facts.clock.clock.responded is None
    beside = shown is not None and shown.step == pages.NOT_ON_THE_LADDER and waits
    over = facts.shown.page.ended_at is not None
    return Said(board.board(facts, beside=beside and not over), edits=ts)


@words(ReachesNobody)
def _nobody(turn: Turn, letter: ReachesNobody) -> Answer | None:
    facts = page_facts(turn, letter.page)
    if facts.shown.page.ended_at is not None or facts.shown.page.acknowledged_by is not None:
        return None
    return board.reaches_nobody(facts)


@words(PageLine)
def _line(turn: Turn, letter: PageLine) -> Said | None:
    """While the channel has no post of the page there is no thread; the post will show it all."""
    facts = page_facts(turn, letter.page)
    channel = turn.desk.sev1_channel
    posts = [
        a for a in facts.shown.attempts if a.way == AttemptWay.CHANNEL and a.recipient == channel
    ]
    first = next((a.ts for a in posts if a.ts), None)
    return Said(elsewhere.in_thread(facts, letter), thread_ts=first) if first else None


def said_outside(turn: Turn, letter: RingOutside) -> tuple[str, str] | None:
    """Return title and plain text of a page outside Slack; None if it rings nobody any more."""
    facts = page_facts(turn, letter.page)
    attempt = turn.session.get_one(Attempt, letter.attempt)
    acknowledged = facts.shown.page.acknowledged_by is not None
    beside = attempt.step == pages.NOT_ON_THE_LADDER
    if (
        _stale(turn, facts)
        or facts.shown.page.ended_at is not None
        or (acknowledged and not beside)
    ):
        return None
    link = links.link_of(turn.desk, facts.shown.page.id, attempt.recipient)
    return elsewhere.outside(facts, link)


def said_who_has_it(turn: Turn, letter: HasIt) -> tuple[str, str] | None:
    """Return title and plain text of what a telephone hears at the end; None if it rings again."""
    facts = page_facts(turn, letter.page)
    page = facts.shown.page
    if page.ended_at is None and page.acknowledged_by is None:
        return None
    return elsewhere.calmed(facts, partial(people.name_of, turn.session))
