"""S1 to S5: the clock of the first response, and how far it has run.

Instants are aware; results are in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    """The level and severity of a case from an instant on, and whose case it is."""

    since: datetime
    level: Level
    severity: Severity
    customer: int = 0


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One thing that set the due instant: the report (S2), or a change before the response (S4).

    Shares run from `runs_from`: the change after a shortening, else the report. `level` is the one
    that promised the target.
    """

    at: datetime
    target: Target
    due: datetime
    rule: str
    runs_from: datetime
    level: Level


@dataclass(frozen=True, slots=True)
class ResponseClock:
    """The clock of one case: from `reported` to `due`; stopped at `responded` (S3)."""

    reported: datetime
    steps: tuple[ClockStep, ...]
    responded: datetime | None

    @property
    def due(self) -> datetime:
        """The instant by which the first response must be given, in UTC."""
        return self.steps[-1].due

    @property
    def target(self) -> Target:
        """The target in force."""
        return self.steps[-1].target

    @property
    def level(self) -> Level:
        """The level that promised the target in force, whatever the customer has by now."""
        return self.steps[-1].level

    @property
    def runs_from(self) -> datetime:
        """The instant from which its shares run: the report, or what shortened it (S4)."""
        return self.steps[-1].runs_from

    def state(self, moment: datetime) -> ClockState:
        """How the clock stands at `moment`; a response exactly at the due instant is met (S3)."""
        if self.responded is not None:
            return ClockState.MET if self.responded <= self.due else ClockState.BREACHED
        return ClockState.RUNNING if moment <= self.due else ClockState.OVERDUE

    def ran(self, calendar: BusinessCalendar, moment: datetime) -> timedelta:
        """How much of the clock has run at `moment` or the response (S3, S5).

        Open time for a clock in business time, elapsed time for the plain hours (T5).
        """
        return self._run_by(calendar, self.responded or moment)

    def share(self, calendar: BusinessCalendar, moment: datetime) -> float:
        """The share of the clock that has run at `moment` or the response: 0 to 1 and over (S5)."""
        whole = self._run_by(calendar, self.due)
        if whole <= timedelta():  # a change left nothing of it (S4)
            return 1.0
        return max(0.0, self.ran(calendar, moment) / whole)

    def instant_of(self, calendar: BusinessCalendar, share: float) -> datetime:
        """Return the instant (UTC) at which `share` (over 0, up to 1) of the clock has run (S5).

        In business time it never falls on a closed hour: at the latest it is closing.
        """
        part = share * self._run_by(calendar, self.due)
        if share >= 1 or part <= timedelta():
            return self.due
        if self.target.kind is TargetKind.ELAPSED:
            return self.runs_from + part
        return calendar.add(self.runs_from, part)

    def _run_by(self, calendar: BusinessCalendar, until: datetime) -> timedelta:
        if self.target.kind is TargetKind.ELAPSED:
            return until - self.runs_from
        return calendar.measure(self.runs_from, until)


def response_clock(
    calendar: BusinessCalendar,
    reported: datetime,
    history: Sequence[Circumstances],
    responded: datetime | None = None,
) -> ResponseClock:
    """Work out a case's clock from what it was at the report and how that changed (S1, S2, S4).

    `history` is in order; its first item holds at the report, later ones matter only while there is
    no first response and the due instant has not passed.
    """
    first = history[0]
    promised = [first]  # a level that a running clock has had stands: another can only shorten it
    target = LEVEL[first.level].target(first.severity)
    due = calendar.due_after(reported, target)
    steps = [ClockStep(reported, target, due, "S2", reported, first.level)]
    for change in history[1:]:
        if change.since > steps[-1].due or (responded is not None and change.since >= responded):
            break
        if change.customer != promised[-1].customer:  # whose promise it is, it is from the report
            promised = [replace(change, since=reported)]
        elif change.level != promised[-1].level:
            promised.append(change)
        if (step := _changed(calendar, steps, promised, change)) is not None:
            steps.append(step)
    return ResponseClock(reported, tuple(steps), responded)


def _changed(
    calendar: BusinessCalendar,
    steps: Sequence[ClockStep],
    promised: Sequence[Circumstances],
    change: Circumstances,
) -> ClockStep | None:
    """Return what a change made of a running clock, or None if its target stays the same (S4)."""
    reported, old = steps[0].at, steps[-1]
    targets = [(each.since, LEVEL[each.level].target(change.severity)) for each in promised]
    target = min((target for _, target in targets), key=lambda target: target.rank)
    level = next(
        each.level for each in promised if LEVEL[each.level].target(change.severity) == target
    )
    if target.rank == old.target.rank:
        return None
    if target.rank < old.target.rank:
        due, runs_from = min(old.due, calendar.due_after(change.since, target)), change.since
    else:
        due, runs_from = min(calendar.due_after(*each) for each in targets), reported
        if due < change.since:  # nobody could have known: it stays
            due = old.due
    earlier = [step.due for step in steps if step.target == target]  # never later than it was then
    return ClockStep(change.since, target, min([due, *earlier]), "S4", runs_from, level)
