"""`python -m slackapp doctor`: what goes wrong on the first day, each with what to do about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.rows.base import Database
from models.rows.migrate import migrate
from models.usecases import contacts, outbox
from models.vault import Vault
from slackapp.assembly import web
from slackapp.doctor import CHECKS, Report, as_data, as_lines, examine, is_wrong
from slackapp.doctor.at_slack import usergroups
from slackapp.doctor.finding import Finding, Patient
from slackapp.manifest import MANIFEST
from slackapp.only_server import only_server
from slackapp.sandbox.clock import SandboxClock
from slackapp.sandbox.loopback import Loopback
from slackapp.sandbox.run import BOT_TOKEN, CONTACTS_KEY, SIGNING_SECRET
from slackapp.sandbox.server import PretendSlack
from slackapp.settings import Settings
from slackapp.slack_out import DESK_ITSELF
from tests.database import Databases
from tests.desk import DeskUnderTest, Switch
from tests.outside.oncall import on_call, person
from tests.socket_door import APP_TOKEN, SocketDoor
from tests.test_command_line import run

HEALTHY_ELSEWHERE = Starlette(
    routes=[Route("/beat", lambda _: Response("OK")), Route("/lost", lambda _: Response("", 404))]
)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Loopback]:
    """Another service on the web: /beat takes a heartbeat, /lost is 404."""
    with Loopback(HEALTHY_ELSEWHERE) as server:
        yield server


class Clinic:
    """A desk in good health, its settings, and the doctor."""

    def __init__(
        self, desk: DeskUnderTest, loopback: Loopback, elsewhere: Loopback, door: SocketDoor
    ) -> None:
        self.desk = desk
        self.door = door
        self.served = ExitStack()  # what a running `serve` keeps
        self.environ = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "SLACK_API_URL": f"{loopback.address}/api/",
            "DATABASE_URL": desk.house.desk.database.url.render_as_string(hide_password=False),
            "ADMIN_USERS": "U0DANA",
            "ADMIN_CHANNEL": "C0ADMIN",
            "SEV1_CHANNEL": "C0SEV1",
            "QUEUE_CHANNEL": "C0QUEUES",
            "ONCALL_USERGROUPS": "S0ONCALL=primary+secondary",
            "CONTACTS_KEY": CONTACTS_KEY,
            "PUBLIC_URL": loopback.address,
            "HEARTBEAT_URL": f"{elsewhere.address}/beat",
        }
        self.served.enter_context(only_server(self.environ["DATABASE_URL"]))

    def examine(self, **changed: str) -> Report:
        """Let the doctor look, with these settings changed (empty: unset)."""
        return examine(self.environ | changed, env_file=None)

    def finds(self, check: str, **changed: str) -> Finding:
        """What he finds by one check that is not well; the other checks do not matter."""
        bad = [f for key, f in self.examine(**changed) if key == check and f.state != "ok"]
        assert len(bad) == 1, bad
        return bad[0]

    def says_ok(self, check: str, **changed: str) -> str:
        """What he says where a check is well."""
        found = [finding for key, finding in self.examine(**changed) if key == check]
        assert [finding.state for finding in found] == ["ok"], found
        return found[0].says

    def speaks_with(self, slack: PretendSlack, switch: Switch) -> None:
        """Put another Slack in the place of the first."""
        switch.app = web(self.desk.house, self.door.route(), *slack.routes())


@pytest.fixture
def clinic(
    desk: DeskUnderTest, desk_switch: Switch, desk_loopback: Loopback, elsewhere: Loopback
) -> Iterator[Clinic]:
    """Everything in order: people on call who can be reached, a worker that just looked."""
    desk.at("Mon 2026-06-08 09:00")
    for who in ("ada", "ben", "cleo", "dana"):
        desk.types(who, "/balance help")
    on_call(desk, "primary", "ada", "ben")
    on_call(desk, "secondary", "ben", "ada")
    desk.clock.move_to(datetime.now(UTC))
    for who in ("ada", "ben"):
        with desk.house.desk.writing(person(desk, who), desk.clock.now()) as turn:
            contacts.add(turn, contacts.SEND, f"json://{who}", "json://…")
    desk.house.worker.work_off()
    desk.house.worker.watch()
    with SocketDoor() as door:
        made = Clinic(desk, desk_loopback, elsewhere, door)
        made.speaks_with(desk.slack, desk_switch)
        yield made
        made.served.close()
        desk.slack.refusals.clear()  # to be refused is what a doctor's questions are for


def test_a_desk_in_good_health(clinic: Clinic) -> None:
    """Where all is well every check says so in a line, and the exit status is 0."""
    report = clinic.examine()
    assert [finding for _, finding in report if finding.state != "ok"] == []
    assert list(dict.fromkeys(key for key, _ in report)) == [check.key for check in CHECKS]
    assert not is_wrong(report)
    assert list(as_lines(report))[-1] == "All is well."


def test_the_command_line(clinic: Clinic, tmp_path: Path) -> None:
    """Status 0 with warnings only, 1 if something is wrong; `--json` keeps its keys."""
    env = "".join(f"{name}={value}\n" for name, value in clinic.environ.items())
    (tmp_path / ".env").write_text(env.replace("QUEUE_CHANNEL", "NO_CHANNEL"))
    warned = run(tmp_path, "doctor")
    assert (warned.returncode, warned.stderr) == (0, "")
    assert "warning    QUEUE_CHANNEL is not set: what waits is posted nowhere. →" in warned.stdout
    assert warned.stdout.splitlines()[-1] == "All is well, with 1 warning."
    (tmp_path / ".env").write_text(env.replace("=C0SEV1", "=C0GONE"))
    wrong = run(tmp_path, "doctor", "--json")
    assert (wrong.returncode, wrong.stderr) == (1, "")
    told = json.loads(wrong.stdout)
    assert told["ok"] is False
    assert {tuple(finding) for finding in told["findings"]} == {("check", "state", "says", "do")}
    [bad] = [finding for finding in told["findings"] if finding["state"] == "wrong"]
    assert (bad["check"], "C0GONE" in bad["says"]) == ("channels", True)
    assert "/invite @desk" in bad["do"]


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    """All that is wrong with the settings is said together, and nothing else is looked at."""
    done = run(tmp_path, "doctor", "--json")
    assert done.returncode == 1
    lines = json.loads(done.stdout)["findings"]
    wrong = [line["says"] for line in lines if line["state"] == "wrong"]
    assert [says.split(" ")[0] for says in wrong] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    rest = lines[len(wrong) :]
    assert [line["check"] for line in rest] == [check.key for check in CHECKS[1:]]
    assert {line["state"] for line in rest} == {"unchecked"}
    assert rest[0]["says"] == "database was not looked at: first mend settings."
    assert list(tmp_path.iterdir()) == []


# --- the database -----------------------------------------------------------------------------


def test_no_database_yet(clinic: Clinic, tmp_path: Path) -> None:
    """A file that is not there is not made by looking; what needs it is not looked at."""
    report = clinic.examine(DATABASE_URL=f"sqlite:///{tmp_path}/new/desk.sqlite")
    states = dict(report)
    assert states["database"].says == "There is no database yet."
    assert "python -m slackapp migrate" in states["database"].do
    for key in ("worker", "outbox", "contacts_key", "on_call", "team", "customers_channels"):
        assert states[key].state == "unchecked"
        assert "database" in states[key].says
    assert states["channels"].state == "ok"
    assert list(tmp_path.iterdir()) == []


def test_a_database_out_of_reach(clinic: Clinic) -> None:
    """A server that does not answer is named, in words."""
    found = clinic.finds("database", DATABASE_URL="postgresql://nobody:SeSaMe@127.0.0.1:1/desk")
    assert found.says.startswith("The database can't be reached:")
    assert "SeSaMe" not in found.says
    assert "DATABASE_URL" in found.do


def test_tables_of_another_version(clinic: Clinic, place: Databases) -> None:
    """Older tables want `migrate`, newer ones a newer desk."""
    url = place.fresh_database("of_another_version")
    database = Database(url)
    migrate(database, "0001")
    older = clinic.finds("database", DATABASE_URL=url)
    assert (older.state, older.says) == ("wrong", "The database is not up to date.")
    assert "python -m slackapp migrate" in older.do
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = clinic.finds("database", DATABASE_URL=url)
    assert (newer.state, "a newer version" in newer.says) == ("wrong", True)
    database.close()


def test_who_serves_an_sqlite_file(clinic: Clinic) -> None:
    """A worker that was here while nobody keeps the file may run where no lock reaches."""
    if clinic.desk.house.desk.database.is_sqlite:
        assert "One process serves this SQLite database" in clinic.says_ok("one_server")
        clinic.served.close()
        clinic.desk.house.worker.watch()
        found = clinic.finds("one_server")
        assert (found.state, "PostgreSQL" in found.do) == ("warning", True)
        clinic.desk.clock.advance(timedelta(hours=1))
        later = examine(clinic.environ, env_file=None, clock=clinic.desk.clock)
        assert dict(later)["one_server"].says.startswith("No process serves")
    else:
        assert "any number of processes" in clinic.says_ok("one_server")


def test_a_worker_that_is_not_there(clinic: Clinic) -> None:
    """A worker that never looked is missing; one that has not for three minutes is dead."""
    clinic.desk.clock.advance(timedelta(minutes=5))
    late = dict(examine(clinic.environ, env_file=None, clock=clinic.desk.clock))
    assert late["worker"].state == "wrong"
    assert late["worker"].says.startswith("No worker has looked for 5 minutes")
    assert late["heartbeat"].state == "unchecked"
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM remembered WHERE key = 'looked'"))
    report = dict(clinic.examine())
    assert report["worker"].state == "warning"
    assert report["worker"].do == "python -m slackapp serve"
    assert "is not called while no worker runs" in report["heartbeat"].says


def test_messages_that_wait_too_long(clinic: Clinic) -> None:
    """What is overdue by more than a minute is counted; then the heartbeat is not called."""
    desk = clinic.desk
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now() - timedelta(minutes=3)) as turn:
        turn.say_later("C0ADMIN", outbox.UNDELIVERED, {})
    report = dict(clinic.examine())
    assert report["outbox"].state == "wrong"
    assert "0 rungs and 1 message" in report["outbox"].says
    assert report["heartbeat"].state == "unchecked"


def test_the_key_for_contacts(clinic: Clinic) -> None:
    """Without the key, or with another, what is kept can't be read; with nothing it is advice."""
    missing = clinic.finds("contacts_key", CONTACTS_KEY="")
    assert (missing.state, "2 addresses can't be read" in missing.says) == ("wrong", True)
    other = clinic.finds("contacts_key", CONTACTS_KEY=Vault.new_key())
    assert (other.state, "does not open 2 of 2 addresses" in other.says) == ("wrong", True)
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM contacts"))
    nothing = clinic.finds("contacts_key", CONTACTS_KEY="")
    assert (nothing.state, "python -m slackapp key" in nothing.do) == ("warning", True)


