"""Whole histories of a desk for the laws: all that people can do about what a customer is charged.

Two processes do it by turns, each with what it keeps. Whatever somebody is refused is no step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.problems import Problem
from models.rows.base import Database
from models.rows.books import KeptStatement
from models.rows.cases import Change
from models.rows.customers import ContractRow, Customer, GrantRow
from models.rows.kept import Kept
from models.rows.time import TimeRemoval, TimeRow
from models.rules.facts import BlockAnswer, GrantSource, SettlementWay
from models.rules.noted import AboutCustomer
from models.rules.service_definition import Kind, Level, PackSize
from models.usecases import finding
from models.usecases.books import closing
from models.usecases.books.closing import BooksClosed
from models.usecases.case import changes, opening, withdrawal
from models.usecases.case.opening import CaseReport
from models.usecases.customer import contracts, corrections, customers, grants, levels
from models.usecases.derived.entitlements import statements_of
from models.usecases.escalation import decisions, time_corrections, time_entries
from models.usecases.following import FOLLOWERS
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from tests.beside import seen
from tests.database import KeptDatabase
from tests.naive.facts import Tables, read
from tests.naive.statement import Told
from tests.rows.steps import (
    ONE_DAY,
    Step,
    after_an_end,
    ahead,
    bought,
    cases,
    days,
    days_or_none,
    having_become,
    kinds,
    later_blocks,
    levels_agreed,
    not_closed,
    past,
    some_minutes,
    step,
    steps,
    stored_in,
)

ZURICH = ZoneInfo("Europe/Zurich")
_NEAREST = 24  # days among which one is chosen
BECAUSE = "so it was agreed"
ACME, GLOBEX = 1, 2
_CONTRACTS = (
    AboutCustomer.CONTRACT_START,
    AboutCustomer.CONTRACT_LEVEL,
    AboutCustomer.CONTRACT_END,
    AboutCustomer.CONTRACT_CORRECTED,
    AboutCustomer.CONTRACT_TAKEN_BACK,
)

Promise = tuple[Level, int | None]  # a level, and the escalations that are agreed with Managed
Some = TypeVar("Some")


class Drawn(NamedTuple):
    """A statement as a process drew it at an instant."""

    at: datetime
    customer: int
    on: date
    told: Told


def tables_of(session: Session) -> Tables:
    """Read all rows as they are in the database, past everything of the program's."""
    connection = session.connection()
    return read(lambda sql: (dict(row) for row in connection.exec_driver_sql(sql).mappings()))


