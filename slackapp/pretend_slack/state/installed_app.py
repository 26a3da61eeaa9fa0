"""What Slack was told about the app: the parts of `manifest.yml` that change how Slack behaves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from slackapp.pretend_slack.block_kit.elements import Json


@dataclass(frozen=True)
class Command:
    """A slash command as declared: name with its slash, texts, and whether mentions are escaped."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as declared; `type` is "message" or "global"."""

    name: str
    callback_id: str
    type: str


@dataclass(frozen=True)
class InstalledApp:
    """The app as Slack knows it."""

    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    has_home: bool
    is_interactive: bool

    def command(self, name: str) -> Command | None:
        """Return the command called `name` (with its slash), or None."""
        return next((command for command in self.commands if command.command == name), None)

    def shortcut(self, callback_id: str) -> Shortcut | None:
        """Return the shortcut with this callback id, or None."""
        return next((each for each in self.shortcuts if each.callback_id == callback_id), None)


def read_manifest(path: Path) -> InstalledApp:
    """Read a manifest of Slack's schema from a YAML file."""
    return _manifest(path.read_text(encoding="utf-8"))


@cache  # one text, many workspaces
def _manifest(written: str) -> InstalledApp:
    told = yaml.safe_load(written)
    features, settings = _part(told, "features"), _part(told, "settings")
    return InstalledApp(
        commands=tuple(
            Command(
                each["command"],
                each.get("description", ""),
                each.get("usage_hint", ""),
                bool(each.get("should_escape", False)),
            )
            for each in features.get("slash_commands") or ()
        ),
        shortcuts=tuple(
            Shortcut(each["name"], each["callback_id"], each["type"])
            for each in features.get("shortcuts") or ()
        ),
        scopes=tuple(_part(told, "oauth_config", "scopes").get("bot") or ()),
        events=tuple(_part(settings, "event_subscriptions").get("bot_events") or ()),
        has_home=bool(_part(features, "app_home").get("home_tab_enabled", False)),
        is_interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
    )


def _part(told: Json, *keys: str) -> Json:
    for key in keys:
        told = told.get(key) or {}
    return told
