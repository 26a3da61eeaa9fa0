"""The methods of the Web API that tell who and what there is."""

from __future__ import annotations

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Cast, Person, Room
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.web_api.call import Call, Method, Methods, is_true

LONG_AGO = 1767222000  # 2026-01-01, when everything in the story was created


def person_json(person: Person, cast: Cast) -> Json:
    """Return a user as `users.info` shows it."""
    told: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "real_name": person.real_name,
        "deleted": person.deleted,
        "color": person.color,
        "tz": person.tz,
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.is_stranger,
        "updated": LONG_AGO,
        "profile": {
            "display_name": person.real_name,
            "display_name_normalized": person.real_name,
            "real_name": person.real_name,
            "real_name_normalized": person.real_name,
            "title": person.title,
            "team": person.team_id,
        },
    }
    if person.id == cast.bot_user_id:
        told["profile"] |= {"bot_id": cast.bot_id, "api_app_id": cast.app_id}
    return told


def room_json(room: Room, cast: Cast) -> Json:
    """Return a conversation as `conversations.info` shows it."""
    if room.is_dm:
        person = next(member for member in room.members if member != cast.bot_user_id)
        return {"id": room.id, "is_im": True, "user": person, "created": LONG_AGO}
    return {
        "id": room.id,
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": room.is_private,
        "is_archived": room.is_archived,
        "is_general": False,
        "is_shared": bool(room.shared_with),
        "is_ext_shared": bool(room.shared_with),
        "is_org_shared": False,
        "is_member": cast.bot_user_id in room.members,
        "context_team_id": cast.team.id,
        "shared_team_ids": [cast.team.id, *room.shared_with],
        "created": LONG_AGO,
        "num_members": len(room.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _auth_test(call: Call) -> Json:
    cast = call.workspace.cast
    return {
        "url": f"https://{cast.team.domain}.slack.com/",
        "team": cast.team.name,
        "team_id": cast.team.id,
        "user": call.workspace.people[cast.bot_user_id].name,
        "user_id": cast.bot_user_id,
        "bot_id": cast.bot_id,
        "is_enterprise_install": False,
    }


def _user(call: Call) -> Json:
    return {"user": person_json(call.person(), call.workspace.cast)}


def _users(call: Call) -> Json:
    people = call.workspace.people.values()
    return {"members": [person_json(person, call.workspace.cast) for person in people]} | _ALL


def _conversation(call: Call) -> Json:
    return {"channel": room_json(_readable(call), call.workspace.cast)}


def _members(call: Call) -> Json:
    return {"members": list(_readable(call).members)} | _ALL


def _readable(call: Call) -> Room:
    room = call.room()
    kind = "im" if room.is_dm else "groups" if room.is_private else "channels"
    if not call.has_scope(f"{kind}:read"):
        raise Refused("missing_scope", needed=f"{kind}:read")
    return room


def _open(call: Call) -> Json:
    named = [each for each in str(call.args.get("users", "")).split(",") if each]
    if not named:
        raise Refused("users_list_not_supplied")
    if len(named) > 1:
        raise Refused("too_many_users")
    if named[0] not in call.workspace.people:
        raise Refused("user_not_found")
    room = call.workspace.direct_room(named[0])
    if room is None:
        raise Refused("user_not_visible")
    full = is_true(call.args.get("return_im"))
    return {"channel": room_json(room, call.workspace.cast) if full else {"id": room.id}}


def _team(call: Call) -> Json:
    team = call.workspace.cast.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def _bot(call: Call) -> Json:
    cast = call.workspace.cast
    if call.args.get("bot", cast.bot_id) != cast.bot_id:
        raise Refused("bot_not_found")
    name = call.workspace.people[cast.bot_user_id].name
    told = {"id": cast.bot_id, "name": name, "app_id": cast.app_id, "user_id": cast.bot_user_id}
    return {"bot": {**told, "deleted": False, "updated": LONG_AGO}}


_ALL: Json = {"response_metadata": {"next_cursor": ""}}

DIRECTORY: Methods = {
    "auth.test": Method(_auth_test, None),
    "users.info": Method(_user, "users:read"),
    "users.list": Method(_users, "users:read"),
    "conversations.info": Method(_conversation, None),
    "conversations.members": Method(_members, None),
    "conversations.open": Method(_open, "im:write"),
    "team.info": Method(_team, "team:read"),
    "bots.info": Method(_bot, "users:read"),
}
