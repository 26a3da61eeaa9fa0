"""The buttons that people from outside may press: they type no command, and there are no others."""

from __future__ import annotations

from enum import Enum
from typing import Final

from slackblocks import ActionsBlock, Button

from handlers.blocks.pieces.eras import stamped
from handlers.phrases import channel as say
from handlers.phrases.writer import Writer

FROM_OUTSIDE: Final = "from_outside"  # how the ids of these buttons begin


class Press(Enum):
    """What such a button does, with a case or with a message that waits."""

    CASE_CRITICAL = "case_critical"
    MESSAGE_CRITICAL = "message_critical"
    MESSAGE_OPENS = "message_opens"


LABELS: Final = {
    Press.CASE_CRITICAL: say.CALL_CRITICAL,
    Press.MESSAGE_CRITICAL: say.CALL_CRITICAL,
    Press.MESSAGE_OPENS: say.OPEN_A_CASE,
}


def presses(write: Writer, number: int, *offered: Press) -> ActionsBlock:
    """The buttons that are offered for the case, or the message that waits, with a number."""
    return ActionsBlock([_button(write, each, number) for each in offered])


def _button(write: Writer, press: Press, number: int) -> Button:
    action_id = stamped(f"{FROM_OUTSIDE}:{press.value}")
    return Button(write.say(LABELS[press]), action_id=action_id, value=str(number))


def pressed(action_id: str) -> Press | None:
    """Return which of them was pressed; None for one that there is no more."""
    return next((press for press in Press if _names(action_id, press)), None)


def _names(action_id: str, press: Press) -> bool:
    return action_id.startswith(f"{FROM_OUTSIDE}:{press.value}")
