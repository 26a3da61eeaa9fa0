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
    """A day that is closed now, by name, or open again (None), and the clocks that this moved.

    For a day that has passed these are all of its time, else those that run.
    """

    day: date
    name: str | None
    has_passed: bool
    moved: Sequence[CaseClock]


@people.may(Permission.ADMINS, "add closure days")
def close_day(turn: Turn, day: date, name: str, because: str | None = None) -> ClosureChanged:
    """Close the desk on a day that would be open (admins only); one that has passed with a reason.

    What was promised then may have been broken or kept, and is otherwise from now on.
    """
    if why := turn.calendar.why_closed(day):
        raise Impossible(f"{day:%a %-d %b %Y} is closed already ({why}).")
    if day < turn.today and not because:
        raise Missing(
            f"{day:%a %-d %b %Y} has passed: closing it now changes the clocks of that time, so "
            "it wants a reason.",
            Step.CLOSE_DAY(day=day, name=name),
        )
    return _changed(turn, day, name, because or "")


@people.may(Permission.ADMINS, "take back closure days")
def open_day(turn: Turn, day: date, because: str) -> ClosureChanged:
    """Take back a closure day (admins only)."""
    if day not in turn.calendar.closures:
        raise Impossible(f"{day:%a %-d %b %Y} is not a closure day.")
    return _changed(turn, day, None, because)


def _changed(turn: Turn, day: date, name: str | None, reason: str) -> ClosureChanged:
    before = _clocks(turn, day)
    turn.session.add(Closure(day=day, name=name, reason=reason, **turn.stamp))
    turn.session.flush()
    turn.forget_calendar()
    other = posts.refresh_all(turn, moved(before, _clocks(turn, day)))
    return ClosureChanged(day, name, day < turn.today, other)


def _clocks(turn: Turn, day: date) -> Sequence[CaseClock]:
    """The clocks that a change of `day` may move: those that run, or all before its end."""
    if day >= turn.today:
        return running(turn)
    ends = turn.calendar.opening(day + timedelta(days=1))
    of_that_time = select(Case).where(Case.reported_at < ends).order_by(Case.id)
    return clocks_of(turn, turn.session.scalars(of_that_time).all())
