"""What is said where people talk: who speaks, and which room hears them.

Our own people speak in plain words, as they would type commands. What people from outside say to
the desk in the channel of their customer is a report, or one of a few questions; a siren on a
message of theirs calls it critical, and so does the one button that is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.from_outside import FROM_OUTSIDE
from handlers.front.asked import Front
from handlers.hearing.ears import Ears
from handlers.hearing.message import message_of, said_beside
from handlers.hearing.reactions import reaction_of
from handlers.hearing.saying import AnsweredLately
from handlers.slack_json import Json
from handlers.talk import Door
from models.rules.reports import WITHOUT_WORDS

_PRESSED: Final = re.compile(rf"^{FROM_OUTSIDE}:")


def listen_to_people(app: App, front: Front, doors: Mapping[str, Door[Any]]) -> None:
    """Hear what people say to the desk, and what those from outside call critical. `doors` are by
    what is typed.
    """
    told = AnsweredLately()

    def ears(body: Json, client: WebClient, context: BoltContext) -> Ears:
        return Ears(front, doors, told, body, client, context)

    _listen_to_words(app, ears)
    _listen_to_marks(app, ears)


def _listen_to_words(app: App, ears: Callable[[Json, WebClient, BoltContext], Ears]) -> None:
    @app.event("app_mention")
    def mentioned(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        heard = ears(body, client, context)
        message = message_of(body)
        beside = said_beside(heard.desk_id, message.text) if message else None
        if message is None or beside is None:
            ack()
        else:
            is_file = not beside and message.has_files
            heard.mention(message, WITHOUT_WORDS if is_file else beside, ack)

    @app.event("message")
    def said(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        heard = ears(body, client, context)
        message = message_of(body)
        if message is None or not (message.text or (message.has_files and not message.is_direct)):
            ack()
        elif message.is_direct:
            heard.directly(message, ack)
        elif said_beside(heard.desk_id, message.text) is None:
            heard.overhear(message, ack)
        else:  # a mention, of which another event tells
            ack()


def _listen_to_marks(app: App, ears: Callable[[Json, WebClient, BoltContext], Ears]) -> None:
    @app.event("reaction_added")
    def reacted(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        reaction = reaction_of(body)
        if reaction is None:
            ack()
        else:
            ears(body, client, context).siren(reaction, ack)

    @app.action(_PRESSED)
    def pressed(
        ack: Ack, respond: Respond, body: Json, client: WebClient, context: BoltContext
    ) -> None:
        ears(body, client, context).press(ack, respond)
