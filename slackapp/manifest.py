"""What Slack is told about the app: `manifest.yml` for Socket Mode, and its variant for HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from models.problems import Impossible

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
ENTRANCE = "/slack/events"  # the one address to which Slack posts everything


def for_socket_mode() -> str:
    """Return the manifest as it stands, comments included."""
    return MANIFEST.read_text(encoding="utf-8")


def for_http(url: str) -> str:
    """Return the manifest of a desk that Slack reaches at `url`; Impossible if it can't be."""
    entrance = _public(url) + ENTRANCE
    manifest = read()
    for command in manifest["features"]["slash_commands"]:
        command["url"] = entrance
    settings = manifest["settings"]
    for part in ("event_subscriptions", "interactivity"):
        settings[part] = {"request_url": entrance, **settings[part]}
    settings["socket_mode_enabled"] = False
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)


def read() -> dict[str, Any]:
    """Return the manifest as data."""
    manifest: dict[str, Any] = yaml.safe_load(for_socket_mode())
    return manifest


def bot_scopes() -> set[str]:
    """Return the scopes that the desk asks for."""
    return set(read()["oauth_config"]["scopes"]["bot"])


def optional_scopes() -> set[str]:
    """Return those of them that a workspace may refuse."""
    return set(read()["oauth_config"]["scopes"]["bot_optional"])


def _public(url: str) -> str:
    try:
        parsed = urlsplit(url)
        _ = parsed.port
    except ValueError:
        parsed = urlsplit("")
    plain = not (parsed.username or parsed.query or parsed.fragment)
    if parsed.scheme != "https" or not parsed.hostname or not plain or any(map(str.isspace, url)):
        raise Impossible(
            f"“{url}” is not an address that Slack could post to. It should be the one under which "
            "the desk is reached from outside, such as https://desk.example.com"
        )
    return url.rstrip("/")
