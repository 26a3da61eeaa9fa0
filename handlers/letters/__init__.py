"""What each letter of the outbox says, worded from the facts of the moment at which it goes out.

A letter whose reason is gone by then says nothing. Its wording stands in the room of its use case.
"""

from __future__ import annotations

from handlers.letters import (  # noqa: F401 - each room declares its wordings
    admins,
    case,
    channels,
    escalation,
    notices,
    oncall,
    outsiders,
    paging,
    waiting,
)
from handlers.letters.said import worded
from models.usecases.books.issued import StatementFile
from models.usecases.clock_set import ClockSet
from models.usecases.letter import Letter
from models.usecases.oncall.handovers import GroupMembers
from models.usecases.open_homes import HomeFollows
from models.usecases.outcomes import Held
from models.usecases.paging.attempts import HasIt, RingOutside
from models.usecases.reports.told import MailAnswered
from models.usecases.self_watch import OverdueAlarm, TelephonesAlarm
from models.usecases.turn import Turn

__all__ = ["is_needed", "worded"]


def is_needed(turn: Turn, letter: Letter) -> bool:
    """Whether there is anything to say any more in a letter that was given up."""
    match letter:
        case (
            OverdueAlarm() | TelephonesAlarm() | ClockSet() | HomeFollows()
        ):  # of their moment; the Home shows what is overdue now
            return False
        case GroupMembers() | StatementFile():
            return True
        case HasIt():
            return paging.said_who_has_it(turn, letter) is not None
        case MailAnswered():
            return outsiders.said_by_mail(turn, letter) is not None
        case RingOutside():
            return paging.said_outside(turn, letter) is not None
        case _:
            try:
                return worded(turn, letter) is not None
            except Held:
                return True
