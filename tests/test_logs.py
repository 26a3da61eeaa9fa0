"""Logs: one form for everybody's lines, and never a secret in any of them."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from models.rows.base import Database
from models.rows.migrate import Tables, migrate, tables_of
from slackapp.logs import UNSIGNED, set_up_logs, without_secrets
from tests.database import Databases

SECRETS = {
    "xoxb-12-34-SeSaMe": "xoxb-…",
    "xoxe.xoxp-1-SeSaMe": "xoxe.…",
    "xapp-1-A1-2-SeSaMe": "xapp-…",
    "postgresql+psycopg://desk:SeSaMe@db/desk": "postgresql+psycopg://desk:…@db/desk",
    "SLACK_SIGNING_SECRET=SeSaMe": "SLACK_SIGNING_SECRET=…",
    "{'signing_secret': 'SeSaMe'}": "{'signing_secret': '…'}",
    "GET /ack/WzEsIlUi.SeSaMe-_x HTTP/1.1": "GET /ack/… HTTP/1.1",
    "GET /feeds/SeSaMe.ics HTTP/1.1": "GET /feeds/… HTTP/1.1",
    "https://hooks.slack.com/commands/T0/1/SeSaMe": "https://hooks.slack.com/…",
    "token=SeSaMe&text=hi": "token=…&text=hi",
    "response_url=https%3A%2F%2Fhooks.slack.com%2FSeSaMe&x=1": "response_url=…&x=1",
    "DETAIL:  Failing row contains (1, SeSaMe, then": "DETAIL:  …",
}


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)
    structlog.configure(**configured)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    captured = capsys.readouterr()
    assert captured.out == ""
    return [json.loads(line) for line in captured.err.splitlines()]


@pytest.mark.parametrize("secret", SECRETS)
def test_shortened(secret: str) -> None:
    """A secret in a text is cut down to what says which it was."""
    assert without_secrets(f"so {secret}\nthen") == f"so {SECRETS[secret]}\nthen"


def test_plain_text_stays() -> None:
    """A text without secrets is left alone, addresses with ports and users included."""
    text = "acme: 2h on Mon 8 Jun, http://127.0.0.1:8080/x, xox, ada@proauth.example"
    assert without_secrets(text) == text


def test_lines_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """Our own lines and those of libraries are JSON, each with time, level and logger."""
    set_up_logs(json=True)
    structlog.get_logger("desk").info("logged", case=12)
    logging.getLogger("slack_bolt.App").warning("Unhandled %s", "request")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["case"], ours["level"]) == ("logged", 12, "info")
    assert (theirs["event"], theirs["logger"]) == ("Unhandled request", "slack_bolt.App")
    assert theirs["level"] == "warning"
    assert theirs["timestamp"].endswith("Z")


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for people reads from left to right and carries no JSON."""
    set_up_logs(json=False)
    structlog.get_logger("desk").info("logged", case=12, token="SeSaMe")
    line = capsys.readouterr().err
    assert "logged" in line
    assert "case=12" in line
    assert "SeSaMe" not in line
    assert "{" not in line


def test_standard_error_that_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody watches, lines are for programs without being asked."""
    set_up_logs()
    structlog.get_logger("desk").info("hello")
    assert lines(capsys)[0]["event"] == "hello"


def test_level(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not logged, by us and by libraries."""
    set_up_logs(json=True, level="warning")
    structlog.get_logger("desk").info("quiet")
    logging.getLogger("uvicorn.access").info("quiet")
    structlog.get_logger("desk").warning("loud")
    assert [line["event"] for line in lines(capsys)] == ["loud"]


@pytest.mark.parametrize(
    ("asked", "logged"),
    [
        ("/healthz", "/healthz"),
        ("/in/events?key=5e5e", "/in/events…"),
        ("/in/events?%6bey=5e5e", "/in/events…"),
        ("/in/events%3Fkey%3D5e5e", "/in/events…"),
        ("/in/events/5e5e", "/in/events/…"),
        ("//in//alive/5e5e/more", "//in//alive/…"),
        ("/ack/%205e5e", "/ack/…"),
        ("/feeds/5e5e.ics", "/feeds/…"),
        ("/" + "a" * 200, "/" + "a" * 99 + "…"),
        ("/%1b%5b2J", "/…"),
    ],
)
def test_who_asks_for_what(capsys: pytest.CaptureFixture[str], asked: str, logged: str) -> None:
    """Of a request, which anybody can make, the plain beginning of its path: behind it are keys."""
    set_up_logs(json=True)
    told = ("127.0.0.1:5", "GET" * 20, asked, "1.1", 404)
    logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', *told)
    [line] = lines(capsys)
    assert line["event"] == f'127.0.0.1:5 - "GETGETGETGETGETGETGE {logged} HTTP/1.1" 404'


