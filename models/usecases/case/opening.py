"""Opening cases, looking at them, listing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.problems import Impossible, Missing
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.time import TimeRow
from models.rules.contract_year import contracts, level_on
from models.rules.limits import LONGEST_TITLE
from models.rules.response import ClockState
from models.rules.routing import Route, queue_order, route
from models.rules.service_definition import (
    DEFAULT_SEVERITY,
    LEVEL,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_LEVELS,
)
from models.rules.statement import CaseAccount, Statement
from models.usecases import finding, people
from models.usecases.channels import queues, threads
from models.usecases.derived import entitlements
from models.usecases.derived import history as case_history
from models.usecases.derived.clocks import CaseClock, clock_of, readable
from models.usecases.derived.history import Happening
from models.usecases.escalation.time_entries import standing_entries
from models.usecases.paging import climbing, pages, ringing
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Origin:
    """The message a case was opened from."""

    channel_id: str
    thread_ts: str
    link: str | None = None


@dataclass(frozen=True)
class CaseOpened:
    """A new case: its clock, where it went and why, and its customer's statement of today.

    `page` is the page that rings for it, if it is paged, and `rung_people` whom it rang at once.
    """

    case: Case
    customer: Customer
    clock: CaseClock
    route: Route
    statement: Statement
    page: Page | None = None
    rung_people: Sequence[str] = ()


@dataclass(frozen=True)
class CasePreview:
    """Where a case would go and by when its first response would be due, were it opened now.

    `rings` is whom its page would ring at once, if it would be paged (R1).
    """

    customer: Customer
    clock: CaseClock
    route: Route
    statement: Statement
    rings: Sequence[str] = ()


@dataclass(frozen=True)
class CaseShown:
    """One case whole."""

    case: Case
    customer: Customer
    clock: CaseClock
    account: CaseAccount | None
    statement: Statement
    entries: Sequence[TimeRow]
    history: Sequence[Happening]
    customer_keys: dict[int, str]


@dataclass(frozen=True)
class ListedCase:
    """One line of a list of cases."""

    clock: CaseClock
    customer_key: str
    minutes: int
    owner: str | None  # by name

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.clock.case


@dataclass(frozen=True)
class CaseList:
    """Cases in their order, and the numbers of those that can't be read: these hide no other."""

    cases: Sequence[ListedCase]
    unreadable: Sequence[int]


def open_case(
    turn: Turn,
    customer: Customer,
    title: str,
    severity: int | None = None,
    kind: str | None = None,
    reported: datetime | None = None,
    origin: Origin | None = None,
    text: str = "",
) -> CaseOpened:
    """Open a case for a customer; `reported` (default: now) starts its clock (S2).

    `text` is what was said beside the title.

    Raises Impossible for a report in the future, a second case of the same message, or a kind that
    the customer's level does not know.
    """
    title = fitting_title(title)
    reported = reported or turn.moment
    _refuse_future(turn, reported)
    refuse_unfit_kind(turn, customer, kind or "untriaged")
    if origin is not None:
        # Two people may choose the same message at once, and even different customers.
        turn.lock(f"thread {origin.channel_id} {origin.thread_ts}")
        _refuse_second_case(turn, origin)
    # Before the case is added, which would hold the customer too: two at once would each wait for
    # the other.
    finding.locked(turn, customer.id)
    case = Case(
        customer_id=customer.id,
        title=title,
        kind=kind or "untriaged",
        severity=severity or DEFAULT_SEVERITY,
        reported_at=reported,
        channel_id=origin.channel_id if origin else None,
        thread_ts=origin.thread_ts if origin else None,
        link=origin.link if origin else None,
        **turn.stamp,
    )
    turn.session.add(case)
    turn.session.flush()
    turn.note("case", case.id, "opened", new=title, reason=text)
    clock = clock_of(turn, case)
    goes = route(clock.level, case.severity)
    page = climbing.follow(turn, case, starts=True)
    if not goes.pages:
        queues.enqueue(turn, clock)
    threads.begin(turn, case)
    statement = entitlements.statement_of(turn.session, customer.id, turn.today)
    rang = pages.rung_people(turn, page) if page else ()
    return CaseOpened(case, customer, clock, goes, statement, page, rang)


