"""What one person sees, as JSON for the page."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.cast import ZONE, Group, Person, Room
from slackapp.pretend_slack.state.installed_app import Command, InstalledApp
from slackapp.pretend_slack.state.open_views import View
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace


def screen_of(
    slack: PretendSlack, user: str, seen: str | None = None, examples: Sequence[str] = ()
) -> Json:
    """Return what the page draws for a person (id or handle); they look at the room `seen`.

    `examples` are for our own people: nobody from outside may use them.
    """
    workspace = slack.workspace
    me = workspace.who(user).id
    with workspace.lock:
        if seen in workspace.rooms:
            workspace.timeline.mark_read(seen, me)
        rooms, home = workspace.rooms_of(me), workspace.views.home(me)
        return {
            **clock_on(workspace),
            "me": me,
            "team": {"id": workspace.cast.team.id, "name": workspace.cast.team.name},
            "users": [_user(workspace, person) for person in workspace.people.values()],
            "groups": [_group(group) for group in workspace.groups.values()],
            "channels": [_channel(workspace, room, me) for room in rooms],
            "messages": {
                room.id: [_message(workspace, it) for it in workspace.timeline.seen_by(room.id, me)]
                for room in rooms
            },
            "home": _view(home) if home else None,
            "modals": [_view(view) for view in workspace.views.stack(me)],
            "commands": [_command(each) for each in workspace.app.commands],
            "message_shortcuts": _shortcuts(workspace.app, "message"),
            "global_shortcuts": _shortcuts(workspace.app, "global"),
            "examples": [] if workspace.is_outsider(me) else list(examples),
            "faults": slack.faults.as_json(),
            "phone": slack.phones.as_json(me),
        }


def clock_on(workspace: Workspace) -> Json:
    """Return the version, the story's instant with Zurich's offset, and whether the clock ticks."""
    now = workspace.clock.now().astimezone(ZoneInfo(ZONE))
    return {
        "version": workspace.version,
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


def _command(command: Command) -> Json:
    return {
        "command": command.command,
        "description": command.description,
        "usage_hint": command.usage_hint,
    }


def _shortcuts(app: InstalledApp, kind: str) -> list[Json]:
    return [
        {"name": each.name, "callback_id": each.callback_id}
        for each in app.shortcuts
        if each.type == kind
    ]
