"""Settings: everything that is wrong at once, in plain words, and no secret shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.vault import Vault
from slackapp.cli import app
from slackapp.settings import Settings, SettingsProblem, read_desk_settings, read_settings

BOT_TOKEN = "xoxb-12-34-SeSaMe"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ENOUGH = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}


def read(**variables: str) -> Settings:
    return read_settings(ENOUGH | variables, env_file=None)


def complaints(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsProblem) as caught:
        read_settings(environ, env_file=None)
    return caught.value.lines


def test_defaults() -> None:
    """A bot token and a signing secret are enough; everything else has a default."""
    settings = read()
    assert settings.database_url == "sqlite:///var/desk.sqlite"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.business_timezone.key == "Europe/Zurich"
    assert settings.holiday_canton == "ZH"
    assert settings.admin_users == frozenset()
    assert settings.admin_channel is None
    assert settings.socket_mode is False
    assert (settings.sev1_channel, settings.queue_channel) == (None, {})
    assert (settings.oncall_usergroups, settings.contacts_key) == ({}, None)
    assert (settings.public_url, settings.heartbeat_url) == (None, None)
    assert settings.role_groups == {}


def test_mail() -> None:
    """None is taken and none answered unless it is set; its key and its password are not shown."""
    assert (read().mail_key, read().mail_server, read().mail_answers_by) == (None, None, None)
    by = "mailtos://desk:SeSaMe@mail.example.com?from=desk@example.com"
    settings = read(MAIL_KEY="SeSaMe" * 5, MAIL_SERVER="mail.example.com", MAIL_ANSWERS_BY=by)
    assert settings.mail_server == "mail.example.com"
    assert "SeSaMe" not in repr(settings) + settings.model_dump_json()
    wrong = {"MAIL_KEY": "short", "MAIL_SERVER": "no host", "MAIL_ANSWERS_BY": "https://x:SeSaMe@y"}
    said = complaints(ENOUGH | wrong)
    assert [line.partition(" ")[0] for line in said] == [*wrong]
    assert not any("SeSaMe" in line or "short" in line.split(". ")[0] for line in said)


def test_groups_of_roles() -> None:
    """Each role may have a user group; what is no group's id is said."""
    settings = read(ENGINEERS_GROUP="S0ENG", ADMINS_GROUP="S0ADM")
    assert settings.role_groups == {"engineer": "S0ENG", "admin": "S0ADM"}
    (complaint,) = complaints(ENOUGH | {"ACCOUNT_MANAGERS_GROUP": "@sales"})
    assert complaint.startswith("ACCOUNT_MANAGERS_GROUP cannot be “@sales”. It should be the id at")


def test_an_app_token_switches_socket_mode_on() -> None:
    """With an app-level token Socket Mode is on, and no signing secret is needed."""
    environ = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": "xapp-1-A1-2-f00"}
    settings = read_settings(environ, env_file=None)
    assert settings.socket_mode is True
    assert settings.slack_signing_secret is None


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("postgres://ann:p%40ss@db/desk", "postgresql+psycopg://ann:p%40ss@db/desk"),
        ("postgresql://db/desk?sslmode=require", "postgresql+psycopg://db/desk?sslmode=require"),
        ("postgresql+psycopg://db/desk", "postgresql+psycopg://db/desk"),
        ("sqlite:////data/desk.sqlite", "sqlite:////data/desk.sqlite"),
    ],
)
def test_databases(given: str, read_as: str) -> None:
    """PostgreSQL's usual addresses are read with the driver that the desk brings."""
    assert read(DATABASE_URL=given).database_url == read_as


def test_api_address_ends_with_a_slash() -> None:
    """Another Slack is named with or without the last slash."""
    read_as = "http://127.0.0.1:8080/api/"
    assert read(SLACK_API_URL="http://127.0.0.1:8080/api").slack_api_url == read_as
    assert read(SLACK_API_URL=read_as).slack_api_url == read_as


@pytest.mark.parametrize("text", ["U0DANA,W0CLEO", "U0DANA W0CLEO", " U0DANA , W0CLEO,"])
def test_admins(text: str) -> None:
    """Admins are user ids with commas or spaces between."""
    assert read(ADMIN_USERS=text).admin_users == {"U0DANA", "W0CLEO"}


