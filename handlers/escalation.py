"""`/escalation`: time, what it takes, and what is decided about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import assert_never

from handlers.blocks.case import lists
from handlers.blocks.escalation import entries as say
from handlers.blocks.escalation.decision import decided, settled, unsettled
from handlers.blocks.escalation.explanation import explained
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.wording import day
from handlers.forms import log_time
from handlers.intents.escalation.grammar import (
    ESCALATION,
    DayOfTime,
    Decide,
    EscalationIntent,
    Explain,
    ListTime,
    MoveTime,
    PutTimeBack,
    Settle,
    UndoTime,
    Unsettle,
    understand,
)
from handlers.intents.escalation.log import LogTime, NewTime
from handlers.intents.pieces.asking import THE_NOTE
from handlers.talk import Door, Form, Talk, customer_id_named, customer_named
from models.problems import Choice
from models.rows.cases import Case
from models.usecases import finding
from models.usecases.case import shown
from models.usecases.customer import first_day
from models.usecases.escalation import decisions, time_corrections, time_entries, time_listed
from models.usecases.escalation.case_meant import SeveralCases, case_meant
from models.usecases.turn import Turn


def do(talk: Talk, intent: EscalationIntent) -> Answer | Form:
    """Answer `/escalation`."""
    turn = talk.turn
    match intent:
        case LogTime():
            return log(talk, intent)
        case NewTime(case=int(number)):
            return log_time.form_on(turn, finding.case(turn, number))
        case NewTime():
            return log_time.form_in_channel(turn, talk.channel_id)
        case UndoTime(entry=entry, case=on_case, because=because):
            with _asking(turn, intent, "Take it back"):
                undone = time_corrections.undo(turn, entry, because, on_case=on_case)
                return say.undone(undone, turn.today)
        case PutTimeBack(entry=number):
            return say.put_back(time_corrections.put_time_back(turn, number), turn.today)
        case MoveTime(case=number, entry=entry, because=because):
            target = finding.case(turn, number)
            with _asking(turn, intent, f"Move it to #{target.id}"):
                return say.moved(time_corrections.move(turn, entry, target, because), turn.today)
        case DayOfTime(entry=entry, day=day, because=because):
            changed = time_corrections.change_day(turn, entry, day, because)
            if not intent.anyway:
                first_day.doubt(turn, changed.come.customer, day)
            return say.day_changed(changed, turn.wall)
        case ListTime():
            return _list(turn, intent)
        case Explain(case=number):
            return explained(shown.explain(turn, number), turn.wall)
        case Decide(case=number, answer=answer, block=block, asked=asked):
            return decided(decisions.decide(turn, number, answer, block, asked), turn.today)
        case Settle(customer=typed, case=number, block=block, way=way):
            customer = customer_named(turn, typed)
            return settled(decisions.settle(turn, customer, way, number, block), turn.today)
        case Unsettle(customer=typed, case=number, block=block, because=because):
            customer = finding.customer(turn, typed)
            done = decisions.unsettle(turn, customer, number, block, because)
            return unsettled(done, turn.today)
        case _:
            assert_never(intent)


@contextmanager
def _asking(turn: Turn, intent: UndoTime | MoveTime, doing: str) -> Iterator[None]:
    """Ask first where one's latest entry would be changed though it is not today's."""
    try:
        yield
    except time_corrections.OldEntry as old:
        sentence = say.old_entry(old.entry, old.case, turn.today, doing)
        typed = f"{ESCALATION.name} {replace(intent, entry=old.entry.id).typed()}"
        raise Choice(sentence, ((doing, typed),)) from old


def log(talk: Talk, intent: LogTime) -> Answer:
    """Log time on the case that is meant."""
    turn = talk.turn
    _ask_whether_counted(turn, intent)
    case = _case(talk, intent)
    try:
        said = (intent.minutes, intent.day, intent.note)
        if intent.again is not None:
            done = time_entries.log_again(turn, case, *said, repeats=intent.again)
        else:
            done = time_entries.log(turn, case, *said)
    except time_entries.Retyped as retyped:
        again = _typed_again(turn, replace(intent, again=retyped.same), case)
        raise Choice(retyped.sentence, (("Log it again", again),)) from retyped
    if intent.day is not None and not intent.anyway:
        first_day.doubt(turn, done.customer, intent.day)  # what was done is undone if it is asked
    return say.logged(done, turn.wall)


def _ask_whether_counted(turn: Turn, intent: LogTime) -> None:
    """Ask first where the number that begins the note is that of an open case. Raises Choice."""
    on_case = intent.perhaps
    number = on_case.case if on_case else None
    if on_case is None or number is None or (case := finding.open_case(turn, number)) is None:
        return
    raise Choice(
        f"Is “{number}” the case?",
        (
            (f"#{number} {case.title}", f"{ESCALATION.name} {on_case.typed()}"),
            (THE_NOTE, f"{ESCALATION.name} {intent.typed()}"),
        ),
    )


def _ask_whose(turn: Turn, intent: LogTime, case: Case) -> None:
    """Ask which is meant where the customer that was typed is not the case's. Raises Choice."""
    if intent.customer is None:
        return
    named, has_it = customer_named(turn, intent.customer), finding.customer_of(turn, case)
    if named.id == has_it.id:
        return
    on_case, on_customers = replace(intent, customer=None), replace(intent, case=None)
    raise Choice(
        f"#{case.id} is {has_it.key}'s, not {named.key}'s.",
        (
            (f"#{case.id} {case.title}", f"{ESCALATION.name} {on_case.typed()}"),
            (f"The case of {named.key}", f"{ESCALATION.name} {on_customers.typed()}"),
        ),
    )


def _case(talk: Talk, intent: LogTime) -> Case:
    """The case that is named or meant; where several fit, ask which, losing nothing typed."""
    turn = talk.turn
    if intent.case is not None:
        case = finding.case(turn, intent.case)
        _ask_whose(turn, intent, case)
        return case
    typed = intent.customer
    customer_id = customer_id_named(turn, typed) if typed is not None else None
    try:
        return case_meant(turn, customer_id, talk.channel_id)
    except SeveralCases as several:
        again = [_typed_again(turn, intent, case) for case in several.cases]
        when = _day_meant(turn, intent)
        raise lists.which_case(several, again, intent.minutes, when) from several


def _day_meant(turn: Turn, intent: LogTime) -> str:
    """The day of the time, where it is not today: ` of Mon 8 Jun`."""
    meant = intent.day or turn.today
    return "" if meant == turn.today else f" of {day(meant, turn.today)}"


def _typed_again(turn: Turn, intent: LogTime, case: Case) -> str:
    """The command for a button: the same, with the case and the day of today made plain."""
    whole = replace(intent, case=case.id, customer=None, day=intent.day or turn.today)
    return f"{ESCALATION.name} {whole.typed()}"


def _list(turn: Turn, intent: ListTime) -> Answer:
    month = f" in {intent.month:%B %Y}" if intent.month else ""
    newest = partial(time_listed.listed, turn, month=intent.month, most=say.MOST_LISTED)
    if intent.case is not None:
        case = finding.case(turn, intent.case)
        return say.entries(newest(case=case), f"on #{case.id}{month}", turn.today)
    if intent.customer is not None:
        customer = customer_named(turn, intent.customer)
        return say.entries(newest(customer=customer), f"for {customer.key}{month}", turn.today)
    return say.entries(newest(person_id=turn.person.id), f"of yours{month}", turn.today)


DOOR = Door(ESCALATION, understand, do)
