"""Forms that show what a choice would do: each choice is worked out anew, and shown in place."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Condition, Lock
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


class _Shown:
    """What this process knows of a view in which something was chosen."""

    def __init__(self) -> None:
        self.choices = 0
        self.keys: set[str] = set()  # of their deliveries
        self._done = 0
        self._next = Condition()
        self._became: dict[str, str] = {}  # how its hash went on
        self._built_on: set[str] = set()  # hashes with which choices came
        self._carried: dict[str, Any] = {}  # by the newest form, shown or not

    @contextmanager
    def turn_of(self, choice: int) -> Iterator[None]:
        """Let the choices have their turns in the order in which they came."""
        with self._next:
            self._next.wait_for(lambda: self._done == choice - 1)
            try:
                yield
            finally:
                self._done = choice
                self._next.notify_all()

    def filled_in(self, view: dict[str, Any]) -> Filled:
        """Return what is filled in, with all that is carried by now: the view that somebody chose
        in may be older than the form that an earlier choice has made.
        """
        filled, hash_ = Filled.read(view), view["hash"]
        is_older = hash_ in self._built_on or hash_ in self._became
        return replace(filled, carried=self._carried) if is_older else filled

    def made(self, form: Form, view: dict[str, Any]) -> None:
        """Note the form that a choice in `view` has made."""
        self._carried = json.loads(form.view["private_metadata"])
        self._built_on.add(view["hash"])

    def hash_after(self, known: str) -> str:
        """Return the hash that our own updates have made of one that Slack told."""
        while known in self._became:
            known = self._became[known]
        return known

    def became(self, known: str, new: str) -> None:
        """Note the hash that an update has made."""
        self._became[known] = new


class _Views:
    """The views in which something was chosen lately."""

    def __init__(self) -> None:
        self._views: OrderedDict[str, _Shown] = OrderedDict()
        self._lock = Lock()

    def chosen_in(self, view_id: str, key: str) -> tuple[_Shown, int] | None:
        """Note a choice; return what is known of its view, and the choice's number.

        None for a choice that was delivered before: `key` tells.
        """
        with self._lock:
            view = self._views.setdefault(view_id, _Shown())
            self._views.move_to_end(view_id)
            if key in view.keys:
                return None
            view.keys.add(key)
            view.choices += 1
            if len(self._views) > _MOST_VIEWS:
                self._views.popitem(last=False)
            return view, view.choices


def listen_to_choices(app: App, conversation: Conversation, forms: Mapping[str, Refreshes]) -> None:
    """Show a form anew after a choice in it; `forms` are by callback id.

    Of quick choices each builds on the one before, and the newest is shown. Whatever else took the
    view's place meanwhile (its hash tells), the answer to a submission above all, stays.
    """
    views = _Views()

    @app.action(re.compile(rf"^{CHANGE}:"))
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        view, action = body["view"], body["actions"][0]
        request = request_of(body, client, context, "choice")
        if (noted := views.chosen_in(view["id"], request.key)) is None:
            return
        shown, number = noted

        def work() -> Form:
            person = conversation.admit(request, doors.form(view["callback_id"]))
            moment = conversation.clock.now()
            if chosen_person := action.get("selected_user"):  # the desk is to know them
                conversation.directory.recognise(client, chosen_person, request.team_id, moment)
            with conversation.desk.reading(person, moment) as turn:
                made = forms[view["callback_id"]](turn, shown.filled_in(view), action)
            shown.made(made, view)
            return made

        def in_turn() -> Answer | Form:
            with shown.turn_of(number):
                made = work()
                if shown.choices == number:
                    _update(client, view, shown, made)
                return made

        def tell(made: Answer | Form) -> None:
            if isinstance(made, Answer):  # refused: the form stays as it is
                _log.info("form not refreshed", reason=made.text)

        conversation.do_later(in_turn, tell)


def _update(client: WebClient, view: dict[str, Any], shown: _Shown, form: Form) -> None:
    known = shown.hash_after(view["hash"])
    try:
        updated = client.views_update(view_id=view["id"], hash=known, view=form.view)
    except SlackApiError as error:
        _log.info("form not refreshed", reason=str(error))
    else:
        shown.became(known, updated["view"]["hash"])
