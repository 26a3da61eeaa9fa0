"""What Slack sends of people from outside, field by field as it has been seen to: in channels that
are shared with another company, with an organisation of many workspaces, and by guests.

The names are the pretend company's; what a field holds of whom is Slack's.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

OURS, THEIRS, THEIR_ORGANISATION, OUR_ORGANISATION = "T0PROAUTH", "T0INITECH", "E0INITECH", "E0GRID"
CHANNEL, DESK = "C0INITECH", "U0DESK"


def envelope(event: Json, *, team: str = OURS, ours: str | None = None, **more: Any) -> Json:
    """The body around an event. The outer `team` is the author's in a message, and else ours;
    `ours` is our organisation, if we are of one.
    """
    organisation = {"enterprise_id": ours} if ours else {}
    return {
        "token": "ZZZZZZWSxiZZZ2yIvs3peJ",
        "team_id": team,
        **organisation,
        "context_team_id": OURS,
        "context_enterprise_id": ours,
        "api_app_id": "A0DESK",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0PV52K25",
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": ours,
                "team_id": OURS,
                "user_id": DESK,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": True,
        "event_context": "4-eyJldCI6ImFwcF9tZW50aW9uIiwidGlkIjoiVDBQUk9BVVRIIn0",
        **more,
    }


def _words(text: str) -> list[Json]:
    """The blocks in which people's words come beside their text."""
    said = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "vWl5", "elements": [said]}]


def _profile(who: str, team: str) -> Json:
    """What Slack adds of whoever is of another workspace."""
    return {
        "avatar_hash": "g1a2b3c4d5e6",
        "image_72": "https://secure.gravatar.com/avatar/1a2b3c4d5e6f.jpg?s=72",
        "first_name": who.title(),
        "real_name": who.title(),
        "display_name": who,
        "team": team,
        "name": who,
        "is_restricted": False,
        "is_ultra_restricted": False,
    }


def message(who: str, text: str, ts: str, **teams: str) -> Json:
    """`message` in a channel. Of another workspace's people `teams` say whose they are."""
    theirs = {"user_profile": _profile(who, teams["user_team"])} if "user_team" in teams else {}
    return {
        "client_msg_id": "1d6c2ad1-2a2e-4b0e-9d9b-2b5f8e6f0c9e",
        "type": "message",
        "text": text,
        "user": who,
        "ts": ts,
        "blocks": _words(text),
        **teams,
        **theirs,
        "channel": CHANNEL,
        "event_ts": ts,
        "channel_type": "channel",
    }


def mention(who: str, text: str, ts: str, **teams: str) -> Json:
    """`app_mention`: its `team` is ours, whoever it is by."""
    said = message(who, f"<@{DESK}> {text}", ts, **teams)
    return {name: said[name] for name in said if name != "channel_type"} | {
        "type": "app_mention",
        "team": OURS,
    }


def reaction(who: str, ts: str, by: str) -> Json:
    """`reaction_added` to a message `by` somebody: it names no workspace of anybody's."""
    return {
        "type": "reaction_added",
        "user": who,
        "reaction": "rotating_light",
        "item": {"type": "message", "channel": CHANNEL, "ts": ts},
        "item_user": by,
        "event_ts": f"{int(float(ts)) + 9}.000200",
    }


def press(who: str, team: str, ts: str, action: Json, ours: str | None = None) -> Json:
    """`block_actions` of a button in a message of the desk's: the workspace of whoever presses
    stands with them alone.
    """
    organisation = {"id": ours, "name": "Ours"} if ours else None
    named = {"enterprise_id": ours, "enterprise_name": "Ours"} if ours else {}
    return {
        "type": "block_actions",
        "user": {"id": who, "username": who.lower(), "name": who.lower(), "team_id": team},
        "api_app_id": "A0DESK",
        "token": "ZZZZZZWSxiZZZ2yIvs3peJ",
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": CHANNEL,
            "is_ephemeral": False,
        },
        "trigger_id": "12466734323.1395872398.28f24a1f2a",
        "team": {"id": OURS, "domain": "proauth", **named},
        "enterprise": organisation,
        "is_enterprise_install": False,
        "channel": {"id": CHANNEL, "name": "initech"},
        "message": {"type": "message", "ts": ts, "user": DESK, "bot_id": "B0DESK", "text": "…"},
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{OURS}/1/abc",
        "actions": [
            {"type": "button", "block_id": "b1", "action_ts": f"{int(float(ts)) + 9}.2", **action}
        ],
    }
