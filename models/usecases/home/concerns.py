"""What concerns somebody just now: what their Home shows. Nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.outbox import OutboxRow
from models.rules.forecast import Forecast, Silence
from models.rules.permissions import Permission
from models.rules.response import ClockState
from models.rules.roles import Role
from models.rules.routing import WhichCases
from models.rules.statement import Block, Charge, GrantLine, Statement
from models.usecases import finding, people, undelivered
from models.usecases.case import lists
from models.usecases.case.lists import CaseList
from models.usecases.customer import customers, renewals
from models.usecases.customer.customers import CustomerLine
from models.usecases.customer.forecasts import forecasts
from models.usecases.customer.renewals import RenewalDue
from models.usecases.derived.clocks import readable, running
from models.usecases.escalation import time_listed
from models.usecases.oncall import rotations
from models.usecases.oncall.check import Finding, check
from models.usecases.oncall.rotations import OnCall
from models.usecases.paging import pages
from models.usecases.paging.pages import PageShown
from models.usecases.reports.lateness import lateness
from models.usecases.self_watch import Delays, Overdue, overdue
from models.usecases.turn import Turn

EXPIRES_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Queue:
    """How many cases wait for a first response in a queue, overdue ones, and what nobody has."""

    waiting: int
    overdue: int
    without_owner: int


@dataclass(frozen=True)
class Engineering:
    """An engineer's: who is on call, their open cases, what waits in the queue, their minutes of
    this week."""

    on_call: Sequence[OnCall]
    mine: CaseList
    queue: Queue
    week: Mapping[date, int]


@dataclass(frozen=True)
class Undecided:
    """A block that waits for its account manager's answer (E5)."""

    line: CustomerLine
    case: Case
    block: Block


@dataclass(frozen=True)
class Uncovered:
    """A charge without a grant to take from, which waits to be settled (E7)."""

    line: CustomerLine
    case: Case
    charge: Charge


@dataclass(frozen=True)
class Expiring:
    """What is left of a grant and expires within 60 days."""

    customer: Customer
    grant: GrantLine


@dataclass(frozen=True)
class Responses:
    """First responses of cases reported in one month: met, and not met (late, or overdue now)."""

    month: date
    met: int
    not_met: int


@dataclass(frozen=True)
class Managing:
    """An account manager's: their customers, the tightest first, what comes of each by its id, and
    what they ask for.
    """

    customers: Sequence[CustomerLine]
    comes: Mapping[int, Forecast | Silence]
    waiting: Sequence[Undecided | Uncovered]
    expiring: Sequence[Expiring]
    renewals: Sequence[RenewalDue]
    responses: Sequence[Responses]


@dataclass(frozen=True)
class Health:
    """An admin's: how the desk does, what is overdue, and which messages it gave up."""

    findings: Sequence[Finding]
    late: Overdue
    late_responses: int
    unanswered_pages: int
    given_up: Sequence[OutboxRow]
    learned: Delays | None  # how late, of what customers wrote


@dataclass(frozen=True)
class HomeShown:
    """What concerns the person of the turn; None for what they are not.

    `pages` are the open ones that ring them, or that they have; `reads_figures`: the quarter's, of
    all customers, are theirs to read.
    """

    pages: Sequence[PageShown]
    engineering: Engineering | None
    managing: Managing | None
    health: Health | None
    reads_figures: bool


@people.may(Permission.EVERYBODY)
def shown(turn: Turn) -> HomeShown:
    """Return what concerns the person of the turn at its moment."""
    roles = turn.roles
    manages = not roles.isdisjoint(Permission.ACCOUNT_MANAGERS.roles)
    return HomeShown(
        [shown for shown in pages.open_pages(turn) if _concerns(turn, shown)],
        _engineering(turn) if Role.ENGINEER in roles else None,
        _managing(turn) if manages else None,
        _health(turn) if Role.ADMIN in roles else None,
        reads_figures=manages,
    )


# --- engineers ------------------------------------------------------------------------------------


