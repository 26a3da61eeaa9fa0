"""Who is uninvited in a customer's channel: what they do there is not the customer's (I1)."""

from __future__ import annotations

from handlers.front.conversation import Conversation
from models.rows.people import Person
from models.usecases import finding
from models.usecases.people import DESK_ITSELF


def is_uninvited(conversation: Conversation, channel_id: str | None, person: Person) -> bool:
    """Whether a channel is a customer's, and shared with no workspace of somebody's from outside.

    What such a person reports is kept, and the admins are asked whose it is (I5); they read nothing
    of the customer's, and press nothing. Guests of ours were let in by ourselves.
    """
    if channel_id is None:
        return False
    with conversation.desk.reading(DESK_ITSELF, conversation.clock.now()) as turn:
        if finding.customer_id_of_channel(turn, channel_id) is None:
            return False
    return not conversation.audience.lets_in(channel_id, person)
