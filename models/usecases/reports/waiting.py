"""Messages of people from outside that wait, until a case is opened from one or somebody says that
it is none (I12).

Such a message has the clock that a case of its instant would have, stands in the channel of its
customer's queue, and is warned of like a case (S5). A case that is opened from it by any door ends
it: `follow` looks at what each turn has opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, tuple_

from models.next_steps import Step
from models.problems import Impossible, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import Arrival, Report, WaitingMessage
from models.rules.permissions import Permission
from models.rules.reports import CameOf, ReportDoor
from models.rules.secrets import without_secrets
from models.rules.service_definition import DEFAULT_SEVERITY, Kind, Severity
from models.rules.standing import Standing
from models.usecases import finding, people
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseOpened, CaseReport, Origin
from models.usecases.channels import queues, threads
from models.usecases.derived.clocks import CaseClock, clocks_of
from models.usecases.letter import Arrived, Letter, edit_later, say_later
from models.usecases.reports import arrivals, known_reports, unattributed
from models.usecases.reports.arrivals import Taken
from models.usecases.reports.incoming import Incoming, keep, message_identity, never_later, title_of
from models.usecases.reports.known_reports import reported
from models.usecases.turn import Turn

BELONGS_WITHIN = timedelta(minutes=5)  # what its author adds belongs to it


class Waits(Letter, topic="waits", called="a message that waits"):
    """Shows a message that waits in the channel of its queue; who is `pinged` is on duty."""

    waiting: int
    pinged: str | None = None

    def arrived(self, turn: Turn, arrived: Arrived) -> None:
        """Remember where it is shown."""
        if arrived.place is not None:
            message = turn.session.get_one(WaitingMessage, self.waiting)
            message.post_channel_id = arrived.place.channel_id
            message.post_ts = arrived.place.ts
            if message.ended_at is not None:  # meanwhile
                show_anew(turn, message)


class WaitsEdit(Letter, topic="waits on", called="an edit of a message that waits", in_place=True):
    """Edits what shows a message that waits, or has waited."""

    waiting: int
    ts: str


@dataclass(frozen=True)
class Waiting:
    """A message that waits, whose it is, and the clock that a case of it would have."""

    message: WaitingMessage
    customer: Customer
    clock: CaseClock


# --- it begins to wait ----------------------------------------------------------------------------


@dataclass(frozen=True)
class FromOutside:
    """What somebody from outside has said in a customer's channel, at an aware instant."""

    channel_id: str
    ts: str
    person_id: str
    text: str
    sent_at: datetime
    link: str | None = None
    thread_ts: str | None = None


def hear(turn: Turn, customer: Customer | None, said: FromOutside) -> WaitingMessage | None:
    """Let a message wait that begins a thread, or belong to what its author has just said (I12).

    Return what it is or belongs to; None if it is nothing that waits: a reply in a thread, or the
    message of a case. Where nobody knows whose it is (None) the admins are asked (I5).
    """
    channel_id = finding.channel_now(turn, said.channel_id)
    said = replace(said, channel_id=channel_id, text=without_secrets(said.text))
    turn.lock(f"report {message_identity(said.channel_id, said.ts)}")
    if (known := begun_at(turn, said.channel_id, said.ts)) is not None:
        return known
    before = _belongs_to(turn, said)
    if before is not None:
        before.text = f"{before.text}\n{said.text}"
        keep(turn, _incoming(said), customer, CameOf.ADDED)
        show_anew(turn, before)
        return before
    if said.thread_ts not in (None, said.ts) or _is_reported(turn, said):
        return None
    if customer is None:
        _ask_whose(turn, said)
        return None
    keep(turn, _incoming(said), customer, CameOf.WAITS)
    return _begin(turn, customer, said)


def _ask_whose(turn: Turn, said: FromOutside) -> None:
    """Keep what somebody said of whom nobody knows for which customer, once, and ask (I5)."""
    if not known_reports.was_reported(turn, message_identity(said.channel_id, said.ts)):
        uninvited = replace(_incoming(said), uninvited=True)
        unattributed.whose(turn, keep(turn, uninvited, None, CameOf.LEFT_ALONE))


def treat(turn: Turn, arrival: Arrival, customer: Customer) -> Taken:
    """Do what follows of something that was kept, now that it is known to be this customer's: what
    was said to nobody waits unless it has a case, and the rest is as `arrivals.treat` does it.
    """
    if arrival.door is not ReportDoor.MESSAGE:
        return arrivals.treat(turn, arrival, customer)
    read, link = arrival.read_as, arrival.read_as.get("link")
    said = FromOutside(
        str(read["channel"]),
        str(read["thread"]),  # which it begins
        str(arrival.person_id),
        str(read["text"]),
        arrival.sent_at,
        str(link) if link else None,
    )
    if _is_reported(turn, said):
        return arrivals.treat(turn, arrival, customer)
    arrival.customer_id, arrival.came = customer.id, CameOf.WAITS
    _begin(turn, customer, said)
    return Taken(arrival)


