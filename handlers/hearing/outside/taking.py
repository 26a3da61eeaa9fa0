"""How what people from outside do is taken: in the channel of their customer, once (I3), and in one
transaction from its own instant; what they are told of it is left in the outbox by the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from handlers.blocks.pieces.answer import Answer
from handlers.front.conversation import Conversation
from handlers.hearing.message import Message
from handlers.intents.pieces.markup import as_seen
from handlers.slack.permalink import link_in
from handlers.slack_json import Json
from handlers.talk import Request, reading_of
from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.people import Person
from models.rules.reports import Listens, Reply
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.reports.arrivals import Taken, on_word_of
from models.usecases.reports.told import ToTell
from models.usecases.turn import Turn

Takes = Callable[[Turn, Customer | None], ToTell | None]
"""Takes what was done in the channel of a customer; returns what is told of it."""


@dataclass(frozen=True)
class Taking:
    """Takes what people from outside do. `workspace_url` is where our own workspace is, if known:
    links lead there.
    """

    conversation: Conversation
    workspace_url: str | None

    def reading(self, person: Person) -> AbstractContextManager[Turn]:
        """Begin to look something up for somebody, now."""
        return self.conversation.desk.reading(on_word_of(person), self.conversation.clock.now())

    def origin(self, message: Message) -> Origin:
        """Return in which thread a message stands, with a link to it."""
        link = link_in(self.workspace_url, message.channel_id, message.ts, message.thread_ts)
        return Origin(message.channel_id, message.root, link)

    def once(
        self, request: Request, person: Person, work: Callable[[Turn], Answer | None]
    ) -> Answer | None:
        """Do `work` in one transaction, once however often it is told; return the first answer."""

        def message(turn: Turn) -> Json:
            said = work(turn)
            return said.message() | {"refused": said.refused} if said is not None else {}

        now = self.conversation.clock.now()
        kept = self.conversation.desk.once(request.key, on_word_of(person), now, message)
        return replace(Answer.kept(kept), refused=kept["refused"]) if kept else None


def if_heard(turn: Turn, channel_id: str | None, takes: Takes) -> ToTell | None:
    """Take something that was done in a channel, unless the desk listens to nothing there."""
    customer = finding.customer_of_channel(turn, channel_id)
    if customer is not None and customer.listens is Listens.NOTHING:
        return ToTell(Reply.NOBODY_LISTENS, customer=customer.id)
    return takes(turn, customer)


def seen_in(turn: Turn, text: str) -> str:
    """Return a text of Slack's as people see it, with the names of whom it mentions."""
    seen, _ = as_seen(text.replace("\0", ""), reading_of(turn).name_of)
    return seen


def is_shown_in(thread_ts: str, taken: Taken) -> bool:
    """Whether the headline of an open case says in a thread what came of something."""
    case = taken.case
    return case is not None and case.closed_at is None and case.thread_ts == thread_ts


def how_it_stands(taken: Taken) -> ToTell:
    """Tell how the case stands that came of something; or that it is kept (I5)."""
    return stands(taken.case) if taken.case is not None else ToTell(Reply.KEPT)


def stands(case: Case) -> ToTell:
    """Tell how a case stands."""
    return ToTell(Reply.STANDS, case=case.id)
