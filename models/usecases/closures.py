"""T2: closure days, on which the desk stays closed for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.problems import Impossible
from models.rows.customers import Closure
from models.usecases import people
from models.usecases.turn import Turn


@dataclass(frozen=True)
class ClosureChanged:
    """A day that is closed now, by name, or open again (None)."""

    day: date
    name: str | None


def close_day(turn: Turn, day: date, name: str) -> ClosureChanged:
    """Close the desk on a day that would be open (admins only)."""
    people.require_admin(turn, "add closure days")
    if why := turn.calendar.why_closed(day):
        raise Impossible(f"{day:%a %-d %b %Y} is closed already ({why}).")
    turn.session.add(Closure(day=day, name=name, reason="", **turn.stamp))
    return ClosureChanged(day, name)


def open_day(turn: Turn, day: date, because: str) -> ClosureChanged:
    """Take back a closure day (admins only)."""
    people.require_admin(turn, "take back closure days")
    if day not in turn.calendar.closures:
        raise Impossible(f"{day:%a %-d %b %Y} is not a closure day.")
    turn.session.add(Closure(day=day, name=None, reason=because, **turn.stamp))
    return ClosureChanged(day, None)