class History(RuleBasedStateMachine):
    """What becomes of a desk with two customers, acme and globex, and four cases."""

    processes: ClassVar[Sequence[KeptDatabase]]  # at one database

    def __init__(self) -> None:
        super().__init__()
        self.processes[0].empty()
        for process in self.processes:
            process.kept = Kept()
        self.desks = [Desk(process, FOLLOWERS) for process in self.processes]
        self.drawn: list[Drawn] = []
        self.told: Told
        self.now = datetime.min.replace(tzinfo=UTC)
        self._matter: list[date] = []

    # --- time

    @property
    def today(self) -> date:
        """The date in the business zone."""
        return self.now.astimezone(ZURICH).date()

    def near(self, first: date = date.min, last: date = date.max) -> list[date]:
        """The days around those that matter, and around their anniversaries, the nearest first."""
        found = {self.today - timedelta(days=ago) for ago in (-30, -1, 0, 1, 2, 30, 100)}
        for day in self._matter:
            for years in (-1, 0, 1, 2):
                same = _years_after(day, years)
                found |= {same - ONE_DAY, same, same + ONE_DAY}
        between = (day for day in found if first <= day <= last)
        return sorted(between, key=lambda day: (abs(day - self.today), day))[:_NEAREST]

    @step(3, day=ahead)
    def waits_until(self, day: date) -> None:
        self.now = datetime.combine(day, time(9), ZURICH).astimezone(UTC)

    # --- the beginning

    @initialize(
        days=st.sampled_from(
            [
                (date(2026, 1, 1), date(2026, 6, 8)),
                (date(2024, 2, 29), date(2025, 2, 28)),
                (date(2024, 2, 29), date(2024, 2, 29)),
                (date(2025, 3, 31), date(2025, 12, 31)),
            ]
        ),
        level=levels_agreed,
    )
    def begins(self, days: tuple[date, date], level: Promise) -> None:
        start, today = days
        self.waits_until(today)
        with self.desks[0].writing(DESK_ITSELF, self.now) as turn:
            for key in ("acme", "globex"):
                customers.add(turn, key, f"{key.title()} AG")
            contracts.begin(turn, _customer(turn, ACME), *level, start, None)
            contracts.begin(turn, _customer(turn, GLOBEX), Level.STANDARD, None, start, None)
            for number, kind in enumerate((Kind.UPGRADE, Kind.INTEGRATION, Kind.DEFECT)):
                report = CaseReport(f"Case {number}", kind=kind)
                opening.open_case(turn, _customer(turn, ACME), report)
            report = CaseReport("Another's", kind=Kind.UPGRADE)
            opening.open_case(turn, _customer(turn, GLOBEX), report)
        self._matter = [start]
        self._look()

    def stored(self, column: InstrumentedAttribute[Some]) -> Sequence[Some]:
        """What stands in a column, without what stands there twice; the latest first."""
        with self.desks[0].database.reading() as session:
            found = session.scalars(select(column).distinct().order_by(column.desc()))
            return found.all()

    @property
    def first_open(self) -> date:
        """The first day that the books of acme have open."""
        with self.desks[0].database.reading() as session:
            return (session.get_one(Customer, ACME).closed_until or date.min) + ONE_DAY

    def that_became(self, what: str) -> list[int]:
        """The cases of acme of which a block became something, by its statement of today."""
        return [became.block.case for became in self.told.blocks if became.what == what]

    # --- one step

    @rule(step=steps())
    def goes_on(self, step: Step) -> None:
        step.what(self, **step.given)

    def does(self, what: Callable[[Turn], object], *matter: date) -> None:
        """Let one of the processes do something an hour later; it may be refused."""
        self.now += timedelta(hours=1)
        self.desks.reverse()
        try:
            self.desks[0].write(DESK_ITSELF, self.now, what)
        except Problem as refused:
            note(f"# refused: {refused}")
            if isinstance(refused, BooksClosed):
                self.would_part(what)
            return
        self._matter = [*self._matter, *matter]
        self._look()

    def would_part(self, what: Callable[[Turn], object]) -> None:
        """Is told of what the books refused."""

    def _look(self) -> None:
        """Each process draws statements of some days: both the same, whoever did the last step."""
        for on in {self._matter[-1], self.today}:
            one, other = (self._draws(desk.database, on) for desk in self.desks)
            assert one == other
            self.drawn += one
        self.told = next(
            each.told for each in self.drawn[::-1] if (each.customer, each.on) == (ACME, self.today)
        )

    def _draws(self, database: Database, on: date) -> list[Drawn]:
        with database.reading() as session:
            statements = statements_of(session, [ACME, GLOBEX], on)
        return [Drawn(self.now, number, on, seen(told)) for number, told in statements.items()]

    # --- time

    @step(10, case=cases, day=past, minutes=some_minutes)
    def logs(self, case: int, day: date, minutes: int) -> None:
        self.does(
            lambda turn: time_entries.log(
                turn, finding.case(turn, case), minutes, day, "", sure=True
            ),
            day,
        )

    @step(2, entry=stored_in(TimeRow.id))
    def takes_back(self, entry: int) -> None:
        self.does(lambda turn: time_corrections.undo(turn, entry, BECAUSE))

    @step(entry=stored_in(TimeRemoval.entry_id))
    def puts_back(self, entry: int) -> None:
        self.does(lambda turn: time_corrections.put_time_back(turn, entry))

    @step(entry=stored_in(TimeRow.id), case=cases)
    def moves(self, entry: int, case: int) -> None:
        self.does(
            lambda turn: time_corrections.move(turn, entry, finding.case(turn, case), BECAUSE)
        )

    @step(2, entry=stored_in(TimeRow.id), day=past)
    def dates_anew(self, entry: int, day: date) -> None:
        self.does(lambda turn: time_corrections.change_day(turn, entry, day, BECAUSE), day)

    # --- cases

    @step(2, case=cases, kind=kinds)
    def turns_out(self, case: int, kind: Kind) -> None:
        self.does(lambda turn: changes.set_kind(turn, case, kind))

    @step(case=cases, customer=st.sampled_from((GLOBEX, ACME)))
    def is_of(self, case: int, customer: int) -> None:
        self.does(
            lambda turn: changes.move_to_customer(turn, case, _customer(turn, customer), BECAUSE)
        )

    @step(case=cases)
    def withdraws_or_reopens(self, case: int) -> None:
        self.does(lambda turn: _withdraw_or_reopen(turn, case))

    # --- blocks

    @step(3, block=later_blocks, answer=st.sampled_from(BlockAnswer))
    def decides(self, block: tuple[int, int], answer: BlockAnswer) -> None:
        case, number = block
        self.does(lambda turn: decisions.decide(turn, case, answer, number))

    @step(3, way=st.sampled_from(SettlementWay), case=having_become("uncovered"))
    def settles(self, way: SettlementWay, case: int) -> None:
        self.does(lambda turn: decisions.settle(turn, _acme(turn), way, case), self.today)

    @step(case=having_become("settled as consulting"))
    def takes_settlement_back(self, case: int) -> None:
        self.does(lambda turn: decisions.unsettle(turn, _acme(turn), case, None, BECAUSE))

    # --- packs and adjustments

    @step(size=st.sampled_from(PackSize), day=past)
    def buys(self, size: PackSize, day: date) -> None:
        self.does(lambda turn: grants.buy_pack(turn, _acme(turn), size, day), day)

    @step(quantity=st.integers(1, 3), until=ahead)
    def adjusts(self, quantity: int, until: date) -> None:
        self.does(lambda turn: grants.adjust(turn, _acme(turn), quantity, until, BECAUSE), until)

    @step(source=bought, number=stored_in(GrantRow.number))
    def voids(self, source: GrantSource, number: int) -> None:
        self.does(lambda turn: grants.void(turn, _acme(turn), source, number, BECAUSE))

    @step(source=bought, number=stored_in(GrantRow.number))
    def puts_grant_back(self, source: GrantSource, number: int) -> None:
        self.does(lambda turn: grants.put_grant_back(turn, _acme(turn), source, number))

    # --- contracts

    @step(2, level=levels_agreed, day=days)
    def agrees(self, level: Promise, day: date) -> None:
        self.does(
            lambda turn: levels.change_level(turn, _acme(turn), *level, day, "agreed then"), day
        )

    @step(last_day=days)
    def ends(self, last_day: date) -> None:
        self.does(lambda turn: contracts.end(turn, _acme(turn), last_day, BECAUSE), last_day)

    @step(level=levels_agreed, day=after_an_end, until=days_or_none)
    def begins_another(self, level: Promise, day: date, until: date | None) -> None:
        self.does(lambda turn: contracts.begin(turn, _acme(turn), *level, day, until), day)

    @step(level=st.none() | levels_agreed, day=stored_in(ContractRow.day))
    def corrects_or_undoes(self, level: Promise | None, day: date) -> None:
        if level is None:
            self.does(lambda turn: corrections.undo_agreed(turn, _acme(turn), _last_agreed(turn)))
        else:
            self.does(lambda turn: corrections.correct(turn, _acme(turn), *level, day, BECAUSE))

    # --- books

    @step(2, day=not_closed)
    def closes_books(self, day: date) -> None:
        self.does(lambda turn: closing.close(turn, _acme(turn), day, anyway=True), day)

    @step(day=stored_in(KeptStatement.day))
    def reopens_books(self, day: date) -> None:
        self.does(lambda turn: closing.reopen(turn, _acme(turn), day, BECAUSE))


def _acme(turn: Turn) -> Customer:
    return _customer(turn, ACME)


def _customer(turn: Turn, number: int) -> Customer:
    return turn.session.get_one(Customer, number)


def _withdraw_or_reopen(turn: Turn, case: int) -> object:
    if finding.case(turn, case).withdrawn_at is None:
        return withdrawal.withdraw(turn, case, BECAUSE)
    return changes.reopen(turn, case)


def _last_agreed(turn: Turn) -> Change:
    latest = select(Change).where(Change.what.in_(_CONTRACTS), Change.subject_id == ACME)
    return turn.session.scalars(latest.order_by(Change.id.desc()).limit(1)).one()


def _years_after(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day if (day.year + years) % 4 == 0 else day - ONE_DAY
    return day.replace(year=day.year + years)
