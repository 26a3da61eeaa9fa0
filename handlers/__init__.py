"""Slack in, Slack out. `register` is the table of contents of the product: one line per door."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from slack_bolt import App, BoltContext, BoltResponse
from slack_sdk import WebClient
from structlog import get_logger

from handlers import balance, case, customer, escalation, home, oncall
from handlers.forms import (
    contact,
    extras,
    first_reply,
    ladder,
    log_time,
    open_case,
    page_somebody,
    reopen_books,
    rotation,
    stop_page,
    withdraw_case,
)
from handlers.front.answering import NotKept
from handlers.front.asked import Front, own_team
from handlers.front.buttons import listen_to_buttons
from handlers.front.channels import ID_CHANGED, SHUT_BY, listen_to_channels
from handlers.front.choices import Choices
from handlers.front.commands import listen_to_command
from handlers.front.conversation import Conversation
from handlers.front.refreshing import listen_to_choices
from handlers.front.shortcuts import (
    Shortcut,
    listen_to_global_shortcut,
    listen_to_message_shortcut,
    reads,
)
from handlers.front.submissions import listen_to_form
from handlers.front.views import Submission
from handlers.front.who_may import HOME, SEND_AGAIN
from handlers.hearing import listen_to_people
from handlers.intents.pieces.command import Help
from handlers.slack_json import Json
from handlers.talk import Door
from models.rows.outage import is_lost
from models.rules.permissions import Guarded, Permission

_log = get_logger(__name__)

DOORS: Final[tuple[Door[Any], ...]] = (
    case.DOOR,
    escalation.DOOR,
    balance.DOOR,
    customer.DOOR,
    oncall.DOOR,
)
MESSAGE_SHORTCUTS: Final = {
    "open_support_case": Shortcut(
        "Open support case", Permission.EVERYBODY, open_case.from_message, urgent=True
    ),
    "log_time_here": Shortcut(
        "Log time here", Permission.ENGINEERS, reads(log_time.form_here), title="Log time"
    ),
    "mark_first_reply": Shortcut("Mark as first reply", Permission.ENGINEERS, first_reply.mark),
}
GLOBAL_SHORTCUTS: Final = {
    "log_time": Shortcut("Log time", Permission.ENGINEERS, reads(log_time.form_anywhere)),
    "new_case": Shortcut(
        "New case", Permission.EVERYBODY, reads(open_case.form_anywhere), urgent=True
    ),
    "page_somebody": Shortcut(
        "Page somebody", Permission.EVERYBODY, reads(page_somebody.form_anywhere), urgent=True
    ),
}
FORMS: Final = {
    open_case.CALLBACK: Submission(
        "form Open support case",
        Permission.EVERYBODY,
        open_case.submitted,
        refreshes=open_case.refresh,
        is_urgent=open_case.is_urgent,
    ),
    log_time.CALLBACK: Submission(
        "form Log time", Permission.ENGINEERS, log_time.submitted, refreshes=log_time.refresh
    ),
    first_reply.CALLBACK: Submission(
        "form Mark as first reply", Permission.ENGINEERS, first_reply.submitted
    ),
    extras.CALLBACK: Submission("form Extras", Permission.OWN_CUSTOMERS, extras.keep),
    contact.CALLBACK: Submission(
        "form How you are reached",
        Permission.EVERYBODY,
        contact.submitted,
        contact.tried,
        contact.refreshed,
        is_secret=True,
    ),
    rotation.CALLBACK: Submission(
        "form Rotation", Permission.ADMINS, rotation.submitted, refreshes=rotation.refresh
    ),
    ladder.CALLBACK: Submission("form Ladder", Permission.ADMINS, ladder.submitted),
    stop_page.CALLBACK: Submission("form Stop a page", Permission.EVERYBODY, stop_page.submitted),
    withdraw_case.CALLBACK: Submission(
        "form Withdraw a case", Permission.ENGINEERS, withdraw_case.submitted
    ),
    reopen_books.CALLBACK: Submission(
        "form Reopen books", Permission.ADMINS, reopen_books.submitted
    ),
    page_somebody.CALLBACK: Submission(
        "form Page somebody",
        Permission.EVERYBODY,
        page_somebody.submitted,
        refreshes=page_somebody.refresh,
        is_urgent=lambda _: True,
    ),
}
WHO_MAY: Final[tuple[Guarded, ...]] = (
    Help.word,
    HOME,
    SEND_AGAIN,
    *(intent.word for door in DOORS for intent in door.command.intents),
    *(*MESSAGE_SHORTCUTS.values(), *GLOBAL_SHORTCUTS.values()),
    *FORMS.values(),
)
EVENTS = (
    "app_home_opened",
    "app_mention",
    "message.im",
    "message.channels",
    "message.groups",
    "reaction_added",
    ID_CHANGED,
    *SHUT_BY,
    "user_change",
    "subteam_members_changed",
)


def register(app: App, conversation: Conversation) -> None:
    """Open every door of the desk in a Bolt app."""
    front = Front(conversation, Choices(), partial(home.show, conversation))
    for door in DOORS:
        listen_to_command(app, front, door)
    for callback_id, shortcut in MESSAGE_SHORTCUTS.items():
        listen_to_message_shortcut(app, front, callback_id, shortcut)
    for callback_id, shortcut in GLOBAL_SHORTCUTS.items():
        listen_to_global_shortcut(app, front, callback_id, shortcut)
    for callback_id, submission in FORMS.items():
        listen_to_form(app, front, callback_id, submission)
    listen_to_choices(app, front, FORMS)
    doors = {door.name: door for door in DOORS}
    listen_to_buttons(app, front, doors)
    listen_to_people(app, front, doors)
    home.listen_to_home(app, front)
    listen_to_channels(app, conversation)
    _listen_to_events(app, conversation)
    _listen_to_failures(app)


def _listen_to_events(app: App, conversation: Conversation) -> None:
    """Learn what changed before it is acknowledged: what fails, Slack tells again."""

    @app.event("user_change")
    def user_changed(event: Json, context: BoltContext) -> None:
        conversation.directory.learn(event["user"], own_team(context), conversation.clock.now())

    @app.event("subteam_members_changed")
    def group_changed(event: Json, client: WebClient, context: BoltContext) -> None:
        if event.get("team_id") == own_team(context):
            now = conversation.clock.now()
            conversation.directory.group_changed(client, event["subteam_id"], now)


def _listen_to_failures(app: App) -> None:
    @app.error
    def failed(error: Exception) -> BoltResponse:
        if not isinstance(error, NotKept) and not is_lost(error):  # of which the log has a line
            _log.error("a request failed", exc_info=error)
        return BoltResponse(status=503)