def test_who_is_on_call(clinic: Clinic) -> None:
    """O7's findings are counted; a group that follows a rotation which does not exist is named."""
    with clinic.desk.house.desk.database.writing() as session:
        session.execute(text("DELETE FROM contacts"))
    assert "2 people who can't be reached outside Slack" in clinic.finds("on_call").says
    report = clinic.examine(ONCALL_USERGROUPS="S0ONCALL=tertiary")
    says = [finding.says for key, finding in report if key == "on_call"]
    assert "ONCALL_USERGROUPS lets S0ONCALL follow tertiary, and there is no such rotation." in says


def test_nobody_is_on_call_yet(clinic: Clinic, place: Databases) -> None:
    """On the first day there is no rotation: the doctor says what to type."""
    url = place.fresh_database("first_day", "template")
    found = clinic.finds("on_call", DATABASE_URL=url, ONCALL_USERGROUPS="")
    assert found.do == "Type in Slack: /oncall rotation primary weekly mon 09:00 @ada @ben"


# --- Slack ------------------------------------------------------------------------------------


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
    clock = SandboxClock(datetime.now(UTC) + timedelta(seconds=seconds), running=True)
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


def test_scopes(clinic: Clinic, desk_switch: Switch, tmp_path: Path) -> None:
    """A scope that is missing is wrong, one that nothing uses a warning; the manifest decides."""
    told = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    scopes = told["oauth_config"]["scopes"]["bot"]
    scopes.remove("usergroups:write")
    scopes.append("channels:history")
    (tmp_path / "manifest.yml").write_text(yaml.safe_dump(told))
    clinic.speaks_with(another_slack(clinic, tmp_path / "manifest.yml"), desk_switch)
    missing, superfluous = [f for key, f in clinic.examine() if key == "scopes"]
    assert missing.state == "wrong"
    assert missing.says == "Scopes are missing: usergroups:write."
    assert "python -m slackapp manifest" in missing.do
    assert superfluous.state == "warning"
    assert superfluous.says == "Scopes that nothing uses: channels:history."


