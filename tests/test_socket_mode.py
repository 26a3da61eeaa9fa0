"""Socket Mode, against a Slack on loopback that speaks WebSocket; and `serve` as a real process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from slackapp.assembly import web
from slackapp.pretend_slack.web.loopback import Loopback
from slackapp.pretend_slack.web.routes import routes_of
from slackapp.sandbox.run import SIGNING_SECRET
from slackapp.socket_mode import SocketMode
from tests.desk import DeskUnderTest, Switch
from tests.serving import pretend_slack, served
from tests.socket_door import APP_TOKEN, SocketDoor, SocketWire
from tests.waiting import waits_until

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.settings(slack_app_token=SecretStr(APP_TOKEN)),
]


class SocketDesk:
    """The desk under test, which hears of people by Socket Mode only."""

    def __init__(self, desk: DeskUnderTest, door: SocketDoor) -> None:
        self.desk = desk
        self.door = door
        self.wire = SocketWire(desk.slack, door)
        desk.slack.wire = self.wire
        self.listening = SocketMode(desk.house.bolt, APP_TOKEN)


@pytest.fixture
def by_socket(desk: DeskUnderTest, desk_switch: Switch) -> Iterator[SocketDesk]:
    with SocketDoor() as door:
        desk_switch.app = web(desk.house, door.route(), *routes_of(desk.slack), slack=False)
        made = SocketDesk(desk, door)
        made.listening.start()
        door.wait_for(hellos=1)
        try:
            yield made
        finally:
            made.listening.stop()


def opens_acme(desk: DeskUnderTest) -> None:
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')


def test_a_command_is_answered_in_its_acknowledgement(by_socket: SocketDesk) -> None:
    """After hello a command's answer travels as the payload of its envelope's acknowledgement."""
    opens_acme(by_socket.desk)
    assert by_socket.desk.types("ada", "/balance acme").says("acme", "4 of 4 escalations left")
    payload = by_socket.door.acknowledged[-1]["payload"]
    assert "4 of 4 escalations left" in payload["text"]
    assert payload["response_type"] == "ephemeral"


def test_forms_buttons_and_home(by_socket: SocketDesk) -> None:
    """A shortcut opens its form, the form is submitted, a button is pressed, and Home is shown."""
    desk = by_socket.desk
    opens_acme(desk)
    ts = desk.says("ada", "The login loops", "#acme")
    desk.shortcut("ada", "open_support_case", "#acme", ts)
    assert desk.form("ada")["title"] == "Open support case"
    assert by_socket.door.acknowledged[-1].get("payload") is None
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 6h 1")
    desk.works()
    desk.presses("dana", "Consulting", channel="#desk-admin")
    assert desk.types("ada", "/escalation explain 1").says("consulting")
    assert desk.home("ada")


def test_the_connection_is_renewed_when_slack_asks(by_socket: SocketDesk) -> None:
    """On `disconnect` (a warning, or a refresh) the desk opens another and goes on there."""
    desk, door = by_socket.desk, by_socket.door
    opens_acme(desk)
    for hellos, reason in ((2, "warning"), (3, "refresh_requested")):
        door.open_lines[-1].say({"type": "disconnect", "reason": reason, "debug_info": {}})
        door.wait_for(hellos)
        waits_until(lambda: len(door.open_lines) == 1)
        assert desk.types("ada", "/balance acme").says("4 of 4")
    assert door.tickets == 3


@pytest.mark.parametrize("how", ["hang_up", "fall_silent", "drop"])
def test_a_lost_connection_comes_back(by_socket: SocketDesk, how: str) -> None:
    """However it ends – politely, without a word, or reset – the desk is back within seconds."""
    desk, door = by_socket.desk, by_socket.door
    opens_acme(desk)
    began = time.monotonic()
    getattr(door.open_lines[-1], how)()
    door.wait_for(hellos=2)
    assert time.monotonic() - began < 10
    assert desk.types("ada", "/balance acme").says("4 of 4")


def test_an_envelope_that_comes_twice_is_done_once(by_socket: SocketDesk) -> None:
    """The same envelope again, and the same payload over another connection: one case, one answer.

    Slack sends an envelope anew when it saw no acknowledgement before the connection was lost.
    """
    desk, door = by_socket.desk, by_socket.door
    opens_acme(desk)
    said = desk.types("ada", "/case open acme configuration Login loops")
    assert said.says("Opened #1")
    envelope = by_socket.wire.delivered[-1]
    again = door.deliver(envelope)
    assert again["payload"]["text"] == said.text
    door.open_lines[-1].drop()
    door.wait_for(hellos=2)
    elsewhere = door.deliver({**envelope, "envelope_id": "another"})
    assert elsewhere["payload"]["text"] == said.text
    assert desk.types("ada", "/case list").whole.count("Login loops") == 1
    assert "#2" not in desk.types("ada", "/case list").whole


@pytest.mark.parametrize(
    "malformed",
    [
        "no JSON",
        "{",
        "[]",
        "[" * 100_000,
        "{}",
        '{"type": ["disconnect"]}',
        '{"type": "interactive", "envelope_id": "e", "payload": 7}',
        '{"type": "interactive", "envelope_id": "e", "payload": {}}',
        '{"type": "interactive", "envelope_id": "e", "payload": {"type": "block_actions"}}',
        '{"type": "slash_commands", "envelope_id": 7, "payload": {"command": "/balance"}}',
        '{"type": "events_api", "envelope_id": "e", "payload": {"authorizations": [7]}}',
    ],
)
def test_a_malformed_envelope_stops_nothing(by_socket: SocketDesk, malformed: str) -> None:
    """It is not acknowledged, for nothing was done, and what comes next is answered."""
    opens_acme(by_socket.desk)
    before = len(by_socket.door.acknowledged)
    by_socket.door.open_lines[-1].say_raw(malformed)
    assert by_socket.desk.types("ada", "/balance acme").says("4 of 4")
    assert len(by_socket.door.acknowledged) == before + 1
    assert by_socket.listening.is_connected
    assert by_socket.door.hellos == 1


def test_many_at_once_are_each_answered_in_time(by_socket: SocketDesk) -> None:
    """Thirty commands at once while the database is held: each is told within 3 s, and done."""
    desk = by_socket.desk
    desk.house.conversation.answering.patience = 2.0
    opens_acme(desk)
    desk.types("ada", "/balance acme")
    took: list[float] = []

    def ask(n: int) -> None:
        said = desk.slack.type("ada", "#support", f"/case open acme configuration Case {n}")
        assert said is not None
        took.append(said.ms / 1000)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(30)]
    with desk.house.desk.database.writing() as session:
        if not desk.house.desk.database.is_sqlite:
            session.execute(text("LOCK TABLE deliveries"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(took) == 30
    assert max(took) < 3.0
    opened = "Opened #"
    waits_until(
        lambda: sum(opened in m.text for m in desk.slack.messages_seen_by("ada", "#support")) == 30
    )


def test_what_was_taken_is_answered_before_the_end(by_socket: SocketDesk) -> None:
    """Told to stop while a command is under way: it is acknowledged, and only then is it over."""
    desk = by_socket.desk
    opens_acme(desk)
    desk.types("ada", "/balance acme")
    waits_until(lambda: not by_socket.listening.is_hearing)
    with ThreadPoolExecutor(2) as pool:
        with desk.house.desk.database.writing() as session:
            if not desk.house.desk.database.is_sqlite:
                session.execute(text("LOCK TABLE deliveries"))
            typed = pool.submit(desk.slack.type, "ada", "#support", "/case open acme defect Slow")
            waits_until(lambda: by_socket.listening.is_hearing)
            ending = pool.submit(by_socket.listening.stop)
            assert not wait([ending], timeout=0.3).done
        said = typed.result()
        ending.result()
    assert said is not None
    assert said.failure is None
    assert "Opened #1" in said.body
    assert not by_socket.listening.is_connected


def test_slack_that_refuses_at_first(
    desk: DeskUnderTest, desk_switch: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Slack gives no ticket the desk tries on, and connects as soon as it does."""
    monkeypatch.setattr("slackapp.socket_mode.TRIES_EVERY", 0.1)
    with SocketDoor() as door:
        desk_switch.app = web(desk.house, door.route(), *routes_of(desk.slack), slack=False)
        door.refuses = "invalid_auth"
        listening = SocketMode(desk.house.bolt, APP_TOKEN)
        listening.start()
        waits_until(lambda: door.tickets >= 2)
        assert not listening.is_connected
        door.refuses = None
        door.wait_for(hellos=1)
        waits_until(lambda: listening.is_connected)
        listening.stop()
        assert not listening.is_connected


