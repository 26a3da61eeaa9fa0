"""Slash commands: the answer travels in Slack's own acknowledgement, after the commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.waiting import still_working
from handlers.front.asked import Front, answer_by, as_message, request_of
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
        request, text = request_of(body, client, context, "command"), body.get("text") or ""
        work = partial(conversation.run, door, text, request)
        say_late = partial(answer_by, respond)

        def say(said: Answer | Form) -> None:
            ack(**as_message(said))

        if title := conversation.opens(door, text):
            ack()
            open_at_once(conversation, request, title, work, say_late)
        else:
            conversation.ask(work, say, lambda: say(still_working()), say_late)
