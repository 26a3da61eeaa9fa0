"""A page while Slack, or a telephone, is ill: somebody is reached all the same (O4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.usecases.letter import Way
from tests.conversations.oncall.people_on_call import (
    board,
    next_step,
    rung,
    thread,
    told,
    tried,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login loops"
POST = ["chat.postMessage"]


def later(desk: DeskUnderTest, **span: float) -> None:
    desk.clock.advance(timedelta(**span))
    desk.works()


def test_slack_answers_500_and_then_429(desk: DeskUnderTest) -> None:
    """The telephone rings all the same; the message waits as Slack asked, and arrives."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 500, 429, retry_after=30, methods=POST)
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert tried(board(desk)) == [
        "03:00  rung 1 · <#C0SEV1>: post delivered",
        "03:00  rung 1 · <@U0BEN>: direct message :warning: failed (Slack answered 500), "
        "outside Slack delivered",
    ]
    assert "call by hand" not in board(desk).whole
    later(desk, seconds=2)
    assert tried(board(desk))[1].startswith(
        "03:00  rung 1 · <@U0BEN>: direct message :warning: failed (ratelimited), "
    )
    later(desk, seconds=29)
    assert told(desk, "ben") == []
    later(desk, seconds=1)
    arrived = "direct message delivered 03:00, at first failed (ratelimited)"
    assert tried(board(desk))[1].startswith(f"03:00  rung 1 · <@U0BEN>: {arrived}, ")
    assert len(told(desk, "ben")) == 1
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert next_step(board(desk)) == "Next, at 03:05: `secondary`."


def test_slack_is_out_of_reach(desk: DeskUnderTest) -> None:
    """With Slack unreachable altogether the telephones ring, rung by rung."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.set(unreachable=True)
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 1}
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    assert rung(desk) == {"ada": 2, "ben": 2}
    desk.slack.faults.clear()
    later(desk, minutes=1)
    last = [line for line in tried(board(desk)) if line.startswith("03:15")]
    assert all(
        " delivered" in line and ":warning:" not in line for line in last
    )  # one each, no storm
    assert next_step(board(desk)).startswith("Next, at 03:30")
    assert thread(desk) == []  # there was no thread yet, and the board shows it all


def test_when_all_ways_fail_the_next_rung_is_due_at_once(desk: DeskUnderTest) -> None:
    """All ways of a rung failing: the next at once; the board names whom to call by hand."""
    desk.slack.phones.broken.add("U0BEN")
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 500, methods=POST)
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}
    shown = board(desk)
    ben, *ada = tried(shown)[1:]
    assert ben.startswith(
        "03:00  rung 1 · <@U0BEN>: direct message :warning: failed (Slack answered 500), "
        "outside Slack :warning: failed (The service there"
    )
    assert ada == ["03:00  rung 2 · <@U0ADA>: direct message delivered, outside Slack delivered"]
    assert shown.says(
        ":telephone_receiver: *Please call by hand:* <@U0BEN> +41 00 000 00 02, "
        "<@U0ADA> +41 00 000 00 01, <@U0CLEO> (no number known)"
    )
    assert thread(desk) == ["Handed up at 03:00: <@U0ADA>, can you take it?"]
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.works()
    assert "call by hand" not in board(desk).whole


def test_no_reply_without_its_post(desk: DeskUnderTest) -> None:
    """While the page's post has not reached the channel nothing is replied beside it there."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(500, methods=POST)
    desk.works()
    before = told(desk, "dana", "#sev1")
    desk.at("Tue 2026-06-09 03:05")
    desk.slack.faults.next(500, 500, methods=POST)
    desk.works()
    assert told(desk, "dana", "#sev1") == before
    later(desk, seconds=5)
    posted = "<#C0SEV1>: post delivered 03:05, at first failed (Slack answered 500)"
    assert tried(board(desk))[0] == f"03:00  rung 1 · {posted}"
    assert tried(board(desk))[2].startswith("03:05  rung 2 · <@U0ADA>: direct message delivered")
    assert thread(desk) == []


