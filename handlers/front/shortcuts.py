"""Shortcuts, in a message's menu and anywhere: answered in a view, and acknowledged then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front.answering import Ways
from handlers.front.asked import Front, answer_by, tell_directly
from handlers.front.conversation import Conversation
from handlers.front.opening import open_at_once
from handlers.slack_json import Json
from handlers.talk import Form, Request
from models.rules.permissions import Guarded
from models.usecases.roles import Actor
from models.usecases.turn import Turn

Does = Callable[[Conversation, Request, Actor, Json], Answer | Form]


@dataclass(frozen=True)
class Shortcut(Guarded):
    """A shortcut: `does` makes the form, or does what is asked for; `title` heads its view, if that
    is not its name. On what is `urgent` a Sev-1 may hang.

    It takes who chose it, and Slack's payload.
    """

    does: Does
    title: str | None = None
    urgent: bool = False


def reads(opens: Callable[[Turn, Json], Form]) -> Does:
    """Return what a shortcut does that only opens a form: it reads what the form shows."""

    def does(conversation: Conversation, _: Request, actor: Actor, payload: Json) -> Form:
        with conversation.desk.reading(actor, conversation.clock.now()) as turn:
            return opens(turn, payload)

    return does


def listen_to_message_shortcut(
    app: App, front: Front, callback_id: str, shortcut: Shortcut
) -> None:
    """Answer a shortcut of a message's menu."""

    @app.message_shortcut(callback_id)
    def chosen(
        ack: Ack, respond: Respond, body: Json, client: WebClient, context: BoltContext
    ) -> None:
        request = front.request(body, client, context, "shortcut")
        _open(front, request, shortcut, Ways(ack, partial(answer_by, respond, request)))


def listen_to_global_shortcut(app: App, front: Front, callback_id: str, shortcut: Shortcut) -> None:
    """Answer a shortcut that belongs to no message."""

    @app.global_shortcut(callback_id)
    def chosen(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        request = front.request(body, client, context, "shortcut")
        _open(front, request, shortcut, Ways(ack, partial(tell_directly, request)))


def _open(front: Front, request: Request, shortcut: Shortcut, ways: Ways) -> None:
    conversation = front.conversation

    def work() -> Answer | Form:
        actor = conversation.admit(request, shortcut)
        return shortcut.does(conversation, request, actor, request.body)

    ways = replace(ways, is_urgent=lambda: shortcut.urgent)
    open_at_once(conversation, request, shortcut.title or shortcut.name, work, ways)
