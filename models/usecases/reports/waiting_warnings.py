"""S5 of messages that wait: people are warned that their clocks run out, as of a case's (I12)."""

from __future__ import annotations

from models.rows.reports import WaitingMessage
from models.rules.warning import ClockWarning, next_warning, warnings_due
from models.usecases import people
from models.usecases.derived.clocks import DueCases
from models.usecases.letter import Letter, say_later
from models.usecases.oncall import rotations
from models.usecases.reports import waiting
from models.usecases.turn import Turn


class WaitingRunsOut(Letter, topic="waiting warning", called="the clock of a message that waits"):
    """Warns that the clock of a message that waits runs out, or has (S5)."""

    waiting: int
    warning: ClockWarning


def to_warn_of(turn: Turn) -> DueCases:
    """Return the messages of which a warning is due that was not given yet (S5)."""
    items = waiting.all_waiting(turn)
    due = {
        _key(item.message, warning): item.message.id
        for item in items
        for warning in warnings_due(turn.calendar, item.clock.clock, turn.moment)
    }
    given = turn.remembered(due)
    coming = (next_warning(turn.calendar, item.clock.clock, turn.moment) for item in items)
    numbers = sorted({due[key] for key in due.keys() - given})
    return DueCases(numbers, min((turn.next_midnight, *coming)))


def warn_of(turn: Turn, number: int) -> None:
    """Give the latest warning of a message whose time has come, where a case's would be given."""
    item = waiting.waiting(turn, turn.session.get_one(WaitingMessage, number))
    if item.message.ended_at is not None:
        return
    due = warnings_due(turn.calendar, item.clock.clock, turn.moment)
    new = [warning for warning in due if turn.is_news(_key(item.message, warning))]
    if not new:
        return
    on_duty = rotations.who(turn, rotations.DUTY)
    whom = waiting.homes(turn, item) or ([on_duty] if on_duty else people.admins(turn))
    for recipient in whom:
        say_later(turn, recipient, WaitingRunsOut(number, new[-1]))
    waiting.show_anew(turn, item.message)


def _key(message: WaitingMessage, warning: ClockWarning) -> str:
    return f"waiting:{message.id}:{warning.value}"
