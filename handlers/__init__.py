"""Slack in, Slack out. `register` is the table of contents of the product: one line per door."""

from __future__ import annotations

from functools import partial

from slack_bolt import App, BoltContext
from slack_sdk import WebClient

from handlers import balance, case, customer, escalation, home, oncall
from handlers.forms import (
    contact,
    extras,
    first_reply,
    ladder,
    log_time,
    open_case,
    page_somebody,
    rotation,
    stop_page,
)
from handlers.front.asked import Front, own_team
from handlers.front.buttons import listen_to_buttons
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
from handlers.slack.json import Json

DOORS = (case.DOOR, escalation.DOOR, balance.DOOR, customer.DOOR, oncall.DOOR)
MESSAGE_SHORTCUTS = {
    "open_support_case": Shortcut("Open support case", open_case.from_message),
    "log_time_here": Shortcut("Log time", reads(log_time.form_here)),
    "mark_first_reply": Shortcut("Mark as first reply", first_reply.mark),
}
GLOBAL_SHORTCUTS = {
    "log_time": Shortcut("Log time", reads(log_time.form_anywhere)),
    "new_case": Shortcut("New case", reads(open_case.form_anywhere)),
    "page_somebody": Shortcut("Page somebody", reads(page_somebody.form_anywhere)),
}
FORMS = {
    open_case.CALLBACK: Submission(open_case.submitted),
    log_time.CALLBACK: Submission(log_time.submitted),
    extras.CALLBACK: Submission(extras.keep),
    contact.CALLBACK: Submission(contact.submitted, contact.tried),
    rotation.CALLBACK: Submission(rotation.submitted),
    ladder.CALLBACK: Submission(ladder.submitted),
    stop_page.CALLBACK: Submission(stop_page.submitted),
    page_somebody.CALLBACK: Submission(page_somebody.submitted),
    first_reply.CALLBACK: Submission(first_reply.submitted),
}
REFRESHED = {
    rotation.CALLBACK: rotation.refresh,
    log_time.CALLBACK: log_time.refresh,
    open_case.CALLBACK: open_case.refresh,
    page_somebody.CALLBACK: page_somebody.refresh,
}
EVENTS = ("app_home_opened", "user_change", "subteam_members_changed")


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
    listen_to_choices(app, front, REFRESHED)
    listen_to_buttons(app, front, {door.command: door for door in DOORS})
    home.listen_to_home(app, conversation)
    _listen_to_events(app, conversation)


def _listen_to_events(app: App, conversation: Conversation) -> None:
    @app.event("user_change")
    def user_changed(event: Json, context: BoltContext) -> None:
        conversation.directory.learn(event["user"], own_team(context), conversation.clock.now())

    @app.event("subteam_members_changed")
    def group_changed(event: Json, client: WebClient, context: BoltContext) -> None:
        if event.get("team_id") == own_team(context):
            now = conversation.clock.now()
            conversation.directory.group_changed(client, event["subteam_id"], now)
