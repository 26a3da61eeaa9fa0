"""What people from outside are told when they ask the desk, and nothing else of it (I9).

In the language of the customer whose channel it is; in every one where that is nobody's yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.blocks.case import brief
from handlers.blocks.case.thread_facts import ThreadFacts
from handlers.blocks.pieces.answer import Answer, answer, as_json, foremost, lines, small
from handlers.blocks.pieces.wording import left
from handlers.phrases import channel as say
from handlers.phrases.writer import Writer, in_language
from models.rows.customers import Customer
from models.rules.response import ClockState
from models.rules.service_definition import Severity
from models.rules.statement import Statement


def how_to_report(customer: Customer) -> Answer:
    """Say what can be said to the desk."""
    write = Writer(customer.language)
    said = [say.HELP_CRITICAL, say.HELP_REPORT, say.HELP_STATUS]
    if customer.shows_balance:
        said.append(say.HELP_BALANCE)
    return answer(
        write.say(say.HOW_TO_REPORT),
        lines((f"• {write.say(each)}" for each in said), write),
        small(write.say(say.HELP_OTHERWISE)),
    )


def status(customer: Customer, cases: Sequence[ThreadFacts]) -> Answer:
    """Show a customer's open cases, each as at the head of its thread: what is critical first, then
    what is overdue, then what waits, by when it is due.
    """
    write = Writer(customer.language)
    if not cases:
        return answer(write.say(say.NONE_OPEN), small(write.say(say.HOW_TO_REPORT)))
    return answer(
        write.count(len(cases), say.ARE_OPEN),
        foremost((f"• {brief.in_a_list(each)}" for each in sorted(cases, key=_urgency)), write),
    )


def _urgency(facts: ThreadFacts) -> tuple[bool, bool, bool, datetime, int]:
    case, clock = facts.case, facts.item.clock
    is_overdue = clock.state(facts.wall.now) is ClockState.OVERDUE
    return (case.severity is not Severity.SEV1, not is_overdue, not case.waits, clock.due, case.id)


def balance(customer: Customer, statement: Statement) -> Answer:
    """Say what is left, where that is told to the customer's people."""
    write = Writer(customer.language)
    if not customer.shows_balance:
        return answer(write.say(say.CONTACT_TELLS_LEFT))
    return answer(write.say(say.YOU_HAVE, left=left(statement, write)))


def stands(facts: ThreadFacts) -> Answer:
    """Say how a case stands, without its button, where that is asked for or reported again; of one
    that is closed, how whoever is in need opens another.
    """
    said = brief.headline(facts)
    if facts.case.closed_at is not None:
        return answer(f"{said.text} {facts.write.say(say.CLOSED_RINGS_NOBODY)}")
    return replace(said, blocks=[block for block in said.blocks if block["type"] != "actions"])


def channel_not_known(*, is_kept: bool = False) -> Answer:
    """Say that nobody knows yet whose channel this is; and of a report, that it is kept (I5)."""
    return answer(
        in_language(None, say.NOT_KNOWN),
        small(in_language(None, say.IS_KEPT)) if is_kept else None,
    )


def nobody_listens(customer: Customer) -> Answer:
    """Say that nothing is taken in a channel, and what whoever is in need does."""
    return answer(in_language(customer.language, say.NOBODY_LISTENS))


def does_nothing_here(customer: Customer | None) -> Answer:
    """Refuse a button, or a siren, that is not for who does it, or not for this channel."""
    language = customer.language if customer is not None else None
    return replace(answer(in_language(language, say.DOES_NOTHING)), refused=True)


def only_ours_do(facts: ThreadFacts) -> Answer:
    """Say to whoever would close or change a case that our own people do that; what they wrote is a
    report all the same, and they may be in need.
    """
    return answer(
        facts.write.say(say.ONLY_OURS_DO, number=facts.case.id),
        small(facts.write.say(say.WHAT_THEY_CAN_SAY)),
    )


def ours_close(facts: ThreadFacts) -> Answer:
    """Say how a case stands to whoever would close it, and that ours know that."""
    return answer(brief.in_a_list(facts), small(facts.write.say(say.OURS_CLOSE)))


def ours_close_them(customer: Customer, cases: Sequence[ThreadFacts]) -> Answer:
    """Say to whoever would close several cases what is open, and that ours know that."""
    said, write = status(customer, cases), Writer(customer.language)
    return replace(said, blocks=[*said.blocks, *as_json([small(write.say(say.OURS_CLOSE))])])


def edit_changes_nothing(customer: Customer) -> Answer:
    """Say to whoever now calls critical what they wrote before how that is said."""
    return answer(in_language(customer.language, say.EDIT_CHANGES_NOTHING))


def not_now() -> Answer:
    """Say that something could not be noted: then it is not known either who reads it."""
    return answer(in_language(None, say.NOT_NOW))


def not_done() -> Answer:
    """Say that a press could not be noted, so that it is to be pressed again."""
    return replace(answer(in_language(None, say.NOT_DONE)), refused=True)


def done_later() -> Answer:
    """Say that a press is kept, and that it takes longer until it is done."""
    return answer(in_language(None, say.DONE_LATER))
