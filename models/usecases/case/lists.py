"""Cases in lists: one's own, a customer's, what waits, what is overdue, all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rules.response import ClockState
from models.rules.routing import queue_order, route
from models.usecases import finding, people
from models.usecases.derived.clocks import CaseClock, readable
from models.usecases.escalation.time_entries import standing_entries
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ListedCase:
    """One line of a list of cases."""

    clock: CaseClock
    customer_key: str
    minutes: int
    owner: str | None  # by name

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.clock.case


@dataclass(frozen=True)
class CaseList:
    """Cases in their order, and the numbers of those that can't be read: these hide no other."""

    cases: Sequence[ListedCase]
    unreadable: Sequence[int]


def list_cases(turn: Turn, which: str, customer: Customer | None = None) -> CaseList:
    """Return cases in the order in which they should be taken (R2), closed ones last.

    `which`: `mine`, `customer` and `queue` (without a first response) list open cases, `overdue`
    those past their due instant, `all` also the closed ones.
    """
    wanted = select(Case)
    if which != "all":
        wanted = wanted.where(Case.closed_at.is_(None))
    if which == "mine":
        wanted = wanted.where(Case.owner_id == turn.person.id)
    if customer is not None:
        wanted = wanted.where(Case.customer_id == customer.id)
    if which in ("queue", "overdue"):
        wanted = wanted.where(Case.responded_at.is_(None))
    found = turn.session.scalars(wanted.order_by(Case.id)).all()
    clocks = readable(turn, found)
    read = {c.case.id for c in clocks}
    unreadable = [case.id for case in found if case.id not in read]
    if which == "overdue":
        clocks = [c for c in clocks if c.clock.state(turn.moment) is ClockState.OVERDUE]
    if which == "queue":  # a Managed Sev-1 is paged, it never waits (R1)
        clocks = [c for c in clocks if not route(c.level, c.case.severity).pages]
    clocks.sort(key=_order)
    keys = {c.id: c.key for c in finding.customers(turn)}
    minutes = _minutes(turn, [c.case.id for c in clocks])
    names = people.names(turn.session, [c.case.owner_id for c in clocks if c.case.owner_id])
    listed = [
        ListedCase(
            c,
            keys[c.case.customer_id],
            minutes.get(c.case.id, 0),
            names.get(c.case.owner_id or "", c.case.owner_id),
        )
        for c in clocks
    ]
    return CaseList(listed, unreadable)


def _order(item: CaseClock) -> tuple[bool, bool, object]:
    case = item.case
    waits = queue_order(item.clock.due, item.level, case.reported_at)
    return case.closed_at is not None, case.responded_at is not None, waits


def _minutes(turn: Turn, numbers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in standing_entries(turn, numbers):
        found[entry.case_id] = found.get(entry.case_id, 0) + entry.minutes
    return found
