"""`manifest.yml` tells Slack exactly what there is: every door, and every scope, no more."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import handlers

ROOT = Path(__file__).parents[1]

# What each method of Slack's that the desk may call asks for (None: nothing beyond a token).
SCOPES: dict[str, str | tuple[str, ...] | None] = {
    "users_info": "users:read",
    "users_list": "users:read",
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "chat_getPermalink": None,
    "auth_test": None,
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_members": ("channels:read", "groups:read"),
    "conversations_history": ("channels:history", "groups:history"),
    "conversations_replies": ("channels:history", "groups:history"),
    "conversations_open": "im:write",
    "files_upload_v2": "files:write",
    "usergroups_users_list": "usergroups:read",
    "usergroups_list": "usergroups:read",
    "usergroups_users_update": "usergroups:write",
    "bots_info": "users:read",
    "apps_connections_open": None,  # asked with the app-level token
    "views_open": None,
    "views_update": None,
    "views_publish": None,
}
# Without which Slack refuses to install an app that listens to the event.
SCOPE_OF_EVENT: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "channel_id_changed": "groups:read",  # only private channels get another
    "channel_archive": "channels:read",
    "group_archive": "groups:read",
    "channel_deleted": "channels:read",
    "group_deleted": "groups:read",
    "channel_left": "channels:read",
    "group_left": "groups:read",
    "user_change": "users:read",
    "subteam_members_changed": "usergroups:read",
}


def called_methods() -> set[str]:
    """Every method of Slack's Web API that the program calls, read from its source."""
    played = {ROOT / "slackapp" / "sandbox", ROOT / "slackapp" / "pretend_slack"}
    sources = [*(ROOT / "handlers").rglob("*.py"), *(ROOT / "slackapp").rglob("*.py")]
    return {
        node.func.attr
        for source in sources
        if played.isdisjoint(source.parents)
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value).endswith("client")
    }


def test_commands_are_the_doors(manifest: dict[str, Any]) -> None:
    """Each slash command of the manifest has a door, and each door a slash command."""
    declared = [command["command"] for command in manifest["features"]["slash_commands"]]
    assert sorted(declared) == sorted(door.name for door in handlers.DOORS)


def test_shortcuts_are_the_doors(manifest: dict[str, Any]) -> None:
    """Each shortcut of the manifest is one that the desk answers, of the same kind."""
    declared = {(s["callback_id"], s["type"]) for s in manifest["features"]["shortcuts"]}
    messages = {(callback_id, "message") for callback_id in handlers.MESSAGE_SHORTCUTS}
    everywhere = {(callback_id, "global") for callback_id in handlers.GLOBAL_SHORTCUTS}
    assert declared == messages | everywhere


def test_events_are_the_doors(manifest: dict[str, Any]) -> None:
    """Slack is asked for the events that the desk listens to, and no others."""
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert sorted(declared) == sorted(handlers.EVENTS)


def test_every_scope_is_used_and_none_is_missing(manifest: dict[str, Any]) -> None:
    """The manifest asks for what methods, events and commands need, and for nothing else."""
    called = called_methods()
    assert called, "no call found: the test looks in the wrong place"
    assert called <= SCOPES.keys(), "a new method: say which scope it asks for"
    needed = {"commands"}
    for method in called:
        scopes = SCOPES[method] or ()
        needed |= {scopes} if isinstance(scopes, str) else set(scopes)
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) <= SCOPE_OF_EVENT.keys(), "a new event: say which scope it asks for"
    needed |= {scope for event in events if (scope := SCOPE_OF_EVENT[event])}
    asked = manifest["oauth_config"]["scopes"]
    assert {*asked["bot"], *asked["bot_optional"]} == needed