def preview(
    turn: Turn, customer: Customer, severity: int, reported: datetime | None = None
) -> CasePreview:
    """Return what `open_case` would do: nothing is written. Impossible for a report to come."""
    reported = reported or turn.moment
    _refuse_future(turn, reported)
    case = Case(
        id=0,  # of no row: nothing was changed about it yet
        customer_id=customer.id,
        severity=severity,
        reported_at=reported,
    )
    clock = clock_of(turn, case)
    goes = route(clock.level, severity)
    statement = entitlements.statement_of(turn.session, customer.id, turn.today)
    rings = ringing.would_ring(turn, customer) if goes.pages else ()
    return CasePreview(customer, clock, goes, statement, rings)


def _refuse_future(turn: Turn, reported: datetime) -> None:
    if reported > turn.moment:
        raise Impossible("A case can't have been reported in the future.")


def fitting_title(title: str) -> str:
    """Return a title on one line, or say what is wrong with it."""
    title = " ".join(title.split())
    if not title:
        raise Missing("The case needs a title: a few words on what is wrong.")
    if len(title) > LONGEST_TITLE:
        raise Impossible(
            f"That title has {len(title)} characters; {LONGEST_TITLE} is the most. "
            "Put the details in the case's thread."
        )
    return title


def refuse_unfit_kind(turn: Turn, customer: Customer, kind: str) -> None:
    """Refuse a touchpoint for a customer who is neither Premium nor Managed."""
    if kind not in TOUCHPOINT_KINDS:
        return
    facts = entitlements.facts_of(turn.session, [customer.id])[customer.id]
    level = level_on(contracts(facts.contracts), turn.today)
    if level not in TOUCHPOINT_LEVELS:
        raise Impossible(
            f"Touchpoints come with Premium and Managed; {customer.key} has {LEVEL[level].title}."
        )


def _refuse_second_case(turn: Turn, origin: Origin) -> None:
    if (existing := threads.case_of(turn, origin.channel_id, origin.thread_ts)) is not None:
        raise Impossible(f"#{existing.id} was already opened from this thread.")


def show(turn: Turn, number: int) -> CaseShown:
    """Return everything about one case; Unknown if there is none."""
    case = finding.case(turn, number)
    statement = entitlements.statement_of(turn.session, case.customer_id, turn.today)
    return CaseShown(
        case,
        finding.customer_of(turn, case),
        clock_of(turn, case),
        statement.case(number),
        statement,
        standing_entries(turn, [number]),
        case_history.history(turn, number),
        {customer.id: customer.key for customer in finding.customers(turn)},
    )


def clock_explained(turn: Turn, number: int) -> CaseClock:
    """Return the clock of one case, to be explained; Unknown if there is none."""
    return clock_of(turn, finding.case(turn, number))


def list_cases(turn: Turn, which: str, customer: Customer | None = None) -> CaseList:
    """Return cases in the order in which they should be taken (R2), closed ones last.

    `which`: `mine`, `customer` and `queue` (without a first response) list open cases, `overdue`
    those past their due instant, `all` also the closed ones.
    """
    wanted = select(Case)
    if which != "all":
        wanted = wanted.where(Case.closed_at.is_(None))
    if which == "mine":
        wanted = wanted.where(Case.owner_id == turn.person.id)
    if customer is not None:
        wanted = wanted.where(Case.customer_id == customer.id)
    if which in ("queue", "overdue"):
        wanted = wanted.where(Case.responded_at.is_(None))
    found = turn.session.scalars(wanted.order_by(Case.id)).all()
    clocks = readable(turn, found)
    read = {c.case.id for c in clocks}
    unreadable = [case.id for case in found if case.id not in read]
    if which == "overdue":
        clocks = [c for c in clocks if c.clock.state(turn.moment) is ClockState.OVERDUE]
    if which == "queue":  # a Managed Sev-1 is paged, it never waits (R1)
        clocks = [c for c in clocks if not route(c.level, c.case.severity).pages]
    clocks.sort(key=_order)
    keys = {c.id: c.key for c in finding.customers(turn)}
    minutes = _minutes(turn, [c.case.id for c in clocks])
    names = people.names(turn.session, [c.case.owner_id for c in clocks if c.case.owner_id])
    listed = [
        ListedCase(
            c,
            keys[c.case.customer_id],
            minutes.get(c.case.id, 0),
            names.get(c.case.owner_id or "", c.case.owner_id),
        )
        for c in clocks
    ]
    return CaseList(listed, unreadable)


def _order(item: CaseClock) -> tuple[bool, bool, object]:
    case = item.case
    waits = queue_order(item.clock.due, item.level, case.reported_at)
    return case.closed_at is not None, case.responded_at is not None, waits


def _minutes(turn: Turn, numbers: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for entry in standing_entries(turn, numbers):
        found[entry.case_id] = found.get(entry.case_id, 0) + entry.minutes
    return found
