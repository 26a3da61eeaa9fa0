"""Forms that show what a choice would do: each choice is worked out anew, and shown in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers import doors
from handlers.blocks.answer import Answer
from handlers.conversation import Conversation, Form
from handlers.forms.fields import CHANGE, Filled
from handlers.listening import request_of
from models.usecases.turn import Turn

_log = get_logger(__name__)

Refreshes = Callable[[Turn, Filled, dict[str, Any]], Form]


def listen_to_choices(app: App, conversation: Conversation, forms: Mapping[str, Refreshes]) -> None:
    """Show a form anew after a choice in it; `forms` are by callback id."""

    @app.action(re.compile(rf"^{CHANGE}:"))
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view, action = body["view"], body["actions"][0]
        request = request_of(body, client, context, "choice")

        def work() -> Form:
            person = conversation.admit(request, doors.form(view["callback_id"]))
            moment = conversation.clock.now()
            if chosen_person := action.get("selected_user"):  # the desk is to know them
                conversation.directory.recognise(client, chosen_person, request.team_id, moment)
            with conversation.desk.reading(person, moment) as turn:
                return forms[view["callback_id"]](turn, Filled.read(view), action)

        def show(refreshed: Answer | Form) -> None:
            if isinstance(refreshed, Answer):  # refused: the form stays as it is
                _log.info("form not refreshed", reason=refreshed.text)
                return
            try:
                client.views_update(view_id=view["id"], hash=view.get("hash"), view=refreshed.view)
            except SlackApiError as error:  # a later choice was quicker: that one is shown
                _log.info("form not refreshed", reason=str(error))

        conversation.do_later(work, show)
