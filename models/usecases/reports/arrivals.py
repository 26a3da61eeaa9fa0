"""What comes in by itself: kept, and made a case, or what else follows, in one transaction (I).

Every door calls `take_in` with what it has read (`incoming`). Nothing of it is done twice, by its
identity (I3): what it says again, and of which case, stands in `known_reports`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.people import Person
from models.rows.reports import Arrival, Report, Source
from models.rules.noted import AboutCase, Subject
from models.rules.reports import CameOf
from models.rules.roles import Role
from models.rules.service_definition import Severity
from models.usecases import finding, people
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.channels import posts
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.paging import pages
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import change_windows, told, unattributed
from models.usecases.reports.incoming import Incoming, as_kept, incoming_of, keep, title_of
from models.usecases.reports.known_reports import KnownReport, known_report, lives_in, reported
from models.usecases.roles import Actor
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Taken:
    """What became of something that came in: its arrival, and the case that it is about."""

    arrival: Arrival
    case: Case | None = None
    clock: CaseClock | None = None
    page: Page | None = None

    @property
    def is_new(self) -> bool:
        """Whether it has opened its case."""
        return self.arrival.came is CameOf.OPENED


def on_word_of(person: Person) -> Actor:
    """Return who does what a person from outside has asked for: they themselves, who could do
    nothing else at the desk, by the way on which the desk takes their word (I1).
    """
    return Actor(person, frozenset(Role))


def take_in(turn: Turn, incoming: Incoming, customer: Customer | None) -> Taken:
    """Keep what came in for a customer, and do what follows (I2 to I8); None: nobody knows whose.

    The same identity changes the case that it has opened, and opens no second one.
    """
    incoming = as_kept(turn, incoming)
    turn.lock(f"report {incoming.identity}")
    for held in _held_of(turn, incoming):
        _route_if_due(turn, held)
    arrival = keep(turn, incoming, customer, CameOf.LEFT_ALONE)  # unless something follows
    return _followed(turn, incoming, arrival, customer)


def hear_sign(turn: Turn, incoming: Incoming, customer: Customer) -> Taken:
    """Keep a sign of life; what was opened because it stayed away has recovered (I6, I11)."""
    turn.lock(f"report {incoming.identity}")
    arrival = keep(turn, incoming, customer, CameOf.ALIVE)
    known = known_report(turn, incoming, customer)
    if known is not None and known.report.recovered_at is None:
        return _recovered(turn, incoming, arrival, known)
    return Taken(arrival)


def _held_of(turn: Turn, incoming: Incoming) -> Sequence[Arrival]:
    """What is held of the same report; of what people report nothing is (I8)."""
    if incoming.source is None:
        return ()
    return change_windows.held_of(turn, incoming.identity)


def route(turn: Turn, arrival_id: int) -> None:
    """Do what follows of what was held for a change window, if that has ended (I8)."""
    held = turn.session.get_one(Arrival, arrival_id)
    turn.lock(f"report {held.identity}")
    _route_if_due(turn, held)


def _route_if_due(turn: Turn, held: Arrival) -> None:
    assert held.customer_id is not None, "only what is some customer's is held"
    customer = finding.locked(turn, held.customer_id)  # whose windows may be ending just now
    turn.session.refresh(held)
    if held.held_until is not None and held.held_until <= turn.moment:
        held.held_until = None
        treat(turn, held, customer)


def treat(turn: Turn, arrival: Arrival, customer: Customer) -> Taken:
    """Do what follows of something that was kept, now that it is known to be this customer's.

    It is done by whoever it came from, whoever lets it be done.
    """
    arrival.customer_id = customer.id
    person = people.known(turn.session, arrival.person_id) if arrival.person_id else None
    by = on_word_of(person) if person is not None else DESK_ITSELF
    theirs = Turn(turn.desk, turn.session, by, turn.moment)
    return _followed(theirs, incoming_of(turn, arrival), arrival, customer)


def _followed(turn: Turn, incoming: Incoming, arrival: Arrival, customer: Customer | None) -> Taken:
    """Do what follows of something that came in, and say so of its arrival (I2 to I8)."""
    customer = customer or unattributed.whose(turn, arrival)
    if customer is None:
        return Taken(arrival)
    known = known_report(turn, incoming, customer)
    if incoming.recovered:
        return _recovered(turn, incoming, arrival, known)
    if _is_held(turn, incoming, arrival, customer, known):
        return Taken(arrival)
    if known is not None:
        return _again(turn, incoming, arrival, known)
    return _opened(turn, incoming, arrival, customer)


def _opened(turn: Turn, incoming: Incoming, arrival: Arrival, customer: Customer) -> Taken:
    """Open a case in the thread of its message; where another came of that, in its own."""
    report = CaseReport(
        title_of(incoming.title),
        Severity.SEV1 if incoming.critical else None,
        reported=arrival.sent_at,
        origin=incoming.origin if lives_in(turn, incoming.origin) is None else None,
        text=_said(incoming),
        by_itself=True,
    )
    done = opening.open_case(turn, customer, report)
    reported(turn, incoming, done.case, seen=1)
    arrival.came, arrival.case_id = CameOf.OPENED, done.case.id
    if incoming.mail is not None:
        told.answer_mail(turn, done.case, incoming.mail)
    return Taken(arrival, done.case, done.clock, done.page)


def _said(incoming: Incoming) -> str:
    """Return what was said beside the title; of a mail, by whom too."""
    if incoming.mail is None:
        return incoming.text
    return f"By mail, from {incoming.mail.sender or 'nobody who is named'}: {incoming.text}"


def _is_held(
    turn: Turn, incoming: Incoming, arrival: Arrival, customer: Customer, known: KnownReport | None
) -> bool:
    """Hold what a source reports in a change window, unless a case only counts it (I8)."""
    counts = known is not None and not _raises(turn, incoming, known)
    if incoming.source is None or counts:
        return False
    arrival.held_until = change_windows.held_until(turn, customer, arrival.sent_at)
    if arrival.held_until is None:
        return False
    arrival.came = CameOf.HELD
    return True


def _raises(turn: Turn, incoming: Incoming, known: KnownReport) -> bool:
    """Whether what came again raises its case: called critical for the first time, or anew after a
    recovery had lowered it (I2); what ours have lowered stays so.
    """
    case = known.case
    if not incoming.critical or case.closed_at is not None or case.severity is Severity.SEV1:
        return False
    return not known.report.critical or _was_lowered_by_recovery(turn, case)


def _was_lowered_by_recovery(turn: Turn, case: Case) -> bool:
    """Whether a case has its severity from a source that had recovered: the desk itself, which
    lowers for nothing else (I6), was the last to change it.
    """
    changed = select(Change).where(
        Change.subject == Subject.CASE,
        Change.subject_id == case.id,
        Change.what == AboutCase.SEVERITY,
    )
    last = turn.session.scalars(changed.order_by(Change.id.desc()).limit(1)).first()
    return last is not None and last.by == DESK_ITSELF.person.id


def _again(turn: Turn, incoming: Incoming, arrival: Arrival, known: KnownReport) -> Taken:
    """Count what came before, and raise its case where that `_raises` it."""
    report, case = known.report, known.case
    raises = _raises(turn, incoming, known)
    if incoming.mail is not None and not report.seen:  # it is another, of the same matter
        turn.note(AboutCase.MAILED, case.id, new=incoming.mail.sender, reason=incoming.text)
        told.tell_of_mail(turn, case, arrival)
    report.seen, report.last_at = report.seen + 1, max(report.last_at, arrival.sent_at)
    report.recovered_at = None
    arrival.came, arrival.case_id = CameOf.SEEN_AGAIN, case.id
    report.critical = report.critical or incoming.critical
    if raises:
        changes.set_severity(turn, case.id, Severity.SEV1, by_itself=True)
        arrival.came = CameOf.RAISED
    return _about(turn, arrival, known)


def _recovered(
    turn: Turn, incoming: Incoming, arrival: Arrival, known: KnownReport | None
) -> Taken:
    """Lower a case whose source says that it is over, where nobody of ours is at it (I6). What it
    had reported in a change window that is still open is over with it (I8).
    """
    for held in _held_of(turn, incoming):
        held.held_until, held.came = None, CameOf.PASSED
    if known is None or incoming.source is None:
        arrival.came = CameOf.NOTHING_OPEN
        return Taken(arrival)
    report, case = known.report, known.case
    arrival.came, arrival.case_id = CameOf.RECOVERED, case.id
    if report.recovered_at is not None:  # which was said already
        return _about(turn, arrival, known)
    report.recovered_at = arrival.sent_at
    if _may_lower(turn, case, incoming.source):
        says = f"recovered, says {incoming.source.name}"
        changes.set_severity(turn, case.id, Severity.SEV2, says)
        arrival.came = CameOf.LOWERED
    else:
        turn.note(AboutCase.RECOVERED, case.id, new=incoming.source.name)
    return _about(turn, arrival, known)


def _may_lower(turn: Turn, case: Case, source: Source) -> bool:
    """Whether only this source has reported a case and its doubles, and says that all of it has
    recovered; and nobody of ours is at it (I6).
    """
    if source.keeps_severity or case.severity is not Severity.SEV1:
        return False
    page = pages.open_page_of(turn, case.id)
    if case.owner_id or case.responded_at or (page is not None and page.acknowledged_by):
        return False
    cases = finding.with_doubles(turn, case)
    burns = select(Report.id).where(
        Report.case_id.in_([each.id for each in cases]),
        Report.source_id.is_distinct_from(source.id) | Report.recovered_at.is_(None),
    )
    by_itself = all(each.by == DESK_ITSELF.person.id for each in cases)
    return by_itself and turn.session.scalars(burns.limit(1)).first() is None


def _about(turn: Turn, arrival: Arrival, known: KnownReport) -> Taken:
    """Return how the case stands that something was about, and show it so."""
    for number in {known.case.id, known.report.case_id}:
        posts.refresh(turn, number)
    page = pages.open_page_of(turn, known.case.id)
    return Taken(arrival, known.case, clock_of(turn, known.case), page)
