"""Logging time on a case, and what it does to the balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func

from models.next_steps import Step
from models.problems import Impossible, Problem, Sentence, ThePerson
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRow, standing
from models.rules.difference import Difference
from models.rules.limits import A_DAY
from models.rules.permissions import Permission
from models.rules.service_definition import CHARGED_FROM_MINUTES, Kind
from models.rules.statement import CaseAccount
from models.rules.writing import day as written_day
from models.rules.writing import duration
from models.usecases import finding, people
from models.usecases.books import closing
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.decisions import DecisionAsked, ask_about_new_blocks, would_ask
from models.usecases.escalation.time_listed import OF_DAYS, minutes_by_day
from models.usecases.turn import Turn

RETYPED_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class TimeChanged:
    """What a time entry, or its removal, did to its case and its customer's balance (E8)."""

    entry: TimeRow
    case: Case
    customer: Customer
    difference: Difference
    asked: DecisionAsked | None = None

    @property
    def case_minutes(self) -> int:
        """The case's time in all."""
        account = self.difference.after.case(self.case.id)
        return account.minutes if account else 0

    @property
    def wants_kind(self) -> bool:
        """Whether the case has so much time that somebody must say what it is (E2)."""
        return self.case.kind is Kind.UNTRIAGED and self.case_minutes >= CHARGED_FROM_MINUTES


@dataclass(frozen=True)
class TimePreview:
    """What a time entry would do, were it logged now: nothing is written."""

    case: Case
    customer: Customer
    difference: Difference
    would_ask: DecisionAsked | None

    @property
    def account(self) -> CaseAccount:
        """The case's account with that time."""
        account = self.difference.after.case(self.case.id)
        assert account is not None, "it has that time"
        return account


@people.may(Permission.ENGINEERS, "log time")
def log(
    turn: Turn,
    case: Case,
    minutes: int,
    day: date | None,
    note: str,
    *,
    sure: bool = False,
) -> TimeChanged:
    """Log `minutes` (1 to 24 h) of the person's work on a case on a day (default: today).

    Raises Impossible for a closed case, a day ahead, or more than 24 h of one person on a day;
    Retyped if the very same was logged within two minutes, unless that is `sure` to be meant.
    """
    day = day or turn.today
    customer, same = _lock_for_log(turn, case, minutes, day, note)
    if same is not None and not sure:
        raise Retyped(case, same)
    return _log(turn, case, customer, minutes, day, note)


@people.may(Permission.ENGINEERS, "log time")
def log_again(
    turn: Turn, case: Case, minutes: int, day: date | None, note: str, repeats: int
) -> TimeChanged:
    """Log what entry `repeats` says once more: it was meant, though it was asked about (Retyped).

    Raises Impossible for what `log` would refuse, for what is not what the entry says, and for one
    that was logged again before: each is repeated once, however often somebody presses.
    """
    day = day or turn.today
    customer, _ = _lock_for_log(turn, case, minutes, day, note)
    _refuse_second_repeat(turn, repeats, (case.id, minutes, day, note))
    return _log(turn, case, customer, minutes, day, note)


def _lock_for_log(
    turn: Turn, case: Case, minutes: int, day: date, note: str
) -> tuple[Customer, int | None]:
    """Let nobody come between, and refuse what can't be.

    Return the customer, and the entry that says the very same, if it was logged a moment ago.
    """
    people.lock_oneself(turn)  # a day has 24 hours over all customers
    customer = finding.locked_with(turn, case)
    refuse_closed(case)
    refuse_impossible_time(turn, minutes, day)
    that_day = {"person": turn.person.id, "first": day, "last": day}
    same = {"case": case.id, "minutes": minutes, "note": note}
    just_now = {"since": turn.moment - RETYPED_WITHIN}
    found = turn.read(_SO_FAR, {**that_day, **same, **just_now}).one()
    refuse_too_long_a_day(turn, turn.person.id, day, (found.minutes or 0, minutes))
    return customer, found.same


def _log(
    turn: Turn, case: Case, customer: Customer, minutes: int, day: date, note: str
) -> TimeChanged:
    balance = Balance(turn, customer)
    entry = add_entry(turn, case.id, minutes, day, note)
    return entry_changed(turn, entry, case, balance)


