"""What comes in by itself: kept, and made a case, or what else follows, in one transaction (I).

Every door calls `take_in` with what it has read. Nothing of it is done twice, by its identity (I3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import select

from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.people import Person
from models.rows.reports import Arrival, Report, Source
from models.rules.limits import LONGEST_TITLE
from models.rules.noted import AboutCase, Subject
from models.rules.reports import CameOf, ReportDoor
from models.rules.roles import Role
from models.rules.secrets import without_secrets
from models.rules.service_definition import Severity
from models.usecases import finding, people
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport, Origin
from models.usecases.channels import posts, threads
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.paging import life, pages
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import change_windows, sources, unattributed
from models.usecases.roles import Actor
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Incoming:
    """What came in by itself, as a door has read it.

    `identity` is the report's (I3); `sent_at` (aware) when it was sent (I4); `title` is cut to one.
    `raw` is what arrived (I10). It is of a `source`, or of a person.
    """

    door: ReportDoor
    identity: str
    sent_at: datetime
    title: str
    raw: str
    critical: bool = False
    recovered: bool = False
    text: str = ""
    origin: Origin | None = None
    source: Source | None = None
    person_id: str | None = None
    severities: tuple[str, ...] = ()  # in a source's own words, by which `critical` goes
    uninvited: bool = False  # of somebody who does not belong to the customer's channel (I1)


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


def message_identity(channel_id: str, ts: str) -> str:
    """Return the identity of what somebody wrote in a channel (I3)."""
    return f"message {channel_id} {ts}"


def event_identity(source: Source, dedup_key: str) -> str:
    """Return the identity of what a source reports, as long as its case is open (I3)."""
    return f"event {source.id} {dedup_key}"


def on_word_of(person: Person) -> Actor:
    """Return who does what a person from outside has asked for: they themselves, who could do
    nothing else at the desk, by the way on which the desk takes their word (I1).
    """
    return Actor(person, frozenset(Role))


def was_critical(turn: Turn, case: Case) -> bool:
    """Whether somebody who reported a case has called it critical: ours may have lowered it."""
    said_so = select(Report.id).where(Report.case_id == case.id, Report.critical)
    return turn.session.scalars(said_so.limit(1)).first() is not None


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


def was_reported(turn: Turn, identity: str) -> bool:
    """Whether something was taken for a report already, also if nobody knows yet whose it is."""
    reported = select(Report.id).where(Report.identity == identity)
    came = select(Arrival.id).where(
        Arrival.identity == identity, Arrival.came.not_in((CameOf.WAITS, CameOf.ADDED))
    )
    return any(turn.session.scalars(each.limit(1)).first() is not None for each in (reported, came))


def title_of(words: str) -> str:
    """Return a title from what somebody wrote, or a program reports: on one line, and cut."""
    line = " ".join(words.split())
    if opening.says_nothing(line):
        return "(without words)"
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1].rstrip()}…"


def take_in(turn: Turn, incoming: Incoming, customer: Customer | None) -> Taken:
    """Keep what came in for a customer, and do what follows (I2 to I8); None: nobody knows whose.

    The same identity changes the case that it has opened, and opens no second one.
    """
    incoming = _without_secrets(_as_called_now(turn, incoming))
    turn.lock(f"report {incoming.identity}")
    for held in _held_of(turn, incoming):
        _route_if_due(turn, held)
    arrival = keep(turn, incoming, customer, CameOf.LEFT_ALONE)  # unless something follows
    return _followed(turn, incoming, arrival, customer)


def _as_called_now(turn: Turn, incoming: Incoming) -> Incoming:
    """Return what was said in a channel under the id that this has by now, by which it is known."""
    if (origin := incoming.origin) is None:
        return incoming
    channel_id = finding.channel_now(turn, origin.channel_id)
    if channel_id == origin.channel_id:
        return incoming
    ts = incoming.identity.rpartition(" ")[2]
    origin = replace(origin, channel_id=channel_id)
    return replace(incoming, identity=message_identity(channel_id, ts), origin=origin)


def _without_secrets(incoming: Incoming) -> Incoming:
    """Return what came in as it is kept and shown."""
    return replace(
        incoming,
        title=without_secrets(incoming.title),
        text=without_secrets(incoming.text),
        raw=without_secrets(incoming.raw),
    )


def hear_sign(turn: Turn, incoming: Incoming, customer: Customer) -> Taken:
    """Keep a sign of life; what was opened because it stayed away has recovered (I6, I11)."""
    turn.lock(f"report {incoming.identity}")
    arrival = keep(turn, incoming, customer, CameOf.ALIVE)
    known = _known_report(turn, incoming, customer)
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
    known = _known_report(turn, incoming, customer)
    if incoming.recovered:
        return _recovered(turn, incoming, arrival, known)
    if _is_held(turn, incoming, arrival, customer, known):
        return Taken(arrival)
    if known is not None:
        return _again(turn, incoming, arrival, known)
    return _opened(turn, incoming, arrival, customer)


def keep(turn: Turn, incoming: Incoming, customer: Customer | None, came: CameOf) -> Arrival:
    """Keep what came in, and what came of it (I10)."""
    arrival = Arrival(
        at=turn.moment,
        sent_at=never_later(turn, incoming.sent_at),
        door=incoming.door,
        identity=incoming.identity,
        customer_id=customer.id if customer is not None else None,
        source_id=incoming.source.id if incoming.source is not None else None,
        person_id=incoming.person_id,
        read_as=_read_as(incoming),
        raw=incoming.raw,
        came=came,
    )
    turn.session.add(arrival)
    return arrival


def never_later(turn: Turn, at: datetime) -> datetime:
    """Return an aware instant in UTC, or now where the clock goes ahead elsewhere (I4)."""
    return min(at.astimezone(UTC), turn.moment)


def _read_as(incoming: Incoming) -> dict[str, object]:
    origin = incoming.origin
    read: dict[str, object] = {"title": title_of(incoming.title), "text": incoming.text}
    read |= {"critical": incoming.critical, "recovered": incoming.recovered}
    if incoming.severities:
        read |= {"severities": incoming.severities}
    if incoming.uninvited:
        read |= {"uninvited": True}
    if origin is not None:
        read |= {"channel": origin.channel_id, "thread": origin.thread_ts, "link": origin.link}
    return read


def incoming_of(turn: Turn, arrival: Arrival) -> Incoming:
    """Return what an arrival was read as, to be treated as if it came in now (I8, I10).

    Whether it is critical goes by the words that its source has for that now.
    """
    read, source_id = arrival.read_as, arrival.source_id
    source = turn.session.get_one(Source, source_id) if source_id is not None else None
    channel, thread, link = (read.get(name) for name in ("channel", "thread", "link"))
    said = read.get("severities")
    severities = tuple(map(str, said)) if isinstance(said, list | tuple) else ()
    critical = bool(read["critical"])
    if source is not None and severities:
        critical = sources.is_critical(source, severities)
    return Incoming(
        arrival.door,
        arrival.identity,
        arrival.sent_at,
        str(read["title"]),
        arrival.raw,
        critical=critical,
        recovered=bool(read["recovered"]),
        text=str(read["text"]),
        origin=Origin(str(channel), str(thread), str(link) if link else None) if channel else None,
        source=source,
        person_id=arrival.person_id,
        severities=severities,
    )


# --- what it is about -----------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownReport:
    """A report of a case, and the case that stands for that by now (S6)."""

    report: Report
    case: Case


def _known_report(turn: Turn, incoming: Incoming, customer: Customer) -> KnownReport | None:
    """Return the report that something says again, or one of the case in whose thread it was said.

    Until this turn has ended nobody else opens a case from that thread, nor changes that case.
    """
    if (origin := incoming.origin) is not None:
        threads.lock(turn, origin.channel_id, origin.thread_ts)
    finding.locked(turn, customer.id)
    known = _of_identity(turn, incoming, customer)
    if known is None and (case := _case_of_thread(turn, incoming, customer)) is not None:
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
    lives = _lives_in(turn, incoming.origin)
    case = finding.standing_for(turn, lives) if lives is not None else None
    if case is None or case.closed_at is not None or case.customer_id != customer.id:
        return None
    return case


def _lives_in(turn: Turn, origin: Origin | None) -> Case | None:
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


# --- what follows ---------------------------------------------------------------------------------


def _opened(turn: Turn, incoming: Incoming, arrival: Arrival, customer: Customer) -> Taken:
    """Open a case in the thread of its message; where another came of that, in its own."""
    report = CaseReport(
        title_of(incoming.title),
        Severity.SEV1 if incoming.critical else None,
        reported=arrival.sent_at,
        origin=incoming.origin if _lives_in(turn, incoming.origin) is None else None,
        text=incoming.text,
        by_itself=True,
    )
    done = opening.open_case(turn, customer, report)
    reported(turn, incoming, done.case, seen=1)
    arrival.came, arrival.case_id = CameOf.OPENED, done.case.id
    return Taken(arrival, done.case, done.clock, done.page)


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
