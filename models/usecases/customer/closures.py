"""T2: closure days, on which the desk stays closed for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from models.next_steps import Step
from models.problems import Impossible, Missing
from models.rows.cases import Case
from models.rows.customers import Closure
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, clocks_of, moved, running
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ClosureChanged:
    """Days that are closed now, by name, or open again (None), and the clocks that this moved.

    For days that have passed these are all of their time, else those that run. `was` is the name
    that they had, if all had one. `can_be_undone` if the opposite, from the first of the days to
    the last, changes these days and no others.
    """

    days: Sequence[date]  # at least one, in order
    name: str | None
    has_passed: bool
    moved: Sequence[CaseClock]
    was: str | None
    can_be_undone: bool


@people.may(Permission.ADMINS, "add closure days")
def close_days(
    turn: Turn, day: date, last: date | None, name: str, because: str | None = None
) -> ClosureChanged:
    """Close the desk on a day, or each day up to a last one, that would be open (admins only); if
    one has passed, with a reason.

    What was promised then may have been broken or kept, and is otherwise from now on. Impossible if
    all are closed already.
    """
    days = [each for each in _days(day, last) if turn.calendar.is_open_day(each)]
    if not days:
        raise Impossible(_all_closed(turn, day, last))
    if day < turn.today and not because:
        raise Missing(
            f"{day:%a %-d %b %Y} has passed: closing it now changes the clocks of that time, so "
            "it wants a reason.",
            Step.CLOSE_DAYS(day=f"{day} to {last}" if last else day, name=name),
        )
    return _changed(turn, days, name, because or "")


def _days(day: date, last: date | None) -> Sequence[date]:
    return [day + timedelta(days=n) for n in range(((last or day) - day).days + 1)]


def _all_closed(turn: Turn, day: date, last: date | None) -> str:
    if last is not None and last != day:
        return f"All days from {day:%a %-d %b %Y} to {last:%a %-d %b %Y} are closed already."
    return f"{day:%a %-d %b %Y} is closed already ({turn.calendar.why_closed(day)})."


@people.may(Permission.ADMINS, "take back closure days")
def open_days(turn: Turn, day: date, last: date | None, because: str) -> ClosureChanged:
    """Take back a closure day, or each up to a last day (admins only); Impossible if none is."""
    days = [each for each in _days(day, last) if each in turn.calendar.closures]
    if not days and last is not None:
        raise Impossible(f"There is no closure day from {day:%a %-d %b %Y} to {last:%a %-d %b %Y}.")
    if not days:
        raise Impossible(f"{day:%a %-d %b %Y} is not a closure day.")
    return _changed(turn, days, None, because)


def _changed(turn: Turn, days: Sequence[date], name: str | None, reason: str) -> ClosureChanged:
    before, names = _clocks(turn, days), {turn.calendar.closures.get(each) for each in days}
    turn.session.add_all(Closure(day=d, name=name, reason=reason, **turn.stamp) for d in days)
    turn.session.flush()
    turn.forget_calendar()
    other = posts.refresh_all(turn, moved(before, _clocks(turn, days)))
    span = _days(days[0], days[-1])
    if name is not None:
        others = [each for each in span if each in turn.calendar.closures]
    else:
        others = [each for each in span if turn.calendar.is_open_day(each)]
    was = names.pop() if len(names) == 1 else None
    can_be_undone = others == days and (name is not None or was is not None)
    return ClosureChanged(days, name, days[0] < turn.today, other, was, can_be_undone)


def _clocks(turn: Turn, days: Sequence[date]) -> Sequence[CaseClock]:
    """The clocks that a change of days may move: those that run, or all before their end."""
    if days[0] >= turn.today:
        return running(turn)
    ends = turn.calendar.opening(days[-1] + timedelta(days=1))
    of_that_time = select(Case).where(Case.reported_at < ends).order_by(Case.id)
    return clocks_of(turn, turn.session.scalars(of_that_time).all())
