"""Between Bolt and the conversation: what arrives, and by which way the answer goes back.

A command's or a form's answer travels in Slack's own acknowledgement, after the commit. A button, a
menu or a shortcut is acknowledged at once, empty, and answered through its response address, or in
its modal. Only what was done takes the place of the message with the button, and never in a message
that stays. Whatever opens a form opens it by `handlers.opening`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient
from structlog import get_logger

from handlers.blocks.pieces.answer import LASTS, RETYPE, Answer
from handlers.blocks.pieces.charts import or_plainer, plainer, refuses_blocks
from handlers.forms.fields import (
    FieldProblem,
    Filled,
    Submission,
    filled_again,
    opened_at_home,
    result,
    token_of,
)
from handlers.front import doors
from handlers.front.choices import Choices
from handlers.front.conversation import Conversation, Door, Form, Request, Talk, still_working
from handlers.front.opening import open_at_once, show_in, show_in_place
from models.problems import Unknown
from models.rows.people import Person
from models.usecases.turn import Turn

_log = get_logger(__name__)

_RETYPES = re.compile(rf"^{RETYPE}:")
_ANSWER = "ProAuth desk"  # heads the answer to a button in the Home


Does = Callable[[Conversation, Request, Person, dict[str, Any]], Answer | Form]


@dataclass(frozen=True)
class Shortcut:
    """A shortcut: `title` heads its view; `does` makes the form, or does what is asked for.

    It takes who chose it, and Slack's payload.
    """

    title: str
    does: Does


def reads(opens: Callable[[Turn, dict[str, Any]], Form]) -> Does:
    """Return what a shortcut does that only opens a form: it reads what the form shows."""

    def does(
        conversation: Conversation,
        request: Request,  # noqa: ARG001
        person: Person,
        payload: dict[str, Any],
    ) -> Form:
        with conversation.desk.reading(person, conversation.clock.now()) as turn:
            return opens(turn, payload)

    return does


def listen_to_command(app: App, conversation: Conversation, door: Door) -> None:
    """Answer a slash command."""

    @app.command(door.command)
    def command(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        request, text = request_of(body, client, context, "command"), body.get("text") or ""

        def work() -> Answer | Form:
            return conversation.run(door, text, request)

        def say_late(said: Answer | Form) -> None:
            _respond(respond, said, in_place=False)

        if title := conversation.opens(door, text):
            ack()
            open_at_once(conversation, request, title, work, say_late)
        else:
            conversation.ask(
                work,
                say=lambda said: _send_ack(ack, said),
                say_still_working=lambda: _send_ack(ack, still_working()),
                say_late=say_late,
            )


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


def listen_to_message_shortcut(
    app: App, conversation: Conversation, callback_id: str, shortcut: Shortcut
) -> None:
    """Answer a shortcut of a message's menu, in a view."""

    @app.message_shortcut(callback_id)
    def chosen(
        ack: Ack, respond: Respond, body: dict[str, Any], client: WebClient, context: BoltContext
    ) -> None:
        ack()
        request = request_of(body, client, context, "shortcut")
        _open(
            conversation, request, callback_id, shortcut, body, lambda said: _respond(respond, said)
        )


def listen_to_global_shortcut(
    app: App, conversation: Conversation, callback_id: str, shortcut: Shortcut
) -> None:
    """Answer a shortcut that belongs to no message, in a view."""

    @app.global_shortcut(callback_id)
    def chosen(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        request = request_of(body, client, context, "shortcut")

        _open(
            conversation, request, callback_id, shortcut, body, by_direct_message(client, request)
        )


def _open(
    conversation: Conversation,
    request: Request,
    callback_id: str,
    shortcut: Shortcut,
    body: dict[str, Any],
    tell: Callable[[Answer], None],
) -> None:
    def work() -> Answer | Form:
        person = conversation.admit(request, doors.shortcut(callback_id))
        return shortcut.does(conversation, request, person, body)

    open_at_once(conversation, request, shortcut.title, work, tell)


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


def _show_too(show_home: Callable[[Request], None], request: Request) -> None:
    """Show a Home anew after something was done; whatever becomes of that, it was done."""
    try:
        show_home(request)
    except Exception:
        _log.exception("home not shown anew", person=request.person_id)


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
        f"{view['id']}:{user.get('id')}:{token_of(view) or view.get('hash')}"
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


def _send_ack(ack: Ack, said: Answer | Form) -> None:
    ack(**_as_message(said))


def _respond(respond: Respond, said: Answer | Form, *, in_place: bool = False) -> None:
    """Answer through the response address; with `in_place`, in the place of the pressed message."""
    message = _as_message(said)
    refused = isinstance(said, Answer) and said.refused
    here = in_place and not refused
    sent = respond(**message, replace_original=here)
    without = plainer(message["blocks"]) if refuses_blocks(sent.body) else None
    if without is not None:
        sent = respond(**{**message, "blocks": without}, replace_original=here)
    if sent.status_code != 200:  # the address lives 30 minutes, and takes five answers
        _log.warning("answer not delivered", status=sent.status_code, error=sent.body)


def by_direct_message(client: WebClient, request: Request) -> Callable[[Answer], None]:
    """Return how somebody is told where there is no response address."""

    def tells(said: Answer) -> None:
        or_plainer(
            lambda blocks: client.chat_postMessage(
                channel=request.person_id, text=said.text, blocks=blocks
            ),
            said.blocks,
        )

    return tells


def _as_message(said: Answer | Form) -> dict[str, Any]:
    if isinstance(said, Form):
        raise TypeError("a form opens in a view: its intent says so by `opens`")
    return said.message()
