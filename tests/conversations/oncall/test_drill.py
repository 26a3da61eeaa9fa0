"""`/oncall test`, and the link that a telephone gets."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.conversations.oncall.people_on_call import board, rung, told
from tests.desk import DeskUnderTest
from tests.worker.post import outbox

pytestmark = pytest.mark.usefixtures("people_on_call")


def waiting(desk: DeskUnderTest) -> list[str]:
    """What is still to be sent."""
    return [row.topic for row in outbox(desk) if row.done_at is None]


def test_a_drill_rings_only_me(desk: DeskUnderTest) -> None:
    """The drill rings every way of mine and nobody else, and reports what arrived."""
    desk.at("Tue 2026-06-09 10:00")
    sev1 = told(desk, "dana", "#sev1")
    started = desk.types("ben", "/oncall test")
    assert started.says("Ringing you, and only you: a direct message and 1 way outside Slack.")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert desk.slack.phones.received("ben")[0].title == "Drill: this is how a page reaches you"
    shown = board(desk, channel="@desk", who="ben")
    assert shown.text.startswith(
        ":bell: A drill: this is how a page reaches you. Page 1 rings only"
    )
    assert shown.says("• 10:00  rung 1 · <@U0BEN>: direct message delivered, outside Slack deliv")
    assert shown.buttons == ["Acknowledge"]
    assert desk.types("ada", "/oncall pages").says("No page rings.")
    desk.at("Tue 2026-06-09 10:01")
    done = desk.types("ben", "/oncall ack 1")
    assert done.text == "The drill is over: you acknowledged after 60 s. 2 of 2 ways arrived."
    desk.at("Tue 2026-06-09 12:00")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert told(desk, "dana", "#sev1") == sev1
    assert board(desk, channel="@desk", who="ben").says("Drill ended.")


def test_a_drill_with_a_broken_telephone(desk: DeskUnderTest) -> None:
    """What did not arrive is said, and why."""
    desk.at("Tue 2026-06-09 10:00")
    desk.slack.phones.broken.add("U0BEN")
    desk.types("ben", "/oncall test")
    desk.works()
    assert board(desk, channel="@desk", who="ben").says(
        "direct message delivered, outside Slack :warning: failed (The service there refused it"
    )
    assert desk.types("ben", "/oncall ack 1").says("1 of 2 ways arrived.")


def test_a_drill_does_not_ring_for_ever(desk: DeskUnderTest) -> None:
    """A drill that nobody ends is over for its telephones after ten minutes."""
    desk.at("Tue 2026-06-09 10:00")
    desk.slack.phones.broken.add("U0BEN")
    desk.types("ben", "/oncall test")
    desk.works()
    desk.at("Tue 2026-06-09 10:10")
    desk.works()
    assert waiting(desk) == ["outside"]
    desk.slack.phones.broken.clear()
    desk.at("Tue 2026-06-09 10:11")
    desk.works()
    assert waiting(desk) == []
    assert rung(desk) == {"ada": 0, "ben": 0}


def test_a_drill_without_a_telephone(desk: DeskUnderTest) -> None:
    """Who has no way outside Slack is told how to give one; a drill is not handed up."""
    desk.at("Tue 2026-06-09 10:00")
    started = desk.types("cleo", "/oncall test")
    assert started.says(
        "a direct message. ", "You have no way outside Slack yet: `/oncall contact`"
    )
    desk.works()
    refused = desk.types("cleo", "/oncall handup 1")
    assert refused.says("A drill rings only you; there is nobody to hand it up to.")


def test_the_link_acknowledges_once(desk: DeskUnderTest) -> None:
    """The signed link takes the page by a press; a preview, which only looks, does not."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.works()
    link = re.search(r"http://\S+/ack/\S+", desk.slack.phones.received("ben")[0].text)
    assert link is not None
    for _ in range(2):
        assert "Rings until somebody takes it" in httpx.get(link[0], timeout=20).text
    desk.works()
    assert board(desk).buttons[0] == "Acknowledge"
    assert "Yours since 03:00" in httpx.post(link[0], follow_redirects=True, timeout=20).text
    desk.works()
    assert board(desk).says("<@U0BEN> has it since 03:00")
    desk.types("ada", "/oncall handup 1")
    desk.types("ada", "/oncall ack 1")
    # Ben's link is of the page: by now Ada has it, and he takes nothing away from her.
    assert "Ada has it" in httpx.post(link[0], follow_redirects=True, timeout=20).text
    assert desk.types("cleo", "/oncall pages").says("<@U0ADA> has it")
