"""What is said in customers' channels to nobody of the desk: it waits, silently (I12).

Whoever of ours answers a customer there is asked once, so that only they see it, what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.reports import waiting as say
from handlers.front.conversation import Conversation
from handlers.hearing.message import Message
from handlers.hearing.uninvited import is_uninvited
from handlers.intents.pieces.markup import as_seen
from handlers.slack.permalink import link_to
from handlers.slack_json import Json
from handlers.talk import Request, reading_of
from models.rows.people import Person
from models.rules.reports import WITHOUT_WORDS, Listens
from models.rules.standing import FROM_OUTSIDE, Standing
from models.usecases import finding
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import waiting
from models.usecases.reports.arrivals import on_word_of
from models.usecases.reports.waiting import FromOutside
from models.usecases.turn import Turn


@dataclass(frozen=True)
class Overheard:
    """A message in a channel, which the desk was not asked."""

    conversation: Conversation
    message: Message

    def answer(self, request: Request) -> Answer | None:
        """Let it wait, or ask what was answered; None where nothing is to be said."""
        conversation = self.conversation
        if not self._is_customers():
            return None
        person = conversation.who(request)
        moment = conversation.clock.now()
        if person.standing is Standing.MEMBER:
            if not self.message.is_reply:
                return None
            asks = partial(self._asks, person)
            asked = conversation.desk.once(request.key, DESK_ITSELF, moment, asks)
            return Answer.kept(asked) if asked else None
        if person.standing in FROM_OUTSIDE:
            link = link_to(request.client, self.message.channel_id, self.message.ts)
            uninvited = is_uninvited(conversation, self.message.channel_id, person)
            waits = partial(self._waits, person, link, uninvited)
            conversation.desk.once(request.key, on_word_of(person), moment, waits)
        return None

    def _is_customers(self) -> bool:
        """Whether the channel is a customer's."""
        now = self.conversation.clock.now()
        with self.conversation.desk.reading(DESK_ITSELF, now) as turn:
            return finding.customer_id_of_channel(turn, self.message.channel_id) is not None

    def _asks(self, person: Person, turn: Turn) -> Json:
        message = self.message
        assert message.thread_ts is not None  # the caller looked
        asked = waiting.answered(turn, person, message.channel_id, message.thread_ts, message.at)
        return say.asked(asked, turn.wall).message() if asked else {}

    def _waits(self, person: Person, link: str | None, uninvited: bool, turn: Turn) -> Json:
        """Let it wait for the customer whose channel it is, unless the desk does not listen to
        that; of what the uninvited say it is asked whose it is (I5).
        """
        message = self.message
        customer = finding.customer_of_channel(turn, message.channel_id)
        if customer is None or customer.listens is not Listens.EVERYTHING:
            return {}
        text, _ = as_seen(message.text, reading_of(turn).name_of)
        said = FromOutside(
            message.channel_id,
            message.ts,
            person.id,
            text or WITHOUT_WORDS,
            message.at,
            link,
            message.thread_ts,
        )
        waiting.hear(turn, None if uninvited else customer, said)
        return {}
