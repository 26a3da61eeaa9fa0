"""I8: a customer's change windows: agreeing on one, ending it, and what is held for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import select

from models.problems import Impossible, Unknown
from models.rows.customers import Customer
from models.rows.reports import Arrival, ChangeWindow
from models.rules import change_window
from models.rules.change_window import LONGEST, Once, Weekly, Window, in_words
from models.rules.noted import AboutCustomer
from models.rules.permissions import Permission
from models.usecases import people
from models.usecases.derived.clocks import DueCases
from models.usecases.derived.windows import AgreedWindow, window_of, windows_of
from models.usecases.turn import Turn

MOST_WINDOWS = 20  # of a customer


@dataclass(frozen=True)
class WindowChanged:
    """A window that was agreed, or ended, and what is held for the customer's windows now.

    `released` is how many reports were held for it, and are routed now.
    """

    customer: Customer
    changed: AgreedWindow
    held: int
    released: int = 0


@people.may(Permission.OWN_CUSTOMERS, "agree on change windows")
def add(turn: Turn, customer: Customer, window: Window) -> WindowChanged:
    """Agree on a window; Impossible if it is agreed already, or past, or too long."""
    people.managed(turn, customer, "agree on its change windows")
    _refuse_odd(turn, customer, window)
    row = _row_of(customer, window, turn)
    turn.session.add(row)
    turn.session.flush()
    turn.note(AboutCustomer.WINDOW_AGREED, customer.id, new=in_words(window, turn.calendar.zone))
    return WindowChanged(customer, AgreedWindow(row.id, window), _hold_anew(turn, customer)[0])


@people.may(Permission.OWN_CUSTOMERS, "end change windows")
def remove(turn: Turn, customer: Customer, number: int) -> WindowChanged:
    """End a window, by its number: what is held for no other is routed now. Unknown if there is
    none.
    """
    people.managed(turn, customer, "end its change windows")
    row = turn.session.get(ChangeWindow, number)
    if row is None or row.customer_id != customer.id or row.removed_at is not None:
        raise Unknown(f"{customer.key} has no change window {number}.")
    row.removed_at, row.removed_by = turn.moment, turn.person.id
    ended = AgreedWindow(row.id, window_of(turn, row))
    words = in_words(ended.window, turn.calendar.zone)
    turn.note(AboutCustomer.WINDOW_ENDED, customer.id, old=words)
    return WindowChanged(customer, ended, *_hold_anew(turn, customer))


@people.may(Permission.EVERYBODY)
def listed(turn: Turn, customer: Customer) -> Sequence[AgreedWindow]:
    """Return a customer's windows that are not over: those of every week, then those to come."""
    return windows_of(turn, customer)


def held_until(turn: Turn, customer: Customer, at: datetime) -> datetime | None:
    """Return until when what a source of the customer reports at `at` rings nobody (I8).

    None if it falls into no window, or that has ended. The caller has locked the customer: whoever
    ends a window sees what is held for it, or nothing is.
    """
    windows = [each.window for each in windows_of(turn, customer)]
    until = change_window.held_until(windows, at, turn.calendar.zone)
    return until if until is not None and until > turn.moment else None


def held_of(turn: Turn, identity: str) -> Sequence[Arrival]:
    """Return what is held of a report, in the order of its arrival."""
    held = select(Arrival).where(Arrival.identity == identity, _IS_HELD)
    return turn.session.scalars(held.order_by(Arrival.id)).all()


def to_route(turn: Turn) -> DueCases:
    """Return the numbers of the arrivals whose change window has ended."""
    held = turn.session.execute(select(Arrival.id, Arrival.held_until).where(_IS_HELD)).all()
    due = sorted(row.id for row in held if row.held_until <= turn.moment)
    coming = (row.held_until for row in held if row.held_until > turn.moment)
    return DueCases(due, min((turn.next_midnight, *coming)))


def all_held(turn: Turn) -> Sequence[int]:
    """Return the numbers of all arrivals that are held."""
    return turn.session.scalars(select(Arrival.id).where(_IS_HELD).order_by(Arrival.id)).all()


_IS_HELD = Arrival.held_until.is_not(None)


def _hold_anew(turn: Turn, customer: Customer) -> tuple[int, int]:
    """Hold what is held for the windows as they are now; return how many are, and how many not. The
    customer is locked.
    """
    rows = turn.session.scalars(
        select(Arrival).where(Arrival.customer_id == customer.id, _IS_HELD)
    ).all()
    until = held_until(turn, customer, turn.moment)
    for row in rows:
        row.held_until = until or turn.moment
    if rows:
        turn.wake_worker()
    return (len(rows), 0) if until else (0, len(rows))


def _refuse_odd(turn: Turn, customer: Customer, window: Window) -> None:
    standing = windows_of(turn, customer)
    same = next((each for each in standing if each.window == window), None)
    if same is not None:
        raise Impossible(f"That is {customer.key}'s change window {same.number} already.")
    if len(standing) >= MOST_WINDOWS:
        raise Impossible(f"{customer.key} has {MOST_WINDOWS} change windows, which is the most.")
    if isinstance(window, Once) and window.ends_at <= turn.moment:
        raise Impossible("That window is over already.")
    if isinstance(window, Once) and window.ends_at - window.starts_at > LONGEST:
        raise Impossible(f"A change window lasts at most {LONGEST.days} days.")


def _row_of(customer: Customer, window: Window, turn: Turn) -> ChangeWindow:
    row = ChangeWindow(customer_id=customer.id, **turn.stamp)
    match window:
        case Weekly(weekdays, start, end):
            row.weekdays = ",".join(str(number) for number in sorted(weekdays))
            row.from_minute, row.to_minute = start, end
        case Once(starts_at, ends_at):
            row.starts_at, row.ends_at = starts_at, ends_at
        case _:
            assert_never(window)
    return row
