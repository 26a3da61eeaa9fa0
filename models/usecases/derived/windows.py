"""The change windows that stand (I8), as a process keeps them: many alerts read them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.rows.customers import Customer
from models.rows.marks import CHANGE_WINDOWS
from models.rows.reports import ChangeWindow
from models.rows.seen import seen_by
from models.rules.change_window import Once, Weekly, Window
from models.usecases.turn import Turn


@dataclass(frozen=True)
class AgreedWindow:
    """A customer's window, by the number that it is removed by."""

    number: int
    window: Window


def windows_of(turn: Turn, customer: Customer) -> Sequence[AgreedWindow]:
    """Return a customer's windows that are not over: those of every week, then those to come."""
    standing = _standing(turn)
    return [each for each in standing.get(customer.id, ()) if not _is_over(each, turn.moment)]


def _standing(turn: Turn) -> Mapping[int, Sequence[AgreedWindow]]:
    """The windows of all customers that nobody has ended, as a process keeps them."""
    return seen_by(turn.session).value(CHANGE_WINDOWS, lambda: _read(turn))


def _read(turn: Turn) -> Mapping[int, Sequence[AgreedWindow]]:
    found: dict[int, list[AgreedWindow]] = defaultdict(list)
    rows = select(ChangeWindow).where(ChangeWindow.removed_at.is_(None))
    in_order = ChangeWindow.starts_at.is_not(None), ChangeWindow.starts_at, ChangeWindow.id
    for row in turn.session.scalars(rows.order_by(*in_order)):
        found[row.customer_id].append(AgreedWindow(row.id, window_of(turn, row)))
    return dict(found)


def _is_over(agreed_one: AgreedWindow, moment: datetime) -> bool:
    window = agreed_one.window
    return isinstance(window, Once) and window.ends_at <= moment


def window_of(turn: Turn, row: ChangeWindow) -> Window:
    """Return the window that a row keeps; one that is open once, in the business zone."""
    if row.starts_at is not None and row.ends_at is not None:
        local = turn.calendar.local
        return Once(local(row.starts_at), local(row.ends_at))
    weekdays = frozenset(int(number) for number in (row.weekdays or "").split(","))
    return Weekly(weekdays, row.from_minute or 0, row.to_minute or 0)
