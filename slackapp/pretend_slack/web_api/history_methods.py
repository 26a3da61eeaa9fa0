"""The methods of the Web API that tell what was said in a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Room
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.web_api.call import Call, Method, Methods, is_true

_MOST = 1000  # messages in one answer


def _history(call: Call) -> Json:
    """What stands in the conversation itself, newest first."""
    room = _legible(call)
    bot = call.workspace.cast.bot_user_id
    stand = [
        message
        for message in call.workspace.timeline.seen_by(room.id, bot)
        if message.thread_ts is None or message.is_broadcast
    ]
    return _page(call, reversed(list(_between(call, stand))))


def _replies(call: Call) -> Json:
    """A thread, oldest first: its first message whatever is asked; of a reply, only that."""
    room = _legible(call)
    found = call.workspace.timeline.find(room.id, call.need("ts"))
    if found is None:
        raise Refused("thread_not_found")
    if found.thread_ts is not None:
        return _page(call, [found])
    return _page(call, [found, *_between(call, call.workspace.timeline.replies(found))])


def _legible(call: Call) -> Room:
    room = call.room()
    kind = "im" if room.is_dm else "groups" if room.is_private else "channels"
    if not call.has_scope(f"{kind}:history"):
        raise Refused("missing_scope", needed=f"{kind}:history")
    if not call.has_bot(room):
        raise Refused("not_in_channel")
    return room


def _between(call: Call, messages: Iterable[Message]) -> Iterable[Message]:
    oldest, latest = call.args.get("oldest"), call.args.get("latest")
    at_the_ends = is_true(call.args.get("inclusive"))
    for message in messages:
        at = float(message.ts)
        is_after = oldest is None or at > float(oldest) or (at_the_ends and message.ts == oldest)
        is_before = latest is None or at < float(latest) or (at_the_ends and message.ts == latest)
        if is_after and is_before:
            yield message


def _page(call: Call, messages: Iterable[Message]) -> Json:
    """As many as are asked for, and the cursor behind which the others follow."""
    found, start = list(messages), int(call.args.get("cursor") or 0)
    end = start + min(int(call.args.get("limit", 100)), _MOST)
    cursor = str(end) if end < len(found) else ""
    return {
        "messages": [call.workspace.as_json(message) for message in found[start:end]],
        "has_more": bool(cursor),
        "response_metadata": {"next_cursor": cursor},
    }


HISTORY: Methods = {
    "conversations.history": Method(_history, None),
    "conversations.replies": Method(_replies, None),
}