@pytest.mark.parametrize("how", ["429", "unreachable"])
def test_nobody_from_outside_reads_it_while_slack_does_not_say(
    desk: DeskUnderTest, how: str
) -> None:
    """A channel about which Slack does not say is no private one: its post waits, people do not."""
    desk.types("dana", "/oncall ladder initech 0 primary + #initech, 5 everyone, every 15")
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    asking = ["conversations.info"]
    if how == "429":
        desk.slack.faults.set(answers=429, retry_after=40, methods=asking)
    else:
        desk.slack.faults.set(unreachable=True, methods=asking)
    desk.works()
    assert told(desk, "eve", "#initech") == []
    assert rung(desk)["ben"] == 1
    assert len(told(desk, "ben")) == 1
    said = board(desk, channel="@desk", who="ben")
    failed = "post :warning: failed (Slack does not say who reads that channel)"
    assert f"03:00  rung 1 · <#C0INITECH>: {failed}" in tried(said)
    desk.slack.faults.clear()
    later(desk, seconds=41)
    assert told(desk, "eve", "#initech") == []
    assert any("failed (people from outside" in line for line in tried(board(desk)))


def test_the_admins_hear_when_every_way_of_a_step_failed(desk: DeskUnderTest) -> None:
    """All ways failing: the admins are told whom to call by hand, until somebody has the page."""
    desk.slack.phones.broken.update(("U0ADA", "U0BEN"))
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 500, methods=POST)
    desk.works()
    alarm = desk.last("dana", "#desk-admin")
    assert alarm.says(
        "*Page 1, initech #1 Sev-1 “Login loops”, reached nobody* on its last step.",
        "*Please call by hand:* <@U0BEN> +41 00 000 00 02, <@U0ADA> +41 00 000 00 01",
    )
    assert alarm.buttons == ["Acknowledge", "Hand up", "I've replied"]


def test_a_newer_ring_takes_the_place_of_one_that_failed(desk: DeskUnderTest) -> None:
    """After an outage each person has one message of a page on each way, not one of each rung."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.set(unreachable=True)
    desk.works()
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    desk.slack.faults.clear()
    later(desk, minutes=1)
    assert [text[:16] for text in told(desk, "ben")] == [":rotating_light:"]
    whole = tried(desk.types("ada", "/oncall pages 1"))
    by_message = [line for line in whole if "<@U0BEN>: direct message" in line]
    assert ["direct message delivered" in line for line in by_message] == [False, True]


def test_a_newer_ring_takes_the_place_of_one_that_was_not_made(desk: DeskUnderTest) -> None:
    """A worker that was away rings each telephone once for what it missed."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    assert (rung(desk), len(told(desk, "ben"))) == ({"ada": 1, "ben": 1}, 1)
    whole = tried(desk.types("ada", "/oncall pages 1"))
    assert [line.partition("outside Slack ")[2] for line in whole if "<@U0BEN>" in line] == [
        "not needed any more",
        "delivered",
    ]


def test_a_page_waits_no_hour_because_slack_asks_for_it(desk: DeskUnderTest) -> None:
    """Slack's Retry-After is obeyed, by what rings somebody for a minute at most."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 429, retry_after=3600, methods=POST)
    desk.works()
    later(desk, seconds=59)
    assert told(desk, "ben") == []
    later(desk, seconds=1)
    assert len(told(desk, "ben")) == 1


def test_the_board_shows_what_was_not_needed_any_more(desk: DeskUnderTest) -> None:
    """Slack is done with a page that was taken before a telephone was rung: the board tells it."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.house.worker.send_all(but=Way.OUTSIDE)
    desk.types("ada", "/oncall ack 1")
    desk.house.worker.send_all(but=Way.OUTSIDE)
    assert tried(board(desk))[1].endswith("direct message delivered, outside Slack under way")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 0}
    assert tried(board(desk))[1].endswith("outside Slack not needed any more")


def test_an_edit_that_waits_goes_to_the_newest_message(desk: DeskUnderTest) -> None:
    """An edit of the first message waits while Slack is ill, and a second rings: that is edited."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.set(answers=500, methods=["chat.update"])
    desk.works()
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    desk.types("ada", "/oncall ack 1")
    desk.slack.faults.clear()
    later(desk, minutes=1)
    assert board(desk, channel="@desk", who="ben").text.startswith(":large_green_circle:")
