"""Forms that show what a choice would do: each choice is worked out anew, and shown in place."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
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
_MOST_VIEWS = 500  # that are remembered; people have one before them for minutes


@dataclass
class _Shown:
    """What this process knows of a view: how many choices came, and how its hash went on."""

    choices: int = 0
    lock: Lock = field(default_factory=Lock)
    became: dict[str, str] = field(default_factory=dict)

    def hash_after(self, known: str) -> str:
        """Return the hash that our own updates have made of one that Slack told."""
        while known in self.became:
            known = self.became[known]
        return known


class _Views:
    """The views in which something was chosen lately."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, _Shown] = OrderedDict()
        self._lock = Lock()

    def chosen_in(self, view_id: str) -> tuple[_Shown, int]:
        """Note a choice; return what is known of its view, and the choice's number."""
        with self._lock:
            view = self._views.setdefault(view_id, _Shown())
            view.choices += 1
            self._views.move_to_end(view_id)
            if len(self._views) > _MOST_VIEWS:
                self._views.popitem(last=False)
            return view, view.choices


def listen_to_choices(app: App, conversation: Conversation, forms: Mapping[str, Refreshes]) -> None:
    """Show a form anew after a choice in it; `forms` are by callback id.

    Of two quick choices the newer is shown, whichever takes longer. Whatever else took the view's
    place meanwhile (its hash tells), the answer to a submission above all, stays.
    """
    views = _Views()

    @app.action(re.compile(rf"^{CHANGE}:"))
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view, action = body["view"], body["actions"][0]
        request = request_of(body, client, context, "choice")
        shown, number = views.chosen_in(view["id"])

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
            with shown.lock:
                if shown.choices == number:
                    _update(client, view, shown, refreshed)

        conversation.do_later(work, show)


def _update(client: WebClient, view: dict[str, Any], shown: _Shown, form: Form) -> None:
    known = shown.hash_after(view["hash"])
    try:
        updated = client.views_update(view_id=view["id"], hash=known, view=form.view)
    except SlackApiError as error:
        _log.info("form not refreshed", reason=str(error))
    else:
        shown.became[known] = updated["view"]["hash"]
