"""The chat methods of the Web API: post, whisper, change, take back, link, react."""

from __future__ import annotations

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.block_kit.surface_limits import (
    LONGEST_TEXT,
    LONGEST_UPDATE,
    block_problems,
    blocks_are_too_long,
)
from slackapp.pretend_slack.state.cast import Room
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.web_api.call import Call, Method, Methods, is_true


def checked_content(args: Json, *, longest: int = LONGEST_TEXT) -> tuple[str, list[Json]]:
    """Return text and blocks of a message; raises Refused with Slack's code if it is not fine."""
    text, blocks = str(args.get("text") or ""), args.get("blocks") or []
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if not text and not blocks and not args.get("attachments"):
        raise Refused("no_text")
    if len(text) > longest:
        raise Refused("msg_too_long")
    if problems := block_problems(blocks):
        raise Refused("invalid_blocks", problems)
    if blocks_are_too_long(blocks):
        raise Refused("msg_blocks_too_long")
    return text, blocks


def _post(call: Call) -> Json:
    room = _target(call)
    if not call.has_bot(room) and not call.has_scope("chat:write.public"):
        raise Refused("not_in_channel")
    message = _say(call, room)
    return {"channel": room.id, "ts": message.ts, "message": call.workspace.as_json(message)}


def _whisper(call: Call) -> Json:
    room = _open_room(call)
    person = call.person()
    if not call.has_bot(room):
        raise Refused("not_in_channel")
    if not call.workspace.is_in(person.id, room):
        raise Refused("user_not_in_channel")
    return {"message_ts": _say(call, room, only_for=person.id).ts}


def _update(call: Call) -> Json:
    room = _open_room(call)
    message = _own_message(call, room, "cant_update_message")
    # Slack keeps the blocks when an update carries a text only and no `blocks` at all.
    args = call.args if "blocks" in call.args else {**call.args, "blocks": message.blocks}
    text, blocks = checked_content(args, longest=LONGEST_UPDATE)
    with call.workspace.changing():
        message.change(text or message.text, blocks, call.workspace.timeline.now)
    told = call.workspace.as_json(message)
    return {"channel": room.id, "ts": message.ts, "text": message.text, "message": told}


def _delete(call: Call) -> Json:
    room = _open_room(call)
    message = _own_message(call, room, "cant_delete_message")
    with call.workspace.changing():
        call.workspace.timeline.remove(message)
    return {"channel": room.id, "ts": message.ts}


def _permalink(call: Call) -> Json:
    room = call.room()
    message = _message(call, room, "message_ts")
    domain = call.workspace.cast.team.domain
    link = f"https://{domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={room.id}"
    return {"channel": room.id, "permalink": link}


def _react(call: Call) -> Json:
    room = _open_room(call)
    message = _message(call, room, "timestamp")
    name, bot = call.need("name"), call.workspace.cast.bot_user_id
    if bot in message.reactions.get(name, []):
        raise Refused("already_reacted")
    with call.workspace.changing():
        message.reactions.setdefault(name, []).append(bot)
    return {}


def _target(call: Call) -> Room:
    named = str(call.args.get("channel", ""))
    if named in call.workspace.people:
        direct = call.workspace.direct_room(named)
        if direct is None:
            raise Refused("channel_not_found")
        return direct
    return _open_room(call)


def _open_room(call: Call) -> Room:
    room = call.room()
    if room.is_archived:
        raise Refused("is_archived")
    return room


def _say(call: Call, room: Room, only_for: str | None = None) -> Message:
    text, blocks = checked_content(call.args)
    where: Json = {"only_for": only_for}
    if call.args.get("thread_ts"):
        root_ts = call.workspace.timeline.root_ts(room.id, str(call.args["thread_ts"]))
        if root_ts is None:
            raise Refused("thread_not_found")
        is_broadcast = only_for is None and is_true(call.args.get("reply_broadcast"))
        where |= {"thread_ts": root_ts, "is_broadcast": is_broadcast}
    return call.workspace.app_says(room.id, text, blocks, **where)


def _message(call: Call, room: Room, argument: str) -> Message:
    message = call.workspace.timeline.find(room.id, call.need(argument))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    return message


def _own_message(call: Call, room: Room, otherwise: str) -> Message:
    message = _message(call, room, "ts")
    if not message.is_app:
        raise Refused(otherwise)
    return message


CHAT: Methods = {
    "chat.postMessage": Method(_post, "chat:write"),
    "chat.postEphemeral": Method(_whisper, "chat:write"),
    "chat.update": Method(_update, "chat:write"),
    "chat.delete": Method(_delete, "chat:write"),
    "chat.getPermalink": Method(_permalink, None),
    "reactions.add": Method(_react, "reactions:write"),
}
