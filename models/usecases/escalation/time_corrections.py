"""Taking time back, putting it back, moving it to another case or day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from models.next_steps import NextStep, Step
from models.problems import Impossible, Missing, NotAllowed, Problem, Sentence, ThePerson, Unknown
from models.rows.cases import Case
from models.rows.time import TimeRemoval, TimeRow, standing
from models.rules.permissions import Permission
from models.rules.writing import day as written_day
from models.usecases import finding, people
from models.usecases.derived.entitlements import Balance
from models.usecases.escalation.time_entries import (
    TimeChanged,
    add_entry,
    entry_changed,
    refuse_closed,
    refuse_impossible_time,
    refuse_too_long_a_day,
)
from models.usecases.escalation.time_listed import minutes_by_day
from models.usecases.turn import Turn


@dataclass(frozen=True)
class TimeMoved:
    """A time entry that went from one case to another."""

    gone: TimeChanged
    come: TimeChanged


class OldEntry(Problem):
    """One's latest entry was not recorded today: perhaps it is not the one that is meant."""

    def __init__(self, entry: TimeRow, case: Case) -> None:
        super().__init__(f"Your latest entry is {entry.id}, on #{case.id}. Is it meant?")
        self.entry = entry
        self.case = case


@people.may(Permission.OWN_ENTRIES, "take back time")
def undo(
    turn: Turn,
    number: int | None = None,
    because: str | None = None,
    *,
    on_case: int | None = None,
) -> TimeChanged:
    """Take back a time entry (E8): one's own, an admin anybody's.

    Without a number the latest that was recorded today, of all or `on_case`; OldEntry if the latest
    is older. Impossible for an entry that is not on that case.
    """
    if number is None:
        number = _latest(turn, "take back", on_case).id
    entry = _own_entry(
        turn, number, because, "take back", lambda entry: Step.UNDO_TIME(entry=entry)
    )
    if on_case is not None and entry.case_id != on_case:
        raise Impossible(f"Entry {entry.id} is on #{entry.case_id}, not on #{on_case}.")
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
    refuse_too_long_a_day(turn, entry.person_id, entry.day, (already, entry.minutes))
    balance = Balance(turn, customer)
    again = add_entry(turn, case.id, entry.minutes, entry.day, entry.note, moved=entry)
    return entry_changed(turn, again, case, balance)


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
    moved = add_entry(turn, target.id, entry.minutes, entry.day, entry.note, moved=entry)
    return TimeMoved(gone, entry_changed(turn, moved, target, balance))


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
    refuse_impossible_time(turn, entry.minutes, day)
    already = minutes_by_day(turn, entry.person_id, day, day).get(day, 0)
    refuse_too_long_a_day(turn, entry.person_id, day, (already, entry.minutes))
    gone = _remove(turn, entry, because or f"moved to {day:%Y-%m-%d}")
    balance = Balance(turn, customer)
    moved = add_entry(turn, case.id, entry.minutes, day, entry.note, moved=entry)
    return TimeMoved(gone, entry_changed(turn, moved, case, balance))


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
    return _latest(turn, doing)


def _latest(turn: Turn, doing: str, case_id: int | None = None) -> TimeRow:
    on_case = [TimeRow.case_id == case_id] if case_id is not None else []
    latest: TimeRow | None = turn.session.scalar(
        standing(TimeRow)
        .where(TimeRow.person_id == turn.person.id, *on_case)
        .order_by(TimeRow.id.desc())
        .limit(1)
    )
    if latest is None:
        where = f" on #{case_id}" if case_id is not None else ""
        raise Unknown(f"You have no time entry{where} to {doing}.")
    if turn.calendar.day_of(latest.at) != turn.today:
        raise OldEntry(latest, finding.case(turn, latest.case_id))
    return latest


def _remove(turn: Turn, entry: TimeRow, reason: str) -> TimeChanged:
    case = finding.case(turn, entry.case_id)
    balance = Balance(turn, finding.customer_of(turn, case))
    turn.session.add(TimeRemoval(entry_id=entry.id, reason=reason, **turn.stamp))
    return entry_changed(turn, entry, case, balance)
