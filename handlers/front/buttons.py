"""Buttons and menus type a command, as if whoever pressed had typed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers.blocks.pieces import eras
from handlers.blocks.pieces.answer import LASTS, NOTING, RETYPE, Answer
from handlers.front.answering import Ways
from handlers.front.asked import Front, answer_by, note_by, tell_directly
from handlers.front.opening import Updated, open_at_once, show_in, show_in_place
from handlers.front.views import opened_at_home
from handlers.slack_json import Json
from handlers.talk import Door, Form, Request
from models.problems import Unknown

_RETYPES: Final = re.compile(rf"^{RETYPE}:")
_ANSWER: Final = "ProAuth desk"  # heads the answer to a button in the Home


def listen_to_buttons(app: App, front: Front, commands: Mapping[str, Door[Any]]) -> None:
    """Answer buttons and menus that type a command. A Home in which one was pressed is shown anew.

    `commands` are the doors by what is typed.
    """

    @app.action(_RETYPES)
    def pressed(
        ack: Ack, respond: Respond, body: Json, client: WebClient, context: BoltContext
    ) -> None:
        action = body["actions"][0]
        typed = (action.get("selected_option") or action).get("value", "")
        command, _, text = typed.partition(" ")
        request = front.request(body, client, context, "button")
        stays = str(action["action_id"]).startswith(LASTS)
        era = eras.era_of(action["action_id"])
        view = body.get("view") or {}
        press = _Press(front, request, commands.get(command), text, view, era)
        if str(action["action_id"]).startswith(NOTING):
            press.answer(ack, partial(note_by, respond, request))
        else:
            press.answer(ack, partial(answer_by, respond, request, in_place=not stays))


@dataclass(frozen=True)
class _Press:
    """One press: the door that it opens (None: an older version of the desk had it), the text that
    it types there, the view in which the button stands, if it stands in one, and its era.
    """

    front: Front
    request: Request
    door: Door[Any] | None
    text: str
    view: Json
    era: str

    def answer(self, ack: Ack, respond: Callable[[Answer | Form], None]) -> None:
        """Do what the button types, and answer where it stands; `respond` does so in a message."""
        conversation = self.front.conversation
        title = conversation.opens(self.door, self.text) if self.door else None
        ways = Ways(ack, partial(tell_directly, self.request), is_urgent=self._is_urgent)
        if self.view.get("type") == "home":  # it stays, and has no response address
            open_at_once(conversation, self.request, title or _ANSWER, self._work_at_home, ways)
        elif title and self.view:
            show_in_place(conversation, self.request, title, self._work, ways)
        elif title:
            open_at_once(conversation, self.request, title, self._work, replace(ways, say=respond))
        else:
            say = self._say_in_view if self.view else respond
            ways = replace(ways, say=say, waits=partial(self.front.say_it_waits, say))
            conversation.answering.ask(self.request, self._work, ways)

    def _is_urgent(self) -> bool:
        return self.door is not None and self.front.conversation.is_urgent(self.door, self.text)

    def _work(self) -> Answer | Form:
        eras.refuse_former(self.era, "button")
        if self.door is None:
            raise Unknown("That button is from an older version of the desk and does nothing.")
        return self.front.conversation.run(self.door, self.text, self.request)

    def _work_at_home(self) -> Answer | Form:
        said = self._work()
        if isinstance(said, Form):
            return opened_at_home(said)
        self.front.show_home_too(self.request)
        return said

    def _say_in_view(self, said: Answer | Form) -> None:
        title = self.view["title"]["text"]
        shown = show_in(self.request.client, self.view["id"], title, said)
        if isinstance(said, Answer) and shown is not Updated.SHOWN:
            tell_directly(self.request, said)
