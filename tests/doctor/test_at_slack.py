"""What the doctor finds at Slack: tokens, scopes, the clock and the workspace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text

from models.usecases.people import DESK_ITSELF
from slackapp.doctor import examine
from slackapp.doctor.at_slack import team
from slackapp.doctor.finding import Patient
from slackapp.manifest import MANIFEST
from slackapp.pretend_slack.slack import PretendSlack
from slackapp.pretend_slack.state.installed_app import read_manifest
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.pretend_slack.state.workspace import Workspace
from slackapp.sandbox.company import CAST
from slackapp.sandbox.run import BOT_TOKEN, SIGNING_SECRET
from slackapp.settings import Settings
from tests.desk import Switch
from tests.doctor.clinic import Clinic
from tests.socket_door import APP_TOKEN


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_bot_token_that_is_refused(clinic: Clinic, code: str) -> None:
    """The token is unknown, revoked, or its app was removed; what asks Slack is not looked at."""
    clinic.desk.slack.api.fail_next("auth.test", code)
    report = clinic.examine()
    found = dict(report)
    assert found["bot_token"].state == "wrong"
    assert code in found["bot_token"].says
    assert "OAuth & Permissions" in found["bot_token"].do
    for key in ("clock", "team", "scopes", "same_app", "admins", "channels", "usergroups"):
        assert found[key].state == "unchecked"
        assert "bot_token" in found[key].says


def test_slack_out_of_reach(clinic: Clinic) -> None:
    """Where nothing answers, the address is named."""
    found = clinic.finds("bot_token", SLACK_API_URL="http://127.0.0.1:1/api/")
    assert found.says.startswith("Slack can't be reached at http://127.0.0.1:1/api/")


def test_slack_that_has_a_bad_day(clinic: Clinic) -> None:
    """An answer of another kind is told as it is, and stops no other check."""
    clinic.desk.slack.api.fail_next("conversations.info", "fatal_error")
    found = clinic.finds("channels")
    assert (found.state, "fatal_error" in found.says) == ("wrong", True)


@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "ok"), (-90, "warning"), (90, "warning"), (600, "wrong")]
)
def test_the_clock(clinic: Clinic, seconds: int, state: str) -> None:
    """From half a minute on a wrong clock is pointed out, from five minutes on Slack is refused."""
    clock = StoryClock(datetime.now(UTC) + timedelta(seconds=seconds), running=True)
    found = dict(examine(clinic.environ, env_file=None, clock=clock))["clock"]
    assert found.state == state
    assert ("NTP" in found.do) == (state != "ok")


def test_another_workspace(clinic: Clinic) -> None:
    """A token of another workspace than the one whose people the database knows."""
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("UPDATE people SET team_id = 'T0BEFORE'"))
    found = clinic.finds("team")
    assert (found.state, "T0BEFORE" in found.says) == ("wrong", True)
    assert "ProAuth" in found.says


def test_an_app_of_the_whole_organisation(clinic: Clinic) -> None:
    """In an organisation a token is of no one workspace: its people are known by the same desk."""
    given = {name.lower(): value for name, value in clinic.environ.items()}
    patient = Patient(Settings.model_validate(given), clinic.desk.clock)
    patient.told = {"team": "ProAuth Group", "team_id": "E0GRID", "is_enterprise_install": True}
    with clinic.desk.house.desk.reading(DESK_ITSELF, clinic.desk.clock.now()) as turn:
        [found] = team(patient, turn)
    said = "The app is installed for the whole organisation (ProAuth Group)."
    assert (found.state, found.says) == ("ok", said)


def test_scopes(clinic: Clinic, desk_switch: Switch, tmp_path: Path) -> None:
    """A scope that is missing is wrong, one that nothing uses a warning; the manifest decides."""
    told = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    scopes = told["oauth_config"]["scopes"]["bot"]
    scopes.remove("usergroups:write")
    scopes.remove("channels:history")
    scopes.append("channels:join")
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(told))
    clinic.speaks_with(another_slack(clinic, tmp_path / "manifest.yml"), desk_switch)
    missing, superfluous = [f for key, f in clinic.examine() if key == "scopes"]
    assert missing.state == "wrong"
    assert missing.says == "Scopes are missing: usergroups:write."
    assert "python -m slackapp manifest" in missing.do
    assert superfluous.state == "warning"
    assert superfluous.says == "Scopes that nothing uses: channels:join."


def test_doors(clinic: Clinic, desk_switch: Switch, tmp_path: Path) -> None:
    """Each door that a scope keeps shut is named; and of which events nobody knows anything yet."""
    assert clinic.says_ok("doors") == (
        "Open: mentions, sirens on messages, messages that wait, and catching up with them, direct "
        "messages. Nobody knows of these events whether Slack tells of them: app_mention, "
        "reaction_added, message.channels and message.groups."
    )
    told = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    for scope in ("reactions:read", "groups:history"):
        told["oauth_config"]["scopes"]["bot"].remove(scope)
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(told))
    clinic.speaks_with(another_slack(clinic, tmp_path / "manifest.yml"), desk_switch)
    sirens, messages, rest = [f for key, f in clinic.examine() if key == "doors"]
    assert sirens.says == "Shut: sirens on messages. The app was not given reactions:read."
    assert "not given groups:history" in messages.says
    assert "install it again" in messages.do
    assert rest.says.startswith("Open: mentions, direct messages.")


def another_slack(clinic: Clinic, manifest_path: Path) -> PretendSlack:
    workspace = Workspace(CAST, read_manifest(manifest_path), clinic.desk.clock)
    return PretendSlack(workspace, bot_token=BOT_TOKEN, signing_secret=SIGNING_SECRET)


def test_the_app_level_token(clinic: Clinic) -> None:
    """It is unknown, or lacks connections:write; without one Slack comes by HTTP."""
    for code in ("invalid_auth", "missing_scope", "not_allowed_token_type"):
        clinic.door.refuses = code
        found = clinic.finds("app_token")
        assert (found.state, code in found.says) == ("wrong", True)
        assert "connections:write" in found.do
    by_http = {"SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": SIGNING_SECRET}
    assert "HTTP" in clinic.says_ok("app_token", **by_http)


def test_tokens_of_two_apps(clinic: Clinic) -> None:
    """An app-level token of another app opens a connection on which nothing ever arrives."""
    token = APP_TOKEN.replace("A0DESK", "A0OTHER")
    clinic.door._app_token = token
    found = clinic.finds("same_app", SLACK_APP_TOKEN=token)
    assert (found.state, "A0DESK" in found.says, "A0OTHER" in found.says) == ("wrong", True, True)
