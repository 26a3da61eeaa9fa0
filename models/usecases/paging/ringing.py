"""Ringing: a page climbs its ladder step by step, until somebody answers (O3, O4).

The next step is due at an instant in the page's row, so that a worker that starts again goes on
where the dead one stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from models.rows.customers import Customer
from models.rows.pages import Page
from models.rules.ladder import Ladder, ReachKind, read_ladder
from models.rules.paging import PageCause
from models.usecases import people
from models.usecases.oncall.ladders import ladder_of, recipients
from models.usecases.oncall.rotations import PRIMARY, SECONDARY, who
from models.usecases.paging.attempts import alarm_admins, pass_over, ring_channel, ring_person
from models.usecases.paging.boards import PageLine, say_in_thread, show_everywhere
from models.usecases.paging.pages import NOT_ON_THE_LADDER
from models.usecases.turn import Turn


def due_pages(turn: Turn) -> Sequence[int]:
    """Return the pages whose next step is due."""
    return turn.session.scalars(_DUE, {"now": turn.moment}).all()


_DUE = select(Page.id).where(Page.next_at <= bindparam("now")).order_by(Page.next_at, Page.id)


def climb_page(turn: Turn, page_id: int) -> None:
    """Climb one page, unless another worker just did."""
    page = turn.session.scalars(
        select(Page).where(Page.id == page_id).with_for_update(skip_locked=True, key_share=True)
    ).first()
    if page is not None:
        climb(turn, page)


def climb(turn: Turn, page: Page) -> None:
    """Ring every step of a page's ladder that is due; what was missed rings at once (O3).

    A rung with nobody to reach is passed at once, and the page says so (O4). Repeats that were
    missed are left out: everybody was just rung.
    """
    ladder = read_ladder(page.ladder)
    rang: set[bool] = set()
    while page.next_at is not None and page.next_at <= turn.moment:
        step, due = page.step, page.next_at
        page.step += 1
        reached = _ring(turn, page, ladder, step, due)
        rang.add(reached)
        passed = not reached and page.step < len(ladder.rungs)
        page.next_at = due if passed else due + ladder.wait_after(step)
        if ladder.repeats(page.step):
            while page.next_at <= turn.moment:
                page.next_at += ladder.every
    if rang:
        _say_whether_anybody(turn, page, any(rang))


def _say_whether_anybody(turn: Turn, page: Page, rang: bool) -> None:
    """Say that no rung had anybody: once, until one has; and not while the next rings somebody."""
    news = turn.is_news(f"page {page.id} rings", "somebody" if rang else "nobody")
    if news and not rang:
        alarm_admins(turn, page)
        say_in_thread(turn, page, PageLine(page.id, step=page.step - 1, at=turn.moment))


def ring_on(turn: Turn, page: Page, why: PageLine) -> None:
    """Let a page ring its next step at once, also one that somebody has; its thread says why."""
    page.acknowledged_by, page.acknowledged_at = None, None
    page.next_at = turn.moment
    show_everywhere(turn, page.id)  # what said that somebody has it
    say_in_thread(turn, page, why)
    climb(turn, page)


def _ring(turn: Turn, page: Page, ladder: Ladder, step: int, due: datetime) -> bool:
    """Try everybody of a step by every way they have; return whether there was anybody."""
    found = recipients(turn, ladder, ladder.reaches(step))
    gone = _not_rung(turn, found, page.by if page.why == PageCause.ASKED else None)
    if not found:
        pass_over(turn, page, step, due, "", "nobody is on call")
    for kind, recipient in found:
        if kind is ReachKind.CHANNEL:
            ring_channel(turn, page, step, recipient, due)
        elif recipient in gone:
            pass_over(turn, page, step, due, recipient, gone[recipient])
        else:
            ring_person(turn, page, step, recipient, due)
    reached = tuple(who for kind, who in found if kind is ReachKind.PERSON and who not in gone)
    if step > 0 and reached:
        line = PageLine(page.id, step=step, people=reached, at=turn.moment)
        say_in_thread(turn, page, line)
    return any(recipient not in gone for _, recipient in found)


def _not_rung(turn: Turn, found: Sequence[tuple[str, str]], asks: str | None) -> dict[str, str]:
    """Who of a step is not rung, and why: whoever is gone, and whoever `asks` for help."""
    named = [recipient for kind, recipient in found if kind is ReachKind.PERSON]
    gone = people.gone(turn, named)
    if asks is not None:
        gone.setdefault(asks, "asks for help")
    return gone


def would_ring(turn: Turn, customer: Customer, *, by_hand: bool = False) -> Sequence[str]:
    """Return the people whom a page for a customer would ring at once (O6).

    A rung that reaches nobody is passed (O4). Whoever asks for help `by_hand` is not rung.
    """
    ladder = ladder_of(turn, customer.id)
    for step in range(len(ladder.rungs)):
        found = recipients(turn, ladder, ladder.reaches(step))
        gone = _not_rung(turn, found, turn.person.id if by_hand else None)
        reached = [(kind, recipient) for kind, recipient in found if recipient not in gone]
        if reached:
            return [recipient for kind, recipient in reached if kind is ReachKind.PERSON]
    return []


def call_the_secondary(turn: Turn, page: Page, owner: str | None) -> str | None:
    """At three quarters of the clock without a first response the secondary is paged too (O5).

    If the owner is the secondary, the primary is. Returns whom, or None if there is nobody else.
    """
    for name in (SECONDARY, PRIMARY):
        person = who(turn, name)
        if person is not None and person not in (owner, page.acknowledged_by):
            ring_person(turn, page, NOT_ON_THE_LADDER, person, turn.moment)
            return person
    return None
