"""By what a case was reported: the report that something says again, and the case it is about (I3).

A double's reports stay its own; the case that stands for it is theirs too (S6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.reports import Arrival, Report
from models.rules.reports import CameOf
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.channels import threads
from models.usecases.paging import life
from models.usecases.reports.incoming import Incoming, never_later
from models.usecases.turn import Turn


@dataclass(frozen=True)
class KnownReport:
    """A report of a case, and the case that stands for that by now (S6)."""

    report: Report
    case: Case


def was_critical(turn: Turn, case: Case) -> bool:
    """Whether somebody who reported a case has called it critical: ours may have lowered it."""
    said_so = select(Report.id).where(Report.case_id == case.id, Report.critical)
    return turn.session.scalars(said_so.limit(1)).first() is not None


def was_reported(turn: Turn, identity: str) -> bool:
    """Whether something was taken for a report already, also if nobody knows yet whose it is."""
    reported = select(Report.id).where(Report.identity == identity)
    came = select(Arrival.id).where(
        Arrival.identity == identity, Arrival.came.not_in((CameOf.WAITS, CameOf.ADDED))
    )
    return any(turn.session.scalars(each.limit(1)).first() is not None for each in (reported, came))


def that_may_recover(turn: Turn, identities: Collection[str]) -> frozenset[str]:
    """Return which of these have a case that is open, or are held for a change window."""
    reported = (
        select(Report.identity)
        .join(Case, Case.id == Report.case_id)
        .where(Report.identity.in_(identities), Case.closed_at.is_(None))
    )
    held = select(Arrival.identity).where(
        Arrival.identity.in_(identities), Arrival.held_until.is_not(None)
    )
    return frozenset((*turn.session.scalars(reported), *turn.session.scalars(held)))


def said_critical(turn: Turn, identities: Collection[str]) -> bool:
    """Whether one of these has called its case critical."""
    said_so = select(Report.id).where(Report.identity.in_(identities), Report.critical)
    return turn.session.scalars(said_so.limit(1)).first() is not None


def known_report(turn: Turn, incoming: Incoming, customer: Customer) -> KnownReport | None:
    """Return the report that something says again, or one of the case in whose thread it was said,
    or that it answers.

    Until this turn has ended nobody else opens a case from that thread, nor changes that case.
    """
    if (origin := incoming.origin) is not None:
        threads.lock(turn, origin.channel_id, origin.thread_ts)
    finding.locked(turn, customer.id)
    known = _of_identity(turn, incoming, customer)
    if known is None:
        case = _case_of_thread(turn, incoming, customer) or _case_answered(turn, incoming, customer)
        if case is not None:
            known = KnownReport(reported(turn, incoming, case, seen=0), case)
    if known is not None:
        life.lock(turn, known.case)
    return known


def _of_identity(turn: Turn, incoming: Incoming, customer: Customer) -> KnownReport | None:
    """Return the latest report of an identity whose case is the customer's, for nobody is told of
    another's (I9); of a source's only while that is open (I3).
    """
    for known in reports_of(turn, incoming.identity):
        is_over = incoming.source is not None and known.case.closed_at is not None
        if known.case.customer_id == customer.id and not is_over:
            return known
    return None


def reports_of(turn: Turn, identity: str) -> Iterator[KnownReport]:
    """Yield the reports of an identity, the latest first, each with the case that stands for its
    own as it is now (S6).
    """
    found = (
        select(Report, Case)
        .join(Case, Case.id == Report.case_id)
        .where(Report.identity == identity)
        .order_by(Report.id.desc())
        .execution_options(populate_existing=True)
    )
    for report, case in turn.session.execute(found):
        yield KnownReport(report, finding.standing_for(turn, case))


def _case_of_thread(turn: Turn, incoming: Incoming, customer: Customer) -> Case | None:
    """Return the open case of the customer's of which a thread is in which something was said:
    never another's (I9).
    """
    lives = lives_in(turn, incoming.origin)
    case = finding.standing_for(turn, lives) if lives is not None else None
    if case is None or case.closed_at is not None or case.customer_id != customer.id:
        return None
    return case


def _case_answered(turn: Turn, incoming: Incoming, customer: Customer) -> Case | None:
    """Return the open case of the customer's that came of what a mail answers: never another's."""
    for identity in incoming.mail.answers if incoming.mail is not None else ():
        for known in reports_of(turn, identity):
            if known.case.closed_at is None and known.case.customer_id == customer.id:
                return known.case
    return None


def lives_in(turn: Turn, origin: Origin | None) -> Case | None:
    """Return the case in whose thread something was said, if it is any's."""
    return threads.case_of(turn, origin.channel_id, origin.thread_ts) if origin else None


def reported(turn: Turn, incoming: Incoming, case: Case, *, seen: int) -> Report:
    """Keep by what a case was reported, which was `seen` so often (I3)."""
    at = never_later(turn, incoming.sent_at)
    report = Report(
        identity=incoming.identity,
        case_id=case.id,
        source_id=incoming.source.id if incoming.source is not None else None,
        person_id=incoming.person_id,
        critical=incoming.critical and seen > 0,  # what was not seen yet has said nothing
        at=at,
        last_at=at,
        seen=seen,
    )
    turn.session.add(report)
    return report