@people.may(Permission.ENGINEERS, "log time")
def preview(turn: Turn, case: Case, minutes: int, day: date) -> TimePreview:
    """Return what `log` would do with this time: the same function with one more fact.

    Raises Impossible for what `log` would refuse; BooksClosed for what could not be committed.
    """
    refuse_closed(case)
    refuse_impossible_time(turn, minutes, day)
    already = minutes_by_day(turn, turn.person.id, day, day).get(day, 0)
    refuse_too_long_a_day(turn, turn.person.id, day, (already, minutes))
    customer = finding.customer_of(turn, case)
    closing.refuse_time(turn, customer, case, minutes, day)
    difference = entitlements.with_time(turn, case, minutes, day)
    asks = would_ask(turn, customer, case.id, difference)
    return TimePreview(case, customer, difference, asks)


def refuse_closed(case: Case) -> None:
    """Refuse (Impossible) to log time on a case that is closed."""
    if case.closed_at is not None:
        raise Impossible(
            f"#{case.id} is closed. Reopen it, then log the time.", Step.REOPEN_CASE(case=case.id)
        )


_SO_FAR = standing(
    func.sum(TimeRow.minutes).label("minutes"),
    func.max(TimeRow.id)
    .filter(
        TimeRow.case_id == bindparam("case"),
        TimeRow.minutes == bindparam("minutes"),
        TimeRow.note == bindparam("note"),
        TimeRow.at >= bindparam("since"),
    )
    .label("same"),
).where(*OF_DAYS)


def refuse_impossible_time(turn: Turn, minutes: int, day: date) -> None:
    """Refuse (Impossible) what no entry can be long, and a day ahead."""
    if not 1 <= minutes <= A_DAY:
        raise Impossible(f"A time entry is between one minute and {A_DAY // 60} hours long.")
    if day > turn.today:
        raise Impossible("Time can't be logged for a day that is still to come.")


def refuse_too_long_a_day(turn: Turn, person_id: str, day: date, minutes: tuple[int, int]) -> None:
    """Refuse (Impossible) more than a day has, of the minutes there are and those that come."""
    already, more = minutes
    if already + more > A_DAY:
        own = person_id == turn.person.id
        who: Sentence = ("You already have",) if own else (ThePerson(person_id), " already has")
        raise Impossible(
            (
                *who,
                f" {duration(already)} on {written_day(day, turn.today)}; "
                f"with this it would be more than {A_DAY // 60} hours in a day.",
            )
        )


def _refuse_second_repeat(turn: Turn, entry: int, said: tuple[int, int, date, str]) -> None:
    same = turn.session.get(TimeRow, entry)
    whose = same is not None and same.person_id == turn.person.id
    if same is None or not whose or (same.case_id, same.minutes, same.day, same.note) != said:
        raise Impossible(f"Entry {entry} says something else, so this does not log it again.")
    if not turn.is_news(f"again:{entry}"):
        raise Impossible(
            f"Entry {entry} was already logged again. To log the same once more, type it."
        )


class Retyped(Problem):
    """The very same was logged a moment ago: perhaps it was typed twice."""

    def __init__(self, case: Case, same: int) -> None:
        super().__init__(
            f"You logged exactly that on #{case.id} a moment ago (entry {same}). Log it again?"
        )
        self.same = same


def add_entry(
    turn: Turn, case_id: int, minutes: int, day: date, note: str, moved: TimeRow | None = None
) -> TimeRow:
    """Add an entry of the person's, or in the place of one that `moved`, of whoever worked it."""
    entry = TimeRow(
        case_id=case_id,
        person_id=moved.person_id if moved else turn.person.id,
        day=day,
        minutes=minutes,
        note=note,
        moved_from=moved.id if moved else None,
        **turn.stamp,
    )
    turn.session.add(entry)
    turn.session.flush()
    return entry


def entry_changed(turn: Turn, entry: TimeRow, case: Case, balance: Balance) -> TimeChanged:
    """Say what an entry, or its removal, did since `balance` was taken (E8)."""
    difference = balance.difference()
    asked = ask_about_new_blocks(turn, balance.customer, case.id, difference)
    return TimeChanged(entry, case, balance.customer, difference, asked)
