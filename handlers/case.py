"""`/case`: opening, showing, listing and changing cases; what came in by itself."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import assert_never

from handlers.blocks.case import changes as say_changes
from handlers.blocks.case import clock as say_clock
from handlers.blocks.case import lists as say_lists
from handlers.blocks.case import opening as say_opening
from handlers.blocks.case import shown as say
from handlers.blocks.customer import customers as say_customers
from handlers.blocks.customer import mail as say_mail
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.wording import person
from handlers.blocks.reports import arrivals as say_arrivals
from handlers.blocks.reports import waiting as say_waiting
from handlers.forms import open_case, withdraw_case
from handlers.intents.case.arrivals import (
    ArrivalIntent,
    GiveArrival,
    ListArrivals,
    ShowArrival,
    ShowRaw,
    TreatAgain,
)
from handlers.intents.case.changes import (
    AskWhyWithdrawn,
    Assign,
    CaseChange,
    CloseCase,
    MoveCase,
    Reopen,
    Respond,
    Retitle,
    SetKind,
    SetSeverity,
    TakeCase,
    Withdraw,
)
from handlers.intents.case.grammar import (
    CASE,
    CaseIntent,
    ExplainClock,
    ListCases,
    ShowCase,
    WaitingIntent,
    understand,
)
from handlers.intents.case.opening import NewCase, OpenCase
from handlers.intents.case.waiting import ListWaiting, NoCase, OpenWaiting
from handlers.intents.pieces.severities import severity_within
from handlers.talk import Door, Form, Talk, customer_named
from models.problems import Choice, Missing
from models.rows.customers import Customer
from models.rows.reports import Arrival
from models.rules.routing import WhichCases
from models.rules.service_definition import DEFAULT_SEVERITY, Level
from models.usecases import finding, people
from models.usecases.case import changes, lists, opening, shown, withdrawal
from models.usecases.case.opening import CaseReport
from models.usecases.case.watch import CaseChanged
from models.usecases.channels import threads
from models.usecases.customer import first_day
from models.usecases.reports import arrivals_shown, treat_again, waiting
from models.usecases.reports.unattributed import channel_of, vouched_sender_of
from models.usecases.turn import Turn

_HEADINGS = {
    WhichCases.MINE: "of yours open",
    WhichCases.QUEUE: "waiting for a first response",
    WhichCases.OVERDUE: "overdue",
    WhichCases.ALL: "in all",
}


def do(talk: Talk, intent: CaseIntent) -> Answer | Form:
    """Answer `/case`."""
    turn = talk.turn
    match intent:
        case OpenCase():
            return _open(talk, intent)
        case NewCase():
            return open_case.form_in_channel(turn, talk.channel_id)
        case ShowCase(case=number):
            return say.shown(shown.show(turn, number), turn.wall)
        case ExplainClock(case=number):
            clock = shown.clock_explained(turn, number)
            return say_clock.explained(clock, turn.wall)
        case ListCases(which=which, owner_id=str(owner_id)):
            most = say_lists.MOST_LISTED
            found = lists.list_cases(turn, which, owner_id=owner_id, most=most)
            return say_lists.listed(found, f"of {person(owner_id)} open", turn.wall)
        case ListCases(which=which, customer=typed):
            named = customer_named(turn, typed) if typed else None
            heading = f"of {named.key} open" if named else _HEADINGS[which]
            found = lists.list_cases(turn, which, named, most=say_lists.MOST_LISTED)
            return say_lists.listed(found, heading, turn.wall)
        case ListWaiting() | OpenWaiting() | NoCase():
            return _waiting(turn, intent)
        case AskWhyWithdrawn(case=number):
            return withdraw_case.withdraw_form(turn, number)
        case ListArrivals() | ShowArrival() | ShowRaw() | TreatAgain() | GiveArrival():
            return _arrival(turn, intent)
        case _:
            return say_changes.changed(change(talk, intent), turn.wall)


def _waiting(turn: Turn, intent: WaitingIntent) -> Answer:
    match intent:
        case ListWaiting():
            return say_waiting.listed(
                waiting.all_waiting(turn), turn.wall, partial(people.name_of, turn.session)
            )
        case OpenWaiting(number=number, severity=severity, replied=replied):
            done = waiting.open_case(turn, number, severity, replied=replied)
            return say_opening.opened(done, turn.wall, works=people.works_on_cases(turn))
        case NoCase(number=number):
            return say_waiting.no_case(
                waiting.no_case(turn, number), partial(people.name_of, turn.session)
            )
        case _:
            assert_never(intent)


def _arrival(turn: Turn, intent: ArrivalIntent) -> Answer:
    """Look at what came in by itself, treat it again, or say whose it is (I10, I5)."""
    match intent:
        case ListArrivals(customer=typed, before=before):
            named = customer_named(turn, typed) if typed else None
            found = arrivals_shown.listed(turn, named, say_arrivals.MOST_LISTED, before)
            return say_arrivals.listed(found, named, turn.wall)
        case ShowArrival(arrival=number):
            return say_arrivals.shown(arrivals_shown.shown(turn, number), turn.wall)
        case ShowRaw(arrival=number):
            return say_arrivals.raw(arrivals_shown.shown(turn, number))
        case TreatAgain(arrival=number):
            return say_arrivals.treated(treat_again.treat_again(turn, number).arrival, turn.wall)
        case GiveArrival(arrival=number, customer=typed, always=always):
            customer = customer_named(turn, typed)
            taken = treat_again.give(turn, number, customer, always=always)
            if always:
                return _always(taken.arrival, customer)
            return say_arrivals.given(taken.arrival, customer, turn.wall)
        case _:
            assert_never(intent)


def _always(arrival: Arrival, customer: Customer) -> Answer:
    """Say that all that comes from where an arrival came from is a customer's from now on (I5)."""
    if (sender := vouched_sender_of(arrival)) is not None:
        return say_mail.senders_added(customer, [sender])
    return say_customers.channel_added(customer, str(channel_of(arrival)))


