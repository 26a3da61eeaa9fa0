"""Forms that show what a choice would do: each choice is worked out anew, and shown in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers.conversation import Conversation, Form
from handlers.forms.fields import Filled
from handlers.forms.rotation import CHANGE
from handlers.listening import _request as request_of
from models.usecases.turn import Turn

_log = get_logger(__name__)

Refreshes = Callable[[Turn, Filled, dict[str, Any]], Form]


def listen_to_choices(app: App, conversation: Conversation, forms: Mapping[str, Refreshes]) -> None:
    """Show a form anew after a choice in it; `forms` are by callback id."""

    @app.action(re.compile(rf"^{CHANGE}:"))
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view = body["view"]
        request = request_of(body, client, context, "choice")
        person = conversation.recognise(request)
        with conversation.desk.reading(person, conversation.clock.now()) as turn:
            shown = forms[view["callback_id"]](turn, Filled.read(view), body["actions"][0])
        try:
            client.views_update(view_id=view["id"], hash=view.get("hash"), view=shown.view)
        except SlackApiError as error:  # a later choice was quicker: that one is shown
            _log.info("form not refreshed", error=str(error))
