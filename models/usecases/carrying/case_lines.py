"""Cases of the past and the time on them: no clock of theirs runs, and nobody is told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from typing import Any

from sqlalchemy import func, select

from models.rows.cases import Case, Change
from models.rows.time import TimeRemoval, TimeRow
from models.rules.contract_year import contracts, level_on
from models.rules.limits import A_DAY, EARLIEST, LONGEST_TITLE
from models.rules.noted import AboutCase, Subject
from models.rules.service_definition import TOUCHPOINT_KINDS, TOUCHPOINT_LEVELS, Kind
from models.rules.writing import duration, long_day
from models.usecases.carrying.customer_lines import IMPORTED
from models.usecases.carrying.known import Known, Refused
from models.usecases.carrying.lines import CaseLine, TimeLine
from models.usecases.carrying.takers import Plan


class TakesCases:
    """Cases that had their first response."""

    at_once = 1000

    def __init__(self, known: Known) -> None:
        self._known = known

    def look(self, lines: Sequence[CaseLine]) -> None:
        """Customers are known."""

    def plan(self, line: CaseLine) -> Plan:
        """Return a case; Refused for what can't be, such as an answer before the report."""
        customer = self._known.customer(line.customer)
        if not 1 <= len(line.title) <= LONGEST_TITLE:
            raise Refused("title", f"a title has 1 to {LONGEST_TITLE} characters")
        self._refuse_odd_instants(line)
        if line.kind in TOUCHPOINT_KINDS:
            day = self._known.turn.calendar.day_of(line.reported)
            level = level_on(contracts(self._known.agreed(customer)), day)
            if level not in TOUCHPOINT_LEVELS:
                raise Refused("kind", "touchpoints come with Premium and Managed")
        row = {
            "customer_id": customer.id,
            "title": line.title,
            "kind": line.kind,
            "severity": line.severity,
            "reported_at": line.reported.astimezone(UTC),
            "responded_at": line.responded and line.responded.astimezone(UTC),
            "closed_at": line.closed and line.closed.astimezone(UTC),
            "owner_id": self._known.person("owner", line.owner) if line.owner else None,
        }
        return Plan(line, row, f"case of {customer.key}: {line.title}")

    def _refuse_odd_instants(self, line: CaseLine) -> None:
        if line.responded is None:
            raise Refused("responded", "when it was: a case that still waits is opened at the desk")
        if line.responded < line.reported:
            raise Refused("responded", "the first reply can't come before the report")
        if line.responded > self._known.turn.moment:
            raise Refused("responded", "that is still to come")
        if line.closed is None:
            return
        if line.closed < line.responded:
            raise Refused("closed", "a case is closed after its first reply (S3)")
        if line.closed > self._known.turn.moment:
            raise Refused("closed", "that is still to come")
        if line.kind is Kind.UNTRIAGED:
            raise Refused("kind", "a closed case has a kind (E2)")

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write cases, and note how each came to be what it is."""
        numbers = self._known.add(Case, [dict(plan.row) for plan in plans])
        for number, plan in zip(numbers, plans, strict=True):
            self._known.case_comes(plan.line.key, number, plan.row["customer_id"])
        told = zip(numbers, (plan.row for plan in plans), strict=True)
        self._known.add(Change, [each for number, row in told for each in _history(number, row)])
        return numbers


def _history(number: int, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The changes of a case that was opened, answered and perhaps closed."""
    said = (
        (AboutCase.OPENED, row["title"]),
        (AboutCase.RESPONDED, row["responded_at"]),
        (AboutCase.CLOSED, row["closed_at"]),
    )
    for what, new in said:
        if new is not None:
            about = {"subject": Subject.CASE, "subject_id": number}
            yield {**about, "what": what, "new": str(new), "reason": IMPORTED}


class TakesTime:
    """Time on cases, whoever worked it."""

    at_once = 1000

    def __init__(self, known: Known) -> None:
        self._known = known
        self._days: dict[tuple[str, date], int] = {}  # minutes of a person on a day so far
        self._read: set[date] = set()

    def look(self, lines: Sequence[TimeLine]) -> None:
        """Read the cases of lines, and what their people have on those days already."""
        self._known.look_for_cases({line.case for line in lines})
        days = {line.day for line in lines} - self._read
        self._read |= days
        sums = (
            select(TimeRow.person_id, TimeRow.day, func.sum(TimeRow.minutes))
            .outerjoin(TimeRemoval, TimeRemoval.entry_id == TimeRow.id)
            .where(TimeRemoval.entry_id.is_(None), TimeRow.day.in_(days))
            .group_by(TimeRow.person_id, TimeRow.day)
        )
        for person, day, minutes in self._known.turn.session.execute(sums):
            self._days[person, day] = minutes

    def plan(self, line: TimeLine) -> Plan:
        """Return an entry; Refused for a day to come, and for more than a day has."""
        case, person = self._known.case(line.case), self._known.person("person", line.person)
        if not EARLIEST <= line.day <= self._known.turn.today:
            raise Refused("day", f"a day from {long_day(EARLIEST)} to today")
        if not 1 <= line.minutes <= A_DAY:
            raise Refused("minutes", f"one minute to {A_DAY // 60} hours")
        customer = self._known.customer_of(case.customer_id)
        self._known.refuse_closed_books("day", customer, line.day)
        already = self._days.get((person, line.day), 0)
        if already + line.minutes > A_DAY:
            raise Refused(
                "minutes",
                f"{line.person} has {duration(already)} on that day already: with this it would "
                f"be more than {A_DAY // 60} hours",
            )
        self._days[person, line.day] = already + line.minutes
        self._known.worked.add(person)
        row = {
            "case_id": case.number,
            "person_id": person,
            "day": line.day,
            "minutes": line.minutes,
            "note": line.note,
        }
        time = f"{duration(line.minutes)} of {line.person} on {long_day(line.day)}"
        return Plan(line, row, f"{time}, case {line.case} of {customer.key}")

    def write(self, plans: Sequence[Plan]) -> Sequence[int]:
        """Write entries."""
        return self._known.add(TimeRow, [dict(plan.row) for plan in plans])
