"""What Slack is told about the desk: valid, within Slack's limits, and asking for little."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from typer.testing import CliRunner

from slackapp.cli import app

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "data" / "manifest-schema"


def problems_of(manifest: dict[str, Any]) -> list[str]:
    major = manifest["_metadata"]["major_version"]
    schema = json.loads((SCHEMAS / f"manifest.schema.{major}.0.0.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]


def test_valid_against_slacks_schema(manifest: dict[str, Any]) -> None:
    """The manifest is valid against Slack's own schema."""
    assert problems_of(manifest) == []


def test_schema_refuses_a_long_shortcut_name(manifest: dict[str, Any]) -> None:
    """A shortcut's name has at most 24 characters, and the schema here says so."""
    manifest = json.loads(json.dumps(manifest))
    manifest["features"]["shortcuts"][0]["name"] = "x" * 25
    assert [line.split(":")[0] for line in problems_of(manifest)] == [
        "$.features.shortcuts[0].name"
    ]


def test_commands_arrive_escaped(manifest: dict[str, Any]) -> None:
    """Every command asks for mentions as ids, because names change and are not unique."""
    commands = manifest["features"]["slash_commands"]
    assert [command["command"] for command in commands if command.get("should_escape")] == [
        "/case",
        "/escalation",
        "/balance",
        "/customer",
        "/oncall",
    ]
    assert len(commands) == 5


def test_commands_say_what_to_type(manifest: dict[str, Any]) -> None:
    """Every command shows in one short line what it is for, and examples that end with help."""
    for command in manifest["features"]["slash_commands"]:
        assert 10 <= len(command["description"]) <= 70, command["command"]
        assert len(command["usage_hint"]) <= 80, command["command"]
        assert command["usage_hint"].endswith("| help"), command["command"]


def test_shortcuts(manifest: dict[str, Any]) -> None:
    """Three sit on a message, because commands cannot be used inside threads; three on no message.

    Slack allows ten, with names of at most 24 characters.
    """
    shortcuts = manifest["features"]["shortcuts"]
    assert [(it["name"], it["type"], it["callback_id"]) for it in shortcuts] == [
        ("Open support case", "message", "open_support_case"),
        ("Log time here", "message", "log_time_here"),
        ("Mark as first reply", "message", "mark_first_reply"),
        ("Log time", "global", "log_time"),
        ("New case", "global", "new_case"),
        ("Page somebody", "global", "page_somebody"),
    ]
    assert len(shortcuts) <= 10
    assert all(len(shortcut["name"]) <= 24 for shortcut in shortcuts)


def test_asks_for_the_bot_only(manifest: dict[str, Any]) -> None:
    """The desk asks for no scope in a person's name; which in its own, test_doors derives."""
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes) == {"bot", "bot_optional"}
    assert sorted(scopes["bot_optional"]) == ["channels:history", "groups:history"]
    assert sorted(manifest["oauth_config"]["scopes"]["bot"]) == [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:write",
        "reactions:read",
        "usergroups:read",
        "usergroups:write",
        "users:read",
    ]


def test_what_a_workspace_may_refuse(manifest: dict[str, Any]) -> None:
    """To read what is said in channels is asked for, and may be refused: much is done without."""
    scopes = manifest["oauth_config"]["scopes"]
    assert scopes["bot_optional"] == ["channels:history", "groups:history"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])


def test_socket_mode_needs_no_address(manifest: dict[str, Any]) -> None:
    """The manifest installs as it stands for Socket Mode: no address of a server is in it."""
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "http" not in json.dumps(manifest)


def test_printed_as_it_stands() -> None:
    """`python -m slackapp manifest` prints the file, comments included, for Socket Mode."""
    printed = CliRunner().invoke(app, ["manifest"])
    assert printed.exit_code == 0
    assert printed.output == (ROOT / "manifest.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("url", "entrance"),
    [
        ("https://desk.example.com", "https://desk.example.com/slack/events"),
        ("https://example.com:8443/desk/", "https://example.com:8443/desk/slack/events"),
    ],
)
def test_variant_for_http(manifest: dict[str, Any], url: str, entrance: str) -> None:
    """With --url everything is posted to one address; nothing else differs, and it is valid."""
    printed = CliRunner().invoke(app, ["manifest", "--url", url])
    assert printed.exit_code == 0
    variant = yaml.safe_load(printed.output)
    assert problems_of(variant) == []
    commands = variant["features"]["slash_commands"]
    assert [command.pop("url") for command in commands] == [entrance] * len(commands)
    settings = variant["settings"]
    assert settings["event_subscriptions"].pop("request_url") == entrance
    assert settings["interactivity"].pop("request_url") == entrance
    assert settings["socket_mode_enabled"] is False
    settings["socket_mode_enabled"] = True
    assert variant == manifest


@pytest.mark.parametrize(
    "url",
    [
        "desk.example.com",
        "http://desk.example.com",
        "https://",
        "https://desk.example.com/?a=b",
        "https://ada:secret@desk.example.com",
        "https://desk.example.com:port",
        "https://desk example.com",
        "https://[::1",
    ],
)
def test_wrong_address_gets_a_sentence(url: str) -> None:
    """An address that Slack could not post to is answered with what would be right."""
    printed = CliRunner().invoke(app, ["manifest", "--url", url])
    assert printed.exit_code == 2
    assert printed.stdout == ""
    assert "is not an address that Slack could post to" in printed.stderr
    assert "such as https://desk.example.com" in printed.stderr
