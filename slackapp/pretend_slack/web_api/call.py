"""Slack's Web API at /api/{method}: token, scope, arguments, answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Person, Room
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.workspace import Workspace

_JSON_ARGUMENTS = ("blocks", "view", "attachments", "metadata", "files")


@dataclass(frozen=True)
class Call:
    """One call of a method, with what it may need."""

    args: Json
    workspace: Workspace

    def need(self, name: str) -> str:
        """Return a required argument; raises Refused("invalid_arguments") without it."""
        value = self.args.get(name)
        if value in (None, ""):
            raise Refused("invalid_arguments", [f"missing required field: {name}"])
        return str(value)

    def person(self, name: str = "user") -> Person:
        """Return the person an argument names."""
        person = self.workspace.people.get(str(self.args.get(name, "")))
        if person is None:
            raise Refused("user_not_found")
        return person

    def room(self, *, name: str = "channel") -> Room:
        """Return the conversation an argument names, if the bot can see it."""
        room = self.workspace.rooms.get(str(self.args.get(name, "")))
        if room is None or (room.is_private and not self.has_bot(room)):
            raise Refused("channel_not_found")
        return room

    def has_bot(self, room: Room) -> bool:
        """Tell whether the bot is a member of the room."""
        return self.workspace.cast.bot_user_id in room.members

    def has_scope(self, scope: str) -> bool:
        """Tell whether the app's manifest asks for this scope."""
        return scope in self.workspace.app.scopes


Handler = Callable[[Call], Json]
Objected = Callable[[str, Refused], None]


@dataclass(frozen=True)
class Method:
    """A method of the Web API and the scope it asks for, if any."""

    handle: Handler
    scope: str | None


Methods = dict[str, Method]


class WebApi:
    """The Web API of one workspace, for the one app with the right token."""

    def __init__(
        self, workspace: Workspace, token: str, methods: Mapping[str, Method], objected: Objected
    ) -> None:
        """`objected` is told everything that was refused."""
        self._workspace = workspace
        self._token = token
        self._methods = methods
        self._objected = objected
        self._failures: dict[str, list[str]] = {}

    def fail_next(self, method: str, code: str) -> None:
        """Let the next call of a method fail with this error code, whatever it asks."""
        self._failures.setdefault(method, []).append(code)

    def call(self, method: str, args: Json, token: str | None) -> Json:
        """Answer a call as Slack would; errors are answers too ({"ok": false, "error": ...})."""
        try:
            with self._workspace.lock:
                return {"ok": True, **self._answer(method, args, token)}
        except Refused as refused:
            self._objected(method, refused)
            return self._refusal(refused)

    def headers(self) -> dict[str, str]:
        """Return the headers that Slack puts on its answers."""
        return {"x-oauth-scopes": ",".join(self._workspace.app.scopes)}

    def _answer(self, method: str, args: Json, token: str | None) -> Json:
        if not token:
            raise Refused("not_authed")
        if token != self._token:
            raise Refused("invalid_auth")
        known = self._methods.get(method)
        if known is None:
            raise Refused("unknown_method")
        if known.scope and known.scope not in self._workspace.app.scopes:
            raise Refused("missing_scope", needed=known.scope)
        if self._failures.get(method):
            raise Refused(self._failures[method].pop(0))
        return known.handle(Call(args, self._workspace))

    def _refusal(self, refused: Refused) -> Json:
        answer: Json = {"ok": False, "error": refused.code}
        if refused.needed:
            provided = ",".join(self._workspace.app.scopes)
            answer |= {"needed": refused.needed, "provided": provided}
        if refused.objections:
            answer["response_metadata"] = {"messages": refused.messages}
            answer["errors"] = refused.objections
        return answer


def read_arguments(content_type: str, body: bytes) -> Json:
    """Read the arguments of a call from a JSON or form-encoded body; ValueError if neither."""
    text = body.decode("utf-8")
    if content_type.startswith("application/json"):
        args = json.loads(text or "{}")
        if not isinstance(args, dict):
            raise ValueError("the arguments must be one JSON object")
    else:
        args = {name: values[-1] for name, values in parse_qs(text, True).items()}
    return {name: _opened(name, value) for name, value in args.items() if value is not None}


def is_true(value: object) -> bool:
    """Read a flag as Slack does: true, "true", 1 and "1" are yes."""
    return value in (True, "true", "1", 1)


def _opened(name: str, value: object) -> Any:
    if name not in _JSON_ARGUMENTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
