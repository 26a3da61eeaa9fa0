"""What is acknowledged is done and answered, whichever process dies: it stands in the inbox."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import Ack, BoltContext
from sqlalchemy import select
from structlog.testing import capture_logs

from handlers.front.asked import TAKEN_UP
from handlers.front.in_order import Lines
from models.rows.lanes import is_urgent
from models.rows.outbox import InboxRow
from models.usecases import inbox
from models.usecases.inbox import KeptRequest
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import command_delivery
from slackapp.worker.inbox import Inbox
from tests.conversations.acme import with_acme
from tests.conversations.held import held
from tests.desk import DeskUnderTest
from tests.waiting import waits_until

pytestmark = pytest.mark.both_databases


def kept(desk: DeskUnderTest) -> Sequence[InboxRow]:
    with desk.house.desk.database.reading() as session:
        return session.scalars(select(InboxRow)).all()


@contextmanager
def nothing_gets_done(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process takes what comes and dies before it is done; a minute later others look."""
    answering = desk.house.conversation.answering
    with monkeypatch.context() as dying:
        dying.setattr(answering, "patience", 0.05)
        dying.setattr(answering._lanes, "submit", lambda *_, **__: Future())
        yield
    answering._under_way.clear()
    answering._lines = Lines()
    desk.clock.move_to(desk.clock.now() + timedelta(seconds=61))


def test_a_command_survives(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told "still working", and the process dies: another does it, as of when it was typed."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-01 10:00")
    with nothing_gets_done(desk, monkeypatch):
        assert desk.types("ada", "/case respond 1").text.startswith("Still working on it: the")
    assert desk.house.worker.take_up() == 1
    assert desk.last("ada").says("#1 has its first response, today 10:00: met")
    assert list(kept(desk)) == []
    assert desk.house.worker.take_up() == 0


@pytest.mark.parametrize("urgent", [True, False])
def test_what_is_urgent_is_taken_up_urgently(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch, urgent: bool
) -> None:
    """A Sev-1 that a dead process left passes what arrives; a worker's thread is as before then."""
    with_acme(desk)
    with nothing_gets_done(desk, monkeypatch):
        desk.types("ada", f"/case open acme sev{1 if urgent else 3} defect Login loops")
    was: list[bool] = []
    write = desk.house.conversation.write

    def writes(*given: Any) -> Any:
        was.append(is_urgent())
        return write(*given)

    monkeypatch.setattr(desk.house.conversation, "write", writes)
    assert desk.house.worker.take_up() == 1
    assert was == [urgent]
    assert not is_urgent()


