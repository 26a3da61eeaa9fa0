"""Bringing in what was written down elsewhere: what each line would become, and then all of it.

What comes in is of the past. It is written past all that follows from a change of the day, so that
nothing is posted, nobody is paged, and no clock begins to run; and what there is to tell of it is
taken as said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import insert, select

from models.problems import Problem
from models.rows.carried import CarriedLine
from models.rows.customers import Customer
from models.rows.migrate import lift_bounds
from models.rows.seen import seen_by
from models.rules.permissions import Permission
from models.rules.sheets import Sheet
from models.usecases import finding, people
from models.usecases.books.closing import refuse_changed
from models.usecases.carrying.case_lines import TakesCases, TakesTime
from models.usecases.carrying.customer_lines import TakesContracts, TakesCustomers, TakesPacks
from models.usecases.carrying.exporting import Exporter, numbers_of
from models.usecases.carrying.known import Known, Refused
from models.usecases.carrying.lines import Became, Comes, IsThere, Line, LineRead, Wrong
from models.usecases.carrying.takers import Plan, Taker
from models.usecases.customer import notices
from models.usecases.customer.customers import NAMES
from models.usecases.names import customer_names
from models.usecases.turn import Turn

AT_ONCE: Final = 1000  # lines
_TAKERS: Final[dict[Sheet, type[Taker[Any]]]] = {
    Sheet.CUSTOMERS: TakesCustomers,
    Sheet.CONTRACTS: TakesContracts,
    Sheet.PACKS: TakesPacks,
    Sheet.CASES: TakesCases,
    Sheet.TIME: TakesTime,
}

Sources = Sequence[tuple[str, Sequence[LineRead | Wrong]]]
"""What is imported together: lines as they were read, or what can't be read, by their files."""
Outcomes = Iterator[tuple[str, Became]]
"""What becomes of lines, each with its file."""


class SomethingWrong(Exception):
    """A line of a file can't come in, so none does."""

    def __init__(self, name: str, wrong: Wrong) -> None:
        super().__init__(name, wrong)
        self.name, self.wrong = name, wrong


@dataclass
class Import:
    """What is imported together; and, once it was looked through, the people whose time it adds to,
    and the customers whose facts, of those that are there.
    """

    sources: Sources
    people: Sequence[str] = ()
    customers: Sequence[int] = ()


@people.may(Permission.ADMINS, "import")
def would_become(turn: Turn, what: Import) -> Outcomes:
    """Yield of each line what it would become, or what is wrong with it; nothing is written."""
    importer = Importer(turn, writes=False)
    for name, lines in what.sources:
        for became in importer.take(lines):
            yield name, became
    what.people = sorted(importer.known.worked)
    what.customers = sorted(importer.known.touched & customer_names(turn.session).keys.keys())


@people.may(Permission.ADMINS, "import")
def make_ready(turn: Turn, what: Import) -> None:
    """Work out beforehand what others need not wait for while it is written."""
    notices.to_come(turn, _customers(turn, what.customers))


@people.may(Permission.ADMINS, "import")
def bring_in(turn: Turn, what: Import) -> Outcomes:
    """Bring in all lines, after they were looked through, and yield what each became.

    SomethingWrong if one can't come in, and a Problem where that changes books that are closed; the
    caller's turn is to leave nothing behind then.
    """
    lift_bounds(turn.session.connection())
    for person in what.people:  # people first, then customers, before any fact: as all others do
        people.lock(turn, person)
    for number in what.customers:
        finding.locked(turn, number)
    turn.lock(NAMES)
    before = notices.to_come(turn, _customers(turn, what.customers))
    importer = Importer(turn, writes=True)
    for name, lines in what.sources:
        for became in importer.take(lines):
            if isinstance(became, Wrong):
                raise SomethingWrong(name, became)
            yield name, became
    seen_by(turn.session).changes_past(importer.known.changed)
    touched = _customers(turn, sorted(importer.known.touched))
    for customer in touched:
        refuse_changed(turn, customer)
    notices.take_as_said(turn, touched, before)


def _customers(turn: Turn, numbers: Sequence[int]) -> Sequence[Customer]:
    return [turn.session.get_one(Customer, number) for number in numbers]


