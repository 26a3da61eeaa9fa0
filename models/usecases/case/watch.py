"""A look at a case before a change, and what the change did: to clock, balance, page and queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rules.difference import Difference
from models.rules.noted import AboutCase
from models.rules.routing import Route, route
from models.usecases import finding
from models.usecases.channels import queues
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.decisions import DecisionAsked, ask_about_new_blocks
from models.usecases.paging import life, pages
from models.usecases.turn import Turn


@dataclass(frozen=True)
class CaseChanged:
    """What changed: the field, the clock before and after, the balance before and after (E8).

    `left_customer` is the difference for the customer whom the case was moved away from; `page`
    the page that this started (R4) with whom it rang, `page_ended` the one that it ended (R7),
    `page_rings` one that rings on. `doubled` is the case of which a withdrawn one is a double.
    """

    case: Case
    customer: Customer
    what: AboutCase
    old: object
    new: object
    clock_before: CaseClock
    clock: CaseClock
    route_before: Route
    route: Route
    difference: Difference
    asked: DecisionAsked | None = None
    left_customer: tuple[Customer, Difference] | None = None
    page: Page | None = None
    rung_people: Sequence[str] = ()
    page_ended: Page | None = None
    page_rings: Page | None = None
    doubled: CaseClock | None = None


class Watch:
    """Looks at a case before a change, and afterwards lets page and queue follow it."""

    def __init__(
        self, turn: Turn, number: int, target: Customer | None = None, *, reopens: bool = False
    ) -> None:
        self.turn = turn
        self.case = finding.case(turn, number)
        locked = _locked(turn, self.case, target)
        if not reopens:
            finding.refuse_withdrawn(self.case)
        self.customer = locked[self.case.customer_id]
        self.balances = {id_: Balance(turn, customer) for id_, customer in locked.items()}
        self.clock = clock_of(turn, self.case)
        self.route = route(self.clock.level, self.case.severity)

    def changed(
        self,
        what: AboutCase,
        old: object,
        new: object,
        reason: str | None = None,
        *,
        by_itself: bool = False,
    ) -> CaseChanged:
        """Keep the change, let page and queue follow it, and say all that it did.

        `by_itself`: somebody reported it so, who is none of us (I7).
        """
        turn, case = self.turn, self.case
        turn.note(what, case.id, old, new, reason)
        clock = clock_of(turn, case)
        goes = route(clock.level, case.severity)
        difference, left_customer = self._differences()
        before = pages.open_page_of(turn, case.id)
        responded = what is AboutCase.RESPONDED and old is None
        page = self._follow(clock, goes, responded=responded, by_itself=by_itself)
        customer = finding.customer_of(turn, case)
        return CaseChanged(
            case=case,
            customer=customer,
            what=what,
            old=old,
            new=new,
            clock_before=self.clock,
            clock=clock,
            route_before=self.route,
            route=goes,
            difference=difference,
            asked=ask_about_new_blocks(turn, customer, case.id, difference),
            left_customer=left_customer,
            page=page,
            rung_people=pages.rung_people(turn, page) if page else (),
            page_ended=before if before is not None and before.ended_at is not None else None,
            page_rings=before if before is not None and before.next_at is not None else None,
        )

    def _follow(
        self, clock: CaseClock, goes: Route, *, responded: bool, by_itself: bool
    ) -> Page | None:
        """Let page and queue follow the case; return the page that rings for it from now on."""
        turn, case = self.turn, self.case
        starts = goes.pages and not self.route.pages
        page = life.follow_case(turn, case, starts=starts, responded=responded, by_itself=by_itself)
        if goes != self.route and not goes.pages and case.responded_at is None:
            queues.enqueue(turn, clock)
        return page

    def _differences(self) -> tuple[Difference, tuple[Customer, Difference] | None]:
        """Return what the balance of the case's customer gained or lost, and of one it left."""
        here = self.balances[self.case.customer_id].difference()
        if self.case.customer_id == self.customer.id:
            return here, None
        return here, (self.customer, self.balances[self.customer.id].difference())


def _locked(turn: Turn, case: Case, target: Customer | None) -> dict[int, Customer]:
    """Lock a case's customer, and the one it goes to; see the case as it is by then."""
    while True:
        affected = {case.customer_id, target.id} if target else {case.customer_id}
        locked = {id_: finding.locked(turn, id_) for id_ in sorted(affected)}
        turn.session.refresh(case)  # it may just have changed, or been moved
        if case.customer_id in locked:
            return locked
