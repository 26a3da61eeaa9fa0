"""A page shown whole, `/oncall pages 1`: how it stands, what was agreed, every way and its fate."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.usecases.oncall import contacts
from tests.conversations.oncall.people_on_call import whole
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.usefixtures("people_on_call")

BOTH = "direct message delivered, outside Slack delivered"
POST = ["chat.postMessage"]


def rings(desk: DeskUnderTest) -> None:
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.works()


def page(desk: DeskUnderTest) -> Heard:
    return desk.types("ada", "/oncall pages 1")


def test_every_round_has_its_lines(desk: DeskUnderTest) -> None:
    """Each rung, and each time all were rung again; and what happens next."""
    rings(desk)
    assert page(desk).says("First response due *Tue 9 Jun 05:00*.", "Initech SA, Managed")
    assert page(desk).says("Next, at 03:05: `secondary`.")
    for wall in ("03:05", "03:15", "03:30"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    assert page(desk).text == (
        ":rotating_light: *initech #1 Sev-1 “Login loops”*: somebody is needed now."
    )
    assert whole(desk) == [
        "03:00  rung 1 · <#C0SEV1>: post delivered",
        f"03:00  rung 1 · <@U0BEN>: {BOTH}",
        f"03:05  rung 2 · <@U0ADA>: {BOTH}",
        f"03:15  rung 3 · <@U0ADA>: {BOTH}",
        f"03:15  rung 3 · <@U0BEN>: {BOTH}",
        "03:15  rung 3 · <@U0CLEO>: direct message delivered",
        f"03:30  again · <@U0BEN>: {BOTH}",
        f"03:30  again · <@U0ADA>: {BOTH}",
        "03:30  again · <@U0CLEO>: direct message delivered",
    ]
    assert page(desk).says("Next, at 03:45: all of them again, until somebody acknowledges (O3).")


def test_how_it_stands(desk: DeskUnderTest) -> None:
    """Somebody has it; beside them the secondary is rung; it is overdue; it is over."""
    rings(desk)
    desk.types("ben", "/oncall ack 1")
    desk.at("Tue 2026-06-09 04:30")
    desk.works()
    assert page(desk).text == ":large_green_circle: <@U0BEN> has initech #1 Sev-1 “Login loops”."
    assert page(desk).says("Acknowledged: the secondary was rung to help. The clock runs until")
    assert whole(desk)[-1] == f"04:30  beside the ladder (O5) · <@U0ADA>: {BOTH}"
    desk.at("Tue 2026-06-09 05:07")
    assert page(desk).says(":warning: First response was due Tue 9 Jun 05:00: overdue.")
    desk.types("ben", "/case respond 1")
    assert page(desk).text == (
        ":white_check_mark: Over: initech #1 Sev-1 “Login loops”. <@U0BEN> gave the first response."
    )
    assert page(desk).says("First response given Tue 9 Jun 05:07 (due Tue 9 Jun 05:00).")
    assert page(desk).buttons == []


def test_what_failed_and_what_arrived_later(desk: DeskUnderTest) -> None:
    """Each way says what became of it, with the reason of what failed."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.slack.faults.next(None, 500, methods=POST)
    desk.works()
    assert whole(desk)[1] == (
        "03:00  rung 1 · <@U0BEN>: direct message :warning: failed (Slack answered 500), "
        "outside Slack delivered"
    )
    desk.clock.advance(timedelta(seconds=5))
    desk.works()
    assert whole(desk)[1] == (
        "03:00  rung 1 · <@U0BEN>: direct message delivered 03:00, at first failed "
        "(Slack answered 500), outside Slack delivered"
    )


def test_several_ways_are_told_apart(desk: DeskUnderTest) -> None:
    """Whoever has two ways outside Slack sees which of them rang."""
    with desk.writing("ben") as turn:
        contacts.add(turn, contacts.SEND, "json://127.0.0.1:9/nobody", "Hook 127.0.0.1:9")
    rings(desk)
    ways = "outside Slack (json://…) delivered, outside Slack (Hook 127.0.0.1:9) :w"
    assert ways in whole(desk)[1]


def test_who_was_passed(desk: DeskUnderTest) -> None:
    """O4: a rung with nobody on call, and somebody who could not acknowledge."""
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-07-01 @ada @ben")
    desk.types("dana", "/oncall ladder initech 0 nights, 10 @cleo, 20 primary, every 20")
    desk.slack.change_person("cleo", deleted=True)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("ada", "/case open initech sev1 configuration Login loops")
    desk.works()
    assert whole(desk)[1:3] == [
        "03:00  rung 1 · `nights`: nobody is on call, passed at once (O4)",
        "03:00  rung 2 · <@U0CLEO>: not a full member any more, passed at once (O4)",
    ]


def test_a_drill(desk: DeskUnderTest) -> None:
    """A drill shown whole is the drill as it stands."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ben", "/oncall test")
    desk.works()
    assert page(desk).says(":bell: A drill", f"10:00  rung 1 · <@U0BEN>: {BOTH}")
