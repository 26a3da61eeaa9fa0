"""The user group methods of the Web API: which there are, who is in them, and changing that."""

from __future__ import annotations

from slackapp.pretend_slack.block_kit.elements import Json
from slackapp.pretend_slack.state.cast import Cast, Group
from slackapp.pretend_slack.state.refusals import Refused
from slackapp.pretend_slack.web_api.call import Call, Method, Methods, is_true
from slackapp.pretend_slack.web_api.directory_methods import LONG_AGO


def _list(call: Call) -> Json:
    include_users = is_true(call.args.get("include_users"))
    workspace = call.workspace
    include_disabled = is_true(call.args.get("include_disabled"))
    shown = [g for g in workspace.groups.values() if include_disabled or not g.is_disabled]
    groups = [_group_json(group, workspace.cast) for group in shown]
    for told in groups:
        if not include_users:
            del told["users"]
    return {"usergroups": groups}


def _users(call: Call) -> Json:
    return {"users": list(_group(call).members)}


def _update_users(call: Call) -> Json:
    group, named = _group(call), _named(call)
    if not named:
        raise Refused("no_users_provided")
    if not all(_may_join(call, user_id) for user_id in named):
        raise Refused("invalid_users")
    changed = call.workspace.change_group(group.id, members=tuple(named))
    return {"usergroup": _group_json(changed, call.workspace.cast)}


def _group(call: Call) -> Group:
    group = call.workspace.groups.get(call.need("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return group


def _named(call: Call) -> list[str]:
    """Return the users an argument names, each once: a list, or a text with commas."""
    given = call.args.get("users") or ""
    each = given if isinstance(given, list) else str(given).split(",")
    return list(dict.fromkeys(str(user_id).strip() for user_id in each if str(user_id).strip()))


def _may_join(call: Call, user_id: str) -> bool:
    """Tell whether somebody can be in a group: not bots, guests, strangers or the deactivated."""
    person = call.workspace.people.get(user_id)
    if person is None or person.deleted or person.is_bot:
        return False
    is_guest = person.is_restricted or person.is_ultra_restricted
    return not is_guest and not call.workspace.is_outsider(user_id)


def _group_json(group: Group, cast: Cast) -> Json:
    return {
        "id": group.id,
        "team_id": cast.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": LONG_AGO,
        "date_update": LONG_AGO,
        "date_delete": LONG_AGO if group.is_disabled else 0,
        "auto_type": None,
        "created_by": cast.bot_user_id,
        "updated_by": cast.bot_user_id,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "users": list(group.members),
        "user_count": len(group.members),
    }


GROUPS: Methods = {
    "usergroups.list": Method(_list, "usergroups:read"),
    "usergroups.users.list": Method(_users, "usergroups:read"),
    "usergroups.users.update": Method(_update_users, "usergroups:write"),
}
