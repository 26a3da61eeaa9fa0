"""Whole histories of a desk for the laws: all that people can do about what a customer is charged.

Two processes do it by turns, each with what it keeps. Whatever somebody is refused is no step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.problems import Problem
from models.rows.base import Database
from models.rows.books import KeptStatement
from models.rows.cases import Change
from models.rows.customers import ContractRow, Customer, GrantRow, GrantVoid
from models.rows.kept import Kept
from models.rows.time import TimeRemoval, TimeRow
from models.rules.contract_year import Agreed
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

ZURICH = ZoneInfo("Europe/Zurich")
ONE_DAY = timedelta(days=1)
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
    return read(lambda sql: session.connection().exec_driver_sql(sql).mappings())


def _one_of(choose: Callable[[History], Sequence[Some]]) -> st.SearchStrategy[Some]:
    return st.runner().flatmap(lambda history: st.sampled_from(choose(history)))


def _stored(column: InstrumentedAttribute[Some]) -> st.SearchStrategy[Some]:
    return _one_of(lambda history: history.stored(column))


def _that_became(what: str) -> st.SearchStrategy[int]:
    return _one_of(lambda history: history.that_became(what))


def _days(choose: Callable[[History], Sequence[date]]) -> st.SearchStrategy[date]:
    """Any of these days, and the nearest as often as all others."""
    return _one_of(lambda history: choose(history)[:6]) | _one_of(choose)


days = _days(lambda history: history.near())
past = _days(lambda history: history.near(last=history.today))
ahead = _days(lambda history: history.near(history.today + ONE_DAY))
to_close = _days(lambda history: history.near(history.first_open, history.today - ONE_DAY))
entries = _stored(TimeRow.id)
cases = st.sampled_from((1, 2, 3, 4))
kinds = st.sampled_from((Kind.UPGRADE, Kind.DEFECT)) | st.sampled_from(Kind)
answers = st.sampled_from(BlockAnswer)
bought = st.sampled_from((GrantSource.PACK, GrantSource.ADJUSTMENT))
some_minutes = st.sampled_from((15, 1, 5, 10, 14, 60, 285, 299, 300, 301, 600))
work = st.lists(st.tuples(cases, past, some_minutes), min_size=1, max_size=5)
agreed = st.sampled_from((Level.STANDARD, *Level)).flatmap(
    lambda level: st.tuples(
        st.just(level), st.integers(2, 12) if level is Level.MANAGED else st.none()
    )
)


class History(RuleBasedStateMachine):
    """What becomes of a desk with two customers, acme and globex, and four cases."""

    def __init__(self, processes: Sequence[KeptDatabase]) -> None:
        super().__init__()
        processes[0].empty()
        for process in processes:
            process.kept = Kept()
        self.desks = [Desk(process, FOLLOWERS) for process in processes]
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
        return sorted(between, key=lambda day: (abs(day - self.today), day))

    @rule(day=ahead)
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
        level=agreed,
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

    @property
    def later_blocks(self) -> list[tuple[int, int]]:
        """The blocks of acme's cases about which somebody decides."""
        blocks = (became.block for became in self.told.blocks)
        return [(block.case, block.number) for block in blocks if block.number > 1]

    # --- one step

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

    def logs(self, work: Sequence[tuple[int, date, int]]) -> None:
        for entry in work:
            self.does(partial(_log, entry=entry), entry[1])

    # It happens most, and each rule has its turn as often as any other.
    logs_some = rule(work=work)(logs)
    logs_more = rule(work=work)(logs)
    logs_still_more = rule(work=work)(logs)

    @precondition(lambda self: self.stored(TimeRow.id))
    @rule(entry=entries)
    def takes_back(self, entry: int) -> None:
        self.does(lambda turn: time_corrections.undo(turn, entry, BECAUSE))

    @precondition(lambda self: self.stored(TimeRemoval.entry_id))
    @rule(entry=_stored(TimeRemoval.entry_id))
    def puts_back(self, entry: int) -> None:
        self.does(lambda turn: time_corrections.put_time_back(turn, entry))

    @precondition(lambda self: self.stored(TimeRow.id))
    @rule(entry=entries, case=cases)
    def moves(self, entry: int, case: int) -> None:
        self.does(
            lambda turn: time_corrections.move(turn, entry, finding.case(turn, case), BECAUSE)
        )

    @precondition(lambda self: self.stored(TimeRow.id))
    @rule(entry=entries, day=past)
    def dates_anew(self, entry: int, day: date) -> None:
        self.does(lambda turn: time_corrections.change_day(turn, entry, day, BECAUSE), day)

    # --- cases

    @rule(case=cases, kind=kinds)
    def turns_out(self, case: int, kind: Kind) -> None:
        self.does(lambda turn: changes.set_kind(turn, case, kind))

    @rule(case=cases, customer=st.sampled_from((GLOBEX, ACME)))
    def is_of(self, case: int, customer: int) -> None:
        self.does(
            lambda turn: changes.move_to_customer(turn, case, _customer(turn, customer), BECAUSE)
        )

    @rule(case=cases)
    def withdraws_or_reopens(self, case: int) -> None:
        self.does(lambda turn: _withdraw_or_reopen(turn, case))

    # --- blocks

    @precondition(lambda self: self.later_blocks)
    @rule(block=_one_of(lambda history: history.later_blocks), answer=answers)
    def decides(self, block: tuple[int, int], answer: BlockAnswer) -> None:
        case, number = block
        self.does(lambda turn: decisions.decide(turn, case, answer, number))

    @precondition(lambda self: self.that_became("uncovered"))
    @rule(way=st.sampled_from(SettlementWay), case=_that_became("uncovered"))
    def settles(self, way: SettlementWay, case: int) -> None:
        self.does(lambda turn: decisions.settle(turn, _acme(turn), way, case), self.today)

    @precondition(lambda self: self.that_became("settled as consulting"))
    @rule(case=_that_became("settled as consulting"))
    def takes_settlement_back(self, case: int) -> None:
        self.does(lambda turn: decisions.unsettle(turn, _acme(turn), case, None, BECAUSE))

    # --- packs and adjustments

    @rule(size=st.sampled_from(PackSize), day=past)
    def buys(self, size: PackSize, day: date) -> None:
        self.does(lambda turn: grants.buy_pack(turn, _acme(turn), size, day), day)

    @rule(quantity=st.integers(1, 3), until=ahead)
    def adjusts(self, quantity: int, until: date) -> None:
        self.does(lambda turn: grants.adjust(turn, _acme(turn), quantity, until, BECAUSE), until)

    @precondition(lambda self: self.stored(GrantRow.number))
    @rule(source=bought, number=_stored(GrantRow.number))
    def voids(self, source: GrantSource, number: int) -> None:
        self.does(lambda turn: grants.void(turn, _acme(turn), source, number, BECAUSE))

    @precondition(lambda self: self.stored(GrantVoid.grant_id))
    @rule(source=bought, number=_stored(GrantRow.number))
    def puts_grant_back(self, source: GrantSource, number: int) -> None:
        self.does(lambda turn: grants.put_grant_back(turn, _acme(turn), source, number))

    # --- contracts

    @rule(level=agreed, day=days)
    def agrees(self, level: Promise, day: date) -> None:
        self.does(lambda turn: levels.change_level(turn, _acme(turn), *level, day), day)

    @rule(last_day=days)
    def ends(self, last_day: date) -> None:
        self.does(lambda turn: contracts.end(turn, _acme(turn), last_day, BECAUSE), last_day)

    @precondition(lambda self: Agreed.END in self.stored(ContractRow.what))
    @rule(level=agreed, day=days, until=st.none() | days)
    def begins_another(self, level: Promise, day: date, until: date | None) -> None:
        self.does(lambda turn: contracts.begin(turn, _acme(turn), *level, day, until), day)

    @rule(level=st.none() | agreed, day=_stored(ContractRow.day))
    def corrects_or_undoes(self, level: Promise | None, day: date) -> None:
        if level is None:
            self.does(lambda turn: corrections.undo_agreed(turn, _acme(turn), _last_agreed(turn)))
        else:
            self.does(lambda turn: corrections.correct(turn, _acme(turn), *level, day, BECAUSE))

    # --- books

    @precondition(lambda self: self.near(self.first_open, self.today - ONE_DAY))
    @rule(day=to_close)
    def closes_books(self, day: date) -> None:
        self.does(lambda turn: closing.close(turn, _acme(turn), day, anyway=True), day)

    @precondition(lambda self: self.stored(KeptStatement.day))
    @rule(day=_stored(KeptStatement.day))
    def reopens_books(self, day: date) -> None:
        self.does(lambda turn: closing.reopen(turn, _acme(turn), day, BECAUSE))


def _acme(turn: Turn) -> Customer:
    return _customer(turn, ACME)


def _customer(turn: Turn, number: int) -> Customer:
    return turn.session.get_one(Customer, number)


def _log(turn: Turn, entry: tuple[int, date, int]) -> object:
    case, day, minutes = entry
    return time_entries.log(turn, finding.case(turn, case), minutes, day, "", sure=True)


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