# --- as a process -----------------------------------------------------------------------------


def test_serve_by_socket_mode(
    tmp_path: Path, database_url: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """A process with an app-level token connects, is ready only then, answers, and ends politely.

    Beside it the web entrance says how it is; Slack's door there is closed.
    """
    slack = pretend_slack(desk_loopback)
    with SocketDoor() as door:
        desk_switch.app = Switch.of(door.route(), *routes_of(slack))
        door.refuses = "internal_error"
        slack.wire = SocketWire(slack, door)
        with served(
            tmp_path, database_url, desk_loopback, slack, SLACK_APP_TOKEN=APP_TOKEN
        ) as process:
            waits_until(lambda: process.answers("/healthz") == 200, 60)
            waits_until(
                lambda: process.web.get("/readyz").json() == {"ok": False, "failing": ["slack"]}
            )
            door.refuses = None
            waits_until(lambda: process.answers("/readyz") == 200, 60)
            assert process.answers("/metrics") == 200
            assert process.web.post("/slack/events").status_code == 404
            slack.type("dana", "#support", '/customer add acme "Acme AG" basic from 2026-01-01')
            slack.type("ada", "#support", "/balance acme")
            assert "acme has" in process.told("ada")
            process.ends()
    assert slack.refusals == []


def test_serve_by_http(
    tmp_path: Path, database_url: str, desk_switch: Switch, desk_loopback: Loopback
) -> None:
    """A process without an app-level token takes what Slack signed, and nothing else."""
    slack = pretend_slack(desk_loopback)
    desk_switch.app = Switch.of(*routes_of(slack))
    with served(
        tmp_path, database_url, desk_loopback, slack, SLACK_SIGNING_SECRET=SIGNING_SECRET
    ) as process:
        waits_until(lambda: process.answers("/readyz") == 200, 60)
        assert process.answers("/healthz") == 200
        assert "desk_worker_last_tick_timestamp_seconds" in process.web.get("/metrics").text
        assert process.web.post("/slack/events", data={"command": "/balance"}).status_code == 401
        slack.type("dana", "#support", '/customer add acme "Acme AG" basic from 2026-01-01')
        slack.type("ada", "#support", "/balance acme")
        assert "acme has" in process.told("ada")
        process.ends()
    assert slack.refusals == []