def _open(talk: Talk, intent: OpenCase) -> Answer:
    turn, customer = talk.turn, _customer_of(talk, intent)
    _ask_how_grave(turn, customer, intent)
    if intent.reported is not None and not intent.anyway:
        first_day.doubt(turn, customer, turn.calendar.local(intent.reported).date())
    report = _in_thread(
        talk, customer, CaseReport(intent.title, intent.severity, intent.kind, intent.reported)
    )
    return say_opening.opened(
        opening.open_case(turn, customer, report), turn.wall, works=people.works_on_cases(turn)
    )


def _in_thread(talk: Talk, customer: Customer, report: CaseReport) -> CaseReport:
    """Return a report that is made in a thread as one of it, unless another case lives there: the
    case lives in it, and counts from the customer's message that waits, if one begins it (I12).
    """
    turn, thread = talk.turn, talk.thread
    if thread is None or threads.case_of(turn, thread.channel_id, thread.thread_ts) is not None:
        return report
    began = waiting.begun_by(turn, thread)
    if began is None or began.customer_id != customer.id:
        return replace(report, origin=thread)
    return replace(report, origin=thread, reported=report.reported or began.sent_at)


def _customer_of(talk: Talk, intent: OpenCase) -> Customer:
    """Return the customer that was typed, or else the channel's.

    In a customer's channel a name that nobody has may well be the title's first word: it is asked.
    """
    turn, here = talk.turn, finding.customer_of_channel(talk.turn, talk.channel_id)
    if intent.customer is None:
        if here is None:
            example = f"{CASE.name} {replace(intent, customer='acme').typed()}"
            raise Missing("Which customer? The name comes before the title.", example)
        return here
    try:
        return customer_named(turn, intent.customer)
    except finding.UnknownCustomer as unknown:
        if here is None:
            raise
        in_title = replace(intent, customer=here.key, title=f"{intent.customer} {intent.title}")
        lines = [(f"{here.key}: it's the title", in_title)]
        lines += [(key, replace(intent, customer=key)) for key in unknown.near]
        options = tuple((label, f"{CASE.name} {line.typed()}") for label, line in lines)
        raise Choice(unknown.sentence, options) from unknown


def _ask_how_grave(turn: Turn, customer: Customer, intent: OpenCase) -> None:
    """Ask first where a title says that it is graver, and the severity decides (S1, R1): Managed.

    Raises Choice.
    """
    spoken_of = None if intent.as_text else severity_within(intent.title)
    given = intent.severity or DEFAULT_SEVERITY
    if spoken_of is None or spoken_of[0] >= given:
        return
    if opening.level_today(turn, customer) is Level.MANAGED:
        graver, shown = spoken_of
        typed = {
            severity: f"{CASE.name} {replace(intent, severity=severity).typed()}"
            for severity in (graver, given)
        }
        raise say_opening.how_grave(shown, graver, given, typed)


def change(talk: Talk, intent: CaseChange) -> CaseChanged:
    """Make the change that was asked for."""
    turn = talk.turn
    match intent:
        case Respond(case=number, at=at, because=because):
            return changes.respond(turn, number, at, because)
        case Assign(case=number, user_id=user_id):
            owner = talk.mentioned[user_id] if user_id else turn.person
            return changes.assign(turn, number, owner)
        case TakeCase(case=number):
            return changes.take(turn, number)
        case SetSeverity(case=number, severity=severity):
            return changes.set_severity(turn, number, severity)
        case SetKind(case=number, kind=kind):
            return changes.set_kind(turn, number, kind)
        case Retitle(case=number, title=title):
            return changes.retitle(turn, number, title)
        case MoveCase(case=number, customer=typed, because=because):
            target = customer_named(turn, typed)
            return changes.move_to_customer(turn, number, target, because)
        case CloseCase(case=number, note=note):
            return changes.close(turn, number, note)
        case Reopen(case=number):
            return changes.reopen(turn, number)
        case Withdraw(case=number, because=because, double_of=double_of):
            return withdrawal.withdraw(turn, number, because, double_of)
        case _:
            assert_never(intent)


DOOR = Door(CASE, understand, do)
