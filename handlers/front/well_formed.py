"""Whether a body has what is read of it: what is signed by Slack may still be cut, or made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic import Json as JsonText

from handlers.front.channels import ID_CHANGED, SHUT_BY

_Id = Annotated[str, Field(pattern=r"^\w+$")]
_Kept = Annotated[str, Field(pattern=r"^[^\x00]*$")]  # what a database takes
_Unicode = Annotated[str, Field(pattern=r"^")]  # no half of a character
_Ts = Annotated[str, Field(pattern=r"^\d{1,10}\.\d{1,6}$")]


@dataclass(kw_only=True)
class _Named:
    id: _Id


@dataclass(kw_only=True)
class _User(_Named):
    team_id: _Kept | None = None


@dataclass(kw_only=True)
class _Authorization:
    team_id: _Kept | None = None
    enterprise_id: _Kept | None = None


@dataclass(kw_only=True)
class _Sent:
    """What Bolt reads of everything that Slack sends."""

    team_id: _Kept | None = None
    enterprise_id: _Kept | None = None
    team: _Named | None = None
    enterprise: _Named | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    authorizations: list[_Authorization] | None = None


@dataclass(kw_only=True)
class _Command(_Sent):
    command: str
    user_id: _Id
    channel_id: _Id | None = None
    text: _Unicode | None = None


# --- events ---------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Happened:
    type: str
    team_id: _Kept | None = None


@dataclass(kw_only=True)
class _Event(_Sent):
    event: _Happened


@dataclass(kw_only=True)
class _Opened(_Happened):
    user: _Id
    tab: str | None = None


@dataclass(kw_only=True)
class _HomeOpened(_Sent):
    event: _Opened


@dataclass(kw_only=True)
class _Profile:
    display_name: _Kept | None = None


@dataclass(kw_only=True)
class _InEnterprise:
    enterprise_id: _Kept | None = None
    teams: list[_Kept] | None = None


@dataclass(kw_only=True)
class _Person(_Named, _InEnterprise):
    team_id: _Kept | None = None
    name: _Kept | None = None
    real_name: _Kept | None = None
    profile: _Profile | None = None
    enterprise_user: _InEnterprise | None = None


@dataclass(kw_only=True)
class _Changed(_Happened):
    user: _Person


@dataclass(kw_only=True)
class _UserChange(_Sent):
    event: _Changed


@dataclass(kw_only=True)
class _Group(_Happened):
    subteam_id: _Id


@dataclass(kw_only=True)
class _GroupChange(_Sent):
    event: _Group


@dataclass(kw_only=True)
class _IdChanged(_Happened):
    old_channel_id: _Id
    new_channel_id: _Id


@dataclass(kw_only=True)
class _IdChange(_Sent):
    event: _IdChanged


@dataclass(kw_only=True)
class _Shut(_Happened):
    channel: _Id


@dataclass(kw_only=True)
class _ChannelShut(_Sent):
    event: _Shut


@dataclass(kw_only=True)
class _Message(_Happened):
    """What was said, or that it was changed: then hardly anything stands at its place."""

    channel: _Id | None = None
    channel_type: str | None = None
    subtype: str | None = None
    user: _Id | None = None
    bot_id: str | None = None
    ts: _Ts | None = None
    thread_ts: _Ts | None = None
    text: _Unicode | None = None
    team: _Kept | None = None
    user_team: _Kept | None = None
    source_team: _Kept | None = None


@dataclass(kw_only=True)
class _MessageEvent(_Sent):
    event: _Message


@dataclass(kw_only=True)
class _Item:
    type: str | None = None
    channel: _Id | None = None
    ts: _Ts | None = None


@dataclass(kw_only=True)
class _Reaction(_Happened):
    user: _Id
    reaction: str
    item: _Item
    item_user: _Id | None = None


@dataclass(kw_only=True)
class _ReactionEvent(_Sent):
    event: _Reaction


# --- views ----------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Option:
    value: _Unicode


@dataclass(kw_only=True)
class _Chosen:
    value: _Unicode | None = None
    selected_option: _Option | None = None
    selected_options: list[_Option] | None = None
    selected_date: str | None = None
    selected_time: str | None = None
    selected_user: _Id | None = None


@dataclass(kw_only=True)
class _Text:
    text: _Unicode


@dataclass(kw_only=True)
class _State:
    values: dict[str, dict[str, _Chosen]]


@dataclass(kw_only=True)
class _Block:
    block_id: str


@dataclass(kw_only=True)
class _Home(_Named):
    type: Literal["home"]


@dataclass(kw_only=True)
class _Modal(_Named):
    type: Literal["modal"]
    callback_id: str
    hash: str
    title: _Text
    blocks: list[_Block]
    state: _State
    private_metadata: Literal[""] | JsonText[dict[str, object]] | None = None


# --- what people use ------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Used(_Sent):
    user: _User
    channel: _Named | None = None


@dataclass(kw_only=True)
class _Action(_Chosen):
    action_id: str
    block_id: str | None = None


@dataclass(kw_only=True)
class _Container:
    message_ts: _Ts | None = None
    thread_ts: _Ts | None = None


@dataclass(kw_only=True)
class _Press(_Used):
    container: _Container | None = None
    actions: Annotated[list[_Action], Field(min_length=1)]
    view: Annotated[_Home | _Modal, Field(discriminator="type")] | None = None


@dataclass(kw_only=True)
class _Submission(_Used):
    view: _Modal


@dataclass(kw_only=True)
class _Shortcut(_Used):
    callback_id: str
    trigger_id: str = field()


@dataclass(kw_only=True)
class _Said:
    ts: _Ts
    thread_ts: _Ts | None = None
    text: _Unicode | None = None
    user: _Id | None = None


@dataclass(kw_only=True)
class _MessageShortcut(_Shortcut):
    channel: _Named = field()
    message: _Said


@dataclass(kw_only=True)
class _Verification:
    challenge: str


_SHAPES: Mapping[str, TypeAdapter[object]] = {
    "block_actions": TypeAdapter(_Press),
    "view_submission": TypeAdapter(_Submission),
    "view_closed": TypeAdapter(_Submission),
    "shortcut": TypeAdapter(_Shortcut),
    "message_action": TypeAdapter(_MessageShortcut),
    "url_verification": TypeAdapter(_Verification),
}
_EVENTS: Mapping[str, TypeAdapter[object]] = {
    "app_home_opened": TypeAdapter(_HomeOpened),
    "user_change": TypeAdapter(_UserChange),
    "subteam_members_changed": TypeAdapter(_GroupChange),
    ID_CHANGED: TypeAdapter(_IdChange),
    **dict.fromkeys(SHUT_BY, TypeAdapter[object](_ChannelShut)),
    "app_mention": TypeAdapter(_MessageEvent),
    "message": TypeAdapter(_MessageEvent),
    "reaction_added": TypeAdapter(_ReactionEvent),
}
_EVENT: TypeAdapter[object] = TypeAdapter(_Event)
_COMMAND: TypeAdapter[object] = TypeAdapter(_Command)


def flaw_in(body: object) -> str | None:
    """Return what is wrong with what Slack sent, as `view.title: Field required`; None if nothing.

    A command, an event, a press, a form or a shortcut must have what the doors read of it.
    """
    if not isinstance(body, dict):
        return "an object is missing"
    if "ssl_check" in body:  # Slack only looks whether somebody listens
        return None
    shape = _shape_of(body)
    if shape is None:
        return "nothing of this type is known here"
    try:
        shape.validate_python(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return None


def _shape_of(body: dict[object, object]) -> TypeAdapter[object] | None:
    if "command" in body:
        return _COMMAND
    if body.get("type") != "event_callback":
        return _SHAPES.get(str(body.get("type")))
    event = body.get("event")
    return _EVENTS.get(str(event.get("type")), _EVENT) if isinstance(event, dict) else _EVENT
