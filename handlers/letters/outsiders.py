"""Letters to people from outside: what they are told in a thread beside the headline of a case."""

from __future__ import annotations

from typing import assert_never

from handlers.blocks.case import by_mail, queue
from handlers.blocks.case import to_outsiders as say
from handlers.blocks.pieces.answer import Answer
from handlers.letters.channels import thread_facts
from handlers.letters.said import Said, words
from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.reports import Reply
from models.usecases import finding
from models.usecases.customer.balances import balance
from models.usecases.reports.told import MailAnswered, MailCame, Replied, ToTell, WouldClose
from models.usecases.turn import Turn


@words(Replied)
def _replied(turn: Turn, letter: Replied) -> Said:
    said = reply(turn, ToTell(letter.reply, letter.case, letter.customer))
    return Said(said, thread_ts=letter.thread, to_outsiders=said)


@words(WouldClose)
def _would_close(turn: Turn, letter: WouldClose) -> Answer | None:
    case = finding.case(turn, letter.case)
    if case.closed_at is not None:
        return None
    return queue.would_close(case, finding.customer_of(turn, case), letter.person)


@words(MailCame)
def _mail_came(turn: Turn, letter: MailCame) -> Answer | None:
    arrival, case = turn.session.get(Arrival, letter.arrival), finding.case(turn, letter.case)
    if arrival is None:  # it is kept for 30 days
        return None
    return by_mail.came(arrival, case, finding.customer_of(turn, case))


def said_by_mail(turn: Turn, letter: MailAnswered) -> tuple[str, str] | None:
    """Return the subject and the plain text of the answer to a mail; None where its case is another
    customer's by now (I9), or over.
    """
    case = finding.case(turn, letter.case)
    if case.customer_id != letter.customer or case.closed_at is not None:
        return None
    return by_mail.opened(thread_facts(turn, case))


def reply(turn: Turn, what: ToTell) -> Answer:
    """Word what people from outside are told, as things stand now."""
    match what.reply:
        case Reply.STANDS:
            assert what.case is not None
            return say.stands(thread_facts(turn, finding.case(turn, what.case)))
        case Reply.NOT_KNOWN | Reply.KEPT:
            return say.channel_not_known(is_kept=what.reply is Reply.KEPT)
        case Reply.NOBODY_LISTENS:
            return say.nobody_listens(_asks(turn, what))
        case Reply.DOES_NOTHING:
            return say.does_nothing_here(_customer(turn, what))
        case Reply.FOR_OURS:
            assert what.case is not None
            return say.only_ours_do(thread_facts(turn, finding.case(turn, what.case)))
        case Reply.OURS_CLOSE:
            if what.case is not None:
                return say.ours_close(thread_facts(turn, finding.case(turn, what.case)))
            customer = _asks(turn, what)
            cases = finding.open_cases_of(turn, customer.id)
            return say.ours_close_them(customer, [thread_facts(turn, case) for case in cases])
        case Reply.EDITED:
            return say.edit_changes_nothing(_asks(turn, what))
        case Reply.STATUS:
            customer = _asks(turn, what)
            cases = finding.open_cases_of(turn, customer.id)
            return say.status(customer, [thread_facts(turn, case) for case in cases])
        case Reply.BALANCE:
            customer = _asks(turn, what)
            return say.balance(customer, balance(turn, customer))
        case Reply.HELP:
            return say.how_to_report(_asks(turn, what))
        case _:
            assert_never(what.reply)


def _asks(turn: Turn, what: ToTell) -> Customer:
    """Return the customer whose people ask."""
    customer = _customer(turn, what)
    assert customer is not None
    return customer


def _customer(turn: Turn, what: ToTell) -> Customer | None:
    return turn.session.get(Customer, what.customer) if what.customer is not None else None