def _begin(turn: Turn, customer: Customer, said: FromOutside) -> WaitingMessage:
    message = WaitingMessage(
        customer_id=customer.id,
        channel_id=said.channel_id,
        ts=said.ts,
        person_id=said.person_id,
        text=said.text,
        link=said.link,
        sent_at=never_later(turn, said.sent_at),
        at=turn.moment,
    )
    turn.session.add(message)
    turn.session.flush()
    for place in homes(turn, waiting(turn, message)):
        say_later(turn, place, Waits(message.id, queues.pinged(turn)))
    return message


def _incoming(said: FromOutside) -> Incoming:
    return Incoming(
        ReportDoor.MESSAGE,
        message_identity(said.channel_id, said.ts),
        said.sent_at,
        said.text,
        raw=said.text,
        text=said.text,
        origin=Origin(said.channel_id, said.thread_ts or said.ts, said.link),
        person_id=said.person_id,
    )


def _as_said(message: WaitingMessage) -> FromOutside:
    return FromOutside(
        message.channel_id,
        message.ts,
        message.person_id,
        message.text,
        message.sent_at,
        message.link,
    )


def begun_at(turn: Turn, channel_id: str, ts: str) -> WaitingMessage | None:
    """Return the message that waits, or has waited, and began a thread; None if none did."""
    channel_id = finding.channel_now(turn, channel_id)
    found = select(WaitingMessage).where(
        WaitingMessage.channel_id == channel_id, WaitingMessage.ts == ts
    )
    return turn.session.scalars(found).first()


def _belongs_to(turn: Turn, said: FromOutside) -> WaitingMessage | None:
    """Return the message that waits of which this is more: by the same author within minutes."""
    found = select(WaitingMessage).where(
        WaitingMessage.channel_id == said.channel_id,
        WaitingMessage.person_id == said.person_id,
        WaitingMessage.ended_at.is_(None),
        WaitingMessage.sent_at <= said.sent_at,
        WaitingMessage.sent_at >= said.sent_at - BELONGS_WITHIN,
    )
    if said.thread_ts is not None:
        found = found.where(WaitingMessage.ts == said.thread_ts)
    latest = found.order_by(WaitingMessage.id.desc()).limit(1).with_for_update(key_share=True)
    return turn.session.scalars(latest.execution_options(populate_existing=True)).first()


def _is_reported(turn: Turn, said: FromOutside) -> bool:
    same = Report.identity == message_identity(said.channel_id, said.ts)
    is_report = turn.session.scalars(select(Report.id).where(same).limit(1)).first()
    return is_report is not None or threads.case_of(turn, said.channel_id, said.ts) is not None


def homes(turn: Turn, item: Waiting) -> Sequence[str]:
    """Return where a message that waits is shown: in its queue's channel, if there is one."""
    channel = queues.channel_of(turn, item.clock.level)
    return [channel] if channel is not None else []


# --- looking at it --------------------------------------------------------------------------------


def waiting(turn: Turn, message: WaitingMessage) -> Waiting:
    """Return a message with its customer and the clock that a case of it would have (I12)."""
    return with_clocks(turn, [message])[0]


def begun_by(turn: Turn, thread: Origin) -> WaitingMessage | None:
    """Return the message that waits and begins a thread, if one does."""
    message = begun_at(turn, thread.channel_id, thread.thread_ts)
    return message if message is not None and message.ended_at is None else None


@people.may(Permission.EVERYBODY)
def all_waiting(turn: Turn) -> Sequence[Waiting]:
    """Return all messages that wait, by when a first reply is due."""
    return _by_due(turn, turn.session.scalars(WAITS.order_by(WaitingMessage.id)).all())


def still_waiting(turn: Turn, numbers: Sequence[int]) -> Sequence[Waiting]:
    """Return which of these messages wait, by when a first reply is due."""
    return _by_due(turn, turn.session.scalars(WAITS.where(WaitingMessage.id.in_(numbers))).all())


def numbers_waiting(turn: Turn) -> Sequence[int]:
    """Return the numbers of all messages that wait."""
    return turn.session.scalars(WAITS.with_only_columns(WaitingMessage.id)).all()


def _by_due(turn: Turn, found: Sequence[WaitingMessage]) -> Sequence[Waiting]:
    return sorted(with_clocks(turn, found), key=lambda item: item.clock.clock.due)


WAITS = select(WaitingMessage).where(WaitingMessage.ended_at.is_(None))


def with_clocks(turn: Turn, messages: Sequence[WaitingMessage]) -> list[Waiting]:
    """Return messages with their customers and clocks, in the order given."""
    as_cases = [_as_case(message) for message in messages]
    return [
        Waiting(message, turn.session.get_one(Customer, message.customer_id), clock)
        for message, clock in zip(messages, clocks_of(turn, as_cases), strict=True)
    ]


