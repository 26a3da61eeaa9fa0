"""Shortcuts, in a message's menu and anywhere: acknowledged at once, answered in a view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front import doors
from handlers.front.asked import _respond, by_direct_message, request_of
from handlers.front.conversation import Conversation
from handlers.front.opening import open_at_once
from handlers.talk import Form, Request
from models.rows.people import Person
from models.usecases.turn import Turn

Does = Callable[[Conversation, Request, Person, dict[str, Any]], Answer | Form]


@dataclass(frozen=True)
class Shortcut:
    """A shortcut: `title` heads its view; `does` makes the form, or does what is asked for.

    It takes who chose it, and Slack's payload.
    """

    title: str
    does: Does


def reads(opens: Callable[[Turn, dict[str, Any]], Form]) -> Does:
    """Return what a shortcut does that only opens a form: it reads what the form shows."""

    def does(
        conversation: Conversation,
        request: Request,  # noqa: ARG001
        person: Person,
        payload: dict[str, Any],
    ) -> Form:
        with conversation.desk.reading(person, conversation.clock.now()) as turn:
            return opens(turn, payload)

    return does


def listen_to_message_shortcut(
    app: App, conversation: Conversation, callback_id: str, shortcut: Shortcut
) -> None:
    """Answer a shortcut of a message's menu, in a view."""

    @app.message_shortcut(callback_id)
    def chosen(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        request = request_of(body, client, context, "shortcut")
        _open(
            conversation, request, callback_id, shortcut, body, lambda said: _respond(respond, said)
        )


def listen_to_global_shortcut(
    app: App, conversation: Conversation, callback_id: str, shortcut: Shortcut
) -> None:
    """Answer a shortcut that belongs to no message, in a view."""

    @app.global_shortcut(callback_id)
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        request = request_of(body, client, context, "shortcut")

        _open(
            conversation, request, callback_id, shortcut, body, by_direct_message(client, request)
        )


def _open(
    conversation: Conversation,
    request: Request,
    callback_id: str,
    shortcut: Shortcut,
    body: dict[str, Any],
    tell: Callable[[Answer], None],
) -> None:
    def work() -> Answer | Form:
        person = conversation.admit(request, doors.shortcut(callback_id))
        return shortcut.does(conversation, request, person, body)

    open_at_once(conversation, request, shortcut.title, work, tell)
