"""What the admins are told of doors by which customers do not reach the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from handlers.blocks.pieces.answer import Answer, answer, buttons, small
from handlers.blocks.pieces.wording import as_typed, counted, cut
from models.rows.customers import Customer
from models.rules.reports import ShutBy
from models.rules.written_time import Wall
from models.usecases.reports.read_to import LeftOut, ThreadsLeft
from models.usecases.reports.sources import NotTaken

_LONGEST_REASON = 500  # characters
_SHUT: Final[Mapping[ShutBy, str]] = {
    ShutBy.ARCHIVING: "its channel <#{}> was archived",
    ShutBy.DELETION: "its channel was deleted",
    ShutBy.LEAVING: "the desk was taken out of its channel <#{}>",
    ShutBy.NOBODY_KNOWS: "Slack finds its channel <#{}> no more, or not for the desk",
}


def channel_shut(customer: Customer, by: ShutBy) -> Answer:
    """Say that nobody of a customer's reaches the desk in its channel, and what helps."""
    why = _SHUT[by].format(customer.channel_id)
    return answer(
        f":warning: {customer.key} does not reach the desk in Slack: {why}.",
        small(
            f"`/customer channel {customer.key} #another` gives it another; in one that is there, "
            "`/invite` brings the desk back"
        ),
    )


def left_out(letter: LeftOut, wall: Wall) -> Answer:
    """Say that something that was said in a customer's channel could not be kept."""
    at = wall.dated(datetime.fromtimestamp(float(letter.ts), UTC))
    return answer(
        f":warning: What somebody wrote in <#{letter.channel}> {at} could not be kept, and is not "
        "tried again. Please look at it there.",
        small("The log has the reason"),
    )


def threads_left(letter: ThreadsLeft) -> Answer:
    """Say that threads of a customer's channel went on while the desk was away, and were too many
    to be read.
    """
    more = counted(letter.threads, "more thread")
    return answer(
        f":warning: {more} in <#{letter.channel}> went on while the desk was away than it reads. "
        "Please look whether somebody needs us there.",
        small("It has read those that went on last"),
    )


def not_taken(what: str, letter: NotTaken) -> Answer:
    """Say that something that was reported was refused, and why; what was kept can be treated
    again.
    """
    line = f"/case arrival {letter.arrival}"
    kept = [("Show it", line), ("Treat it again", f"{line} again")]
    return answer(
        f":warning: {what} that was refused: {as_typed(cut(letter.why, _LONGEST_REASON))}",
        buttons(kept) if letter.arrival is not None else None,
        small("What matters may be among it. For the same kind of reason this is said once a day"),
    )