def _engineering(turn: Turn) -> Engineering:
    me = turn.person.id
    monday = turn.today - timedelta(days=turn.today.weekday())
    week = defaultdict(int, time_listed.minutes_by_day(turn, me, monday, turn.today))
    days = (monday + timedelta(days=number) for number in range(7))
    shown_days = {day: week[day] for day in days if day.weekday() < 5 or week[day]}
    waiting = lists.queued(turn, running(turn))
    queue = Queue(
        len(waiting),
        sum(item.clock.state(turn.moment) is ClockState.OVERDUE for item in waiting),
        sum(item.case.owner_id is None for item in waiting),
    )
    mine = lists.list_cases(turn, WhichCases.MINE)
    return Engineering(rotations.overview(turn), mine, queue, shown_days)


def _concerns(turn: Turn, shown: PageShown) -> bool:
    """Whether somebody has a page, or was rung by it."""
    has = shown.page.acknowledged_by
    return has == turn.person.id or (
        has is None and turn.person.id in pages.rung_people(turn, shown.page)
    )


# --- account managers -----------------------------------------------------------------------------


def _managing(turn: Turn) -> Managing | None:
    own = [c for c in finding.customers(turn) if c.manager_id == turn.person.id]
    if not own:
        return None
    lines = sorted(customers.lines(turn, own), key=customers.tightness)
    return Managing(
        lines,
        forecasts(turn, own),
        _waiting(turn, lines),
        sorted(_expiring(turn, lines), key=lambda each: each.grant.grant.last_day),
        renewals.queue(turn, lines),
        _responses(turn, own),
    )


def _waiting(turn: Turn, lines: Sequence[CustomerLine]) -> list[Undecided | Uncovered]:
    asks = [(line, each) for line in lines for each in _open_points(line.statement)]
    numbers = {_block_of(each).case for _, each in asks}
    cases = {
        case.id: case for case in turn.session.scalars(select(Case).where(Case.id.in_(numbers)))
    }
    return [
        Undecided(line, cases[each.case], each)
        if isinstance(each, Block)
        else Uncovered(line, cases[each.block.case], each)
        for line, each in asks
    ]


def _open_points(statement: Statement) -> Iterator[Block | Charge]:
    for account in statement.undecided:
        yield from (block for block in account.blocks if block.undecided)
    yield from statement.uncovered


def _block_of(each: Block | Charge) -> Block:
    return each if isinstance(each, Block) else each.block


def _expiring(turn: Turn, lines: Sequence[CustomerLine]) -> Iterator[Expiring]:
    for line in lines:
        for grant in line.statement.grants:
            if grant.remaining and grant.grant.last_day <= turn.today + EXPIRES_WITHIN:
                yield Expiring(line.customer, grant)


def _responses(turn: Turn, own: Sequence[Customer]) -> list[Responses]:
    """Count the first responses of this quarter's cases, by month of the report (S3, S6)."""
    today = turn.today
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    wanted = select(Case).where(
        Case.customer_id.in_([customer.id for customer in own]),
        Case.withdrawn_at.is_(None),
        Case.reported_at >= turn.calendar.local(turn.moment) - timedelta(days=100),
    )
    counts: dict[date, list[int]] = {
        first + relativedelta(months=number): [0, 0] for number in range((today.month - 1) % 3 + 1)
    }
    for item in readable(turn, turn.session.scalars(wanted).all()):
        month = turn.calendar.day_of(item.case.reported_at).replace(day=1)
        state = item.clock.state(turn.moment)
        waits = state is ClockState.RUNNING or (
            state is ClockState.OVERDUE and item.case.closed_at is not None
        )
        if month in counts and not waits:
            counts[month][state is not ClockState.MET] += 1
    return [Responses(month, met, not_met) for month, (met, not_met) in counts.items()]


# --- admins ---------------------------------------------------------------------------------------


def _health(turn: Turn) -> Health:
    late = sum(item.clock.state(turn.moment) is ClockState.OVERDUE for item in running(turn))
    ringing = sum(each.rings for each in pages.open_pages(turn))
    given_up = undelivered.given_up(turn)
    return Health(check(turn), overdue(turn), late, ringing, given_up, lateness(turn))
