"""S1 to S5: the clock of the first response, and how far it has run.

Instants are aware; results are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from models.rules.calendar import BusinessCalendar
from models.rules.service_definition import LEVEL, Level, Severity, Target, TargetKind


class ClockState(Enum):
    """How a clock stands."""

    RUNNING = "running"
    OVERDUE = "overdue"  # no response yet, and the due instant has passed
    MET = "met"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The level and severity of a case from an instant on."""

    since: datetime
    level: Level
    severity: Severity

    @property
    def target(self) -> Target:
        """The target these ask for (S1)."""
        return LEVEL[self.level].target(self.severity)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that set the due instant: the report (S2), or a change before the response (S4)."""

    at: datetime
    target: Target
    due: datetime
    rule: str


@dataclass(frozen=True, slots=True)
class ResponseClock:
    """The clock of one case: from `reported` to `due`; stopped at `responded` (S3)."""

    reported: datetime
    steps: tuple[Step, ...]
    responded: datetime | None

    @property
    def due(self) -> datetime:
        """The instant by which the first response must be given, in UTC."""
        return self.steps[-1].due

    @property
    def target(self) -> Target:
        """The target in force."""
        return self.steps[-1].target

    def state(self, moment: datetime) -> ClockState:
        """How the clock stands at `moment`; a response exactly at the due instant is met (S3)."""
        if self.responded is not None:
            return ClockState.MET if self.responded <= self.due else ClockState.BREACHED
        return ClockState.RUNNING if moment <= self.due else ClockState.OVERDUE

    def ran(self, calendar: BusinessCalendar, moment: datetime) -> timedelta:
        """How much of the clock has run at `moment` or the response (S3, S5).

        Open time for a clock in business time, elapsed time for the plain hours (T5).
        """
        return self._from_report(calendar, self.responded or moment)

    def share(self, calendar: BusinessCalendar, moment: datetime) -> float:
        """The share of the clock that has run at `moment` or the response: 0 to 1 and over (S5)."""
        whole = self._from_report(calendar, self.due)
        if whole <= timedelta():  # a change left nothing of it (S4)
            return 1.0
        return max(0.0, self.ran(calendar, moment) / whole)

    def instant_of(self, calendar: BusinessCalendar, share: float) -> datetime:
        """Return the instant (UTC) at which `share` (over 0, up to 1) of the clock has run (S5).

        In business time it never falls on a closed hour: at the latest it is closing.
        """
        part = share * self._from_report(calendar, self.due)
        if share >= 1 or part <= timedelta():
            return self.due
        if self.target.kind is TargetKind.ELAPSED:
            return self.reported + part
        return calendar.add(self.reported, part)

    def _from_report(self, calendar: BusinessCalendar, until: datetime) -> timedelta:
        if self.target.kind is TargetKind.ELAPSED:
            return until - self.reported
        return calendar.measure(self.reported, until)


def response_clock(
    calendar: BusinessCalendar,
    reported: datetime,
    history: Sequence[Circumstances],
    responded: datetime | None = None,
) -> ResponseClock:
    """Work out a case's clock from what it was at the report and how that changed (S1, S2, S4).

    `history` is in order; its first item holds at the report, later ones matter only while there is
    no first response.
    """
    first = history[0].target
    steps = [Step(reported, first, calendar.due_after(reported, first), "S2")]
    for change in history[1:]:
        if responded is not None and change.since >= responded:
            break
        target, old = change.target, steps[-1]
        if target.rank < old.target.rank:  # shorter: never later than it was
            due = min(old.due, calendar.due_after(change.since, target))
        elif target.rank > old.target.rank:
            due = calendar.due_after(reported, target)
        else:
            continue
        steps.append(Step(change.since, target, due, "S4"))
    return ResponseClock(reported, tuple(steps), responded)
