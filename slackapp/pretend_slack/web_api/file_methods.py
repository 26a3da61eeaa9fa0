"""The file methods of the Web API: where to bring a file, and letting it appear.

Between the two its bytes are posted to the address that the first one gives.
"""

from __future__ import annotations

import re

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Room
from slackapp.pretend_slack.state.files import File
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.web_api.call import Call, Method, Methods

_CHANNEL = re.compile(r"[CGDZ][A-Z0-9]{2,}")  # Slack's own have eight characters or more


def _upload_url(call: Call) -> Json:
    name, length = call.need("filename"), call.need("length")
    if not length.isdecimal() or not int(length):
        raise Refused("invalid_arguments", ["must be a valid integer [json-pointer:/length]"])
    workspace = call.workspace
    file, address = workspace.files.ask(name, int(length), workspace.clock.now())
    return {"upload_url": address, "file_id": file.id}


def _complete(call: Call) -> Json:
    files, room = _brought(call), _room(call)
    for file, title in files:
        file.title, file.is_complete = title, True
    workspace = call.workspace
    told = [workspace.files.as_json(file, workspace.cast.bot_user_id) for file, _ in files]
    if room is not None:
        comment = str(call.args.get("initial_comment") or "")
        workspace.app_says(room.id, comment, [], thread_ts=_thread(call, room), files=told)
    return {"files": told}


def _brought(call: Call) -> list[tuple[File, str]]:
    """Return the files that are meant, with their titles: brought, and not complete yet."""
    named = call.args.get("files")
    if not isinstance(named, list) or not named:
        raise Refused("invalid_arguments", ["missing required field: files"])
    found = []
    for each in named:
        file = call.workspace.files.find(str(each.get("id")))
        if file is None or file.content is None or file.is_complete:
            raise Refused("file_not_found")
        found.append((file, str(each.get("title") or file.name)))
    return found


def _room(call: Call) -> Room | None:
    """Return the conversation in which they are to appear; without one they stay the app's own."""
    named = str(call.args.get("channel_id") or "")
    if not named:
        return None
    if not _CHANNEL.fullmatch(named):
        pattern = "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$"
        raise Refused("invalid_arguments", [f"{pattern} [json-pointer:/channel_id]"])
    room = call.room(name="channel_id")
    if not call.has_bot(room):
        raise Refused("not_in_channel")
    if room.is_archived:
        raise Refused("is_archived")
    return room


def _thread(call: Call, room: Room) -> str | None:
    if not call.args.get("thread_ts"):
        return None
    return call.workspace.timeline.root_ts(room.id, str(call.args["thread_ts"]))


FILES: Methods = {
    "files.getUploadURLExternal": Method(_upload_url, "files:write"),
    "files.completeUploadExternal": Method(_complete, "files:write"),
}
