"""Undo: what somebody changed of a customer, or of who is on call, they can take back.

Each change is noted under a number. To undo one is to change the same thing the other way, which is
noted too, with what it undoes: nothing is deleted, and to put back is to undo that. Who may, and
what has followed, is for the use case to say that changes the thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import time

from sqlalchemy import func, select

from models.problems import Impossible, NotAllowed, Sentence, ThePerson, Unknown
from models.rows.cases import Change
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rules.noted import THINGS, AboutOverride, Subject
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.oncall import rotations
from models.usecases.turn import Turn

_OF_CUSTOMERS = (Subject.CUSTOMER,)
_OF_ONCALL = (
    Subject.OVERRIDE,
    Subject.ROTATION,
    Subject.LADDER,
    Subject.COVER,
    Subject.CONTACTS,
)


@people.may(Permission.THEIR_CHANGES_OF_CUSTOMERS, "undo what was changed of customers")
def of_customers(turn: Turn, number: int | None) -> Change:
    """Return a change of a customer, as `_to_undo` does."""
    return _to_undo(turn, number, _OF_CUSTOMERS)


@people.may(Permission.THEIR_CHANGES_ON_CALL, "undo what was changed of who is on call")
def of_oncall(turn: Turn, number: int | None) -> Change:
    """Return a change of who is on call, or of how people are reached, as `_to_undo` does."""
    return _to_undo(turn, number, _OF_ONCALL)


def _to_undo(turn: Turn, number: int | None, subjects: Collection[Subject]) -> Change:
    """Return a change of one of these subjects, to be taken back in this turn by whoever made it;
    without a number the latest that they have made today and not undone yet.

    Unknown for what can't be undone, NotAllowed for what the person may not change (any more) or
    somebody else changed, Impossible for what was undone or changed again.
    """
    if number is None:
        number = _latest_today(turn, subjects)
    change = turn.session.get(Change, number) if number < 2**31 else None
    if change is None or change.subject not in subjects or change.what not in THINGS:
        raise Unknown(f"There is no change {number} that could be undone.")
    _lock_allowed(turn, change)
    if change.by != turn.person.id:
        raise NotAllowed(
            (
                "Only ",
                ThePerson(change.by),
                ", who changed that, can undo it. You can still change it yourself by typing the "
                "command, where you may.",
            )
        )
    _refuse_changed_again(turn, change)
    return change


def _latest_today(turn: Turn, subjects: Collection[Subject]) -> int:
    undone = select(Change.undoes).where(Change.undoes.is_not(None))
    midnight = turn.calendar.instant(turn.today, time(0))
    latest = select(func.max(Change.id)).where(
        Change.subject.in_(subjects),
        Change.what.in_(THINGS),
        Change.by == turn.person.id,
        Change.at >= midnight,
        Change.undoes.is_(None),
        Change.id.not_in(undone),
    )
    if (number := turn.session.scalar(latest)) is None:
        raise Unknown(
            "You have changed nothing today that could be undone. What was changed before can be "
            "changed again: type what it should be now."
        )
    return number


def _lock_allowed(turn: Turn, change: Change) -> None:
    """Let nobody else change the same thing meanwhile; refuse (NotAllowed) who may not change it,
    before anything is told of it.
    """
    match change.subject:
        case Subject.CUSTOMER:
            customer = turn.session.get_one(Customer, change.subject_id)
            people.managed(turn, customer, "undo what was changed of it")
        case Subject.ROTATION | Subject.LADDER:
            people.require_admin(turn, f"change {change.subject}s")
            rotations.lock(turn)
        case _:
            turn.lock(f"{change.subject} {change.subject_id}")


def _refuse_changed_again(turn: Turn, change: Change) -> None:
    later = turn.session.scalars(
        select(Change)
        .where(
            Change.subject == change.subject,
            Change.subject_id == change.subject_id,
            Change.what.in_(THINGS[change.what]),
            Change.id > change.id,
        )
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    if later is None:
        return
    if later.undoes == change.id:
        raise Impossible("You have already undone that.")
    own = later.by == turn.person.id
    who: Sentence = ("You have",) if own else (ThePerson(later.by), " has")
    raise Impossible(
        (
            *who,
            " changed it again since, so it can't be undone. Type what it should be now.",
        )
    )


def can_undo(turn: Turn) -> Change | None:
    """Return what this turn has changed that whoever did it can undo now; None if nothing, as where
    a page began by it.
    """
    if any(isinstance(row, Page) for row in turn.added):
        return None
    changes = [row for row in turn.added if isinstance(row, Change) and row.what in THINGS]
    if not changes:
        return None
    last = changes[-1]
    if last.subject is Subject.CUSTOMER:
        customer = turn.session.get_one(Customer, last.subject_id)
        return last if people.may_manage(turn, customer) else None
    return last


def puts_back(turn: Turn, change: Change) -> bool:
    """Whether to undo a change is to put back what it has undone, or an override it took back."""
    undone = int(change.what is AboutOverride.TAKEN_BACK)
    while change.undoes is not None:
        change = turn.session.get_one(Change, change.undoes)
        undone += 1
    return undone % 2 == 1


def changed_together(turn: Turn, change: Change) -> Sequence[Change]:
    """Return what was changed of a thing in one go, as by a form, up to the last of it."""
    return turn.session.scalars(
        select(Change)
        .where(
            Change.subject == change.subject,
            Change.subject_id == change.subject_id,
            Change.what.in_(THINGS[change.what]),
            Change.at == change.at,
            Change.by == change.by,
            Change.id <= change.id,
        )
        .order_by(Change.id)
    ).all()
