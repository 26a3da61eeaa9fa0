"""Bringing in what was written down elsewhere: what each line would become, and then all of it.

What comes in is of the past. It is written past all that follows from a change of the day, so that
nothing is posted, nobody is paged, and no clock begins to run; and what there is to tell of it is
taken as said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby, islice
from typing import Any, Final

from sqlalchemy import insert, select

from models.problems import Problem
from models.rows.carried import CarriedLine
from models.rows.customers import Customer
from models.rows.migrate import lift_bounds
from models.rules.permissions import Permission
from models.rules.sheets import Sheet
from models.usecases import finding, people
from models.usecases.books.closing import refuse_changed
from models.usecases.carrying.case_lines import TakesCases, TakesTime
from models.usecases.carrying.customer_lines import TakesContracts, TakesCustomers, TakesPacks
from models.usecases.carrying.exporting import exported, numbers_of
from models.usecases.carrying.known import Known, Refused
from models.usecases.carrying.lines import Became, Comes, IsThere, Line, LineRead, Wrong
from models.usecases.carrying.takers import Plan, Taker
from models.usecases.customer import notices
from models.usecases.turn import Turn

AT_ONCE: Final = 1000  # lines
_TAKERS: Final[dict[Sheet, type[Taker[Any]]]] = {
    Sheet.CUSTOMERS: TakesCustomers,
    Sheet.CONTRACTS: TakesContracts,
    Sheet.PACKS: TakesPacks,
    Sheet.CASES: TakesCases,
    Sheet.TIME: TakesTime,
}

Lines = Iterable[LineRead | Wrong]
"""Lines as they were read, or what can't be read of them."""
Sources = Iterable[tuple[str, Lines]]
"""What is imported together, each file's lines with its name."""


class SomethingWrong(Exception):
    """A line of a file can't come in, so none does."""

    def __init__(self, source: str, wrong: Wrong) -> None:
        super().__init__(source, wrong)
        self.source, self.wrong = source, wrong


@people.may(Permission.ADMINS, "import")
def would_become(turn: Turn, sources: Sources) -> Iterator[tuple[str, Became]]:
    """Yield of each line, with its file, what it would become, or what is wrong with it; nothing is
    written.
    """
    importer = Importer(turn, writes=False)
    for name, lines in sources:
        for became in importer.take(lines):
            yield name, became


@people.may(Permission.ADMINS, "import")
def bring_in(turn: Turn, sources: Sources, tell: Callable[[Became], None]) -> None:
    """Bring in all lines, and `tell` what each became. SomethingWrong if one can't come in; the
    caller's turn is to leave nothing behind then. A Problem where that changes books that are
    closed.
    """
    lift_bounds(turn.session.connection())
    there = finding.customers(turn)
    for customer in sorted(there, key=lambda each: each.id):  # before any fact, as all others do
        finding.locked(turn, customer.id)
    before = notices.to_come(turn, there)
    importer = Importer(turn, writes=True)
    for name, lines in sources:
        for became in importer.take(lines):
            if isinstance(became, Wrong):
                raise SomethingWrong(name, became)
            tell(became)
    touched = [turn.session.get_one(Customer, number) for number in sorted(importer.touched)]
    for customer in touched:
        refuse_changed(turn, customer)
    notices.take_as_said(turn, touched, before)


class Importer:
    """Takes the lines of one import, file after file."""

    def __init__(self, turn: Turn, *, writes: bool) -> None:
        self._turn = turn
        self._known = Known(turn, writes=writes)
        self._takers: dict[Sheet, Taker[Any]] = {}
        self._seen: set[tuple[Sheet, str]] = set()

    @property
    def touched(self) -> set[int]:
        """The customers whose facts were added to."""
        return self._known.touched

    def take(self, lines: Lines) -> Iterator[Became]:
        """Yield what lines become, in their order; of the whole file only some are in memory."""
        for sheet, some in _batches(lines):
            if sheet is None:
                yield from (each for each in some if isinstance(each, Wrong))
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
            return Wrong(read.number, read.headings["key"], line.key, "a line above has that key")
        self._seen.add(name)
        if before is not None:
            number = before.number
            if before.says(line):
                return IsThere(read.number, f"{line.key}, number {number} here")
            why = f"it came in before, as number {number}, and said something else: change it there"
            return Wrong(read.number, None, line.key, why)
        try:
            plan: Plan = taker.plan(line)
        except Refused as refused:
            field = refused.field
            return Wrong(read.number, read.headings[field], read.cells[field], refused.why)
        except Problem as problem:
            return Wrong(read.number, None, line.key, problem)
        return plan

    def _write(self, taker: Taker[Any], plans: Sequence[Plan]) -> None:
        numbers = taker.write(plans)
        if not self._known.writes:
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
        self._turn.session.execute(insert(CarriedLine), carried)

    def _taker(self, sheet: Sheet) -> Taker[Any]:
        if sheet not in self._takers:
            self._takers[sheet] = _TAKERS[sheet](self._known)
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
        for line in exported(self._turn, sheet, own.values()) if own else ():
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


def _batches(lines: Lines) -> Iterator[tuple[Sheet | None, Sequence[LineRead | Wrong]]]:
    """Yield lines of one file that can be read together, and those that can't by themselves."""

    def sheet_of(each: LineRead | Wrong) -> Sheet | None:
        return each.line.sheet if isinstance(each, LineRead) else None

    for sheet, group in groupby(lines, sheet_of):
        while some := list(islice(group, AT_ONCE)):
            yield sheet, some


def _said(line: Line) -> str:
    """What tells whether another line with the same key says the same."""
    return sha256(repr(line).encode()).hexdigest()[:16]
