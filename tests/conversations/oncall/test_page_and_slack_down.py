"""A page while Slack, or a telephone, is ill: somebody is reached all the same (O4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.usecases.letter import Way
from models.usecases.outbox import Which
from tests.conversations.oncall.people_on_call import (
    attempts,
    board,
    next_ring,
    rung,
    small,
    thread,
    told,
    tried,
    whole,
)
from tests.desk import DeskUnderTest

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("people_on_call")]

SEV1 = "/case open initech sev1 configuration Login loops"
POST = ["chat.postMessage"]


def later(desk: DeskUnderTest, **span: float) -> None:
    desk.clock.advance(timedelta(**span))
    desk.works()


def error(desk: DeskUnderTest, attempt: int) -> str | None:
    return next(each.error for each in attempts(desk) if each.id == attempt)


def errors(desk: DeskUnderTest) -> set[str | None]:
    return {each.error for each in attempts(desk)}


def test_slack_answers_500_and_then_429(desk: DeskUnderTest) -> None:
    """The telephone rings all the same; the message waits as Slack asked, and arrives."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 500, 429, retry_after=30, methods=POST)
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 1}
    direct = attempts(desk)[1].id
    assert tried(desk) == [
        "03:00 sev1 channel delivered",
        "03:00 ben direct failed",
        "03:00 ben outside delivered",
    ]
    assert "call by hand" not in board(desk).whole
    later(desk, seconds=2)
    assert error(desk, direct) == "ratelimited"
    later(desk, seconds=29)
    assert told(desk, "ben") == []
    later(desk, seconds=1)
    assert tried(desk)[1] == "03:00 ben direct delivered"
    assert len(told(desk, "ben")) == 1
    assert rung(desk) == {"ada": 0, "ben": 1}
    assert next_ring(desk) == "03:05 rung 2"


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
    last = [line for line in tried(desk) if line.startswith("03:15")]
    assert all(line.endswith("delivered") for line in last)  # one each, no storm
    assert next_ring(desk) == "03:30 rung 4"
    assert thread(desk) == []  # there was no thread yet, and the board shows it all


def test_when_all_ways_fail_the_next_rung_is_due_at_once(desk: DeskUnderTest) -> None:
    """All ways of a rung failing: the next at once; the board names whom to call by hand."""
    desk.slack.phones.broken.add("U0BEN")
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(None, 500, methods=POST)
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}
    assert tried(desk)[1:] == [
        "03:00 ben direct failed",
        "03:00 ben outside failed",
        "03:00 ada direct delivered",
        "03:00 ada outside delivered",
    ]
    shown = board(desk)
    assert shown.says(
        ":telephone_receiver: *Please call by hand:* <@U0BEN> +41 00 000 00 02, "
        "<@U0ADA> +41 00 000 00 01, <@U0CLEO> (no number known)"
    )
    assert small(shown) == (
        "Rang <@U0BEN> 03:00 → <@U0ADA> 03:00 · next everyone 03:10 · "
        ":warning: no way reached <@U0BEN>"
    )
    assert thread(desk) == ["Handed up at 03:00: <@U0ADA>, can you take it?"]
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.works()
    assert "call by hand" not in board(desk).whole
    assert "no way" not in board(desk).whole


def test_no_reply_without_its_post(desk: DeskUnderTest) -> None:
    """While the page's post has not reached the channel nothing is replied beside it there."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.slack.faults.next(500, methods=POST)
    desk.works()
    before = told(desk, "dana", "#sev1")
    desk.at("Tue 2026-06-09 03:05")
    desk.slack.faults.next(500, methods=POST)  # one call serves for both
    desk.works()
    assert told(desk, "dana", "#sev1") == before
    later(desk, seconds=5)
    assert tried(desk)[0] == "03:00 sev1 channel delivered"
    assert "03:05 ada direct delivered" in tried(desk)
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
    assert "03:00 initech channel failed" in tried(desk)
    assert "Slack does not say who reads that channel" in errors(desk)
    desk.slack.faults.clear()
    later(desk, seconds=41)
    assert told(desk, "eve", "#initech") == []
    assert "people from outside read that channel" in errors(desk)


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
    by_message = [line for line in tried(desk) if "ben direct" in line]
    assert [line.endswith("delivered") for line in by_message] == [False, True]


def test_a_newer_ring_takes_the_place_of_one_that_was_not_made(desk: DeskUnderTest) -> None:
    """A worker that was away rings each telephone once for what it missed."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.at("Tue 2026-06-09 03:15")
    desk.works()
    assert (rung(desk), len(told(desk, "ben"))) == ({"ada": 1, "ben": 1}, 1)
    outside = [line.rpartition(" ")[2] for line in tried(desk) if "ben outside" in line]
    assert outside == ["needless", "delivered"]


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


def test_no_telephone_is_rung_for_a_page_that_was_taken(desk: DeskUnderTest) -> None:
    """Slack is done with a page that was taken before a telephone was rung."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.house.worker.send_all(Which(but=frozenset({Way.OUTSIDE})))
    desk.types("ada", "/oncall ack 1")
    desk.house.worker.send_all(Which(but=frozenset({Way.OUTSIDE})))
    assert tried(desk)[1:] == ["03:00 ben direct delivered", "03:00 ben outside waiting"]
    assert whole(desk)[1].endswith("direct message delivered, outside Slack under way")
    desk.works()
    assert rung(desk) == {"ada": 0, "ben": 0}
    assert whole(desk)[1].endswith("outside Slack not needed any more")


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
