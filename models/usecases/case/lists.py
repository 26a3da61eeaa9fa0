"""Cases in lists: one's own, a customer's, what waits, what is overdue, all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import PAGED, Page
from models.rules.permissions import Permission
from models.rules.response import ClockState
from models.rules.routing import WhichCases, queue_order, route
from models.usecases import people
from models.usecases.derived.clocks import CaseClock, readable
from models.usecases.escalation.time_listed import minutes_of
from models.usecases.names import customer_names
from models.usecases.turn import Turn

LOOKED_AT_ONCE = 200  # of the closed cases, which may be all there ever were


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
    """Cases in their order: the first of them, and how many there are and are overdue in all.

    `unreadable` are the numbers of those that can't be read: these hide no other.
    """

    cases: Sequence[ListedCase]
    total: int
    overdue: int
    unreadable: Sequence[int]


@people.may(Permission.EVERYBODY)
def list_cases(
    turn: Turn,
    which: WhichCases,
    customer: Customer | None = None,
    *,
    owner_id: str | None = None,
    most: int | None = None,
) -> CaseList:
    """Return cases in the order in which they should be taken (R2), closed ones last: the first
    `most`, or every one; only a customer's or an owner's, if one is given. Unknown for a list that
    there is not.
    """
    which = WhichCases.of(which)
    wanted = select(Case).where(_UNDONE if which is WhichCases.ALL else Case.closed_at.is_(None))
    if owner_id := turn.person.id if which is WhichCases.MINE else owner_id:
        wanted = wanted.where(Case.owner_id == owner_id)
    if customer is not None:
        wanted = wanted.where(Case.customer_id == customer.id)
    if which in (WhichCases.QUEUE, WhichCases.OVERDUE):
        wanted = wanted.where(Case.responded_at.is_(None))
    found = turn.session.scalars(wanted.order_by(Case.id)).all()
    clocks = readable(turn, found)
    unreadable = {case.id for case in found} - {c.case.id for c in clocks}
    overdue = [c for c in clocks if c.clock.state(turn.moment) is ClockState.OVERDUE]
    if which is WhichCases.OVERDUE:
        clocks = overdue
    if which is WhichCases.QUEUE:
        clocks = queued(turn, clocks)
    shown, total = sorted(clocks, key=_order)[:most], len(clocks)
    if which is WhichCases.ALL:
        total += turn.session.scalar(select(func.count()).where(~_UNDONE)) or 0
        shown += _first_done(turn, None if most is None else most - len(shown))
    return CaseList(_listed(turn, shown), total, len(overdue), sorted(unreadable))


def queued(turn: Turn, found: Sequence[CaseClock]) -> list[CaseClock]:
    """Return the cases that wait in a queue (R2): a Managed Sev-1 is paged instead (R1).

    One whose page a person has stopped waits with the others, for it still has no first response.
    """
    paged = {c.case.id for c in found if route(c.level, c.case.severity).pages}
    if paged:
        rings = select(PAGED.c.case_id).join(Page, Page.id == PAGED.c.page_id)
        rings = rings.where(PAGED.c.case_id.in_(paged), Page.ended_at.is_(None))
        paged.intersection_update(turn.session.scalars(rings))
    return [item for item in found if item.case.id not in paged]


_UNDONE = Case.withdrawn_at.is_(None) & or_(Case.closed_at.is_(None), Case.responded_at.is_(None))


def _first_done(turn: Turn, most: int | None) -> list[CaseClock]:
    """Return the first `most` closed cases with a first response, in their order.

    Nothing is due before it was reported: whatever was reported after the last of these is due is
    not looked at.
    """
    found: list[CaseClock] = []
    done = turn.session.scalars(select(Case).where(~_UNDONE).order_by(Case.reported_at))
    for some in done.partitions(LOOKED_AT_ONCE) if most != 0 else ():
        found = sorted((*found, *readable(turn, some)), key=_order)[:most]
        if len(found) == most and found[-1].clock.due < some[-1].reported_at:
            break
    return found


def _order(item: CaseClock) -> tuple[bool, bool, object]:
    case = item.case
    waits = queue_order(item.clock.due, item.level, case.reported_at)
    return case.closed_at is not None, case.responded_at is not None, waits


def _listed(turn: Turn, clocks: Sequence[CaseClock]) -> list[ListedCase]:
    keys = customer_names(turn.session).keys
    minutes = minutes_of(turn, [c.case.id for c in clocks])
    names = people.names(turn.session, [c.case.owner_id for c in clocks if c.case.owner_id])
    return [
        ListedCase(
            c,
            keys[c.case.customer_id],
            minutes.get(c.case.id, 0),
            names.get(c.case.owner_id or "", c.case.owner_id),
        )
        for c in clocks
    ]
