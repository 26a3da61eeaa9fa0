"""Forms that show what a choice would do: each choice is worked out anew, and shown in place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from structlog import get_logger

from handlers.blocks.pieces import eras
from handlers.blocks.pieces.answer import Answer, answer
from handlers.front.answering import Ways
from handlers.front.asked import Front, tell_directly
from handlers.front.choices import Shown
from handlers.front.opening import Updated, update_view
from handlers.front.views import CHANGE, Filled, Submission
from handlers.slack_json import Json
from handlers.talk import Form, Request

_log = get_logger(__name__)


def listen_to_choices(app: App, front: Front, forms: Mapping[str, Submission]) -> None:
    """Show a form anew after a choice in it; `forms` are by callback id.

    Of quick choices each builds on the one before, and the newest is shown. Whatever else took the
    view's place meanwhile (its hash tells), the answer to a submission above all, stays.
    """
    conversation = front.conversation

    @app.action(re.compile(rf"^{CHANGE}:"))
    def chosen(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        view, action = body.get("view") or {}, body["actions"][0]
        form = forms.get(view.get("callback_id", ""))
        if form is None or (refreshes := form.refreshes) is None:  # of an older version
            ack()
            return
        request = front.request(body, client, context, "choice", secret=form.is_secret)
        shown = front.choices.note(view["id"], request.key)
        if shown is None:
            ack()
            return

        def work() -> Form:
            actor, moment = conversation.admit(request, form), conversation.clock.now()
            if chosen_person := action.get("selected_user"):  # the desk is to know them
                conversation.directory.recognise(client, chosen_person, request.team_id, moment)
            filled = Filled.read(shown.newest(view))
            eras.refuse_former(filled.era, "form")
            with conversation.desk.reading(actor, moment) as turn:
                made = refreshes(turn, filled, action)
            shown.made(made.view, view)
            return made

        def show(made: Answer | Form) -> None:
            if isinstance(made, Answer):  # refused: the form stays as it is
                _log.info("form not refreshed", reason=made.text)
            elif shown.keys[-1] == request.key:
                _update(request, view, shown, made)

        ways = Ways(ack, show, is_urgent=lambda: form.is_urgent is not None)
        conversation.answering.ask(request, work, ways, line=view["id"])


def _update(request: Request, view: Json, shown: Shown, form: Form) -> None:
    known = shown.hash_after(view["hash"])

    def update() -> None:
        updated = request.client.views_update(view_id=view["id"], hash=known, view=form.view)
        shown.became(known, updated["view"]["hash"])

    if update_view(update) is Updated.FAILED:
        tell_directly(request, _NOT_SHOWN)


_NOT_SHOWN = answer(
    "Slack did not show what your last choice changes in the form. It counts all the same."
)