class Importer:
    """Takes the lines of one import, file after file."""

    def __init__(self, turn: Turn, *, writes: bool) -> None:
        self._turn = turn
        self.known = Known(turn, writes=writes)
        self._exporter = Exporter(turn)
        self._takers: dict[Sheet, Taker[Any]] = {}
        self._seen: set[tuple[Sheet, str]] = set()

    def take(self, lines: Sequence[LineRead | Wrong]) -> Iterator[Became]:
        """Yield what lines become, in their order."""
        for sheet, some in _batches(lines):
            if sheet is None:
                wrong = [each for each in some if isinstance(each, Wrong)]
                self.known.refuse(name for each in wrong for name in each.called)
                yield from wrong
            else:
                yield from self._some(sheet, [each for each in some if isinstance(each, LineRead)])

    def _some(self, sheet: Sheet, reads: Sequence[LineRead]) -> Iterator[Became]:
        taker = self._taker(sheet)
        came_before = self._came_before(sheet, [read.line for read in reads])
        for start in range(0, len(reads), taker.at_once):
            yield from self._take(taker, reads[start : start + taker.at_once], came_before)

    def _take(
        self, taker: Taker[Any], reads: Sequence[LineRead], came_before: Mapping[str, _Before]
    ) -> Iterator[Became]:
        became: list[Became] = []
        new: list[Plan] = []
        taker.look([read.line for read in reads])
        for read in reads:
            found = self._became(taker, read, came_before.get(read.line.key))
            if isinstance(found, Plan):
                new.append(found)
                became.append(Comes(read.number, found.what))
            else:
                became.append(found)
        if new:
            self._write(taker, new)
        yield from became

    def _became(
        self, taker: Taker[Any], read: LineRead, before: _Before | None
    ) -> Plan | IsThere | Wrong:
        line = read.line
        name = line.sheet, line.key
        if name in self._seen:
            return read.wrong("key", "a line above has that key")
        self._seen.add(name)
        if before is not None:
            if read.once or before.says(line):
                return IsThere(read.number, f"{line.key}, number {before.number} here")
            why = f"it is here as number {before.number} and says something else: change it there"
            return read.wrong("key", why)
        try:
            plan: Plan = taker.plan(line)
        except Refused as refused:
            self.known.refuse(read.called)
            return read.wrong(refused.field, refused.why)
        except Problem as problem:
            self.known.refuse(read.called)
            return Wrong(read.number, None, line.key, problem)
        return plan

    def _write(self, taker: Taker[Any], plans: Sequence[Plan]) -> None:
        numbers = taker.write(plans)
        if not self.known.writes:
            return
        carried = [
            {
                "sheet": plan.line.sheet,
                "key": plan.line.key,
                "number": number,
                "said": _said(plan.line),
                **self._turn.stamp,
            }
            for number, plan in zip(numbers, plans, strict=True)
        ]
        self._turn.session.connection().execute(insert(CarriedLine), carried)

    def _taker(self, sheet: Sheet) -> Taker[Any]:
        if sheet not in self._takers:
            self._takers[sheet] = _TAKERS[sheet](self.known)
        return self._takers[sheet]

    def _came_before(self, sheet: Sheet, lines: Sequence[Line]) -> Mapping[str, _Before]:
        """What is here of lines that came in before, or went out of this desk, by their keys."""
        keys = [line.key for line in lines]
        query = select(CarriedLine.key, CarriedLine.number, CarriedLine.said).where(
            CarriedLine.sheet == sheet, CarriedLine.key.in_(keys)
        )
        rows = self._turn.session.execute(query)
        found = {key: _Before(number, said) for key, number, said in rows}
        others = [
            line.key for line in lines if not (line.key in found and found[line.key].says(line))
        ]
        own = numbers_of(self._turn, sheet, others)
        own |= {key: found[key].number for key in others if key in found}
        for line in self._exporter.lines(sheet, set(own.values())) if own else ():
            if line.key in own:
                found[line.key] = _Before(own[line.key], _said(line))
        return found


@dataclass(frozen=True, slots=True)
class _Before:
    """What a line became that came in before, or is of what is here; and what it says."""

    number: int
    said: str

    def says(self, line: Line) -> bool:
        """Whether a line says the same."""
        return self.said == _said(line)


def _batches(
    lines: Iterable[LineRead | Wrong],
) -> Iterator[tuple[Sheet | None, Sequence[LineRead | Wrong]]]:
    """Yield lines of one file that can be read together, and those that can't by themselves."""

    def sheet_of(each: LineRead | Wrong) -> Sheet | None:
        return each.line.sheet if isinstance(each, LineRead) else None

    for sheet, group in groupby(lines, sheet_of):
        while some := list(islice(group, AT_ONCE)):
            yield sheet, some


def _said(line: Line) -> str:
    """What tells whether another line with the same key says the same."""
    return sha256(repr(line).encode()).hexdigest()[:16]
