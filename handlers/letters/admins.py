"""Letters to the admins: how the desk does, what nobody got, and what is nobody's yet."""

from __future__ import annotations

from handlers.blocks.customer import books as say_books
from handlers.blocks.customer import sources as say_sources
from handlers.blocks.home.undelivered import undelivered
from handlers.blocks.oncall import check as oncall_check
from handlers.blocks.pieces.answer import Answer
from handlers.blocks.reports import arrivals as say_arrivals
from handlers.blocks.reports import doors as say_doors
from handlers.letters.said import words
from models.rows.customers import Customer
from models.rows.reports import Source
from models.rules.reports import MOST_A_MINUTE, CameOf
from models.usecases import finding
from models.usecases.books.verifying import NotProven
from models.usecases.clock_set import ClockSet
from models.usecases.oncall.check import DailyCheck, check
from models.usecases.reports import arrivals_shown
from models.usecases.reports.read_to import LeftOut, ThreadsLeft
from models.usecases.reports.shut import ChannelShut
from models.usecases.reports.sources import NotTaken, TooLoud
from models.usecases.reports.unattributed import WhoseCritical, WhoseIsIt
from models.usecases.restoring import Restored
from models.usecases.self_watch import Overdue, OverdueAlarm, TelephonesAlarm
from models.usecases.turn import Turn
from models.usecases.undelivered import Undelivered


@words(DailyCheck)
def _check(turn: Turn, _: DailyCheck) -> Answer:
    return oncall_check.checked(check(turn), turn.wall)


@words(OverdueAlarm)
def _overdue(_: Turn, alarm: OverdueAlarm) -> Answer:
    return oncall_check.overdue(Overdue(alarm.rungs, alarm.messages, alarm.error))


@words(TelephonesAlarm)
def _telephones(_: Turn, alarm: TelephonesAlarm) -> Answer:
    return oncall_check.telephones(alarm)


@words(ClockSet)
def _clock(_: Turn, alarm: ClockSet) -> Answer:
    return oncall_check.clock_set(alarm.seconds)


@words(Restored)
def _restored(turn: Turn, letter: Restored) -> Answer:
    return oncall_check.restored(letter, turn.wall)


@words(Undelivered)
def _undelivered(_: Turn, letter: Undelivered) -> Answer:
    return undelivered(letter)


@words(NotProven)
def _not_proven(_: Turn, letter: NotProven) -> Answer:
    return say_books.not_proven(letter)


@words(TooLoud)
def _too_loud(turn: Turn, letter: TooLoud) -> Answer:
    source = turn.session.get_one(Source, letter.source)
    customer = turn.session.get_one(Customer, source.customer_id)
    return say_sources.too_loud(source, customer, MOST_A_MINUTE)


@words(NotTaken)
def _not_taken(turn: Turn, letter: NotTaken) -> Answer:
    if letter.source is None:
        return say_doors.not_taken("Something came by mail", letter)
    source = turn.session.get_one(Source, letter.source)
    customer = turn.session.get_one(Customer, source.customer_id)
    return say_doors.not_taken(f"{customer.key}'s {source.name} reported something", letter)


@words(LeftOut)
def _left_out(turn: Turn, letter: LeftOut) -> Answer:
    return say_doors.left_out(letter, turn.wall)


@words(ThreadsLeft)
def _threads_left(_: Turn, letter: ThreadsLeft) -> Answer:
    return say_doors.threads_left(letter)


@words(ChannelShut)
def _channel_shut(turn: Turn, letter: ChannelShut) -> Answer:
    return say_doors.channel_shut(turn.session.get_one(Customer, letter.customer), letter.by)


@words(WhoseIsIt)
def _whose(turn: Turn, letter: WhoseIsIt) -> Answer | None:
    return _whose_is(turn, letter.arrival)


@words(WhoseCritical)
def _whose_critical(turn: Turn, letter: WhoseCritical) -> Answer | None:
    return _whose_is(turn, letter.arrival)


def _whose_is(turn: Turn, number: int) -> Answer | None:
    found = arrivals_shown.shown(turn, number)
    if found.arrival.came is not CameOf.ASKED:
        return None
    return say_arrivals.whose(found, finding.customers(turn), turn.wall)
