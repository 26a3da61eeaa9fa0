"""What Slack makes of the app's acknowledgements, and of posts to a response_url."""

from __future__ import annotations

import json
from collections.abc import Mapping

from slackapp.pretend_slack.app.deliveries import NO_ANSWER, Acknowledgement
from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Person, Room
from slackapp.pretend_slack.state.open_views import DEEPEST, View
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.tickets import ReplyAddress
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web_api.call import Objected, is_true
from slackapp.pretend_slack.web_api.chat_methods import checked_content
from slackapp.pretend_slack.web_api.view_methods import checked_view

_TROUBLE = "We had some trouble connecting. Try again?"


class Effects:
    """Does what the app's answers ask for; `objected` is told everything that was refused."""

    def __init__(self, workspace: Workspace, objected: Objected) -> None:
        self._workspace = workspace
        self._objected = objected

    def of_command(self, person: Person, room: Room, command: str, answer: Acknowledgement) -> None:
        """Show the answer to a command: to the person, or in the channel if it says so."""
        failure = answer.failure
        if failure is None and answer.body.strip():
            try:
                self._show(person.id, room.id, _as_message(answer))
            except Refused as refused:
                self._objected(f"answer to {command}", refused)
                failure = "invalid_command_response"
        if failure:
            self._workspace.whisper(person.id, room.id, _sorry(command, failure))

    def of_press(
        self, person: Person, room_id: str | None, what: str, answer: Acknowledgement
    ) -> None:
        """Take note of the answer to a press or shortcut: only failures are of interest."""
        if answer.failure:
            self._workspace.whisper(person.id, room_id, _sorry(what, answer.failure))

    def of_submission(self, view: View, answer: Acknowledgement) -> None:
        """Do what the answer to a form asks for; an empty one closes it."""
        if answer.failure:
            return self._form_failed(view, answer.failure)
        try:
            with self._workspace.changing():
                self._respond(view, answer.content if answer.body.strip() else {})
        except Refused as refused:
            self._objected(f"answer to {view.spec.get('callback_id')}", refused)
            self._form_failed(view, refused.code)
        return None

    def of_reply(self, token: str, content: object) -> str | None:
        """Act on a post to a response_url; returns Slack's error code, None if it was fine."""
        try:
            self._reply(token, content)
        except Refused as refused:
            self._objected("response_url", refused)
            return refused.code
        return None

    def _reply(self, token: str, content: object) -> None:
        with self._workspace.changing():
            address = self._workspace.replies.use(token)
            if not isinstance(content, dict):
                raise Refused("invalid_payload")
            original = self._original(address)
            if is_true(content.get("delete_original")):
                if original:
                    self._workspace.timeline.remove(original)
            elif is_true(content.get("replace_original")) and original:
                original.change(*checked_content(content), self._workspace.timeline.now)
            else:
                self._show(address.user_id, address.room_id, content)

    def _original(self, address: ReplyAddress) -> Message | None:
        if address.message_ts is None:
            return None
        return self._workspace.timeline.find(address.room_id, address.message_ts)

    def _show(self, user_id: str, room_id: str, content: Json) -> None:
        text, blocks = checked_content(content)
        response_type = content.get("response_type", "ephemeral")
        if response_type not in ("ephemeral", "in_channel"):
            raise Refused("invalid_response_type")
        only_for = user_id if response_type == "ephemeral" else None
        thread_ts = content.get("thread_ts")
        self._workspace.app_says(room_id, text, blocks, thread_ts=thread_ts, only_for=only_for)

    def _respond(self, view: View, content: object) -> None:
        views = self._workspace.views
        told = content if isinstance(content, dict) else {"response_action": content}
        match told.get("response_action"):
            case None:
                views.close(view)
            case "clear":
                views.clear(view.user_id)
            case "errors":
                view.errors = _checked_errors(view, told.get("errors"))
            case "update":
                views.fill(view, checked_view(views, told.get("view"), replacing=view))
            case "push":
                spec = checked_view(views, told.get("view"))
                if len(views.stack(view.user_id)) >= DEEPEST:
                    raise Refused("push_limit_reached")
                views.push(view.user_id, spec, view.room_id)
            case _:
                raise Refused("invalid_response_action")

    def _form_failed(self, view: View, code: str) -> None:
        title = (view.spec.get("title") or {}).get("text", "form")
        sentence = f"“{title}”: {_TROUBLE} ({code})"
        self._workspace.whisper(view.user_id, view.room_id, sentence)


def _as_message(answer: Acknowledgement) -> Json:
    if not answer.content_type.startswith("application/json"):
        return {"text": answer.body}
    try:
        content = json.loads(answer.body)
    except ValueError as error:
        raise Refused("invalid_json") from error
    if not isinstance(content, dict):
        raise Refused("invalid_payload")
    return content


def _checked_errors(view: View, given: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(given, Mapping) or not given:
        raise Refused("invalid_errors")
    if unknown := sorted(set(given) - inputs):
        raise Refused("invalid_errors", [f"no input block called {each}" for each in unknown])
    return {str(block_id): str(text) for block_id, text in given.items()}


def _sorry(what: str, failure: str) -> str:
    if failure == NO_ANSWER:
        return f"{what} failed because the app did not respond (operation_timeout)."
    return f'{what} failed with the error "{failure}"'