def another_slack(clinic: Clinic, manifest_path: Path) -> PretendSlack:
    return PretendSlack(
        manifest_path=manifest_path,
        signing_secret=SIGNING_SECRET,
        bot_token=BOT_TOKEN,
        clock=clinic.desk.clock,
        next_opening=lambda moment: moment,
    )


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


def test_admins_who_are_nobody(clinic: Clinic) -> None:
    """An id that Slack does not know, or of somebody who left."""
    assert "whom Slack does not know" in clinic.finds("admins", ADMIN_USERS="U0NOBODY").says
    assert "no member" in clinic.finds("admins", ADMIN_USERS="U0EVE").says
    clinic.desk.slack.workspace.change_person("U0DANA", deleted=True)
    assert "no member" in clinic.finds("admins").says
    assert "own admins" in clinic.says_ok("admins", ADMIN_USERS="")


def archived(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", is_archived=True)


def without_the_desk(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", members=("U0ADA",))


def private(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", members=("U0ADA",), is_private=True)


def shared(slack: PretendSlack) -> None:
    slack.workspace.change_room("C0SEV1", shared_with=("T0INITECH",))


@pytest.mark.parametrize(
    ("change", "says", "do"),
    [
        (archived, "SEV1_CHANNEL: #sev1 is archived.", "unarchive"),
        (without_the_desk, "the desk is not in #sev1", "Type in #sev1: /invite @desk"),
        (private, "there is no channel C0SEV1, or it is private", "/invite @desk"),
        (shared, "#sev1 is shared with another company", "only your own people"),
    ],
)
def test_a_channel_of_the_settings(
    clinic: Clinic, change: Callable[[PretendSlack], None], says: str, do: str
) -> None:
    """A channel that is archived, that the desk is not in, or that others read."""
    change(clinic.desk.slack)
    found = clinic.finds("channels")
    assert found.state == "wrong"
    assert says in found.says
    assert do in found.do


def test_channels_that_are_not_set(clinic: Clinic) -> None:
    """Without a channel the desk works, and the doctor says what is missed."""
    report = clinic.examine(SEV1_CHANNEL="", QUEUE_CHANNEL="managed=C0SEV1, basic=C0QUEUES")
    found = [finding for key, finding in report if key == "channels"]
    assert [f.state for f in found] == ["ok", "warning", "ok", "ok"]
    assert found[1].says.startswith("SEV1_CHANNEL is not set: pages ring people")


def test_customers_channels(clinic: Clinic) -> None:
    """A customer's channel may be shared; one that is gone or without the desk is a warning."""
    desk = clinic.desk
    for key, channel in (("acme", "acme"), ("initech", "initech"), ("globex", "globex")):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2026-01-01')
        desk.types("dana", f"/customer channel {key} #{channel}")
    desk.works()
    assert clinic.says_ok("customers_channels").endswith(": 3.")
    desk.slack.workspace.change_room("C0ACME", members=("U0ADA",))
    desk.slack.workspace.change_room("C0GLOBEX", is_archived=True)
    found = [f for key, f in clinic.examine() if key == "customers_channels"]
    assert {f.state for f in found} == {"warning"}
    assert [f.says for f in found] == [
        "acme: the desk is not in its channel #acme.",
        "globex: its channel #globex is archived.",
    ]
    desk.slack.workspace.change_room("C0GLOBEX", is_archived=False, members=(), is_private=True)
    desk.slack.workspace.change_room("C0ACME", members=("U0ADA", "U0DESK"))
    assert "is not there, or is private" in clinic.finds("customers_channels").says


def test_user_groups(clinic: Clinic) -> None:
    """A group that does not exist or is disabled is wrong, an empty one a warning."""
    workspace = clinic.desk.slack.workspace
    workspace.change_group("S0ONCALL", members=())
    assert clinic.finds("usergroups").says == "ONCALL_USERGROUPS: @oncall is empty."
    workspace.change_group("S0ONCALL", is_disabled=True)
    disabled = clinic.finds("usergroups")
    assert (disabled.state, disabled.says) == ("wrong", "ONCALL_USERGROUPS: @oncall is disabled.")
    gone = clinic.finds("usergroups", ONCALL_USERGROUPS="S0GONE=primary")
    assert (gone.state, "there is no user group S0GONE" in gone.says) == ("wrong", True)
    assert clinic.says_ok("usergroups", ONCALL_USERGROUPS="") == "No user group is set."


class WithRoles(Settings):
    engineers_group: str | None = None
    admins_group: frozenset[str] = frozenset()


def test_groups_of_roles(clinic: Clinic) -> None:
    """The groups that say who is an engineer, an account manager or an admin are looked at too."""
    settings = WithRoles.model_validate(
        {name.lower(): value for name, value in clinic.environ.items()}
        | {"engineers_group": "S0ENGINEERS", "admins_group": frozenset({"S0GONE"})}
    )
    patient = Patient(settings, clinic.desk.clock)
    assert [(found.state, found.says) for found in usergroups(patient)] == [
        ("ok", "ONCALL_USERGROUPS: @oncall is there and holds people."),
        ("ok", "ENGINEERS_GROUP: @engineers is there and holds people."),
        ("wrong", "ADMINS_GROUP: there is no user group S0GONE."),
    ]


# --- over the web -----------------------------------------------------------------------------


def test_the_public_address(clinic: Clinic, elsewhere: Loopback) -> None:
    """Unset it is advice; where nothing, or something else, answers it is wrong."""
    assert clinic.finds("public_url", PUBLIC_URL="").state == "warning"
    nothing = clinic.finds("public_url", PUBLIC_URL="http://127.0.0.1:1")
    assert (nothing.state, "Nothing answers at PUBLIC_URL" in nothing.says) == ("wrong", True)
    other = clinic.finds("public_url", PUBLIC_URL=elsewhere.address)
    assert other.says == "What answers at PUBLIC_URL is not the desk (status 404)."


def test_a_desk_that_is_not_well_at_its_address(clinic: Clinic, desk_switch: Switch) -> None:
    """A desk that answers 503 is there, and not well."""

    async def unwell(_: Request) -> Response:
        return JSONResponse({"ok": False, "failing": ["database"]}, 503)

    routes = clinic.desk.slack.routes()
    desk_switch.app = Switch.of(Route("/healthz", unwell), clinic.door.route(), *routes)
    found = clinic.finds("public_url")
    assert found.says == "The desk answers at PUBLIC_URL, and that it is not well."


def test_the_heartbeat(clinic: Clinic, elsewhere: Loopback) -> None:
    """Unset it is advice; an address that does not answer, or refuses, is wrong."""
    assert clinic.finds("heartbeat", HEARTBEAT_URL="").state == "warning"
    silent = clinic.finds("heartbeat", HEARTBEAT_URL="http://127.0.0.1:1/beat")
    assert (silent.state, "does not answer" in silent.says) == ("wrong", True)
    refused = clinic.finds("heartbeat", HEARTBEAT_URL=f"{elsewhere.address}/lost")
    assert refused.says == "HEARTBEAT_URL answers with status 404."


def test_as_data_is_for_programs(clinic: Clinic) -> None:
    """A report as data has a word for each state, and no secret."""
    told = json.dumps(as_data(clinic.examine()))
    assert '"state": "ok"' in told
    for secret in (BOT_TOKEN, APP_TOKEN, CONTACTS_KEY):
        assert secret not in told