def test_canton_in_any_case() -> None:
    """A canton is found however it is typed."""
    assert read(HOLIDAY_CANTON="be").holiday_canton == "BE"


def test_queues() -> None:
    """One channel serves all queues, or each has its own."""
    everywhere = read(QUEUE_CHANNEL="C0QUEUES").queue_channel
    assert everywhere == dict.fromkeys(("managed", "premium", "standard", "basic"), "C0QUEUES")
    assert read(QUEUE_CHANNEL="managed=C11, Premium = C22,").queue_channel == {
        "managed": "C11",
        "premium": "C22",
    }


def test_usergroups() -> None:
    """A user group holds the people of one rotation or of several."""
    assert read(
        ONCALL_USERGROUPS="S0ONCALL=primary + secondary, S0DUTY=duty"
    ).oncall_usergroups == {
        "S0ONCALL": ("primary", "secondary"),
        "S0DUTY": ("duty",),
    }


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("https://desk.example.com/", "https://desk.example.com"),
        ("https://example.com/desk", "https://example.com/desk"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_public_address(given: str, read_as: str) -> None:
    """People reach the desk by https, on this very machine by http too."""
    assert read(PUBLIC_URL=given).public_url == read_as


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BUSINESS_TIMEZONE", "Europe/Zuerich"),
        ("BUSINESS_TIMEZONE", "../etc/passwd"),
        ("HOLIDAY_CANTON", "XX"),
        ("SLACK_API_URL", "slack.com/api"),
        ("HOST", "not a host"),
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("ADMIN_USERS", "@dana"),
        ("ADMIN_USERS", "U0DANA C0SALES"),
        ("ADMIN_CHANNEL", "#desk-admin"),
        ("SEV1_CHANNEL", "#sev1"),
        ("QUEUE_CHANNEL", "#queues"),
        ("QUEUE_CHANNEL", "gold=C0GOLD"),
        ("QUEUE_CHANNEL", "basic=C11, basic=C12"),
        ("QUEUE_CHANNEL", "basic=C11=C12"),
        ("ONCALL_USERGROUPS", "@oncall=primary"),
        ("ONCALL_USERGROUPS", "S0ONCALL"),
        ("ONCALL_USERGROUPS", "S0ONCALL=primary+"),
        ("PUBLIC_URL", "desk.example.com"),
        ("PUBLIC_URL", "http://desk.example.com"),
        ("PUBLIC_URL", "https://desk.example.com?x=1"),
        ("PUBLIC_URL", "https://desk.example.com:http"),
    ],
)
def test_one_wrong_value(name: str, value: str) -> None:
    """A wrong value is named, shown, and answered with what would be right."""
    [line] = complaints(ENOUGH | {name: value})
    assert line.startswith(f"{name} cannot be “{value}”. It should be ")
    assert line.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-of-a-person"),
        ("SLACK_APP_TOKEN", "xoxb-of-the-bot"),
        ("DATABASE_URL", "mysql://desk:hunter2@db/desk"),
        ("DATABASE_URL", "hunter2"),
        ("CONTACTS_KEY", "hunter2"),
        ("HEARTBEAT_URL", "hc-ping.com/hunter2"),
        ("CONTACTS_PROXY", "http://desk:hunter2@proxy"),
        ("DATABASE_URL", "postgresql://desk:hunter2@db:port/desk"),
    ],
)
def test_one_wrong_secret(name: str, value: str) -> None:
    """A wrong value that may hold a secret is named and not shown."""
    [line] = complaints(ENOUGH | {name: value})
    assert line.startswith(f"{name} cannot be right. It should be ")
    assert value not in line
    assert "hunter2" not in line


def test_a_wrong_key_says_how_to_make_one() -> None:
    """Whoever has no key yet is told the command that makes one, and its key is right."""
    [line] = complaints(ENOUGH | {"CONTACTS_KEY": "c2hvcnQ="})
    assert line.endswith("to make one: python -m slackapp key.")
    made = CliRunner().invoke(app, ["key"]).output.strip()
    kept = read(CONTACTS_KEY=made).contacts_key
    assert kept is not None
    assert kept.get_secret_value() == made


