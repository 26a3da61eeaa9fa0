"""What people from outside are told in a thread: by the outbox, with what was done for them.

So it is lost neither with a process nor where Slack does not take it; and it is told once, whoever
hears of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.reports import Reply
from models.usecases.letter import Letter, say_later
from models.usecases.turn import Turn

TOLD = "told:"  # how the keys of what was told begin


@dataclass(frozen=True)
class ToTell:
    """A reply: about a case, or a customer, by its number, where it is about one."""

    reply: Reply
    case: int | None = None
    customer: int | None = None


class Replied(Letter, topic="replied", called="a reply to people from outside"):
    """Tells people from outside something in a thread."""

    thread: str
    reply: Reply
    case: int | None = None
    customer: int | None = None


def tell(turn: Turn, channel_id: str, thread_ts: str, what: ToTell) -> None:
    """Tell people from outside something in a thread, if this turn is committed."""
    say_later(turn, channel_id, Replied(thread_ts, what.reply, what.case, what.customer))


def is_news(turn: Turn, key: str) -> bool:
    """Whether nobody was told anything yet of what has this key; from now on they were."""
    return turn.is_news(f"{TOLD}{key}")
