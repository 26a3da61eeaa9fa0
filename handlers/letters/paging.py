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


def _still_rings(turn: Turn, facts: PageFacts, attempt: Attempt) -> bool:
    """Whether an attempt still has somebody to ring: nobody has the page, and it is not over.

    Who is rung beside the ladder is so until it is over (O5), who drills for some minutes only.
    """
    page = facts.shown.page
    if page.why == PageCause.DRILL and turn.moment - page.at > _DRILL_LASTS:
        return False
    return facts.shown.rings or (_is_beside(attempt) and page.ended_at is None)


def _is_beside(attempt: Attempt) -> bool:
    return attempt.step == pages.NOT_ON_THE_LADDER


@words(Ring)
def _ring(turn: Turn, letter: Ring) -> Answer | None:
    """A page that was taken or is over rings nobody any more; its channel still shows it."""
    facts = page_facts(turn, letter.page)
    attempt = turn.session.get_one(Attempt, letter.attempt)
    if attempt.way != AttemptWay.CHANNEL and not _still_rings(turn, facts, attempt):
        return None
    return board.board(facts, beside=_is_beside(attempt))


@words(BoardEdit)
def _board(turn: Turn, letter: BoardEdit) -> Said:
    facts, ts = page_facts(turn, letter.page), letter.ts
    shown = next((a for a in facts.shown.attempts if a.ts == ts), None)
    beside = shown is not None and _is_beside(shown)
    return Said(board.board(facts, beside=beside), edits=ts)


@words(ReachesNobody)
def _nobody(turn: Turn, letter: ReachesNobody) -> Answer | None:
    facts = page_facts(turn, letter.page)
    return board.reaches_nobody(facts) if facts.shown.rings else None


@words(PageLine)
def _line(turn: Turn, letter: PageLine) -> Said | None:
    """What was before the channel had a post of the page, that shows: there was no thread yet."""
    facts = page_facts(turn, letter.page)
    channel = turn.desk.sev1_channel
    posts = [
        a for a in facts.shown.attempts if a.way == AttemptWay.CHANNEL and a.recipient == channel
    ]
    first = next((a for a in posts if a.ts), None)
    if first is None or (letter.at and first.ended_at and first.ended_at > letter.at):
        return None
    return Said(elsewhere.in_thread(facts, letter), thread_ts=first.ts)


def said_outside(turn: Turn, letter: RingOutside) -> tuple[str, str] | None:
    """Return title and plain text of a page outside Slack; None if it rings nobody any more."""
    facts = page_facts(turn, letter.page)
    attempt = turn.session.get_one(Attempt, letter.attempt)
    if not _still_rings(turn, facts, attempt):
        return None
    link = links.link_of(turn.desk, facts.shown.page.id, attempt.recipient)
    return elsewhere.outside(facts, link, partial(people.name_of, turn.session))


def said_who_has_it(turn: Turn, letter: HasIt) -> tuple[str, str] | None:
    """Return title and plain text of what a telephone hears at the end; None if it rings again."""
    facts = page_facts(turn, letter.page)
    if facts.shown.rings:
        return None
    return elsewhere.calmed(facts, partial(people.name_of, turn.session))
