"""Logging time, taking it back, moving it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from models.next_steps import NextStep, Step
from models.problems import Impossible, Missing, NotAllowed, Problem, Sentence, ThePerson, Unknown
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRemoval, TimeRow
from models.rules.difference import Difference
from models.rules.limits import A_DAY
from models.rules.permissions import Permission
from models.rules.service_definition import CHARGED_FROM_MINUTES, Kind
from models.rules.statement import CaseAccount
from models.rules.writing import day as written_day
from models.rules.writing import duration
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.decisions import Asked, ask_about_new_blocks, would_ask
from models.usecases.escalation.time_listed import OF_DAYS, minutes_by_day, standing
from models.usecases.turn import Turn

RETYPED_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class TimeChanged:
    """What a time entry, or its removal, did to its case and its customer's balance (E8)."""

    entry: TimeRow
    case: Case
    customer: Customer
    difference: Difference
    asked: Asked | None = None

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
    would_ask: Asked | None

    @property
    def account(self) -> CaseAccount:
        """The case's account with that time."""
        account = self.difference.after.case(self.case.id)
        assert account is not None, "it has that time"
        return account


@dataclass(frozen=True)
class TimeMoved:
    """A time entry that went from one case to another."""

    gone: TimeChanged
    come: TimeChanged


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
    _refuse_impossible_time(turn, minutes, day)
    that_day = {"person": turn.person.id, "first": day, "last": day}
    same = {"case": case.id, "minutes": minutes, "note": note}
    just_now = {"since": turn.moment - RETYPED_WITHIN}
    found = turn.read(_SO_FAR, {**that_day, **same, **just_now}).one()
    _refuse_too_long_a_day(turn, turn.person.id, day, (found.minutes or 0, minutes))
    return customer, found.same


def _log(
    turn: Turn, case: Case, customer: Customer, minutes: int, day: date, note: str
) -> TimeChanged:
    balance = Balance(turn, customer)
    entry = _add(turn, case.id, minutes, day, note)
    return _changed(turn, entry, case, balance)


@people.may(Permission.ENGINEERS, "log time")
def preview(turn: Turn, case: Case, minutes: int, day: date) -> TimePreview:
    """Return what `log` would do with this time: the same function with one more fact.

    Raises Impossible for what `log` would refuse.
    """
    refuse_closed(case)
    _refuse_impossible_time(turn, minutes, day)
    already = minutes_by_day(turn, turn.person.id, day, day).get(day, 0)
    _refuse_too_long_a_day(turn, turn.person.id, day, (already, minutes))
    customer = finding.customer_of(turn, case)
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


def _refuse_impossible_time(turn: Turn, minutes: int, day: date) -> None:
    if not 1 <= minutes <= A_DAY:
        raise Impossible(f"A time entry is between one minute and {A_DAY // 60} hours long.")
    if day > turn.today:
        raise Impossible("Time can't be logged for a day that is still to come.")


def _refuse_too_long_a_day(turn: Turn, person_id: str, day: date, minutes: tuple[int, int]) -> None:
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


class OldEntry(Problem):
    """One's latest entry was not recorded today: perhaps it is not the one that is meant."""

    def __init__(self, entry: TimeRow, case: Case) -> None:
        super().__init__(f"Your latest entry is {entry.id}, on #{case.id}. Is it meant?")
        self.entry = entry
        self.case = case


def _add(
    turn: Turn, case_id: int, minutes: int, day: date, note: str, moved: TimeRow | None = None
) -> TimeRow:
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


def _changed(turn: Turn, entry: TimeRow, case: Case, balance: Balance) -> TimeChanged:
    difference = balance.difference()
    asked = ask_about_new_blocks(turn, balance.customer, case.id, difference)
    return TimeChanged(entry, case, balance.customer, difference, asked)


@people.may(Permission.OWN_ENTRIES, "take back time")
def undo(turn: Turn, number: int | None = None, because: str | None = None) -> TimeChanged:
    """Take back a time entry (E8): one's own, an admin anybody's.

    Without a number the latest that was recorded today; OldEntry if the latest is older.
    """
    entry = _own_entry(
        turn, number, because, "take back", lambda entry: Step.UNDO_TIME(entry=entry)
    )
    finding.locked_with(turn, finding.case(turn, entry.case_id))
    _refuse_gone(turn, entry)
    return _remove(turn, entry, because or "")


@people.may(Permission.OWN_ENTRIES, "put time back")
def put_time_back(turn: Turn, number: int) -> TimeChanged:
    """Put back a time entry that was taken back, as another that says the same.

    Whoever took it back may, and an admin. Raises Impossible for one that counts, was put back or
    moved, and for what could not be logged now: a closed case, more than 24 h on a day.
    """
    entry = _entry(turn, number, "put back")
    case = finding.case(turn, entry.case_id)
    people.lock(turn, entry.person_id)
    customer = finding.locked_with(turn, case)
    gone = turn.session.get(TimeRemoval, entry.id)
    _refuse_others_removal(turn, entry, gone)
    if gone is None:
        raise Impossible(f"Entry {entry.id} counts: it was not taken back.")
    instead = select(TimeRow.id).where(TimeRow.moved_from == entry.id)
    if (other := turn.session.scalar(instead)) is not None:
        raise Impossible(f"Entry {entry.id} was put back or moved already: it is entry {other}.")
    refuse_closed(case)
    already = minutes_by_day(turn, entry.person_id, entry.day, entry.day).get(entry.day, 0)
    _refuse_too_long_a_day(turn, entry.person_id, entry.day, (already, entry.minutes))
    balance = Balance(turn, customer)
    again = _add(turn, case.id, entry.minutes, entry.day, entry.note, moved=entry)
    return _changed(turn, again, case, balance)


