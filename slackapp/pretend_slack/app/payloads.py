"""The payloads Slack sends to the app, in their real shapes."""

from __future__ import annotations

import itertools
import secrets
import time

from slackapp.pretend_slack.block_kit.elements import CHOICE, Json, option_of, shaped
from slackapp.pretend_slack.state.cast import Group, Person, Room
from slackapp.pretend_slack.state.open_views import View, view_json
from slackapp.pretend_slack.state.timeline import Message
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web_api.directory_methods import person_json

# Slack's old way of proving itself; real payloads still carry it.
_TOKEN = "pretend-verification-token"
_event_ids = itertools.count(1)


def command_fields(
    workspace: Workspace, person: Person, room: Room, command: str, text: str, reply_url: str
) -> dict[str, str]:
    """Return the form fields of a slash command; its team is the one of the person who typed."""
    team = workspace.cast.team_of(person)
    return {
        "token": _TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": room.id,
        "channel_name": "directmessage" if room.is_dm else room.name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.cast.app_id,
        "is_enterprise_install": "false",
        "response_url": reply_url,
        "trigger_id": workspace.triggers.issue(person.id, room.id),
    }


def message_press(
    workspace: Workspace, person: Person, message: Message, action: Json, reply_url: str
) -> Json:
    """Return `block_actions` for an element in a message; ephemeral ones are not repeated in it."""
    room = workspace.rooms[message.room_id]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": room.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(workspace, person, "block_actions", room) | {
        "container": container,
        "channel": _room_part(room),
        "response_url": reply_url,
        "actions": [action],
    }
    return payload if message.only_for else payload | {"message": workspace.as_json(message)}


def view_press(workspace: Workspace, person: Person, view: View, action: Json) -> Json:
    """Return `block_actions` for an element in a modal or in the Home."""
    room = workspace.rooms.get(view.room_id or "")
    return _interaction(workspace, person, "block_actions", room) | {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(view, workspace.cast),
        "actions": [action],
    }


def submission(workspace: Workspace, person: Person, view: View) -> Json:
    """Return `view_submission` for a modal with its state as it stands."""
    room = workspace.rooms.get(view.room_id or "")
    return _interaction(workspace, person, "view_submission", room) | {
        "view": view_json(view, workspace.cast),
        "response_urls": [],
    }


def closing(workspace: Workspace, person: Person, view: View, *, is_cleared: bool) -> Json:
    """Return `view_closed` for a modal that the person closed."""
    payload = _interaction(workspace, person, "view_closed", None)
    del payload["trigger_id"]
    return payload | {"view": view_json(view, workspace.cast), "is_cleared": is_cleared}


def message_shortcut(
    workspace: Workspace, person: Person, message: Message, callback_id: str, reply_url: str
) -> Json:
    """Return `message_action`: a shortcut from a message's menu."""
    room = workspace.rooms[message.room_id]
    return _interaction(workspace, person, "message_action", room) | {
        "callback_id": callback_id,
        "action_ts": action_ts(workspace),
        "message_ts": message.ts,
        "channel": _room_part(room),
        "message": workspace.as_json(message),
        "response_url": reply_url,
    }


def global_shortcut(workspace: Workspace, person: Person, callback_id: str) -> Json:
    """Return `shortcut`: one that belongs to no message."""
    return _interaction(workspace, person, "shortcut", None) | {
        "callback_id": callback_id,
        "action_ts": action_ts(workspace),
    }


