"""Between Bolt and the conversation: what arrives, and by which way the answer goes back.

A command's or a form's answer travels in Slack's own acknowledgement, after the commit. A button, a
menu or a shortcut is acknowledged at once, empty, and answered through its response address, or in
its modal. Only what was done takes the place of the message with the button, and never in a message
that stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers import doors
from handlers.blocks.answer import LASTS, RETYPE, Answer, answer
from handlers.conversation import Conversation, Door, Form, Request, Talk, still_working
from handlers.forms.fields import FieldProblem, Filled, Submission, filled_again, result
from models.problems import Unknown
from models.rows.people import Person
from models.usecases.turn import Turn

_log = get_logger(__name__)

_RETYPES = re.compile(rf"^{RETYPE}:")

Opens = Callable[[Turn, dict[str, Any]], Form]


def listen_to_command(app: App, conversation: Conversation, door: Door) -> None:
    """Answer a slash command."""

    @app.command(door.command)
    def command(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        request = request_of(body, client, context, "command")
        conversation.ask(
            lambda: conversation.run(door, body.get("text") or "", request),
            say=lambda said: _acknowledge(ack, client, request, said),
            say_still_working=lambda: _send_ack(ack, still_working()),
            say_late=lambda said: _respond(respond, client, request, said, in_place=False),
        )


def listen_to_buttons(app: App, conversation: Conversation, doors: Mapping[str, Door]) -> None:
    """Answer buttons and menus that type a command, as if whoever pressed had typed it."""

    @app.action(_RETYPES)
    def pressed(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        action = body["actions"][0]
        typed = (action.get("selected_option") or action).get("value", "")
        command, _, text = typed.partition(" ")
        request = request_of(body, client, context, "button")

        def work() -> Answer | Form:
            if (door := doors.get(command)) is None:
                raise Unknown("That button is from an older version of the desk and does nothing.")
            return conversation.run(door, text, request)

        def say(said: Answer | Form) -> None:
            if view := body.get("view"):
                shown = (
                    result(view["title"]["text"], said) if isinstance(said, Answer) else said.view
                )
                client.views_update(view_id=view["id"], view=shown)
            else:
                stays = str(action["action_id"]).startswith(LASTS)
                _respond(respond, client, request, said, in_place=not stays)

        conversation.do_later(work, say)


def listen_to_message_shortcut(
    app: App, conversation: Conversation, callback_id: str, opens: Opens
) -> None:
    """Open a form from a message's menu."""

    @app.message_shortcut(callback_id)
    def chosen(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        request = request_of(body, client, context, "shortcut")

        def work() -> Answer | Form:
            person = conversation.admit(request, doors.shortcut(callback_id))
            link = link_to(client, body["channel"]["id"], body["message"]["ts"])
            with conversation.desk.reading(person, conversation.clock.now()) as turn:
                return opens(turn, {**body, "link": link})

        def say(said: Answer | Form) -> None:
            _respond(respond, client, request, said, in_place=False)

        conversation.do_later(work, say)


def listen_to_form(
    app: App, conversation: Conversation, callback_id: str, submission: Submission
) -> None:
    """Do what a submitted form says; what is wrong is said beside its field."""
    title = submission.title

    @app.view(callback_id)
    def submitted(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        view = body["view"]
        request = request_of(body, client, context, "form")
        wrong: list[FieldProblem] = []

        def work() -> Answer | Form:
            try:
                person = conversation.admit(request, doors.form(callback_id))
                return _submitted(conversation, submission, request, person, Filled.read(view))
            except FieldProblem as problem:
                wrong.append(problem)
                raise

        def say(said: Answer | Form) -> None:
            if wrong:
                errors = {wrong[0].field: wrong[0].sentence}
                ack(response_action="errors", errors=errors)
            elif isinstance(said, Answer):
                ack(response_action="update", view=result(title, said))

        def say_late(said: Answer | Form) -> None:
            if wrong:
                client.views_update(view_id=view["id"], view=filled_again(view, wrong[0]))
            elif isinstance(said, Answer):
                client.views_update(view_id=view["id"], view=result(title, said))

        def say_still_working() -> None:
            ack(response_action="update", view=result(title, still_working()))

        conversation.ask(work, say, say_still_working, say_late)


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


def request_of(body: dict[str, Any], client: WebClient, context: BoltContext, what: str) -> Request:
    """Read who, where and which delivery from a payload of any kind."""
    user = body.get("user") or {}
    channel = body.get("channel") or {}
    view = body.get("view") or {}
    delivery = (
        f"{view['id']}:{view.get('hash')}"
        if what == "form"
        else body.get("trigger_id") or body.get("action_ts")
    )
    return Request(
        person_id=body.get("user_id") or user["id"],
        team_id=own_team(context),
        channel_id=body.get("channel_id") or channel.get("id"),
        key=f"{what}:{delivery}",
        client=client,
        trigger_id=body.get("trigger_id", ""),
        persons_team_id=body.get("team_id") or user.get("team_id"),
    )


def own_team(context: BoltContext) -> str | None:
    """Return our own workspace; None while it is unknown."""
    authorised = context.authorize_result
    return authorised.team_id if authorised else None


def _send_ack(ack: Ack, said: Answer) -> None:
    ack(**said.message())


def _acknowledge(ack: Ack, client: WebClient, request: Request, said: Answer | Form) -> None:
    words = _opened(client, request, said) if isinstance(said, Form) else said
    if words is None:
        ack()
    else:
        _send_ack(ack, words)


def _respond(
    respond: Respond, client: WebClient, request: Request, said: Answer | Form, *, in_place: bool
) -> None:
    """Answer through the response address; with `in_place`, in the place of the pressed message."""
    words = _opened(client, request, said) if isinstance(said, Form) else said
    if words is None:
        return
    sent = respond(**words.message(), replace_original=in_place and not words.refused)
    if sent.status_code != 200:  # the address lives 30 minutes, and takes five answers
        _log.warning("answer not delivered", status=sent.status_code, error=sent.body)


def _opened(client: WebClient, request: Request, form: Form) -> Answer | None:
    """Open a form; if Slack does not, return what to say instead."""
    try:
        client.views_open(trigger_id=request.trigger_id, view=form.view)
    except (SlackApiError, OSError) as error:
        _log.warning("form not opened", form=form.view.get("callback_id"), error=str(error))
        said = answer("Slack did not open the form in time. Nothing was changed: please try again.")
        return replace(said, refused=True)
    return None


def link_to(client: WebClient, channel_id: str, ts: str) -> str | None:
    """Return the link of a message, or None if Slack gives none."""
    try:
        link = client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"]
    except (SlackApiError, OSError):  # a link is a convenience: the form opens without it
        return None
    return str(link)
