"""What one person sees, as JSON for the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from slackapp.pretend_slack.state.cast import ZONE, Group, Person, Room
from slackapp.pretend_slack.state.installed_app import Manifest
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace

Json = dict[str, Any]


def page_state(
    workspace: Workspace, manifest: Manifest, examples: Sequence[str], user_id: str
) -> Json:
    """Return what the page draws of the workspace for this person.

    `examples` are for our own people: nobody from outside may use them.
    """
    with workspace.lock:
        rooms = workspace.rooms_of(user_id)
        home = workspace.views.home(user_id)
        team = workspace.cast.team
        return {
            "version": workspace.version,
            **clock_state(workspace),
            "me": user_id,
            "team": {"id": team.id, "name": team.name},
            "users": [_user(workspace, person) for person in workspace.people.values()],
            "groups": [_group(group) for group in workspace.groups.values()],
            "channels": [_channel(workspace, room, user_id) for room in rooms],
            "messages": {
                room.id: [
                    _message(workspace, message)
                    for message in workspace.timeline.seen_by(room.id, user_id)
                ]
                for room in rooms
            },
            "home": _view(home) if home else None,
            "modals": [_view(view) for view in workspace.views.stack(user_id)],
            "commands": [
                {
                    "command": each.command,
                    "description": each.description,
                    "usage_hint": each.usage_hint,
                }
                for each in manifest.commands
            ],
            "message_shortcuts": _shortcuts(manifest, "message"),
            "global_shortcuts": _shortcuts(manifest, "global"),
            "examples": [] if workspace.is_outsider(user_id) else list(examples),
        }


def clock_state(workspace: Workspace) -> Json:
    """Return the story's instant with Zurich's offset, and whether the clock ticks."""
    now = workspace.clock.now().astimezone(ZoneInfo(ZONE))
    return {
        "now": now.isoformat(timespec="seconds"),
        "zone": ZONE,
        "running": workspace.clock.running,
    }


def _user(workspace: Workspace, person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "title": person.title,
        "color": "#" + person.color,
        "is_bot": person.is_bot,
        "is_admin": person.is_admin,
        "team_id": person.team_id,
        "outsider": workspace.is_outsider(person.id),
    }


def _group(group: Group) -> Json:
    return {"id": group.id, "handle": group.handle, "name": group.name, "users": group.members}


def _channel(workspace: Workspace, room: Room, user_id: str) -> Json:
    bot = workspace.cast.bot_user_id
    return {
        "id": room.id,
        "name": room.name or workspace.people[bot].name,
        "kind": "dm" if room.is_dm else "channel",
        "shared": bool(room.shared_with),
        "is_bot_in": bot in room.members,
        "with": bot if room.is_dm else None,
        "unread": workspace.timeline.unread(room.id, user_id),
    }


def _message(workspace: Workspace, message: Message) -> Json:
    return {
        "ts": message.ts,
        "user": message.user_id,
        "text": message.text,
        "blocks": message.blocks,
        "thread_ts": message.thread_ts,
        "reply_count": len(workspace.timeline.replies(message)),
        "edited": message.edited,
        "broadcast": message.is_broadcast,
        "ephemeral": message.only_for is not None,
        "app": message.is_app,
        "deleted": message.deleted,
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
    }


def _view(view: View) -> Json:
    return {
        "id": view.id,
        "type": view.type,
        "callback_id": view.spec.get("callback_id", ""),
        "title": view.spec.get("title"),
        "submit": view.spec.get("submit"),
        "close": view.spec.get("close"),
        "blocks": view.blocks,
        "private_metadata": view.spec.get("private_metadata", ""),
        "state": {"values": view.state},
        "errors": view.errors,
    }


def _shortcuts(manifest: Manifest, kind: str) -> list[Json]:
    return [
        {"name": each.name, "callback_id": each.callback_id}
        for each in manifest.shortcuts
        if each.type == kind
    ]
