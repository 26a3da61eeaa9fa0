"""Buttons and menus type a command, as if whoever pressed had typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import LASTS, RETYPE, Answer
from handlers.front.asked import _respond, _show_too, by_direct_message, request_of
from handlers.front.conversation import Conversation
from handlers.front.opening import open_at_once, show_in, show_in_place
from handlers.front.views import (
    opened_at_home,
)
from handlers.talk import Door, Form, Request
from models.problems import Unknown

_RETYPES = re.compile(rf"^{RETYPE}:")


_ANSWER = "ProAuth desk"  # heads the answer to a button in the Home


def listen_to_buttons(
    app: App,
    conversation: Conversation,
    commands: Mapping[str, Door],
    show_home: Callable[[Request], None],
) -> None:
    """Answer buttons and menus that type a command, as if whoever pressed had typed it.

    A Home in which one was pressed is shown anew by `show_home`.
    """

    @app.action(_RETYPES)
    def pressed(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        action = body["actions"][0]
        typed = (action.get("selected_option") or action).get("value", "")
        command, _, text = typed.partition(" ")
        door = commands.get(command)
        request = request_of(body, client, context, "button")
        view = body.get("view") or {}

        def work() -> Answer | Form:
            if door is None:
                raise Unknown("That button is from an older version of the desk and does nothing.")
            return conversation.run(door, text, request)

        def work_at_home() -> Answer | Form:
            said = work()
            if isinstance(said, Form):
                return opened_at_home(said)
            _show_too(show_home, request)
            return said

        def say(said: Answer | Form) -> None:
            if view:
                show_in(client, view["id"], view["title"]["text"], said)
            else:
                stays = str(action["action_id"]).startswith(LASTS)
                _respond(respond, said, in_place=not stays)

        title = conversation.opens(door, text) if door else None
        if view.get("type") == "home":  # it stays, and has no response address
            tells = by_direct_message(client, request)
            open_at_once(conversation, request, title or _ANSWER, work_at_home, tells)
        elif title and view:
            show_in_place(conversation, request, title, work, view["id"])
        elif title:
            open_at_once(conversation, request, title, work, say)
        else:
            conversation.do_later(work, say)
