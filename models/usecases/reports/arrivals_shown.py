"""Looking at what came in by itself: what it was read as, and what came of it (I10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, case, cast, func, select

from models.problems import Unknown
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import Arrival, Source
from models.rules.permissions import Permission
from models.rules.reports import CameOf
from models.usecases import people
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ArrivalShown:
    """An arrival, whose it is, and the source or the person that it came from, where known."""

    arrival: Arrival
    customer: Customer | None
    source: Source | None
    person: Person | None


@dataclass(frozen=True)
class Repeated:
    """The last of the arrivals by which one report came again: how many, and since when."""

    last: ArrivalShown
    times: int
    since: datetime


@dataclass(frozen=True)
class ArrivalList:
    """The newest arrivals, or those `before` one; the newest first, of `total` such in all. What
    came again is one of these.
    """

    shown: Sequence[Repeated]
    total: int
    before: int | None = None

    @property
    def not_shown(self) -> int:
        """How many came before all that are shown."""
        return self.total - sum(each.times for each in self.shown)


_REPEATS = (CameOf.SEEN_AGAIN, CameOf.ALIVE)


@people.may(Permission.ENGINEERS, "look at what came in")
def listed(
    turn: Turn, customer: Customer | None, most: int, before: int | None = None
) -> ArrivalList:
    """Return the `most` newest arrivals of a customer, or of all: of what came `before` one."""
    which = [Arrival.customer_id == customer.id] if customer is not None else []
    alone = case((Arrival.came.in_(_REPEATS), ""), else_=cast(Arrival.id, String))
    last = func.max(Arrival.id).label("last")
    alike = (
        select(last, func.count().label("times"), func.min(Arrival.at).label("since"))
        .where(*which)
        .group_by(Arrival.came, Arrival.identity, Arrival.case_id, alone)
    )
    if before is not None:
        alike = alike.having(func.max(Arrival.id) < before)
    found_all = alike.subquery()
    newest = select(found_all).order_by(found_all.c.last.desc()).limit(most)
    total = select(func.sum(found_all.c.times))
    found = turn.session.execute(newest).all()
    rows = turn.session.scalars(select(Arrival).where(Arrival.id.in_([each[0] for each in found])))
    known = {row.id: row for row in rows}
    repeated = [Repeated(_shown(turn, known[id_]), times, since) for id_, times, since in found]
    return ArrivalList(repeated, int(turn.session.scalar(total) or 0), before)


@people.may(Permission.ENGINEERS, "look at what came in")
def shown(turn: Turn, number: int) -> ArrivalShown:
    """Return one arrival; Unknown if there is none, or none any more."""
    return _shown(turn, arrival_numbered(turn, number))


def arrival_numbered(turn: Turn, number: int) -> Arrival:
    """Return the arrival with a number; Unknown if there is none, or none any more."""
    found = turn.session.get(Arrival, number) if number < 2**31 else None
    if found is None:
        raise Unknown(f"There is no arrival {number}; each is kept for 30 days (I10).")
    return found


def _shown(turn: Turn, arrival: Arrival) -> ArrivalShown:
    session = turn.session
    return ArrivalShown(
        arrival,
        session.get(Customer, arrival.customer_id) if arrival.customer_id is not None else None,
        session.get(Source, arrival.source_id) if arrival.source_id is not None else None,
        people.known(session, arrival.person_id) if arrival.person_id is not None else None,
    )
