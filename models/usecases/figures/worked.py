"""What people did in a quarter: first responses, hours, being on call, and what rang them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import func, select

from models.rows.cases import Case
from models.rows.pages import EVER_PAGED, Attempt, Page
from models.rows.time import TimeRow, standing
from models.rules import figures as of
from models.rules.contract_year import ONE_DAY
from models.rules.figures import Hours, TimeOnCall, TimesRung
from models.rules.paging import AttemptOutcome, AttemptWay, PageCause
from models.rules.quarter import Quarter
from models.rules.response import ClockState
from models.rules.service_definition import Level, Severity
from models.usecases.derived.clocks import readable
from models.usecases.oncall.rotations import rotations
from models.usecases.turn import Turn

_READ_AT_ONCE = 1000  # cases


def clocks_in(turn: Turn, quarter: Quarter) -> Iterator[tuple[Level, Severity, ClockState]]:
    """Yield how the clock of each case stands that was reported in a quarter (S3): by the level
    that promised it and the case's severity. What was withdrawn has none (S6).
    """
    start, end = _span(turn, quarter)
    reported = (
        select(Case)
        .where(Case.withdrawn_at.is_(None), Case.reported_at >= start, Case.reported_at < end)
        .order_by(Case.id)
    )
    cases = turn.session.scalars(reported).all()
    for first in range(0, len(cases), _READ_AT_ONCE):
        for item in readable(turn, cases[first : first + _READ_AT_ONCE]):
            yield item.clock.level, item.case.severity, item.clock.state(turn.moment)


def hours_in(turn: Turn, quarter: Quarter, keys: Mapping[int, str]) -> Sequence[Hours]:
    """Return who worked for which customer in a quarter, the most first.

    `keys` has the short names of the customers by their ids.
    """
    minutes = func.sum(TimeRow.minutes)
    rows = turn.session.execute(
        standing(TimeRow.person_id, minutes)
        .join(Case, Case.id == TimeRow.case_id)
        .add_columns(Case.customer_id)
        .where(TimeRow.day.between(quarter.first, min(quarter.last, turn.today)))
        .group_by(TimeRow.person_id, Case.customer_id)
    )
    found = [Hours(person, keys[customer], int(total)) for person, total, customer in rows]
    return sorted(found, key=lambda line: (-line.minutes, line.person, line.customer))


def on_call_in(turn: Turn, quarter: Quarter) -> Sequence[TimeOnCall]:
    """Return how long each was on call in each rotation in a quarter, up to now; the longest first
    of a rotation.
    """
    start, end = _span(turn, quarter)
    found = of.on_call(turn.calendar, rotations(turn.session), start, min(end, turn.moment))
    return sorted(found, key=lambda line: (line.rotation, -line.whole, line.person))


def rung_in(turn: Turn, quarter: Quarter) -> Sequence[TimesRung]:
    """Return whom the pages of a quarter have reached and who took them, the most first.

    Drills do not count, nor does a page whose cases, those that left it too, were all withdrawn
    (S6).
    """
    start, end = _span(turn, quarter)
    withdrawn = (
        select(EVER_PAGED.c.page_id)
        .join(Case, Case.id == EVER_PAGED.c.case_id)
        .group_by(EVER_PAGED.c.page_id)
        .having(func.count(Case.id) == func.count(Case.withdrawn_at))
    )
    counts = (
        Page.at >= start,
        Page.at < end,
        Page.why != PageCause.DRILL,
        Page.id.not_in(withdrawn),
    )
    reached = turn.session.execute(
        select(Attempt.recipient, func.min(Attempt.at))
        .join(Page, Page.id == Attempt.page_id)
        .where(
            *counts,
            Attempt.way.in_((AttemptWay.DIRECT, AttemptWay.OUTSIDE)),
            Attempt.outcome == AttemptOutcome.DELIVERED,
        )
        .group_by(Attempt.page_id, Attempt.recipient)
    )
    acknowledged = select(Page.acknowledged_by).where(*counts, Page.acknowledged_by.is_not(None))
    found = of.rung(
        turn.calendar,
        [(person, at) for person, at in reached],
        filter(None, turn.session.scalars(acknowledged)),
    )
    return sorted(found, key=lambda line: (-sum(line.pages.values()), line.person))


def _span(turn: Turn, quarter: Quarter) -> tuple[datetime, datetime]:
    """Return the instants between which a quarter lies in the business zone."""
    instant = turn.calendar.instant
    return instant(quarter.first, time()), instant(quarter.last + ONE_DAY, time())
