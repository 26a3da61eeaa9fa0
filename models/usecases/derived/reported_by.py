"""By which sources a case was reported, how often, and whether they say that it has recovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from models.rows.cases import Case
from models.rows.reports import Report, Source
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ReportedBy:
    """A source that has reported a case: by its name, how often, when last, and since when it says
    that it has recovered.
    """

    source: str
    seen: int
    last_at: datetime
    recovered_at: datetime | None


def reported_by(turn: Turn, case: Case) -> Sequence[ReportedBy]:
    """Return the sources that have reported a case, the first first: only those of a case that the
    desk itself has opened, on a source's word.
    """
    if case.by != DESK_ITSELF.person.id:
        return ()
    return [ReportedBy(*row) for row in turn.read(_REPORTED_BY, {"case": case.id})]


_REPORTED_BY = (
    select(Source.name, Report.seen, Report.last_at, Report.recovered_at)
    .join(Source, Source.id == Report.source_id)
    .where(Report.case_id == bindparam("case"))
    .order_by(Report.id)
)
