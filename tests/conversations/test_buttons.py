"""Pressing: acknowledged when it is done, answered in place only when something was."""

from __future__ import annotations

from concurrent.futures import wait as wait_for
from functools import partial

from sqlalchemy import text

from handlers.blocks.pieces.answer import answer, buttons, lasting_buttons
from slackapp.sandbox.run import BOT_TOKEN
from tests.conversations.acme import with_acme
from tests.conversations.held import held
from tests.desk import DeskUnderTest
from tests.waiting import waits_until

SUPPORT = "C0SUPPORT"


def posted(desk: DeskUnderTest, command: str, *, lasts: bool = False) -> str:
    """Let the desk post a message for everybody with a button that types `command`."""
    made = lasting_buttons if lasts else buttons
    said = answer("Who takes it?", made([("Do it", command)]))
    args = {"channel": SUPPORT, "text": said.text, "blocks": said.blocks}
    told = desk.slack.answer_api("chat.postMessage", args, BOT_TOKEN)
    assert told["ok"], told
    return str(told["ts"])


def message(desk: DeskUnderTest, who: str, ts: str) -> str:
    return next(m.text for m in desk.slack.messages_seen_by(who, "#support") if m.ts == ts)


def test_a_refusal_leaves_the_message_for_everybody(desk: DeskUnderTest) -> None:
    """A press that is refused is answered to whoever pressed; the message stays for the others."""
    with_acme(desk, "Login loops")
    ts = posted(desk, "/escalation decide 1 escalation")
    assert desk.presses("ada", "Do it").says("account manager")
    assert message(desk, "ben", ts) == "Who takes it?"
    assert desk.last("ben").text == "Who takes it?"


def test_a_crash_leaves_the_message_for_everybody(desk: DeskUnderTest) -> None:
    """A press that breaks on our side takes nothing away from the others either."""
    with_acme(desk, "Login loops")
    ts = posted(desk, "/case assign 1")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE changes RENAME TO changes_gone"))
    assert desk.presses("ada", "Do it").says("something broke on our side")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE changes_gone RENAME TO changes"))
    assert message(desk, "ben", ts) == "Who takes it?"


def test_what_was_done_takes_the_place_of_the_button(desk: DeskUnderTest) -> None:
    """A press that did something is answered in the place of its message."""
    with_acme(desk, "Login loops")
    ts = posted(desk, "/case assign 1")
    desk.presses("ada", "Do it")
    assert "#1 is <@U0ADA>'s now" in message(desk, "ben", ts)


def test_a_message_that_stays_is_never_replaced(desk: DeskUnderTest) -> None:
    """What the worker edits in place stays; whoever presses has an answer beside it."""
    with_acme(desk, "Login loops")
    ts = posted(desk, "/case assign 1", lasts=True)
    assert desk.presses("ada", "Do it").says("#1 is <@U0ADA>'s now")
    assert message(desk, "ada", ts) == message(desk, "ben", ts) == "Who takes it?"
    assert desk.last("ben").text == "Who takes it?"


def test_a_press_is_acknowledged_when_it_is_done(desk: DeskUnderTest) -> None:
    """Slack has its acknowledgement when it is done and answered, and not before."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    with held(desk):
        pressed = desk.meanwhile(partial(desk.slack.click, "ada", "Undo", channel="#support"))
        assert not wait_for([pressed], 0.5).done
    assert (pressed.result().failure, pressed.result().body) == (None, "")
    assert desk.last("ada").says("Took back 2h on #1")


def test_an_answer_whose_address_is_too_old_is_told_directly(desk: DeskUnderTest) -> None:
    """A response address lives half an hour: whom it does not reach any more has the answer."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.house.conversation.answering.patience = 0.1
    with held(desk):
        desk.slack.click("ada", "Undo", channel="#support")
        if not desk.house.desk.database.is_sqlite:  # which lets nobody keep it either
            waits_until(lambda: "Still working on it" in desk.last("ada").text)
        desk.at("Mon 2026-06-01 10:00")
    desk.waits()
    assert desk.last("ada", "@desk").says("Took back 2h on #1")
    assert desk.slack.refusals == ["response_url: expired_url"]
    desk.slack.refusals.clear()
