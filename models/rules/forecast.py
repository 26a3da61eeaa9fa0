"""N3: what comes, by the pace of the last 180 days: when the grants run out, what expires unused.

So many charges in so many days say how many come in as many again, give or take the square root of
their number. At the slow and at the fast pace they are served from the grants there will be, as any
charge is (E6).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, sqrt

from models.rules.entitlement import Ledger, Shelves
from models.rules.facts import GrantSource
from models.rules.statement import Grant, GrantLine, Statement

LOOKS_BACK = 180  # days
LOOKS_AHEAD = 365  # days
LEAST_HISTORY = 90  # days
LEAST_CHARGES = 3

Between = tuple[date, date | None]
Taken = tuple[date, Grant]  # on which day an escalation is taken, and from which grant


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there is no forecast: too few days of history, or too few charges in it."""

    days: int
    charges: int


@dataclass(frozen=True, slots=True)
class Path:
    """What would be taken at a pace, what stays on each grant in the end, the day of the first
    charge that finds none, and from when on nothing is left for it; None is not within the year.
    """

    taken: tuple[Taken, ...]
    lines: tuple[GrantLine, ...]
    needs_more: date | None
    runs_out: date | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """A grant of which something expires unused: `least` at the fast pace, `most` at the slow."""

    grant: Grant
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes within a year from a day on, worked out from the charges of so many days."""

    on: date
    charges: int
    days: int
    slow: Path
    fast: Path

    @property
    def runs_out(self) -> Between | None:
        """Between which days nothing is left any more, until a charge finds none; without the later
        one that is so at one pace alone, and None is at neither, or where nothing is left today.
        """
        return _between(self.slow.runs_out, self.fast.runs_out)

    @property
    def needs_more(self) -> Between | None:
        """Between which days the first charge finds no grant, as `runs_out` says it.

        Charges come on whole days: behind a grant's last day the slow pace may have the next first.
        """
        return _between(self.slow.needs_more, self.fast.needs_more)

    @property
    def lost(self) -> tuple[Lost, ...]:
        """What expires unused within the year, in the order in which it expires."""
        both = zip(self.slow.lines, self.fast.lines, strict=True)
        lost = [
            Lost(slow.grant, *sorted((slow.remaining, fast.remaining)))
            for slow, fast in both
            if slow.grant.last_day < self.on + timedelta(LOOKS_AHEAD)
            and self.on <= slow.grant.last_day
            and slow.remaining + fast.remaining
        ]
        return tuple(sorted(lost, key=lambda each: each.grant.last_day))


def _between(*days: date | None) -> Between | None:
    found = sorted(day for day in days if day is not None)
    return (found[0], found[1] if len(found) > 1 else None) if found else None


def forecast(ledger: Ledger, today: date) -> Forecast | Silence:
    """Return what comes of a customer, from its ledger, or why nothing can be said (N3)."""
    return ledger.follows(_forecast, today)


def _forecast(ledger: Ledger, today: date) -> Forecast | Silence:
    told = ledger.statement(today)
    due = [charge.block.day for charge in told.charges if not charge.consulting]
    begins = _first_day(told)
    history = (today - begins).days
    if history < LEAST_HISTORY or len(due) < LEAST_CHARGES:
        return Silence(max(history, 0), len(due))
    since = max(begins, today - timedelta(LOOKS_BACK - 1))
    days, charges = (today - since).days + 1, sum(day >= since for day in due)
    more = give_or_take(charges)
    slow, fast = (
        _path(ledger, told, paced(today, each, days)) for each in (charges - more, charges + more)
    )
    return Forecast(today, charges, days, slow, fast)


def _first_day(told: Statement) -> date:
    """When a customer's history begins: with its first contract, grant or charge."""
    first_days = [contract.start for contract in told.contracts]
    first_days += [line.grant.first_day for line in told.every_grant]
    first_days += [charge.block.day for charge in told.charges]
    return min(first_days, default=told.on)


def give_or_take(charges: int) -> float:
    """By how many charges a pace may be off: by one at least, for few say little."""
    return max(1.0, sqrt(charges))


def paced(today: date, charges: float, days: int) -> Iterator[date]:
    """Yield the days of the charges to come within a year, at a pace of so many in so many days."""
    number = 1
    while charges > 0 and (later := ceil(number * days / charges)) <= LOOKS_AHEAD:
        yield today + timedelta(later)
        number += 1


def _path(ledger: Ledger, told: Statement, days: Iterable[date]) -> Path:
    grants = ledger.stock.grants(told.on + timedelta(LOOKS_AHEAD))
    shelves = Shelves(grants, told.every_grant)
    served = [(day, shelves.take(day)) for day in days]
    taken = tuple((day, grant) for day, grant in served if grant is not None)
    needs_more = next((day for day, grant in served if grant is None), None)
    path = Path(taken, shelves.lines(), needs_more)
    return path if needs_more is None else replace(path, runs_out=_runs_out(told, path, needs_more))


def _runs_out(told: Statement, path: Path, needs_more: date) -> date | None:
    """Return from which day on nothing is left until a charge finds none; None where nothing is
    left today.
    """
    turns = {day for day, _ in path.taken}
    turns |= {line.grant.last_day + timedelta(1) for line in path.lines}
    days = sorted({told.on, *(day for day in turns if told.on < day < needs_more)})
    some = [day for day, left in zip(days, left_on(told, path, days), strict=True) if left]
    return next((day for day in days if day > some[-1]), needs_more) if some else None


def left_on(told: Statement, path: Path | None, days: Sequence[date]) -> list[int]:
    """Return what is left on each of some days: before a statement's date by its charges (E11),
    behind it as a path goes on; without one the charges end there.
    """
    by_expiry = left_by_expiry(told, path, days).values()
    return [sum(left[place] for left in by_expiry) for place in range(len(days))]


def left_by_expiry(
    told: Statement, path: Path | None, days: Sequence[date]
) -> Mapping[date, Sequence[int]]:
    """Return by the last day of the grants, in their order, what is left of them on each of some
    days, as `left_on` does.
    """
    taken: dict[tuple[GrantSource, str, int], list[date]] = defaultdict(list)
    for charge in told.charges:
        if charge.grant is not None:
            taken[charge.grant.identity].append(charge.day)
    for day, grant in path.taken if path else ():
        taken[grant.identity].append(day)
    found: dict[date, list[int]] = defaultdict(lambda: [0] * len(days))
    for grant in (line.grant for line in (path.lines if path else told.every_grant)):
        left, others = _left(grant, sorted(taken[grant.identity]), days), found[grant.last_day]
        found[grant.last_day] = [sum(each) for each in zip(left, others, strict=True)]
    return dict(sorted(found.items()))


def _left(grant: Grant, taken: Sequence[date], days: Iterable[date]) -> Iterator[int]:
    for day in days:
        yield grant.quantity - bisect_right(taken, day) if grant.valid_on(day) else 0
