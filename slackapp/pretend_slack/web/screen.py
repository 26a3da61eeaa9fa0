"""What one person sees, as JSON for the page."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.cast import ZONE, Group, Person, Room
from slackapp.pretend_slack.state.installed_app import InstalledApp
from slackapp.pretend_slack.state.open_views import View, view_json
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web.stage import Stage

_OF_FILES = ("id", "title", "pretty_type", "permalink")


def screen_of(slack: PretendSlack, user: str, seen: str | None, stage: Stage) -> Json:
    """Return what the page draws for a person (id or handle); they look at the room `seen`."""
    workspace = slack.workspace
    me = workspace.who(user).id
    with workspace.lock:
        read_to = workspace.timeline.read_to(seen or "", me)
        if seen in workspace.rooms:
            workspace.timeline.mark_read(seen, me)
        rooms, home = workspace.rooms_of(me), workspace.views.home(me)
        return {
            **clock_on(workspace),
            "me": me,
            "team": _picked(workspace.cast.team, "id", "name", "domain"),
            "users": [_user(slack, person) for person in workspace.people.values()],
            "groups": [_group(group) for group in workspace.groups.values()],
            "channels": [_channel(workspace, room, me) for room in rooms],
            "public_names": _public_names(workspace, me),
            "read_to": read_to,
            "examples": {room.id: list(stage.examples(me, room.name)) for room in rooms},
            "hints": {room.id: stage.hint(me, room.name) for room in rooms},
            "messages": {
                room.id: [_message(workspace, it) for it in workspace.timeline.seen_by(room.id, me)]
                for room in rooms
            },
            "home": _view(workspace, home) if home else None,
            "modals": [_view(workspace, view) for view in workspace.views.stack(me)],
            **_of_the_app(workspace, me),
            "machines": [machine.as_json() for machine in stage.machines],
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


def _picked(thing: object, *names: str) -> Json:
    return {name: getattr(thing, name) for name in names}


def _user(slack: PretendSlack, person: Person) -> Json:
    return {
        **_picked(person, "id", "name", "real_name", "title", "is_bot", "is_admin", "team_id"),
        "color": "#" + person.color,
        "outsider": slack.workspace.is_outsider(person.id),
        "rings": slack.phones.unread(person.id),
    }


def _group(group: Group) -> Json:
    return {**_picked(group, "id", "handle", "name"), "users": group.members}


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


def _public_names(workspace: Workspace, user_id: str) -> dict[str, str]:
    """Return the names of all public channels, which our own people read also where they are in
    none: a mention shows them.
    """
    if workspace.is_outsider(user_id):
        return {}
    rooms = workspace.rooms.values()
    return {room.id: room.name for room in rooms if not (room.is_private or room.is_dm)}


def _message(workspace: Workspace, message: Message) -> Json:
    return {
        **_picked(message, "ts", "text", "blocks", "thread_ts", "edited", "deleted"),
        "user": message.user_id,
        "reply_count": len(workspace.timeline.replies(message)),
        "broadcast": message.is_broadcast,
        "ephemeral": message.only_for is not None,
        "app": message.is_app,
        "files": [{name: file[name] for name in _OF_FILES} for file in message.files],
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
    }


def _view(workspace: Workspace, view: View) -> Json:
    return {**view_json(view, workspace.cast), "errors": view.errors}


def _of_the_app(workspace: Workspace, user_id: str) -> Json:
    """Return the commands and shortcuts that somebody can use."""
    app, may = workspace.app, workspace.may_command(user_id)
    commands = [_picked(each, "command", "description", "usage_hint") for each in app.commands]
    return {
        "commands": commands if may else [],
        "message_shortcuts": _shortcuts(app, "message") if may else [],
        "global_shortcuts": _shortcuts(app, "global") if may else [],
    }


def _shortcuts(app: InstalledApp, kind: str) -> list[Json]:
    return [_picked(each, "name", "callback_id") for each in app.shortcuts if each.type == kind]