def test_uvicorn_and_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    """Uvicorn's lines and Python's warnings come once, the same way."""
    theirs = logging.getLogger("uvicorn")
    theirs.addHandler(logging.StreamHandler())
    theirs.propagate = False
    set_up_logs(json=True)
    set_up_logs(json=True)
    logging.getLogger("uvicorn.error").info("Started")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("careful", stacklevel=1)
    started, careful = lines(capsys)
    assert started["event"] == "Started"
    assert "careful" in careful["event"]
    assert careful["logger"] == "py.warnings"


def test_a_look_at_the_version_is_no_news(
    sqlite: Databases, capsys: pytest.CaptureFixture[str]
) -> None:
    """Health is asked for every few seconds; what is migrated is said."""
    set_up_logs(json=True)
    database = Database(sqlite.fresh_database("looked"))
    migrate(database)
    assert [line["event"] for line in lines(capsys)][-1].startswith("Running upgrade")
    assert tables_of(database) is Tables.CURRENT
    assert lines(capsys) == []
    database.close()


def test_who_speaks_no_http_fills_no_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand knocks within a minute are one line; the next one counts the others. What else
    uvicorn says is all there.
    """
    now = 1000.0
    monkeypatch.setattr("slackapp.logs.time.monotonic", lambda: now)
    set_up_logs(json=True)
    uvicorn = logging.getLogger("uvicorn.error")
    for _ in range(1000):
        uvicorn.warning("Invalid HTTP request received.")
        uvicorn.error("it broke")
    now = 1060.0
    uvicorn.warning("Invalid HTTP request received.")
    told = [line["event"] for line in lines(capsys) if line["level"] == "warning"]
    assert told == [
        "Invalid HTTP request received.",
        "Invalid HTTP request received. (999 more since the last line)",
    ]


def test_who_does_not_sign_fills_no_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose signing secret is wrong sees so; and a thousand strangers are a line a minute."""
    now = 1000.0
    monkeypatch.setattr("slackapp.logs.time.monotonic", lambda: now)
    set_up_logs(json=True)
    unsigned = structlog.get_logger(UNSIGNED)
    for _ in range(1000):
        unsigned.warning("refused", sender="192.0.2.1")
    now = 1060.0
    unsigned.warning("refused", sender="192.0.2.2")
    assert [(line["event"], line["sender"]) for line in lines(capsys)] == [
        ("refused", "192.0.2.1"),
        ("refused (999 more since the last line)", "192.0.2.2"),
    ]


def test_no_secret_under_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """What stands under a secret's name is hidden, however deep."""
    set_up_logs(json=True)
    structlog.get_logger("desk").info(
        "x", signing_secret="SeSaMe", body={"token": "SeSaMe", "deep": [{"password": "SeSaMe"}]}
    )
    [line] = lines(capsys)
    assert line["signing_secret"] == "…"
    assert line["body"] == {"token": "…", "deep": [{"password": "…"}]}


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_anywhere(secret: str, as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """A secret in a message, a value, an object or a stack is hidden, for us and for libraries."""
    set_up_logs(json=as_json)
    structlog.get_logger("desk").info(f"a {secret}", value=secret, error=ValueError(secret))
    structlog.get_logger("desk").info("b %s", secret, many=(secret, {secret: secret}))
    logging.getLogger("slack_sdk").error("c %s", [secret])
    try:
        raise ValueError(secret)
    except ValueError:
        structlog.get_logger("desk").exception("d")
        logging.getLogger("slack_bolt").exception("e")
    written = capsys.readouterr().err
    assert written.count("Traceback (most recent call last)") == 2
    assert "SeSaMe" not in written


@pytest.mark.parametrize("as_json", [True, False])
def test_nothing_steers_a_terminal(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody sent begins no line of its own, colours nothing and turns nothing round."""
    set_up_logs(json=as_json)
    sent = "a\x1b[2J\x9b1m\nforged\r\x07\u202e\u2028z"
    structlog.get_logger("desk").info(f"b {sent}", value=sent, many=[sent], body={sent: sent})
    logging.getLogger("uvicorn.error").warning("c %s", sent)
    try:
        raise ValueError(sent)
    except ValueError:
        structlog.get_logger("desk").exception("d")
    written = capsys.readouterr().err
    for steers in "\x1b\x9b\r\x07\u202e\u2028":
        assert steers not in written
    first, second, *_ = written.split("\n")
    assert "b a" in first
    assert "c a" in second
    assert "\\x1b[2J" in first


def test_a_stack_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """A crash is logged with its stack, because the log is where it is looked for."""
    set_up_logs(json=True)
    try:
        raise ZeroDivisionError("nothing to divide by")
    except ZeroDivisionError:
        structlog.get_logger("desk").exception("crash", reference="ab12")
    [line] = lines(capsys)
    assert line["reference"] == "ab12"
    assert "ZeroDivisionError: nothing to divide by" in line["exception"]
    assert "test_logs.py" in line["exception"]
