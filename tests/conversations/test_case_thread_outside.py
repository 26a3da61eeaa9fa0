"""What people from outside read in the thread of a case: little, and briefly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.blocks.pieces.answer import answer
from handlers.letters.said import NEVER, Said
from models.rules.warning import ClockWarning
from models.usecases.case.clock_warnings import ClockRunsOut
from models.usecases.channels.queues import Queued
from models.usecases.letter import Letter, say_later
from tests.conversations.case_threads import EVE_SAID, headline, in_channel
from tests.conversations.oncall.people_on_call import thread
from tests.desk import DeskUnderTest
from tests.worker.post import outbox

pytestmark = pytest.mark.usefixtures("two_customers")

NOTE = "their admin forgot the proxy"
LEAKS = ("acme", "Acme", "globex", "Globex", "escalation", "left", "2h", NOTE, "charge", "CHF")


def test_people_from_outside_read_little(desk: DeskUnderTest) -> None:
    """Number, title, who has it, by when: no balance, no time, no kind, no notes, no buttons."""
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.works()
    due = "<!date^1781013600^{date_short_pretty} {time}|Tue 9 Jun 2026 16:00>"
    desk_due = desk.moment_of("Tue 2026-06-09 14:00")
    due = f"<!date^{int(desk_due.timestamp())}^{{date_short_pretty}} {{time}}|Tue 9 Jun 2026 14:00>"
    said = headline(desk, "#initech", who="eve")
    assert said.text == (
        f":hourglass_flowing_sand: #1 is open: an engineer takes it in turn; first reply by {due}."
    )
    assert said.says("“Login loops”")
    assert (len(said.blocks), said.buttons) == (2, [])
    desk.types("ben", "/case take 1")
    desk.works()
    assert headline(desk, "#initech", who="eve").text == (
        f":hourglass_flowing_sand: #1 “Login loops”: Ben has it. First reply by {due}."
    )
    for who, typed in (
        ("ben", "/case severity 1 3"),
        ("ben", "/case kind 1 integration"),
        ("ben", f"/escalation log 2h 1 {NOTE}"),
        ("ben", "/escalation log 3h01 1"),
        ("dana", "/escalation decide 1 consulting"),
        ("ben", "/escalation undo"),
        ("ben", "/case respond 1"),
        ("ben", f"/case close 1 {NOTE}"),
        ("ben", "/case reopen 1"),
    ):
        desk.types(who, typed)
        desk.works()
    assert thread(desk, "#initech", "eve") == [
        "#1: Ben has it.",
        "#1: a first reply comes by <!date^1781103600^{date_short_pretty} {time}|"
        "Wed 10 Jun 2026 17:00> now.",
        "#1: Ben has replied.",
        "#1: Ben closed it.",
        "#1: Ben reopened it.",
    ]
    given = headline(desk, "#initech", who="eve")
    assert given.text.startswith(
        ":white_check_mark: #1 “Login loops”: Ben has it. First reply given"
    )
    for heard in in_channel(desk, "#initech", "eve"):
        assert not [leak for leak in LEAKS if leak in heard.whole]
    assert not [row for row in outbox(desk) if row.error or row.topic == "undelivered"]


def test_a_message_of_somebody_from_outside(desk: DeskUnderTest) -> None:
    """In a shared channel too: the customer sees that we have it."""
    ts = desk.says("eve", EVE_SAID, "#initech")
    desk.shortcut("ada", "open_support_case", "#initech", ts)
    desk.submits("ada", severity="2")
    desk.works()
    assert [said.split(":", 3)[2] for said in thread(desk, "#initech", "eve")] == [" #1 is open"]


def test_while_slack_does_not_say_who_reads(desk: DeskUnderTest) -> None:
    """What outsiders may know is said; what they may not waits until Slack says who reads."""
    desk.slack.faults.set(answers=500, methods=["conversations.info"])
    desk.types("ada", "/case open acme sev2 configuration Login loops")
    _works_for_a_minute(desk)
    assert headline(desk, "#acme").text.startswith(":hourglass_flowing_sand: #1 is open: an")
    desk.types("ada", "/escalation log 2h 1")
    _works_for_a_minute(desk)
    assert thread(desk, "#acme") == []
    desk.slack.faults.clear()
    desk.at("Tue 2026-06-09 10:05")
    desk.works()
    assert thread(desk, "#acme") == ["#1: Ada logged 2h: 2h in all."]
    assert headline(desk, "#acme").says("acme Sev-2", "2h logged")


def _works_for_a_minute(desk: DeskUnderTest) -> None:
    """While Slack answers only in part, one message after the other is tried, seconds apart."""
    for _ in range(6):
        desk.works()
        desk.clock.advance(timedelta(seconds=10))


def test_who_forgets_outsiders_says_nothing_to_them() -> None:
    """A letter without a wording for outsiders is refused where they read."""
    assert Said(answer("Something about a customer")).to_outsiders is NEVER


@pytest.mark.parametrize("letter", [Queued(1), ClockRunsOut(1, ClockWarning.HALF)])
def test_what_is_not_for_outsiders_is_refused(desk: DeskUnderTest, letter: Letter) -> None:
    """Everything else stays out of a shared channel, and the admins are told."""
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    with desk.writing("ada") as turn:
        say_later(turn, "C0INITECH", letter)
    desk.works()
    assert in_channel(desk, "#initech", "eve") == []
    assert "people from outside read that channel" in str(outbox(desk)[-1].about)


def test_nobody_from_outside_reads_of_a_reply_by_yesterday(desk: DeskUnderTest) -> None:
    """R6: opened overdue, or overdue by night: the headline says so as soon as it is."""
    desk.types("ada", "/case open initech sev2 configuration reported 2026-06-08 10:00 Login loops")
    desk.works()
    assert headline(desk, "#initech", who="eve").text.endswith(" and is overdue.")
    desk.at("Tue 2026-06-09 16:00")
    desk.types("ada", "/case open initech sev1 configuration Slow")
    desk.works()
    assert "; first reply by " in headline(desk, "#initech", 2, who="eve").text
    desk.at("Tue 2026-06-09 22:00")
    desk.works()
    assert headline(desk, "#initech", 2, who="eve").text.endswith(" and is overdue.")


def test_a_business_clock_is_overdue_by_night(desk: DeskUnderTest) -> None:
    """S5, R6: nobody is disturbed while closed, but the headline is edited all the same."""
    desk.at("Fri 2026-06-12 13:00")
    desk.types("ada", "/case open initech sev2 configuration Login loops")
    desk.at("Sat 2026-06-13 10:00")
    desk.works()
    assert headline(desk, "#initech", who="eve").text.endswith(" and is overdue.")
