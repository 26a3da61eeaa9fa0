"""A customer's year as it is given to the customer: all its lines, as values in no language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from models.problems import Impossible
from models.rows.books import KeptStatement
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRow, standing
from models.rules.contract_year import ONE_DAY
from models.rules.kept_statement import StatementIssued
from models.rules.languages import Language
from models.rules.limits import EARLIEST
from models.rules.permissions import Permission
from models.rules.response import ClockState
from models.rules.service_definition import Target
from models.rules.statement import Statement
from models.rules.year_lines import Spent, YearLines, year_lines
from models.usecases import people
from models.usecases.books.closing import number_of
from models.usecases.derived import entitlements
from models.usecases.derived.clocks import CaseClock, clocks_of
from models.usecases.derived.spent import times_of
from models.usecases.letter import Letter, Way, say_later
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Late:
    """A first response that was not given in time, with its instants in the business zone; None:
    it is still to be given.
    """

    case: int
    title: str
    reported: datetime
    due: datetime
    given: datetime | None


@dataclass(frozen=True)
class Replies:
    """The first responses to what was reported in a year: by their target how many of how many were
    met (S3), those that were not, and how many clocks still run.
    """

    by_target: Sequence[tuple[Target, int, int]]
    late: Sequence[Late]
    running: int

    @property
    def met(self) -> int:
        """How many were met."""
        return sum(met for _, met, _ in self.by_target)

    @property
    def decided(self) -> int:
        """How many were met or not."""
        return sum(decided for _, _, decided in self.by_target)


@dataclass(frozen=True)
class Issued:
    """What a customer is given of a year, as it was known on a day.

    `number` is that of the statement kept of its last day, while the books are closed up to it or
    later (E10): then cases have the titles that they had in it.
    """

    key: str
    name: str
    language: Language
    known_on: date
    closed_until: date | None
    number: str | None
    lines: YearLines
    replies: Replies

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.lines.first.year

    @property
    def part(self) -> str:
        """The year as it is written in names of files; with the day to which it reaches, if that
        is neither its last nor today.
        """
        on = self.lines.statement.on
        is_whole = on == self.known_on or (on.month, on.day) == (12, 31)
        return str(self.year if is_whole else on)


@people.may(Permission.EVERYBODY)
def issued(turn: Turn, customer: Customer, until: date) -> Issued:
    """Return a calendar year of a customer up to a day, or to today if that is still to come (E11).

    Impossible for a year that has not begun.
    """
    _refuse_year(turn, until.year)
    first, on = until.replace(month=1, day=1), min(until, turn.today)
    statement = entitlements.statement_of(turn.session, customer.id, on)
    are_closed = customer.closed_until is not None and on <= customer.closed_until
    kept = _kept(turn, customer, on) if are_closed else None
    titles = _titles(kept) if kept is not None else {}
    return Issued(
        customer.key,
        customer.name,
        customer.language,
        turn.today,
        customer.closed_until,
        number_of(customer, kept) if kept is not None else None,
        year_lines(_titled(statement, titles), first, _times(turn, customer, first, on)),
        _replies(turn, customer, first, on, titles),
    )


class StatementFile(Letter, topic="statement", called="a customer's statement", way=Way.FILE):
    """A year of a customer as a document, for where it was asked for (in a `thread`, by its first
    message, or in none) and for whoever asked.
    """

    customer: int
    until: date
    asked_by: str
    thread: str | None = None


@people.may(Permission.EVERYBODY)
def send(
    turn: Turn,
    customer: Customer,
    until: date,
    channel_id: str | None,
    thread: str | None = None,
) -> None:
    """Let a year of a customer up to a day come as a document: into a channel, or into the thread
    in it that this message begins; or to the person.

    Impossible for a year that has not begun.
    """
    _refuse_year(turn, until.year)
    letter = StatementFile(customer.id, until, turn.person.id, thread)
    say_later(turn, channel_id or turn.person.id, letter)


def _refuse_year(turn: Turn, year: int) -> None:
    """Refuse a year of which there is nothing to tell (Impossible)."""
    if year > turn.today.year:
        raise Impossible(f"{year} has not begun yet.")
    if year < EARLIEST.year:
        raise Impossible(f"A year is {EARLIEST.year} or later.")


def _kept(turn: Turn, customer: Customer, on: date) -> KeptStatement | None:
    """Return the statement that was kept last of a day, if one was."""
    kept = KeptStatement
    of_day = select(kept).where(kept.customer_id == customer.id, kept.day == on)
    return turn.session.scalars(of_day.order_by(kept.version.desc()).limit(1)).first()


def _titles(kept: KeptStatement) -> Mapping[int, str]:
    """Return the titles that cases had when a statement was kept: what has a number is printed
    alike each time, also after a title was mended (E10).
    """
    return {case.number: case.title for case in StatementIssued.of_json(kept.statement).cases}


def _titled(statement: Statement, titles: Mapping[int, str]) -> Statement:
    """Return a statement with these titles of cases, where there are any."""
    if not titles:
        return statement
    accounts = (
        replace(each, title=titles.get(each.number, each.title)) for each in statement.accounts
    )
    return replace(statement, accounts=tuple(accounts))


def _times(turn: Turn, customer: Customer, first: date, on: date) -> dict[int, Spent]:
    """Return the time by block and month of each case with time between two days."""
    worked_on = (
        standing(TimeRow.case_id)
        .join(Case, Case.id == TimeRow.case_id)
        .where(Case.customer_id == customer.id, TimeRow.day.between(first, on))
        .distinct()
    )
    return times_of(turn, turn.session.scalars(worked_on).all(), on)


def _replies(
    turn: Turn, customer: Customer, first: date, on: date, titles: Mapping[int, str]
) -> Replies:
    """Return what became of the first responses to what was reported between two days.

    What was withdrawn has no clock (S6).
    """
    since, until = turn.calendar.instant(first, time()), turn.calendar.instant(on + ONE_DAY, time())
    reported = select(Case).where(
        Case.customer_id == customer.id,
        Case.withdrawn_at.is_(None),
        Case.reported_at >= since,
        Case.reported_at < until,
    )
    cases = turn.session.scalars(reported.order_by(Case.reported_at, Case.id)).all()
    by_target: dict[Target, list[bool]] = defaultdict(list)
    late, running = [], 0
    for item in clocks_of(turn, cases):
        state = item.clock.state(turn.moment)
        if state is ClockState.RUNNING:
            running += 1
            continue
        by_target[item.clock.target].append(state is ClockState.MET)
        if state is not ClockState.MET:
            late.append(_late(turn, item, titles))
    told = sorted(by_target.items(), key=lambda told: told[0].rank)
    return Replies([(target, sum(met), len(met)) for target, met in told], late, running)


def _late(turn: Turn, item: CaseClock, titles: Mapping[int, str]) -> Late:
    local, given = turn.calendar.local, item.clock.responded
    return Late(
        item.case.id,
        titles.get(item.case.id, item.case.title),
        local(item.clock.reported),
        local(item.clock.due),
        local(given) if given else None,
    )