def test_a_token_in_the_wrong_place_is_not_shown() -> None:
    """A token put under a name that is usually shown is shortened."""
    [line] = complaints(ENOUGH | {"ADMIN_CHANNEL": BOT_TOKEN})
    assert line.startswith("ADMIN_CHANNEL cannot be “xoxb-…”.")


def test_all_problems_together() -> None:
    """Everything that is missing or wrong is said at once, a line each."""
    wrong = {"DATABASE_URL": "?", "HOLIDAY_CANTON": "?", "PORT": "?", "ADMIN_USERS": "?"}
    lines = complaints(wrong)
    assert [line.split()[0] for line in lines] == [
        "DATABASE_URL",
        "HOLIDAY_CANTON",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "PORT",
        "ADMIN_USERS",
    ]
    assert lines[2].startswith("SLACK_BOT_TOKEN is missing. It should be the bot's token")


def test_a_refused_app_token_is_one_problem() -> None:
    """Whoever mistypes the token of Socket Mode is not asked for a signing secret as well."""
    [line] = complaints({"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": "xapp"})
    assert line.startswith("SLACK_APP_TOKEN cannot be right.")


def test_empty_counts_as_unset() -> None:
    """An empty variable takes its default, or is missing where there is none."""
    assert read(PORT="", SLACK_APP_TOKEN=" ").port == 3000
    [line] = complaints(ENOUGH | {"SLACK_BOT_TOKEN": ""})
    assert line.startswith("SLACK_BOT_TOKEN is missing.")


def test_env_file(tmp_path: Path) -> None:
    """Settings stand in `.env` too, the environment goes before it, and an empty one does not."""
    env_file = tmp_path / ".env"
    env_file.write_text(
        f"# the desk\nSLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_SIGNING_SECRET='a${{b}}c'\n"
        "export PORT=4000\nHOST=0.0.0.0\nUNKNOWN=1\n",
        encoding="utf-8",
    )
    settings = read_settings({"PORT": "5000", "HOST": ""}, env_file)
    assert settings.slack_bot_token.get_secret_value() == BOT_TOKEN
    assert settings.slack_signing_secret is not None
    assert settings.slack_signing_secret.get_secret_value() == "a${b}c"
    assert (settings.host, settings.port) == ("0.0.0.0", 5000)


def test_env_file_that_is_no_text(tmp_path: Path) -> None:
    """A `.env` that cannot be read is a problem said in words."""
    env_file = tmp_path / ".env"
    env_file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsProblem) as caught:
        read_settings(ENOUGH, env_file)
    assert caught.value.lines[0].startswith(f"{env_file} cannot be read: ")


def test_the_processs_own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without being handed anything, the process's environment and `.env` here are read."""
    (tmp_path / ".env").write_text("HOLIDAY_CANTON=GE\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BUSINESS_TIMEZONE", "Europe/Paris")
    settings = read_desk_settings()
    assert settings.holiday_canton == "GE"
    assert settings.business_timezone.key == "Europe/Paris"


def test_the_command_line_needs_no_slack() -> None:
    """What the command line needs is read without tokens, whatever those look like."""
    desk = read_desk_settings({"SLACK_BOT_TOKEN": "wrong", "HOLIDAY_CANTON": "BE"}, env_file=None)
    assert desk.holiday_canton == "BE"
    with pytest.raises(SettingsProblem, match="HOLIDAY_CANTON cannot be “XX”"):
        read_desk_settings({"HOLIDAY_CANTON": "XX"}, env_file=None)


def test_secrets_are_not_shown() -> None:
    """Neither printing the settings nor a problem with them shows a secret."""
    key = Vault.new_key()
    settings = read(
        SLACK_APP_TOKEN="xapp-1-oPeN",
        DATABASE_URL="postgresql://desk:hunter2@db/desk?password=hunter2",
        HEARTBEAT_URL="https://hc-ping.com/oPeN",
        CONTACTS_PROXY="http://desk:hunter2@proxy.example.com:3128",
        CONTACTS_KEY=key,
    )
    shown = f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"
    assert "postgresql+psycopg://desk:***@db/desk" in shown
    lines = complaints(ENOUGH | {"SLACK_APP_TOKEN": "SeSaMe-oPeN", "PORT": "x"})
    for secret in ("SeSaMe", "oPeN", SIGNING_SECRET, "hunter2", key):
        assert secret not in shown
        assert secret not in "\n".join(lines)