def _as_case(message: WaitingMessage) -> Case:
    """Return the case that a message would be, of no row: without a severity and a kind.

    What one of ours has answered is its first response only once somebody says so (S3).
    """
    return Case(
        id=0,
        customer_id=message.customer_id,
        kind=Kind.UNTRIAGED,
        severity=DEFAULT_SEVERITY,
        reported_at=message.sent_at,
        at=message.at,
        by=message.person_id,
    )


def _locked(turn: Turn, number: int) -> WaitingMessage:
    """Return the message with a number as it is now, locked; Unknown if there is none.

    Before it, what whoever reports from it, or opens a case from its thread, has locked first.
    """
    message = turn.session.get(WaitingMessage, number) if number < 2**31 else None
    if message is None:
        raise Unknown(f"There is no message {number} that waits.", Step.LIST_WAITING())
    turn.lock(f"report {message_identity(message.channel_id, message.ts)}")
    threads.lock(turn, message.channel_id, message.ts)
    turn.session.refresh(message, with_for_update={"key_share": True})
    return message


# --- it ends --------------------------------------------------------------------------------------


@people.may(Permission.EVERYBODY, "open cases")
def open_case(
    turn: Turn, number: int, severity: Severity | None = None, *, replied: bool = False
) -> CaseOpened:
    """Open a case from a message that waits: in its thread, from its instant, by its author's word.

    `replied`: what one of ours has answered in its thread was the first response (S3). Impossible
    if it does not wait any more.
    """
    message = _still(turn, _locked(turn, number))
    customer = turn.session.get_one(Customer, message.customer_id)
    first, _, more = message.text.partition("\n")
    report = CaseReport(
        title_of(first),
        severity,
        reported=message.sent_at,
        origin=Origin(message.channel_id, message.ts, message.link),
        text=more,
    )
    done = opening.open_case(turn, customer, report)
    reported(turn, _incoming(_as_said(message)), done.case, seen=1)
    if replied and message.answered_at is not None:
        changes.respond(turn, done.case.id, message.answered_at)
    return done


@people.may(Permission.EVERYBODY, "say that a message is no case")
def no_case(turn: Turn, number: int) -> WaitingMessage:
    """Say that a message that waits is no case; Impossible if it does not wait any more."""
    message = _still(turn, _locked(turn, number))
    _end(turn, message, None)
    return message


def follow(turn: Turn) -> None:
    """End the messages from which this turn has opened cases, by whichever door."""
    opened = {
        (row.channel_id, row.thread_ts): row
        for row in turn.added
        if isinstance(row, Case) and row.thread_ts is not None
    }
    if not opened:
        return
    places = tuple_(WaitingMessage.channel_id, WaitingMessage.ts)
    for message in turn.session.scalars(WAITS.where(places.in_(opened))).all():
        _end(turn, message, opened[message.channel_id, message.ts])


def _end(turn: Turn, message: WaitingMessage, case: Case | None) -> None:
    message.ended_at, message.ended_by = turn.moment, turn.person.id
    message.case_id = case.id if case is not None else None
    turn.session.flush()
    show_anew(turn, message)


def _still(turn: Turn, message: WaitingMessage) -> WaitingMessage:
    if message.ended_at is None:
        return message
    by = people.name_of(turn.session, message.ended_by or "")
    if message.case_id is not None:
        raise Impossible(f"#{message.case_id} was opened from that message already, by {by}.")
    raise Impossible(f"{by} has said already that this message is no case.")


def show_anew(turn: Turn, message: WaitingMessage) -> None:
    """Let what shows a message in its queue be edited in place."""
    if message.post_channel_id is not None and message.post_ts is not None:
        edit = WaitsEdit(message.id, message.post_ts)
        edit_later(turn, message.post_channel_id, edit, lane=f"waits:{message.id}")


# --- one of ours answers --------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What whoever of ours has answered in a thread is asked, once: of a message that waits, or of
    a case without a first response. They answered `at` an instant.
    """

    at: datetime
    message: WaitingMessage | None = None
    case: Case | None = None


def answered(
    turn: Turn, author: Person, channel_id: str, thread_ts: str, at: datetime
) -> Asked | None:
    """Note that one of ours has answered in a thread at an aware instant; return what they are
    asked, privately and once (I12); None where there is nothing to ask.
    """
    if author.standing is not Standing.MEMBER:
        return None
    at = never_later(turn, at)
    message = begun_at(turn, channel_id, thread_ts)
    if message is not None and message.ended_at is None:
        if message.answered_at is not None:
            return None
        message.answered_at, message.answered_by = at, author.id
        return Asked(at, message=message)
    case = threads.case_of(turn, channel_id, thread_ts)
    if case is None or not case.waits or not _came_from_outside(turn, case):
        return None
    return Asked(at, case=case) if turn.is_news(f"asked of first reply:{case.id}") else None


def _came_from_outside(turn: Turn, case: Case) -> bool:
    by_somebody = select(Report.id).where(Report.case_id == case.id, Report.person_id.is_not(None))
    return turn.session.scalars(by_somebody.limit(1)).first() is not None