def _refuse_others_removal(turn: Turn, entry: TimeRow, gone: TimeRemoval | None) -> None:
    """Refuse (NotAllowed) to put back what somebody else took back, or logged, but to an admin."""
    if people.is_admin(turn) or turn.person.id == (gone.by if gone else entry.person_id):
        return
    if gone is None:
        raise NotAllowed(_whose(entry, "put back"))
    raise NotAllowed(
        (ThePerson(gone.by), f" took entry {entry.id} back: they or an admin can put it back.")
    )


@people.may(Permission.OWN_ENTRIES, "move time")
def move(turn: Turn, number: int | None, target: Case, because: str | None = None) -> TimeMoved:
    """Move a time entry to another case, its day and minutes as they were.

    Without a number it is the latest that was recorded today; OldEntry if the latest is older.
    """
    entry = _own_entry(
        turn, number, because, "move", lambda entry: Step.MOVE_TIME(entry=entry, case=target.id)
    )
    case = finding.case(turn, entry.case_id)
    for affected in sorted((case, target), key=lambda each: each.customer_id):
        finding.locked_with(turn, affected)
    _refuse_gone(turn, entry)
    if target.id == entry.case_id:
        raise Impossible(f"Entry {entry.id} is already on #{target.id}.")
    if target.closed_at is not None:
        raise Impossible(
            f"#{target.id} is closed. Reopen it first.", Step.REOPEN_CASE(case=target.id)
        )
    gone = _remove(turn, entry, because or f"moved to #{target.id}")
    balance = Balance(turn, finding.customer_of(turn, target))
    moved = _add(turn, target.id, entry.minutes, entry.day, entry.note, moved=entry)
    return TimeMoved(gone, _changed(turn, moved, target, balance))


@people.may(Permission.OWN_ENTRIES, "change the day of time")
def change_day(turn: Turn, number: int, day: date, because: str | None = None) -> TimeMoved:
    """Give a time entry another day, on the same case: what it takes is dated by the work (E4).

    Raises Impossible for its own day, one ahead, a closed case, or more than 24 h on a day.
    """
    entry = _own_entry(
        turn,
        number,
        because,
        "change the day of",
        lambda entry: Step.CHANGE_DAY(entry=entry, worked=day),
    )
    case = finding.case(turn, entry.case_id)
    people.lock(turn, entry.person_id)
    customer = finding.locked_with(turn, case)
    _refuse_gone(turn, entry)
    refuse_closed(case)
    if day == entry.day:
        raise Impossible(f"Entry {entry.id} is on {written_day(day, turn.today)} already.")
    _refuse_impossible_time(turn, entry.minutes, day)
    already = minutes_by_day(turn, entry.person_id, day, day).get(day, 0)
    _refuse_too_long_a_day(turn, entry.person_id, day, (already, entry.minutes))
    gone = _remove(turn, entry, because or f"moved to {day:%Y-%m-%d}")
    balance = Balance(turn, customer)
    moved = _add(turn, case.id, entry.minutes, day, entry.note, moved=entry)
    return TimeMoved(gone, _changed(turn, moved, case, balance))


def _refuse_gone(turn: Turn, entry: TimeRow) -> None:
    if turn.session.get(TimeRemoval, entry.id) is not None:
        raise Impossible(f"Entry {entry.id} was already taken back or moved.")


def _own_entry(
    turn: Turn,
    number: int | None,
    because: str | None,
    doing: str,
    again: Callable[[int], NextStep],
) -> TimeRow:
    entry = _entry(turn, number, doing)
    if entry.person_id != turn.person.id:
        if not people.is_admin(turn):
            raise NotAllowed(_whose(entry, doing))
        if not because:
            whose = f"Entry {entry.id} is ", ThePerson(entry.person_id)
            raise Missing(
                (*whose, f"'s: to {doing} what somebody else logged, say why."), again(entry.id)
            )
    return entry


def _whose(entry: TimeRow, doing: str) -> Sentence:
    """Say that an entry is somebody else's."""
    return (
        f"Entry {entry.id} is ",
        ThePerson(entry.person_id),
        f"'s. You can {doing} your own; an admin can do it for others.",
    )


def _entry(turn: Turn, number: int | None, doing: str) -> TimeRow:
    if number is not None:
        named = turn.session.get(TimeRow, number) if number < 2**31 else None
        if named is None:
            raise Unknown(f"There is no time entry {number}.", Step.LIST_OWN_TIME())
        return named
    latest: TimeRow | None = turn.session.scalar(
        standing(TimeRow)
        .where(TimeRow.person_id == turn.person.id)
        .order_by(TimeRow.id.desc())
        .limit(1)
    )
    if latest is None:
        raise Unknown(f"You have no time entry to {doing}.")
    if turn.calendar.day_of(latest.at) != turn.today:
        raise OldEntry(latest, finding.case(turn, latest.case_id))
    return latest


def _remove(turn: Turn, entry: TimeRow, reason: str) -> TimeChanged:
    case = finding.case(turn, entry.case_id)
    balance = Balance(turn, finding.customer_of(turn, case))
    turn.session.add(TimeRemoval(entry_id=entry.id, reason=reason, **turn.stamp))
    return _changed(turn, entry, case, balance)
