"""What people from outside press: a button on a case, or on a message that waits (I1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import assert_never

from handlers.blocks.case import to_outsiders as say
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.from_outside import Press
from handlers.hearing.outside.taking import (
    Takes,
    Taking,
    how_it_stands,
    if_heard,
    is_shown_in,
    stands,
)
from handlers.hearing.uninvited import is_uninvited
from handlers.letters.outsiders import reply
from handlers.talk import Request
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rows.reports import WaitingMessage
from models.rules.reports import Reply, ReportDoor
from models.rules.service_definition import Severity
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.reports import arrivals, known_reports, told
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Presses:
    """Takes presses of the buttons that people from outside have."""

    taking: Taking

    def take(
        self, request: Request, person: Person, press: Press | None, number: int
    ) -> Answer | None:
        """Take a press, authorised by channel, customer and workspace: of a button on the case, or
        on the message that waits, with a number. Return what only who has pressed is told.

        That is no more than a courtesy; what somebody in need reads nowhere else is said in the
        thread.
        """
        if press is None or is_uninvited(self.taking.conversation, request.channel_id, person):
            return self._refused(request, person)
        match press:
            case Press.CASE_CRITICAL:
                takes: Takes = partial(on_case, number=number)
            case Press.MESSAGE_CRITICAL | Press.MESSAGE_OPENS:
                critical = press is Press.MESSAGE_CRITICAL
                takes = partial(on_message, number=number, critical=critical)
            case _:
                assert_never(press)

        def tells(turn: Turn) -> Answer | None:
            said = if_heard(turn, request.channel_id, takes)
            if said is None:
                return None
            channel, thread = request.channel_id, _thread_of(request)
            if channel is None or thread is None or not _is_said_nowhere_else(turn, said):
                return reply(turn, said)
            told.tell(turn, channel, thread, said)
            return None

        return self.taking.once(request, person, tells)

    def _refused(self, request: Request, person: Person) -> Answer:
        with self.taking.reading(person) as turn:
            customer = finding.customer_of_channel(turn, request.channel_id)
            return say.does_nothing_here(customer)


def _thread_of(request: Request) -> str | None:
    """Return the thread in which a button was pressed, or would be answered."""
    pressed = request.body.get("container") or {}
    thread: str | None = pressed.get("thread_ts") or pressed.get("message_ts")
    return thread


def _is_said_nowhere_else(turn: Turn, said: ToTell) -> bool:
    """Whether whoever is in need reads it in no headline: that nothing is taken in the channel, or
    that nobody is rung for a case that is closed.
    """
    if said.case is not None:
        return finding.case(turn, said.case).closed_at is not None
    return said.reply is Reply.NOBODY_LISTENS


def _not_theirs(customer: Customer | None) -> ToTell:
    return ToTell(Reply.DOES_NOTHING, customer=customer.id if customer is not None else None)


def on_case(turn: Turn, customer: Customer | None, *, number: int) -> ToTell | None:
    """Call a case critical that lives in its customer's channel, or the one that stands for it by
    now (S6), if that is news.
    """
    pressed = finding.known_case(turn, number)
    if pressed is None or not _is_at_home(turn, customer, pressed):
        return _not_theirs(customer)
    case = finding.standing_for(turn, pressed)
    if customer is None or case.customer_id != customer.id:
        return _not_theirs(customer)
    is_critical = case.severity is Severity.SEV1 or known_reports.was_critical(turn, case)
    if is_critical or not case.waits or case.thread_ts is None:
        return stands(case)
    origin = Origin(str(case.channel_id), case.thread_ts, case.link)
    incoming = _pressed(turn, origin, case.title, turn.moment, critical=True)
    taken = arrivals.take_in(turn, incoming, customer)
    here = str(pressed.thread_ts)
    return None if is_shown_in(here, taken) else how_it_stands(taken)


def on_message(
    turn: Turn, customer: Customer | None, *, number: int, critical: bool
) -> ToTell | None:
    """Open a case from a message that waits in its customer's channel, or call that critical."""
    message = turn.session.get(WaitingMessage, number)
    if message is None or not _is_at_home(turn, customer, message):
        return _not_theirs(customer)
    origin = Origin(message.channel_id, message.ts, message.link)
    incoming = _pressed(turn, origin, message.text, message.sent_at, critical)
    taken = arrivals.take_in(turn, incoming, customer)
    return None if is_shown_in(message.ts, taken) else how_it_stands(taken)


def _is_at_home(turn: Turn, customer: Customer | None, found: Case | WaitingMessage) -> bool:
    """Whether a case, or a message, is of this customer and in one of its channels."""
    at_home = finding.customer_id_of_channel(turn, found.channel_id)
    return customer is not None and found.customer_id == at_home == customer.id


def _pressed(turn: Turn, origin: Origin, words: str, sent_at: datetime, critical: bool) -> Incoming:
    return Incoming(
        ReportDoor.PRESS,
        message_identity(origin.channel_id, origin.thread_ts),
        sent_at,
        words.partition("\n")[0],
        raw="This is critical" if critical else "Open a case",
        critical=critical,
        text=words,
        origin=origin,
        person_id=turn.person.id,
    )