def event(workspace: Workspace, content: Json) -> Json:
    """Wrap an event as Slack does."""
    cast, number = workspace.cast, next(_event_ids)
    return {
        "token": _TOKEN,
        "team_id": cast.team.id,
        "api_app_id": cast.app_id,
        "type": "event_callback",
        "event": {**content, "event_ts": action_ts(workspace)},
        "event_id": f"Ev{number:08d}{secrets.token_hex(2).upper()}",
        "event_time": int(workspace.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": cast.team.id,
                "user_id": cast.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def home_opened(workspace: Workspace, person: Person) -> Json:
    """Return the event that a person looks at the app's Home."""
    room, home = workspace.direct_room(person.id), workspace.views.home(person.id)
    content: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": room.id if room else None,
        "tab": "home",
    }
    if home:
        content["view"] = view_json(home, workspace.cast)
    return event(workspace, content)


def person_changed(workspace: Workspace, person: Person) -> Json:
    """Return the event that something about a person changed."""
    content = {"type": "user_change", "user": person_json(person, workspace.cast)}
    return event(workspace, content)


def group_changed(workspace: Workspace, before: Group, after: Group) -> Json:
    """Return the event that somebody joined or left a user group."""
    added = [user_id for user_id in after.members if user_id not in before.members]
    removed = [user_id for user_id in before.members if user_id not in after.members]
    now = int(workspace.clock.now().timestamp())
    content = {
        "type": "subteam_members_changed",
        "subteam_id": after.id,
        "team_id": workspace.cast.team.id,
        "date_previous_update": now,
        "date_update": now,
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
    }
    return event(workspace, content)


def id_changed(workspace: Workspace, former: str, now: str) -> Json:
    """Return the event that a channel has another id."""
    content = {
        "type": "channel_id_changed",
        "old_channel_id": former,
        "new_channel_id": now,
    }
    return event(workspace, content)


def archived(workspace: Workspace, kind: str, room: Room, person: Person) -> Json:
    """Return the event, of the `kind` for such rooms, that somebody archived a channel."""
    return event(workspace, {"type": kind, "channel": room.id, "user": person.id})


def message_posted(workspace: Workspace, message: Message) -> Json:
    """Return the event that a person posted a message; its team is that of its author."""
    room = workspace.rooms[message.room_id]
    content = workspace.as_json(message) | {"channel": room.id, "channel_type": _channel_type(room)}
    told = _heard_in(room, event(workspace, content | _of_another_team(workspace, message)))
    return told | {"team_id": workspace.people[message.user_id].team_id}


def mentioned(workspace: Workspace, message: Message) -> Json:
    """Return the event that a person mentioned the app; its team is the app's, whoever did."""
    room, ours = workspace.rooms[message.room_id], workspace.cast.team.id
    content = workspace.as_json(message) | {"type": "app_mention", "channel": room.id, "team": ours}
    return _heard_in(room, event(workspace, content | _of_another_team(workspace, message)))


def reacted(workspace: Workspace, person: Person, message: Message, emoji: str) -> Json:
    """Return the event that a person reacted to a message by emoji; it names no team of theirs."""
    room = workspace.rooms[message.room_id]
    content: Json = {
        "type": "reaction_added",
        "user": person.id,
        "reaction": emoji,
        "item": {"type": "message", "channel": room.id, "ts": message.ts},
        "item_user": message.user_id,
    }
    return _heard_in(room, event(workspace, content))


def _of_another_team(workspace: Workspace, message: Message) -> Json:
    """Return where somebody is from who is of another company than the app."""
    if not workspace.is_outsider(message.user_id):
        return {}
    team_id = workspace.people[message.user_id].team_id
    return {"user_team": team_id, "source_team": team_id}


def _heard_in(room: Room, told: Json) -> Json:
    """Return an event with what Slack says of the room in which it happened."""
    return told | {
        "context_team_id": told["authorizations"][0]["team_id"],
        "context_enterprise_id": None,
        "is_ext_shared_channel": bool(room.shared_with),
    }


def message_changed(workspace: Workspace, message: Message, before: Json) -> Json:
    """Return the event that somebody edited a message, with what it was `before`."""
    room = workspace.rooms[message.room_id]
    content = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": room.id,
        "channel_type": _channel_type(room),
        "ts": action_ts(workspace),
        "message": workspace.as_json(message),
        "previous_message": before,
    }
    return _heard_in(room, event(workspace, content))


def message_deleted(workspace: Workspace, message: Message) -> Json:
    """Return the event that somebody deleted a message."""
    room = workspace.rooms[message.room_id]
    content = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": room.id,
        "channel_type": _channel_type(room),
        "ts": action_ts(workspace),
        "deleted_ts": message.ts,
        "previous_message": workspace.as_json(message),
    }
    return _heard_in(room, event(workspace, content))


def action_of(workspace: Workspace, block: Json, element: Json, chosen: Json) -> Json:
    """Return the entry of `actions` for an element that was used.

    What a button carries comes from the message, as in Slack, and not from who presses it. `chosen`
    holds the choice under its own key ("selected_date") or under "value".
    """
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": action_ts(workspace),
    }
    if element["type"] == "overflow":
        choice = chosen.get("selected_option", chosen.get("value"))
        return action | {"selected_option": option_of(element, choice)}
    key = CHOICE.get(element["type"])
    if key is None:
        kept = ("text", "value", "style")
        return action | {name: element[name] for name in kept if name in element}
    return action | {key: shaped(element, chosen.get(key, chosen.get("value")))}


def action_ts(workspace: Workspace) -> str:
    """Return the story's present instant as Slack writes instants."""
    # The part below the second is the machine's, so that two presses of one second differ.
    return f"{int(workspace.clock.now().timestamp())}.{time.monotonic_ns() // 1000 % 1_000_000:06d}"


def _interaction(workspace: Workspace, person: Person, kind: str, room: Room | None) -> Json:
    team = workspace.cast.team
    return {
        "type": kind,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
        "api_app_id": workspace.cast.app_id,
        "token": _TOKEN,
        "trigger_id": workspace.triggers.issue(person.id, room.id if room else None),
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel_type(room: Room) -> str:
    return "im" if room.is_dm else "group" if room.is_private else "channel"


def _room_part(room: Room) -> Json:
    return {"id": room.id, "name": "directmessage" if room.is_dm else room.name}
