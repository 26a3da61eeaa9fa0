"""The app's Home: published when it is opened, when something changes, and by its own buttons."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from handlers import doors, letters
from handlers.blocks import home as say
from handlers.blocks.answer import Answer, answer
from handlers.blocks.charts import or_plainer
from handlers.blocks.home_parts import AGAIN, LOG, PAGE, Setting
from handlers.blocks.words import escaped_but_mentions
from handlers.conversation import Conversation, Form, Request
from handlers.forms import log_time
from handlers.listening import by_direct_message, own_team, request_of
from handlers.opening import open_at_once
from models.problems import Problem
from models.rows.people import Person
from models.usecases import finding, home, homes, outbox
from models.usecases.turn import Turn


def listen_to_home(app: App, conversation: Conversation) -> None:
    """Publish the Home for whoever opens it, and answer the buttons that only it has."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        if event.get("tab") == "messages":
            return
        request = Request(event["user"], own_team(context), None, "home", client)
        if (person := _admitted(conversation, request)) is not None:
            _show(conversation, client, person, {})

    @app.action(re.compile(rf"^{PAGE}:"))
    def turned(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        request = request_of(body, client, context, "button")
        name, _, page = str(body["actions"][0]["value"]).rpartition(" ")
        if (person := _admitted(conversation, request)) is not None:
            pages = {**_pages(conversation, person), name: int(page)}
            _show(conversation, client, person, pages)

    @app.action(AGAIN)
    def again(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        request = request_of(body, client, context, "button")
        if (person := _admitted(conversation, request)) is not None:
            notice = _send_again(conversation, request, int(body["actions"][0]["value"]))
            _show(conversation, client, person, _pages(conversation, person), notice)

    @app.action(LOG)
    def log(ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext) -> None:
        ack()
        request = request_of(body, client, context, "button")
        number = int(body["actions"][0]["value"])

        def work() -> Form:
            person = conversation.admit(request, doors.shortcut("log_time"))
            with conversation.desk.reading(person, conversation.clock.now()) as turn:
                return log_time.form_on(turn, finding.case(turn, number))

        tells = by_direct_message(client, request)
        open_at_once(conversation, request, "Log time", work, tells)


# --- publishing -----------------------------------------------------------------------------------


def view(turn: Turn, pages: Mapping[str, int], notice: str | None = None) -> dict[str, Any]:
    """Return the Home of the person of the turn as it is at its moment."""
    setting = Setting(turn.calendar, turn.moment, pages)
    return {"type": "home", "blocks": say.home(home.shown(turn), turn.person, setting, notice)}


def publish(client: WebClient, person_id: str, shown: dict[str, Any]) -> None:
    """Publish a Home; if Slack refuses its charts, without them: the facts stand beside them."""
    or_plainer(
        lambda blocks: client.views_publish(user_id=person_id, view={**shown, "blocks": blocks}),
        shown["blocks"],
    )


def publish_refusal(client: WebClient, person_id: str, sentence: str) -> None:
    """Tell somebody who may not use the desk, kindly."""
    blocks = answer(escaped_but_mentions(sentence)).blocks
    client.views_publish(user_id=person_id, view={"type": "home", "blocks": blocks})


def _show(
    conversation: Conversation,
    client: WebClient,
    person: Person,
    pages: Mapping[str, int],
    notice: str | None = None,
) -> None:
    """Publish somebody's Home, and remember that they look at it: so it waits for no writer."""
    moment = conversation.clock.now()
    with conversation.desk.reading(person, moment) as turn:
        shown = view(turn, pages, notice)
    publish(client, person.id, shown)
    with conversation.desk.writing(person, moment) as turn:
        homes.opened(turn, pages)


def _admitted(conversation: Conversation, request: Request) -> Person | None:
    """Return whose Home it is; whoever has none is told why, there."""
    try:
        return conversation.admit(request, doors.HOME)
    except Problem as refused:
        publish_refusal(request.client, request.person_id, refused.sentence)
        return None


def _pages(conversation: Conversation, person: Person) -> Mapping[str, int]:
    with conversation.desk.reading(person, conversation.clock.now()) as turn:
        return homes.pages_of(turn, person.id)


# --- sending again --------------------------------------------------------------------------------


def _send_again(conversation: Conversation, request: Request, number: int) -> str:
    """Let a message that was given up go out, and say what came of that; admins only."""
    try:
        person = conversation.admit(request, doors.SEND_AGAIN)
        moment = conversation.clock.now()
        said = conversation.write(request, person, moment, lambda turn: _again(turn, number))
    except Problem as refused:
        return f":warning: {escaped_but_mentions(refused.sentence)}"
    return said.text


def _again(turn: Turn, number: int) -> Answer:
    row = outbox.to_send_again(turn, number)
    if letters.is_needed(turn, row.topic, row.about):
        outbox.send_again(turn, row)
        return answer(":outbox_tray: On its way again.")
    outbox.put_aside(turn, row)
    return answer(
        ":white_check_mark: Nothing to send any more: what that message was about is over."
    )
