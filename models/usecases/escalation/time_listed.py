"""The time entries that stand, those that were not taken back: listed, and summed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, bindparam, func, select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRemoval, TimeRow, standing
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.turn import Turn


@dataclass(frozen=True)
class TimeListed:
    """The newest of some time entries, newest first, with the cases they are on; `total` and
    `minutes` are of all of them.
    """

    entries: Sequence[TimeRow]
    cases: dict[int, Case]
    total: int
    minutes: int


@people.may(Permission.EVERYBODY)
def listed(
    turn: Turn,
    *,
    case: Case | None = None,
    customer: Customer | None = None,
    person_id: str | None = None,
    month: date | None = None,
    most: int,
) -> TimeListed:
    """Return the newest `most` of the standing time entries of a case, a customer or a person; of a
    month if given.
    """
    wanted: list[ColumnElement[bool]] = []
    if case is not None:
        wanted.append(TimeRow.case_id == case.id)
    if customer is not None:
        wanted.append(Case.customer_id == customer.id)
    if person_id is not None:
        wanted.append(TimeRow.person_id == person_id)
    if month is not None:
        first = month.replace(day=1)
        wanted += (TimeRow.day >= first, TimeRow.day < first + relativedelta(months=1))
    of_all = standing(func.count(), func.sum(TimeRow.minutes)).join(
        Case, Case.id == TimeRow.case_id
    )
    total, minutes = turn.session.execute(of_all.where(*wanted)).one()
    newest = standing(TimeRow, Case).join(Case, Case.id == TimeRow.case_id).where(*wanted)
    newest = newest.order_by(TimeRow.day.desc(), TimeRow.id.desc()).limit(most)
    found = turn.session.execute(newest).all()
    cases = {of.id: of for _, of in found}
    return TimeListed([entry for entry, _ in found], cases, total, int(minutes or 0))


def minutes_by_day(turn: Turn, person_id: str, first: date, last: date) -> dict[date, int]:
    """Return a person's minutes by day, of the days with time from a first to a last."""
    of_days = {"person": person_id, "first": first, "last": last}
    return dict(turn.session.execute(_BY_DAY, of_days).all())


def minutes_of(turn: Turn, case_ids: Sequence[int]) -> dict[int, int]:
    """Return the minutes on cases, by case; of one without time there is none."""
    minutes = select(TimeRow.case_id, func.sum(TimeRow.minutes)).outerjoin(
        TimeRemoval, TimeRemoval.entry_id == TimeRow.id
    )
    of_these = minutes.where(TimeRow.case_id.in_(case_ids), TimeRemoval.entry_id.is_(None))
    rows = turn.session.execute(of_these.group_by(TimeRow.case_id))
    return {number: int(total) for number, total in rows}


def standing_entries(turn: Turn, case_ids: Sequence[int]) -> Sequence[TimeRow]:
    """Return the time entries of cases that were not taken back, in order of day and recording."""
    return turn.session.scalars(
        standing(TimeRow).where(TimeRow.case_id.in_(case_ids)).order_by(TimeRow.day, TimeRow.id)
    ).all()


# Of a `person`, from a `first` day to a `last`.
OF_DAYS = (
    TimeRow.person_id == bindparam("person"),
    TimeRow.day.between(bindparam("first"), bindparam("last")),
)
_BY_DAY = standing(TimeRow.day, func.sum(TimeRow.minutes)).where(*OF_DAYS).group_by(TimeRow.day)
