"""Whether a body has what is read of it: what is signed by Slack may still be cut, or made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from handlers.slack_json import Json


@dataclass
class _Named:
    id: str


@dataclass
class _Command:
    command: str
    user_id: str


@dataclass
class _Told:
    type: str


@dataclass
class _Event:
    event: _Told


@dataclass
class _Opened(_Told):
    user: str


@dataclass
class _Changed(_Told):
    user: _Named


@dataclass
class _GroupChanged(_Told):
    subteam_id: str


@dataclass
class _Pressed:
    action_id: str


@dataclass
class _Press:
    user: _Named
    actions: Annotated[list[_Pressed], Field(min_length=1)]
    view: _Named | None = None


@dataclass
class _State:
    values: dict[str, dict[str, object]]


@dataclass
class _Text:
    text: str


@dataclass
class _Form(_Named):
    type: str
    callback_id: str
    title: _Text
    blocks: list[dict[str, object]]
    state: _State


@dataclass
class _Submission:
    user: _Named
    view: _Form


@dataclass
class _Shortcut:
    user: _Named
    callback_id: str
    trigger_id: str


@dataclass
class _Said:
    ts: str


@dataclass
class _MessageShortcut(_Shortcut):
    channel: _Named
    message: _Said


_SHAPES: Mapping[str, TypeAdapter[object]] = {
    "event_callback": TypeAdapter(_Event),
    "block_actions": TypeAdapter(_Press),
    "view_submission": TypeAdapter(_Submission),
    "shortcut": TypeAdapter(_Shortcut),
    "message_action": TypeAdapter(_MessageShortcut),
}
_EVENTS: Mapping[str, TypeAdapter[object]] = {
    "app_home_opened": TypeAdapter(_Opened),
    "user_change": TypeAdapter(_Changed),
    "subteam_members_changed": TypeAdapter(_GroupChanged),
}
_COMMAND: TypeAdapter[object] = TypeAdapter(_Command)


def is_well_formed(body: Json) -> bool:
    """Whether a command, an event, a press, a form or a shortcut has what the doors read of it."""
    shape = _COMMAND if "command" in body else _SHAPES.get(str(body.get("type")))
    try:
        if shape is not None:
            shape.validate_python(body)
        if body.get("type") == "event_callback":
            event = body["event"]
            if (of_event := _EVENTS.get(event["type"])) is not None:
                of_event.validate_python(event)
    except ValidationError:
        return False
    return True
