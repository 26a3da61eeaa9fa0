"""What people from outside say to the desk: reports, and a few questions (I1, I9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from handlers.hearing.message import Message
from handlers.hearing.outside.taking import (
    Taking,
    how_it_stands,
    if_heard,
    is_shown_in,
    seen_in,
    stands,
)
from handlers.hearing.uninvited import is_uninvited
from handlers.intents.from_outside import (
    Reported,
    case_named,
    is_for_ours,
    understood,
    would_close,
)
from handlers.intents.questions_from_outside import Asks
from handlers.talk import Request
from models.rows.customers import Customer
from models.rows.people import Person
from models.rules.reports import Listens, Reply, ReportDoor
from models.usecases import finding
from models.usecases.reports import arrivals, known_reports, told
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Mentions:
    """Takes what is said beside a mention of the desk."""

    taking: Taking

    def take(self, request: Request, person: Person, message: Message, text: str) -> None:
        """Take what somebody says beside a mention of the desk; it is answered in its thread, but
        for the uninvited.
        """
        uninvited = is_uninvited(self.taking.conversation, message.channel_id, person)
        with self.taking.reading(person) as turn:
            seen = seen_in(turn, text)
            here = finding.customer_of_channel(turn, message.channel_id)
            meant = understood(seen, (here.key, here.name) if here is not None else ())
        if meant is Asks.NOTHING or (uninvited and not isinstance(meant, Reported)):
            return

        def takes(turn: Turn, customer: Customer | None) -> ToTell | None:
            about = _of_one_case(turn, customer, meant, seen) if not uninvited else None
            if about is not None:
                return about
            if isinstance(meant, Reported):
                return self._reported(turn, customer, message, meant, uninvited)
            return _answers(customer, meant)

        def takes_in(turn: Turn) -> None:
            """However long ago it was told of: once, and so answered once."""
            if told.is_news(turn, message.said_key):
                said = if_heard(turn, message.channel_id, takes)
            else:
                customer = finding.customer_of_channel(turn, message.channel_id)
                said = _edited(turn, customer, message, meant)
            if said is not None and not uninvited:
                told.tell(turn, message.channel_id, message.root, said)

        self.taking.once(request, person, takes_in)

    def _reported(
        self,
        turn: Turn,
        customer: Customer | None,
        message: Message,
        meant: Reported,
        uninvited: bool,
    ) -> ToTell | None:
        """Take a report. The headline of the case that it opens is its answer; where it is about
        one that stands elsewhere, or already, how that stands. An edit changes no report.
        """
        incoming = Incoming(
            ReportDoor.MENTION,
            message_identity(message.channel_id, message.ts),
            message.at,
            meant.title,
            raw=message.text,
            critical=meant.critical,
            text=meant.text,
            origin=self.taking.origin(message),
            person_id=turn.person.id,
            uninvited=uninvited,
        )
        if message.is_edited and known_reports.was_reported(turn, incoming.identity):
            return _edited(turn, customer, message, meant)
        taken = arrivals.take_in(turn, incoming, None if uninvited else customer)
        if taken.case is not None and is_for_ours(meant.text):
            return ToTell(Reply.FOR_OURS, case=taken.case.id)
        if taken.is_new and is_shown_in(message.root, taken):
            return None
        return how_it_stands(taken)


def _of_one_case(
    turn: Turn, customer: Customer | None, meant: Asks | Reported, seen: str
) -> ToTell | None:
    """Answer what is said of one case of theirs by its number: how it stands; of an open one also
    where it is only named, or to be closed. Nothing is opened of that; of all else a case is.
    """
    number = case_named(seen)
    named = finding.known_case(turn, number) if number is not None else None
    if named is None or customer is None or named.customer_id != customer.id:
        return None
    if meant is Asks.STATUS:
        case = finding.standing_for(turn, named)
        return stands(case) if case.customer_id == customer.id else None
    if isinstance(meant, Reported) and not meant.critical and would_close(seen):
        return ToTell(Reply.OURS_CLOSE, case=named.id) if named.closed_at is None else None
    return None


def _edited(
    turn: Turn, customer: Customer | None, message: Message, meant: Asks | Reported
) -> ToTell | None:
    """Say once that an edit changes nothing, where it calls critical what was not called so."""
    if not message.is_edited or not isinstance(meant, Reported) or not meant.critical:
        return None
    if customer is None or customer.listens is Listens.NOTHING:
        return None
    identity = message_identity(message.channel_id, message.ts)
    if known_reports.said_critical(turn, {identity}):
        return None
    is_news = told.is_news(turn, f"edit:{message.channel_id}:{message.ts}")
    return ToTell(Reply.EDITED, customer=customer.id) if is_news else None


def _answers(customer: Customer | None, asks: Asks) -> ToTell | None:
    if customer is None:
        return ToTell(Reply.NOT_KNOWN)
    match asks:
        case Asks.STATUS:
            return ToTell(Reply.STATUS, customer=customer.id)
        case Asks.BALANCE:
            return ToTell(Reply.BALANCE, customer=customer.id)
        case Asks.HELP:
            return ToTell(Reply.HELP, customer=customer.id)
        case Asks.NOTHING:
            return None
        case _:
            assert_never(asks)
