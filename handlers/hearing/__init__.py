"""What is said where people talk: who speaks, and which room hears them.

Our own people speak in plain words, as they would type commands. What people from outside say is
no command: it opens nothing yet, and nobody answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front.answering import Ways
from handlers.front.asked import Front
from handlers.hearing.message import Message, message_of, said_to
from handlers.hearing.overheard import Overheard
from handlers.hearing.plain_words import PlainWords
from handlers.hearing.saying import Saying, Told
from handlers.slack_json import Json
from handlers.talk import Door, Request


def listen_to_people(app: App, front: Front, doors: Mapping[str, Door[Any]]) -> None:
    """Hear what people say to the desk: in mentions, and directly. `doors` are by what is typed."""
    told = Told()

    @app.event("app_mention")
    def mentioned(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        message = message_of(body)
        text = said_to(context.bot_user_id or "", message.text) if message else None
        if message is None or text is None:
            ack()
            return
        request = _request(front, message, body, client, context)
        words = PlainWords(front.conversation, doors, message, text)
        _answer(front, words, Saying(message, request, told), ack)

    @app.event("message")
    def said(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        message = message_of(body)
        if message is None or not message.text:
            ack()
            return
        asked = said_to(context.bot_user_id or "", message.text)
        say = Saying(message, _request(front, message, body, client, context), told)
        if message.is_direct:
            words = PlainWords(front.conversation, doors, message, asked or message.text)
            _answer(front, words, say, ack)
        elif asked is None:
            _listen(front, Overheard(front.conversation, message), say, ack)
        else:  # a mention, of which another event tells
            ack()


def _request(
    front: Front, message: Message, body: Json, client: WebClient, context: BoltContext
) -> Request:
    """Return who said it, where and when; the same for each event that tells of the message."""
    request = front.request(body, client, context, "said")
    return replace(
        request,
        channel_id=message.channel_id,
        key=message.key,
        came_at=min(request.came_at, message.at),
        persons_team_id=message.authors_team,
    )


def _listen(front: Front, overheard: Overheard, say: Saying, ack: Ack) -> None:
    """Do what follows from what was said to nobody of the desk, and acknowledge: it is never said
    that it takes longer.
    """
    work = partial(overheard.answer, say.request)
    front.conversation.answering.ask(say.request, work, Ways(ack, say))


def _answer(front: Front, words: PlainWords, say: Saying, ack: Ack) -> None:
    """Do what was said, answer, and acknowledge."""
    conversation, request = front.conversation, say.request

    def work() -> Answer | None:
        if not words.message.is_direct and not conversation.is_ours(request):
            return None
        return words.answer(request)

    waits = partial(front.say_it_waits, say)
    conversation.answering.ask(request, work, Ways(ack, say, None, waits, words.is_urgent))