def test_a_press_survives(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does a press, which Slack was told is done."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    with nothing_gets_done(desk, monkeypatch):
        pressed = desk.slack.click("ada", "Undo", channel="#support")
    assert (pressed.failure, pressed.body) == (None, "")
    waits_until(lambda: "Still working on it" in desk.last("ada").text)
    assert desk.house.worker.take_up() == 1
    assert desk.last("ada").says("Took back 2h on #1")
    assert list(kept(desk)) == []


def test_a_form_survives(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does a form that was submitted: its view shows the answer."""
    with_acme(desk, "Login loops")
    desk.opens("ada", "/escalation log #1")
    with nothing_gets_done(desk, monkeypatch):
        assert "Still working on it" in desk.submits("ada", time="2h", day="2026-06-01")["text"]
    assert desk.house.worker.take_up() == 1
    assert "Logged 2h on #1" in desk.form("ada")["text"]


def test_a_form_still_to_open_survives(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does one that is to open: it takes the place of the loading view of the dead process."""
    with_acme(desk, "Login loops")
    for opens in ("new_case", "/case open"):
        with nothing_gets_done(desk, monkeypatch):
            if opens == "new_case":
                desk.slack.shortcut("ada", opens)
            else:
                desk.slack.type("ada", "#support", opens)
            waits_until(lambda: desk.slack.modal_of("ada"))
        assert "One moment, please" in desk.form("ada")["text"]
        assert desk.house.worker.take_up() == 1
        assert "title" in desk.form("ada")["fields"]
        desk.slack.close("ada")


def test_a_home_survives(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """So does the event that somebody looks at their Home."""
    with_acme(desk, "Login loops")
    with nothing_gets_done(desk, monkeypatch):
        desk.slack.open_home("ada")
    assert desk.slack.home_of("ada") is None
    assert desk.house.worker.take_up() == 1
    assert desk.slack.home_of("ada") is not None


def test_what_was_done_and_not_said_is_said(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies behind the commit: the kept answer is said, and nothing is done twice."""
    with_acme(desk, "Login loops")
    with nothing_gets_done(desk, monkeypatch):
        desk.types("ada", "/escalation log 2h 1")
    [row] = kept(desk)
    assert "token" not in row.body
    assert desk.house.worker.take_up() == 1
    inbox.record(desk.house.desk.database, [KeptRequest(row.key, row.body, row.at)], (), row.at)
    desk.at("Mon 2026-06-01 12:00")
    assert desk.house.worker.take_up() == 1
    assert desk.last("ada").says("Logged 2h on #1")
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."
    desk.slack.refusals.clear()


def test_what_was_said_is_not_said_twice(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away between an answer and its forgetting, for longer than the claim."""
    with_acme(desk, "Login loops")
    with nothing_gets_done(desk, monkeypatch):
        desk.types("ada", "/case respond 1")
    [row] = kept(desk)
    told = desk.slack.messages_seen_by("ada", "#support")
    keeper = desk.house.conversation.answering._keeper
    monkeypatch.setattr(keeper, "is_answered", lambda key: key == row.key)
    assert desk.house.worker.take_up() == 1
    assert desk.slack.messages_seen_by("ada", "#support") == told
    assert list(kept(desk)) == []


def test_what_slack_does_not_take_stays(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Slack takes no answer it stands in the inbox; the answer is said when it does."""
    with_acme(desk, "Login loops")
    with nothing_gets_done(desk, monkeypatch):
        desk.slack.shortcut("ada", "new_case")
        waits_until(lambda: desk.slack.modal_of("ada"))
    desk.slack.faults.set(answers=500)
    desk.house.worker.take_up()
    desk.slack.faults.clear()
    assert len(kept(desk)) == 1
    desk.clock.move_to(desk.clock.now() + timedelta(seconds=61))
    assert desk.house.worker.take_up() == 1
    assert "title" in desk.form("ada")["fields"]
    assert list(kept(desk)) == []


def test_a_press_that_was_done_in_time_is_answered_when_slack_takes_it(
    desk: DeskUnderTest,
) -> None:
    """It is acknowledged, for it is done; its answer stands in the inbox until Slack takes it."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.slack.faults.set(unreachable=True)
    pressed = desk.slack.click("ada", "Undo", channel="#support")
    desk.slack.faults.clear()
    assert pressed.failure is None
    waits_until(lambda: len(kept(desk)) == 1)
    desk.clock.move_to(desk.clock.now() + timedelta(seconds=61))
    assert desk.house.worker.take_up() == 1
    assert desk.last("ada").says("Took back 2h on #1")
    assert desk.types("ada", "/escalation list 1").text == "No time entries on #1."
    assert list(kept(desk)) == []


def test_what_can_be_kept_nowhere_is_not_acknowledged(desk: DeskUnderTest) -> None:
    """The database stands still: a press is not acknowledged, and a command is told that nothing is
    recorded yet. Either is done when it can be.
    """
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ben", "/case list")
    desk.house.conversation.answering.patience = 0.1
    with no_inbox(desk), held(desk):
        pressed = desk.slack.click("ada", "Undo", channel="#support")
        typed = desk.types("ben", "/escalation log 1h 1")
    assert pressed.failure == "dispatch_failed"
    assert typed.text.startswith("Still working on it, but nothing is recorded yet")
    waits_until(lambda: "Logged 1h on #1" in desk.last("ben").text)
    desk.waits()
    seen = [message.text for message in desk.slack.messages_seen_by("ada", "#support")]
    assert any(told.startswith("Took back 2h on #1") for told in seen)
    assert list(kept(desk)) == []


@contextmanager
def no_inbox(desk: DeskUnderTest) -> Iterator[None]:
    """Let nobody write into the inbox in time."""
    answering = desk.house.conversation.answering
    keeper, answering._keeper = answering._keeper, _Nobody()  # type: ignore[assignment]
    try:
        yield
    finally:
        answering._keeper = keeper


class _Nobody:
    def keep(self, _: KeptRequest) -> Future[None]:
        return Future()

    def forget(self, _: str) -> None:
        pass


def test_what_is_secret_is_kept_nowhere(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How somebody is reached outside Slack does not stand in the inbox."""
    with_acme(desk)
    desk.opens("ada", "/oncall contact")
    with nothing_gets_done(desk, monkeypatch):
        said = desk.submits("ada", number="+41 79 123 45 67")["text"]
    assert "nothing is recorded yet" in said
    assert list(kept(desk)) == []


def test_commands_without_a_trigger_are_not_one(desk: DeskUnderTest) -> None:
    """Slack's trigger tells a second delivery: without one, two commands are two."""
    with_acme(desk, "Login loops")
    workspace = desk.slack.workspace
    for minutes in (60, 30):
        typed = payloads.command_fields(
            workspace,
            workspace.who("ada"),
            workspace.rooms["C0SUPPORT"],
            "/escalation",
            f"log {minutes}m 1",
            "http://127.0.0.1:9/",
        )
        del typed["trigger_id"]
        answer = desk.slack.wire.send(command_delivery(typed))
        assert "Logged" in str(answer.content), answer.body
    assert desk.types("ada", "/escalation list 1").text == "1h30 in 2 entries on #1."


def test_what_another_version_kept_waits_for_it(desk: DeskUnderTest) -> None:
    """An older release has no door for it: it is left, and the newer one answers it at once."""
    with_acme(desk)
    body = {"type": "shortcut", "callback_id": "newer", "user": {"id": "U0ADA"}, "trigger_id": "1"}
    database, now = desk.house.desk.database, desk.clock.now()
    inbox.record(database, [KeptRequest("newer", body, now)], (), now)
    desk.clock.move_to(now + timedelta(seconds=61))
    with capture_logs() as logs:
        assert desk.house.worker.take_up() == 1
        assert desk.house.worker.take_up() == 0
    assert [(line["event"], line["key"]) for line in logs] == [
        ("left for another version of the desk, which kept it", "newer")
    ]
    assert [row.key for row in kept(desk)] == ["newer"]

    answered: list[str] = []

    def door(ack: Ack, context: BoltContext) -> None:
        answered.append(context[TAKEN_UP].key)
        ack()

    desk.house.bolt.shortcut("newer")(door)
    newer = Inbox(database, desk.clock, desk.house.bolt)
    taken = newer.take()
    assert taken is not None
    newer.answer(taken)
    assert answered == ["newer"]
    assert list(kept(desk)) == []


def test_what_nobody_answers_for_a_day_is_given_up(desk: DeskUnderTest) -> None:
    """Neither does what no release has a door for wait for ever."""
    with_acme(desk)
    body = {"type": "shortcut", "callback_id": "gone", "user": {"id": "U0ADA"}, "trigger_id": "1"}
    now = desk.clock.now()
    inbox.record(desk.house.desk.database, [KeptRequest("gone", body, now)], (), now)
    desk.clock.move_to(now + inbox.KEPT_FOR + timedelta(seconds=1))
    assert desk.house.worker.take_up() == 1
    assert list(kept(desk)) == []


def test_a_dead_process_on_one_file_is_known_at_once(desk: DeskUnderTest) -> None:
    """A file of SQLite has one process: what another has left is taken up without waiting."""
    database, now = desk.house.desk.database, desk.clock.now()
    own = database.name
    database.name = "a dead one"
    inbox.record(database, [KeptRequest("left", {}, now)], (), now)
    database.name = own
    taken = inbox.claim(database, now)
    assert (taken is not None) == database.is_sqlite
