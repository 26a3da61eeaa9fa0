"""Slash commands: the answer travels in Slack's own acknowledgement, after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front.answering import Ways
from handlers.front.asked import Front, answer_by, as_message
from handlers.front.opening import open_at_once
from handlers.slack_json import Json
from handlers.talk import Door, Form


def listen_to_command(app: App, front: Front, door: Door[Any]) -> None:
    """Answer a slash command."""
    conversation = front.conversation

    @app.command(door.name)
    def command(
        ack: Ack, respond: Respond, body: Json, client: WebClient, context: BoltContext
    ) -> None:
        request, text = front.request(body, client, context, "command"), body.get("text") or ""
        work = partial(conversation.run, door, text, request)

        def answer(said: Answer | Form) -> None:
            ack(**as_message(said))

        is_urgent = partial(conversation.is_urgent, door, text)
        ways = Ways(ack, partial(answer_by, respond, request), answer, is_urgent=is_urgent)
        if title := conversation.opens(door, text):
            open_at_once(conversation, request, title, work, ways)
        else:
            conversation.answering.ask(request, work, ways)
