"""A small real Bolt app and a pretend Slack, together on one loopback server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from slack_bolt import App
from slack_sdk import WebClient
from starlette.applications import Starlette

from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.installed_app import read_manifest
from slackapp.pretend_slack.state.machines import Machine
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.pretend_slack.web.stage import Stage
from slackapp.sandbox.company import CAST
from slackapp.sandbox.run import Sandbox
from slackapp.slack_events import slack_events_route
from tests.browser import Tabs, browser
from tests.desk import Switch
from tests.said_well import ill_said

SECRET, TOKEN = "a signing secret", "xoxb-pretend"
MONDAY_TEN = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
MANIFEST = """
display_information: {name: desk}
features:
  app_home: {home_tab_enabled: true}
  slash_commands:
    - {command: /echo, description: Says it again, usage_hint: "[text]", should_escape: true}
    - {command: /raw, description: Says it again, should_escape: false}
  shortcuts:
    - {name: Open a case, type: message, callback_id: open_case, description: d}
    - {name: Anywhere, type: global, callback_id: anywhere, description: d}
oauth_config:
  scopes:
    bot: [commands, "chat:write", "users:read", "channels:read", "im:read", "im:write",
          "usergroups:read", "usergroups:write"]
settings:
  interactivity: {is_enabled: true}
  event_subscriptions: {bot_events: [app_home_opened, user_change]}
"""


@pytest.fixture
def loopback(desk_loopback: Loopback) -> Loopback:
    """The one server of all tests."""
    return desk_loopback


def pretend_slack(folder: Path, patience: float) -> PretendSlack:
    """A pretend Slack with the small app's manifest, which waits so many seconds for answers."""
    path = folder / "manifest.yml"
    path.write_text(MANIFEST, encoding="utf-8")
    workspace = Workspace(CAST, read_manifest(path), StoryClock(MONDAY_TEN), patience=patience)
    return PretendSlack(workspace, bot_token=TOKEN, signing_secret=SECRET)


@pytest.fixture
def slack(tmp_path: Path) -> PretendSlack:
    return pretend_slack(tmp_path, patience=0.4)


@pytest.fixture
def bolt(slack: PretendSlack, desk_switch: Switch, loopback: Loopback) -> App:
    app = App(
        signing_secret=SECRET,
        client=WebClient(TOKEN, base_url=loopback.address + "/api/"),
        process_before_response=True,
        token_verification_enabled=False,
        request_verification_enabled=False,
    )
    desk = slack_events_route(app, SECRET)
    stage = Stage(
        examples=lambda person, room: [f"/echo {room}"] if person == "U0ADA" else [],
        machines=(Machine("Bell", "It rings.", {"Ring": str.upper}, ("soft", "loud")),),
        closing=lambda: loopback.closing,
        next_opening=lambda instant: instant + timedelta(hours=22),
    )
    desk_switch.app = Starlette(routes=[desk, *routes_of(slack, stage)])
    slack.live_at(loopback.address)
    return app


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A sandbox's file with the whole story, and the port of the telephones in it.

    To tell it takes a second, so all go on from a copy.
    """
    file = tmp_path_factory.mktemp("told") / "desk.sqlite"
    teller = Sandbox(file, 0, ticking=False)
    teller.close()
    return file, int(teller.address.rpartition(":")[2])


@pytest.fixture
def sandbox(told: tuple[Path, int], tmp_path: Path) -> Iterator[Sandbox]:
    """The whole sandbox with its story; the clock stands until somebody moves it."""
    file, port = told
    with Sandbox(Path(shutil.copy(file, tmp_path)), port, ticking=False) as running:
        wrong: list[str] = []
        running.slack.traffic.onlooker = lambda entry: wrong.extend(ill_said(entry))
        yield running
        assert wrong == []


@pytest.fixture
def tabs(chromium: Browser, sandbox: Sandbox) -> Iterator[Tabs]:
    opened = Tabs(chromium, sandbox.address)
    yield opened
    opened.close()
    assert opened.troubles == []
    assert sandbox.slack.refusals == []


@pytest.fixture
def client(bolt: App) -> WebClient:
    return bolt.client
