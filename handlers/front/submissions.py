"""Submitted forms: done, or what is wrong said beside the field or above the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from handlers.blocks.pieces.answer import Answer
from handlers.front import doors
from handlers.front.asked import _show_too, by_direct_message, request_of
from handlers.front.choices import Choices
from handlers.front.conversation import Conversation, still_working
from handlers.front.opening import show_in
from handlers.front.views import (
    FieldProblem,
    Filled,
    Submission,
    filled_again,
    result,
)
from handlers.talk import Form, Request, Talk
from models.rows.people import Person


def listen_to_form(
    app: App,
    conversation: Conversation,
    callback_id: str,
    submission: Submission,
    choices: Choices,
    show_home: Callable[[Request], None],
) -> None:
    """Do what a submitted form says; what is wrong is said beside its field, or above the form.

    What was filled in stays either way. What was chosen just before is worked out first. A Home in
    which it was opened is shown anew by `show_home`.
    """

    @app.view(callback_id)
    def submitted(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        view = body["view"]
        title = view["title"]["text"]
        request = request_of(body, client, context, "form")
        wrong: list[FieldProblem] = []

        def work() -> Answer | Form:
            try:
                person = conversation.admit(request, doors.form(callback_id))
                filled = Filled.read(choices.newest(view))
                said = _submitted(conversation, submission, request, person, filled)
            except FieldProblem as problem:
                wrong.append(problem)
                raise
            if filled.is_from_home:
                _show_too(show_home, request)
            return said

        def say(said: Answer | Form) -> None:
            if wrong:
                errors = {wrong[0].field: wrong[0].sentence}
                ack(response_action="errors", errors=errors)
            elif isinstance(said, Answer):
                ack(response_action="update", view=shown(said))

        def shown(said: Answer) -> dict[str, Any]:
            if said.refused:
                return filled_again(choices.newest(view), wrong[0] if wrong else said)
            return result(title, said)

        def say_late(said: Answer | Form) -> None:
            if not isinstance(said, Answer):
                return
            if not show_in(client, view["id"], title, Form(shown(said))):
                by_direct_message(client, request)(said)

        def say_still_working() -> None:
            ack(response_action="update", view=result(title, still_working()))

        conversation.ask(work, say, say_still_working, say_late, line=view["id"])


def _submitted(
    conversation: Conversation,
    submission: Submission,
    request: Request,
    person: Person,
    filled: Filled,
) -> Answer:
    """Prepare what a form says, and then do it in one transaction."""
    if submission.prepares is not None:
        filled = submission.prepares(conversation, person, filled)
    return conversation.write(
        request,
        person,
        conversation.clock.now(),
        lambda turn: submission.submits(Talk(turn, request.channel_id), filled),
    )
