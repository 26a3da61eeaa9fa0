"""Slash commands: the answer travels in Slack's own acknowledgement, after the commit."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front.asked import _as_message, _respond, request_of
from handlers.front.conversation import Conversation, still_working
from handlers.front.opening import open_at_once
from handlers.talk import Door, Form


def listen_to_command(app: App, conversation: Conversation, door: Door) -> None:
    """Answer a slash command."""

    @app.command(door.command)
    def command(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        request, text = request_of(body, client, context, "command"), body.get("text") or ""

        def work() -> Answer | Form:
            return conversation.run(door, text, request)

        def say_late(said: Answer | Form) -> None:
            _respond(respond, said, in_place=False)

        if title := conversation.opens(door, text):
            ack()
            open_at_once(conversation, request, title, work, say_late)
        else:
            conversation.ask(
                work,
                say=lambda said: _send_ack(ack, said),
                say_still_working=lambda: _send_ack(ack, still_working()),
                say_late=say_late,
            )


def _send_ack(ack: Ack, said: Answer | Form) -> None:
    ack(**_as_message(said))
