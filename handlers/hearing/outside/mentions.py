"""What people from outside say to the desk: reports, and a few questions (I1, I9)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from handlers.hearing.message import Message
from handlers.hearing.outside import presses
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
    cases_named,
    is_for_ours,
    only_names_cases,
    understood,
    would_close,
    would_close_it,
)
from handlers.intents.questions_from_outside import Asks
from handlers.talk import Request
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rules.reports import Listens, Reply, ReportDoor
from models.usecases import finding
from models.usecases.channels import threads
from models.usecases.reports import arrivals, known_reports, told, waiting
from models.usecases.reports.incoming import Incoming, message_identity
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn

_MOST_NAMED: Final = 9  # cases in one message


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
            if customer is not None and not uninvited:
                about = _of_their_cases(turn, customer, meant, seen)
                if about is None and would_close_it(seen):
                    about = _over(turn, customer, message)
                if about is not None:
                    return about
            if isinstance(meant, Reported):
                return self._reported(turn, customer, message, meant, uninvited)
            return _answers(turn, customer, message, meant)

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


def _of_their_cases(
    turn: Turn, customer: Customer, meant: Asks | Reported, seen: str
) -> ToTell | None:
    """Answer what is said of cases of theirs by number: how one stands; of open ones also where
    they are only named, or to be closed, which ours are told. Nothing is opened of that; of all
    else a case is.
    """
    named = _cases_of(turn, customer, cases_named(seen))
    if not named:
        return None
    one = named[0] if len(named) == 1 else None
    if meant in (Asks.STATUS, Asks.WHEN):
        case = finding.standing_for(turn, one) if one is not None else None
        return stands(case) if case is not None and case.customer_id == customer.id else None
    if not isinstance(meant, Reported) or meant.critical or not only_names_cases(seen):
        return None
    if any(case.closed_at is not None for case in named):
        return None
    if would_close(seen):
        were_told = [told.tell_who_would_close(turn, case) for case in named]
        if all(were_told):
            return ToTell(Reply.OURS_CLOSE, one.id if one is not None else None, customer.id)
    return stands(one) if one is not None else ToTell(Reply.STATUS, customer=customer.id)


def _over(turn: Turn, customer: Customer, message: Message) -> ToTell | None:
    """Tell ours that what a thread is about is over, where that is an open case of theirs."""
    case = _open_case_here(turn, customer, message)
    if case is None or not told.tell_who_would_close(turn, case):
        return None
    return ToTell(Reply.OURS_CLOSE, case.id)


def _open_case_here(turn: Turn, customer: Customer, message: Message) -> Case | None:
    """Return the open case of theirs that a thread is about."""
    case = threads.case_of(turn, message.channel_id, message.root)
    is_theirs = case is not None and case.customer_id == customer.id
    return case if case is not None and is_theirs and case.closed_at is None else None


def _cases_of(turn: Turn, customer: Customer, numbers: Collection[int]) -> Sequence[Case]:
    """Return the cases of these numbers, if each is one of this customer's; else none."""
    if len(numbers) > _MOST_NAMED:
        return ()
    found = [finding.known_case(turn, number) for number in sorted(numbers)]
    theirs = [case for case in found if case is not None and case.customer_id == customer.id]
    return theirs if len(theirs) == len(found) else ()


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


def _answers(turn: Turn, customer: Customer | None, message: Message, asks: Asks) -> ToTell | None:
    if customer is None:
        return ToTell(Reply.NOT_KNOWN)
    match asks:
        case Asks.STATUS:
            return ToTell(Reply.STATUS, customer=customer.id)
        case Asks.WHEN:
            case = _open_case_here(turn, customer, message)
            return stands(case) if case else ToTell(Reply.STATUS, customer=customer.id)
        case Asks.BALANCE:
            return ToTell(Reply.BALANCE, customer=customer.id)
        case Asks.HELP:
            return ToTell(Reply.HELP, customer=customer.id)
        case Asks.OPEN:
            waits = waiting.begun_at(turn, message.channel_id, message.root)
            if waits is None:
                return ToTell(Reply.HELP, customer=customer.id)
            return presses.on_message(turn, customer, number=waits.id, critical=False)
        case Asks.OVER:
            return _over(turn, customer, message)
        case Asks.NOTHING:
            return None
        case _:
            assert_never(asks)
