"""Too much is asked at once: people are told early, and what a Sev-1 hangs on passes everything."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import select

from handlers.blocks.pieces.answer import Answer
from handlers.front import lanes
from models.rows.cases import Case
from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.acme import with_acme
from tests.conversations.held import held
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.database import Databases
from tests.desk import DeskUnderTest, Switch
from tests.waiting import waits_until

pytestmark = pytest.mark.both_databases

BUSY = "The desk is busy just now: nothing was recorded. Please try again in a moment."
STILL_WORKING = "Still working on it"
BEGUN = Answer("Begun", [])


def with_room_for(desk: DeskUnderTest, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so many things wait at most, and nobody be kept waiting long before they are told."""
    monkeypatch.setattr(lanes, "MOST_WAITING", number)
    monkeypatch.setattr(desk.house.conversation.answering, "patience", 0.05)


def titles(desk: DeskUnderTest) -> list[str]:
    """The titles of all cases, the first opened first."""
    with desk.house.desk.database.reading() as session:
        return list(session.scalars(select(Case.title).order_by(Case.id)))


def test_who_finds_the_desk_busy_is_told_at_once(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two wait, and there is room for two: the third is told so, and nothing is recorded of it."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 1m 1 a button to press")
    with_room_for(desk, 2, monkeypatch)
    with held(desk):
        for title in ("First", "Second"):
            assert desk.types("ada", f"/case open acme {title}").says(STILL_WORKING)
        began = time.monotonic()
        assert desk.types("ada", "/case open acme Third").text == BUSY
        assert time.monotonic() - began < 1
        pressed = desk.slack.click("ada", "Undo", channel="#support")
        assert (pressed.failure, desk.last("ada").text) == (None, BUSY)
    waits_until(lambda: {"First", "Second"} <= set(titles(desk)))
    monkeypatch.undo()
    assert "Third" not in titles(desk)
    assert desk.types("ben", "/escalation list 1").says("a button to press")


def test_a_second_delivery_is_not_told_that_nothing_was_recorded(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is under way, or was just done, is so also while there is room for nothing more."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 1h 1")
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    assert desk.again("ada").says("Logged 1h on #1")
    assert desk.types("ben", "/escalation log 2h 1").text == BUSY
    assert desk.again("ben").text == BUSY
    monkeypatch.undo()
    assert desk.types("ada", "/escalation list 1").says("1h in 1 entry")


def test_a_home_that_follows_is_left_out_while_the_desk_is_busy(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its letter brings it anyway; it would only be one more that waits."""
    done: list[str] = []
    answering = desk.house.conversation.answering
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    answering.do_later(lambda: done.append("worked") or BEGUN, lambda _: done.append("said"))  # type: ignore[func-returns-value]
    desk.waits()
    assert done == []


def test_every_door_lets_in_more_than_may_wait() -> None:
    """So that what is urgent gets in, by HTTP and by Socket Mode, while all others wait."""
    assert lanes.REQUESTS_AT_ONCE >= lanes.MOST_WAITING + 20


def test_a_sev1_is_taken_however_busy_the_desk_is(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for nothing more: a Sev-1 is opened, and its page acknowledged."""
    with_people_on_call(desk)
    desk.house.warming.warm()  # as every minute: who is ours is known without the database
    with_room_for(desk, 0, monkeypatch)
    monkeypatch.setattr(desk.house.conversation.answering, "patience", 20.0)
    assert desk.types("ada", "/balance acme").text == BUSY
    assert desk.types("ada", "/case open initech sev1 It is down").says("Opened #")
    assert desk.types("ada", "/oncall page initech please look").says("Page")
    assert desk.types("ada", "/oncall ack 1").says("yours")
    for said, answer in (
        ("@desk balance acme", BUSY),
        ("@desk open initech sev1 It is down again", "Opened #"),
        ("@desk page initech please look again", "Page"),
    ):
        desk.slack.type("ada", "#support", said)
        assert desk.last("ada").says(answer)


def test_a_sev1_is_opened_by_a_form_however_busy_the_desk_is(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for nothing more: the form opens, follows each choice and is done; so is that
    which pages.
    """
    with_people_on_call(desk)
    with_room_for(desk, 0, monkeypatch)
    monkeypatch.setattr(desk.house.conversation.answering, "patience", 20.0)
    for form in (desk.shortcut("ada", "new_case"), desk.opens("ben", "/case open")):
        assert "Choose the customer" in form["text"]
    desk.fills("ada", "customer", "initech")
    assert "A Managed Sev-1 is paged at once" in desk.fills("ada", "severity", "1")["text"]
    done = desk.submits("ada", customer="initech", severity="1", title="It is down")
    assert "Page 1 rings" in done["text"]
    assert "to see who would be rung" in desk.shortcut("cleo", "page_somebody")["text"]
    desk.fills("cleo", "about", "initech")
    assert "rings" in desk.submits("cleo", about="initech", text="please look")["text"]


def test_a_sev1_passes_everything_that_waits_to_be_written(
    sqlite: Databases,
    desk_switch: Switch,
    desk_loopback: Loopback,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twelve wait for SQLite's one writer, a Sev-1 comes: it is opened before all that wait."""
    desk = DeskUnderTest(sqlite.fresh_database("busy", "template"), desk_switch, desk_loopback)
    try:
        with_acme(desk)
        before = len(titles(desk))
        with_room_for(desk, 50, monkeypatch)
        with held(desk):
            for number in range(12):
                desk.types("ada", f"/case open acme configuration Number {number}")
            assert desk.types("ben", "/case open acme sev1 It is down").says(STILL_WORKING)
        waits_until(lambda: len(titles(desk)) == before + 13)
        assert titles(desk)[before] == "It is down"
    finally:
        monkeypatch.undo()
        desk.close()
