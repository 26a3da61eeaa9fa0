"""Opening a case: where it goes (R1, R2), and what would come of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.problems import Impossible, Missing
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rules.contract_year import level_on
from models.rules.limits import LONGEST_TITLE
from models.rules.noted import AboutCase
from models.rules.permissions import Permission
from models.rules.routing import Route, route
from models.rules.service_definition import (
    DEFAULT_SEVERITY,
    LEVEL,
    TOUCHPOINT_KINDS,
    TOUCHPOINT_LEVELS,
    Kind,
    Level,
    Severity,
)
from models.rules.statement import Statement
from models.usecases import finding, people
from models.usecases.channels import queues, threads
from models.usecases.derived import entitlements
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.derived.entitlements import Balance
from models.usecases.paging import life, pages, ringing
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Origin:
    """The message a case was opened from."""

    channel_id: str
    thread_ts: str
    link: str | None = None


@dataclass(frozen=True)
class CaseReport:
    """What somebody reports, to be a case: None where nothing was said (Sev-3, untriaged, now).

    `reported` (aware) starts its clock (S2); `text` is what was said beside the title. `by_itself`:
    it came from none of us, so that it may join another's page (I7).
    """

    title: str
    severity: Severity | None = None
    kind: Kind | None = None
    reported: datetime | None = None
    origin: Origin | None = None
    text: str = ""
    by_itself: bool = False


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


@people.may(Permission.EVERYBODY, "open cases")
def open_case(turn: Turn, customer: Customer, report: CaseReport) -> CaseOpened:
    """Open a case for a customer (R1, R2).

    Raises Impossible for a report in the future, a second case of the same message, or a kind that
    the customer's level does not know; Missing without a title; Unknown for a kind or a severity
    that there is not.
    """
    case = _reported(turn, customer, report)
    if report.origin is not None:
        _refuse_second_case(turn, report.origin)
    # Before the case is added, which would hold the customer too: two at once would each wait for
    # the other.
    balance = Balance(turn, finding.locked(turn, customer.id))
    turn.session.add(case)
    turn.session.flush()
    turn.note(AboutCase.OPENED, case.id, new=case.title, reason=report.text)
    clock = clock_of(turn, case)
    goes = route(clock.level, case.severity)
    page = life.follow_case(turn, case, starts=True, by_itself=report.by_itself)
    if not goes.pages:
        queues.enqueue(turn, clock)
    rang = pages.rung_people(turn, page) if page else ()
    return CaseOpened(case, customer, clock, goes, balance.difference().after, page, rang)


def _reported(turn: Turn, customer: Customer, report: CaseReport) -> Case:
    """The case that a report makes, which is in no session yet; or say what is wrong with it."""
    title = fitting_title(report.title)
    reported_at = (report.reported or turn.asked_at).astimezone(UTC)
    _refuse_future(turn, reported_at)
    severity = Severity.of(DEFAULT_SEVERITY if report.severity is None else report.severity)
    kind = Kind.of(Kind.UNTRIAGED if report.kind is None else report.kind)
    refuse_unfit_kind(turn, customer, kind)
    origin = report.origin
    return Case(
        customer_id=customer.id,
        title=title,
        kind=kind,
        severity=severity,
        reported_at=reported_at,
        channel_id=origin.channel_id if origin else None,
        thread_ts=origin.thread_ts if origin else None,
        link=origin.link if origin else None,
        **turn.stamp,
    )


@people.may(Permission.EVERYBODY)
def preview(
    turn: Turn, customer: Customer, severity: Severity, reported: datetime | None = None
) -> CasePreview:
    """Return what `open_case` would do: nothing is written. Impossible for a report to come."""
    severity = Severity.of(severity)
    reported = (reported or turn.asked_at).astimezone(UTC)
    _refuse_future(turn, reported)
    case = Case(
        id=0,  # of no row: nothing was changed about it yet
        customer_id=customer.id,
        severity=severity,
        reported_at=reported,
        **turn.stamp,
    )
    clock = clock_of(turn, case)
    goes = route(clock.level, severity)
    statement = entitlements.statement_of(turn.session, customer.id, turn.today)
    rings = ringing.would_ring(turn, customer) if goes.pages else ()
    return CasePreview(customer, clock, goes, statement, rings)


def level_today(turn: Turn, customer: Customer) -> Level:
    """Return the level of a customer's contract today; without one, Basic (S2, G5)."""
    agreed = entitlements.agreed_with(turn.session, [customer.id])[customer.id]
    return level_on(agreed, turn.today)


def _refuse_future(turn: Turn, reported: datetime) -> None:
    if reported > turn.moment:
        raise Impossible("A case can't have been reported in the future.")


_QUOTES = "\"'“”„‟«»‘’‚‛‹› "  # in which nothing stands


def says_nothing(title: str) -> bool:
    """Whether a title has no words: it is empty, or only quotes are left of it."""
    return not title.strip(_QUOTES)


def fitting_title(title: str) -> str:
    """Return a title on one line, or say what is wrong with it."""
    title = " ".join(title.split())
    if says_nothing(title):
        raise Missing("The case needs a title: a few words on what is wrong.")
    if len(title) > LONGEST_TITLE:
        raise Impossible(
            f"That title has {len(title)} characters; {LONGEST_TITLE} is the most. "
            "Put the details in the case's thread."
        )
    return title


def refuse_unfit_kind(turn: Turn, customer: Customer, kind: Kind) -> None:
    """Refuse a touchpoint for a customer who is neither Premium nor Managed."""
    if kind not in TOUCHPOINT_KINDS:
        return
    level = level_today(turn, customer)
    if level not in TOUCHPOINT_LEVELS:
        raise Impossible(
            f"Touchpoints come with Premium and Managed; {customer.key} has {LEVEL[level].title}."
        )


def _refuse_second_case(turn: Turn, origin: Origin) -> None:
    # Two people may choose the same message at once, and even different customers.
    threads.lock(turn, origin.channel_id, origin.thread_ts)
    if (existing := threads.case_of(turn, origin.channel_id, origin.thread_ts)) is not None:
        raise Impossible(f"#{existing.id} was already opened from this thread.")
