"""What a change of a case is answered with: what it did to the clock and to the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from slackblocks import ActionsBlock

from handlers.blocks.case.lists import STATES
from handlers.blocks.case.opening import where_it_goes
from handlers.blocks.escalation.entries import asked, how_far, kind_menu, taken
from handlers.blocks.pieces.answer import Answer, answer, buttons, lines
from handlers.blocks.pieces.due import first_response_due
from handlers.blocks.pieces.wording import left, person, quoted
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.noted import AboutCase
from models.rules.response import ClockState
from models.rules.service_definition import Kind
from models.rules.written_time import Wall
from models.usecases.case.watch import CaseChanged


def changed(done: CaseChanged, wall: Wall) -> Answer:
    """Say what changed: for the case, for the clock, for the balance."""
    today: date = wall.calendar.day_of(wall.now)
    case = done.case
    below = [
        *_clock_change(done, wall),
        *_pages(done),
        *_doubled(done, wall),
        *taken(done.difference, today),
        asked(done.asked, case.id),
    ]
    if done.left_customer is not None:
        old, difference = done.left_customer
        below += [f"{old.key} has {left(difference.after)}.", *taken(difference, today)]
    account = done.difference.after.case(case.id)
    if done.what is AboutCase.KIND and account is not None:
        below.insert(0, how_far(account.minutes, account))
    wants_kind = done.what is AboutCase.RESPONDED and case.kind is Kind.UNTRIAGED
    return answer(
        f"{_headline(done, wall)} {done.customer.key} has {left(done.difference.after)}.",
        lines(below),
        kind_menu(case.id, done.difference.after.level) if wants_kind else None,
        _afterwards(done),
    )


def _headline(done: CaseChanged, wall: Wall) -> str:
    number, new = done.case.id, done.new
    match done.what:
        case AboutCase.RESPONDED:
            at = wall.instant(done.case.responded_at or wall.now)
            state = done.clock.clock.state(wall.now)
            return f"#{number} has its first response, {at}: {STATES[state]} (S3)."
        case AboutCase.OWNER:
            was = f" (was {person(str(done.old))}'s)" if done.old else ""
            return f"#{number} is {person(str(new))}'s now{was}."
        case AboutCase.SEVERITY:
            return f"#{number} is Sev-{new} now (was Sev-{done.old})."
        case AboutCase.KIND:
            return f"#{number} is `{new}` now (was `{done.old}`)."
        case AboutCase.TITLE:
            return f"#{number} is called {quoted(str(new))} now."
        case AboutCase.CUSTOMER:
            return f"#{number} is {done.customer.key}'s now, with its time."
        case AboutCase.CLOSED:
            confirmed = ", confirmed as a defect (E2)" if done.case.kind is Kind.DEFECT else ""
            return f"Closed #{number}{confirmed}."
        case AboutCase.WITHDRAWN:
            double = f", a double of #{new}" if new else ""
            return f"Withdrew #{number}{double}: it has no clock and costs nothing (S6)."
        case (
            AboutCase.OPENED
            | AboutCase.REOPENED
            | AboutCase.REPORTED
            | AboutCase.RECOVERED
            | AboutCase.MAILED
        ):
            return f"{done.what.capitalize()} #{number}."
        case _:
            assert_never(done.what)


def taken_over(case: Case, customer: Customer, by: str, owner: str) -> Answer:
    """Tell who had a case that somebody else has it now."""
    who = f"{person(by)} took it over" if by == owner else f"{person(by)} gave it to them"
    return answer(
        f"#{case.id} of {customer.key} {quoted(case.title)} is {person(owner)}'s now: {who}.",
        buttons([("Show", f"/case show {case.id}")]),
    )


def own_withdrawn(case: Case, customer: Customer, by: str, because: str) -> Answer:
    """Tell who has a case that somebody withdrew it, and why (S6)."""
    why = f"it is a double of #{case.double_of}" if case.double_of else quoted(because)
    return answer(
        f"{person(by)} withdrew #{case.id} of {customer.key} {quoted(case.title)}, which was "
        f"yours: {why}.",
        buttons([("Show", f"/case show {case.double_of or case.id}")]),
    )


def _clock_change(done: CaseChanged, wall: Wall) -> Iterator[str]:
    before, after = done.clock_before.clock, done.clock.clock
    if done.what in (AboutCase.SEVERITY, AboutCase.CUSTOMER) and done.case.responded_at is None:
        due = first_response_due(after, wall)
        if before.due != after.due:
            yield f"{due} (was {wall.instant(before.due)}; {after.target.words}, S4)."
        elif after.state(wall.now) is ClockState.OVERDUE:
            yield f"{due}, which stands (S4)."
        else:
            yield f"First response still due {wall.instant(after.due)} (S4)."
        if done.route != done.route_before:
            yield where_it_goes(done.route, done.page, done.rung_people)
    elif done.what is AboutCase.OWNER and done.case.responded_at is None:
        yield f"{first_response_due(after, wall)}. Taking a case does not stop its clock (S3)."


def _doubled(done: CaseChanged, wall: Wall) -> Iterator[str]:
    """Say from when the case that a withdrawn one doubles counts (S6)."""
    if done.doubled is None:
        return
    case, clock = done.doubled.case, done.doubled.clock
    yield f"#{case.id} counts as reported {wall.instant(case.reported_at)}."
    if case.waits:
        yield f"{first_response_due(clock, wall)}."
    elif case.closed_at is not None:
        since = wall.instant(case.closed_at)
        yield f"#{case.id} has been closed since {since}: no case is open for it."


def _pages(done: CaseChanged) -> Iterator[str]:
    if _rings_nobody(done):
        yield "It has its first response already, so nobody is rung (R4)."
    if done.what in (AboutCase.OWNER, AboutCase.CUSTOMER) and done.page_rings is not None:
        yield (
            f":rotating_light: Page {done.page_rings.id} still rings: only acknowledging it stops "
            "that (R7)."
        )
    if done.page_ended is not None:
        yield f"Page {done.page_ended.id} is over and rings nobody any more (R7)."


def _afterwards(done: CaseChanged) -> ActionsBlock | None:
    what, case, page = done.what, done.case, done.page_rings
    if _rings_nobody(done):
        return buttons([("Page somebody", f"/oncall page {case.id}")])
    if what in (AboutCase.CLOSED, AboutCase.WITHDRAWN):
        return buttons([("Reopen", f"/case reopen {case.id}")])
    if what is AboutCase.OWNER and page is not None:
        return buttons([("Acknowledge the page", f"/oncall ack {page.id}")])
    if what is AboutCase.OWNER and case.responded_at is None:
        return buttons([("I've replied", f"/case respond {case.id}")])
    steps = []
    if what is AboutCase.RESPONDED and case.owner_id is None and case.closed_at is None:
        steps.append(("Take it", f"/case take {case.id}"))
    if what in (AboutCase.RESPONDED, AboutCase.KIND) and _may_be_closed(case):
        steps.append(("Close", f"/case close {case.id}"))
    return buttons(steps)


def _rings_nobody(done: CaseChanged) -> bool:
    """Whether a case became a Managed Sev-1 that is answered already: it is paged only by hand."""
    became = done.route.pages and not done.route_before.pages
    return became and done.case.responded_at is not None and done.case.closed_at is None


def _may_be_closed(case: Case) -> bool:
    """Whether nothing is missing for closing: a first response (S3), a kind (E2)."""
    return (
        case.closed_at is None and case.responded_at is not None and case.kind is not Kind.UNTRIAGED
    )
