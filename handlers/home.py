"""The app's Home: published when it is opened, when something changes, and by its own buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from structlog import get_logger

from handlers import letters
from handlers.blocks.home.parts import AGAIN, PAGE
from handlers.blocks.pieces.answer import Answer, answer
from handlers.blocks.pieces.refusal import mrkdwn
from handlers.front import who_may
from handlers.front.answering import Ways
from handlers.front.asked import Front
from handlers.front.conversation import Conversation
from handlers.letters.home import saying, view
from handlers.slack.publishing import publish
from handlers.slack_json import Json
from handlers.talk import Form, Request
from models.problems import Problem
from models.usecases import open_homes, undelivered
from models.usecases.letter import read
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Turn

_log = get_logger(__name__)

NOTHING_TURNED: Final[Mapping[str, int]] = {}


def listen_to_home(app: App, front: Front) -> None:
    """Publish the Home for whoever opens it, and answer the buttons that only it has."""
    conversation = front.conversation

    @app.event("app_home_opened")
    def opened(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        if body["event"].get("tab") == "messages":
            ack()
        else:
            request = front.request(body, client, context, "event")
            _ask_to_show(conversation, request, ack, turns=None)

    @app.action(re.compile(rf"^{PAGE}:"))
    def turned(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        request = front.request(body, client, context, "button")
        name, _, page = str(body["actions"][0]["value"]).rpartition(" ")
        _ask_to_show(conversation, request, ack, {name: int(page)})

    @app.action(AGAIN)
    def again(ack: Ack, body: Json, client: WebClient, context: BoltContext) -> None:
        request = front.request(body, client, context, "button")
        number = int(body["actions"][0]["value"])
        does = partial(_send_again, conversation, request, number)
        _ask_to_show(conversation, request, ack, does=does)


# --- publishing -----------------------------------------------------------------------------------


def show(conversation: Conversation, request: Request) -> None:
    """Publish somebody's Home anew on a thread: something was done in it. While the desk is busy it
    follows by its letter, as everybody's does.
    """
    work = partial(_made, conversation, request, NOTHING_TURNED)
    conversation.answering.do_later(work, partial(_publish, conversation, request), _line(request))


def _ask_to_show(
    conversation: Conversation,
    request: Request,
    ack: Ack,
    turns: Mapping[str, int] | None = NOTHING_TURNED,
    does: Callable[[], str] | None = None,
) -> None:
    """Publish the Home that somebody looks at, and acknowledge; who has none is told why.

    Its lists stay as they are but for `turns`, to a page (None: all show their first). `does` is
    done before, and what it says stands above.
    """
    work = partial(_made, conversation, request, turns, does)
    ways = Ways(ack, partial(_publish, conversation, request))
    conversation.answering.ask(request, work, ways, line=_line(request))


def _line(request: Request) -> str:
    return f"home of {request.person_id}"


def _made(
    conversation: Conversation,
    request: Request,
    turns: Mapping[str, int] | None,
    does: Callable[[], str] | None = None,
) -> Form:
    actor = conversation.admit(request, who_may.HOME)
    notice = does() if does else None
    moment = conversation.clock.now()
    with conversation.desk.writing(actor, moment) as turn:
        pages = {} if turns is None else {**open_homes.pages_of(turn, turn.person.id), **turns}
        open_homes.opened(turn, pages)
    with conversation.desk.reading(actor, moment) as turn:
        return Form(view(turn, pages, notice))


def _publish(conversation: Conversation, request: Request, made: Answer | Form) -> None:
    shown = saying(made) if isinstance(made, Answer) else made.view
    try:
        publish(request.client, request.person_id, shown)
    except (SlackApiError, OSError) as error:
        _log.warning("home not published", person=request.person_id, error=str(error))
        with conversation.desk.writing(DESK_ITSELF, conversation.clock.now()) as turn:
            open_homes.show_anew(turn, [request.person_id])


# --- sending again --------------------------------------------------------------------------------


def _send_again(conversation: Conversation, request: Request, number: int) -> str:
    """Let a message that was given up go out, and say what came of that; admins only."""
    try:
        actor = conversation.admit(request, who_may.SEND_AGAIN)
        moment = conversation.clock.now()
        said = conversation.write(request, actor, moment, lambda turn: _again(turn, number))
    except Problem as refused:
        return f":warning: {mrkdwn(refused.sentence)}"
    return said.text


def _again(turn: Turn, number: int) -> Answer:
    row = undelivered.to_send_again(turn, number)
    letter = read(row.topic, row.about)
    if letter is not None and letters.is_needed(turn, letter):
        undelivered.send_again(turn, row)
        return answer(
            ":outbox_tray: On its way again. If it still can't be delivered, it comes back here."
        )
    undelivered.put_aside(turn, row)
    return answer(
        ":white_check_mark: Nothing to send any more: what that message was about is over."
    )
