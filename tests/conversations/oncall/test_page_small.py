"""What a page says in Slack: what, by when, its buttons, who was rung; on a telephone's screen."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import board, small
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login down"


def at(desk: DeskUnderTest, *walls: str) -> Heard:
    """The page's message at a time, after those before it."""
    for wall in walls:
        desk.at(wall)
        desk.works()
    return board(desk)


def rings(desk: DeskUnderTest, typed: str = SEV1, wall: str = "Tue 2026-06-09 10:05") -> Heard:
    """Let page 1 begin."""
    desk.at(wall)
    desk.types("cleo", typed)
    desk.works()
    return board(desk)


def said(shown: Heard) -> list[str]:
    """The message's lines in full size: the headline, and what stands below it."""
    return [line for block in shown.blocks[:2] for line in block["text"]["text"].splitlines()]


def test_it_rings(desk: DeskUnderTest) -> None:
    """In the channel and directly the same: headline, by when, buttons, one small line."""
    shown = rings(desk)
    assert said(shown) == [
        ":rotating_light: *initech Sev-1 · Login down*",
        "Reply by *12:05* · 2h left",
    ]
    assert [block["type"] for block in shown.blocks] == ["section", "section", "actions", "context"]
    assert shown.buttons == ["Acknowledge", "Hand up", "I've replied"]
    assert small(shown) == "Rang <@U0BEN> 10:05 · next `secondary` 10:10"
    shown = at(desk, "Tue 2026-06-09 10:10")
    assert said(shown)[1] == "Reply by *12:05* · 1h55 left"
    assert small(shown) == "Rang <@U0BEN> 10:05 → <@U0ADA> 10:10 · next everyone 10:20"
    assert board(desk, channel="@desk", who="ben").whole == shown.whole


def test_what_was_agreed_is_behind_its_menu(desk: DeskUnderTest) -> None:
    """The case, and runbook, windows and access with every way that was tried."""
    (menu,) = [
        {option["text"]["text"]: option["value"] for option in element["options"]}
        for block in rings(desk).blocks
        for element in block.get("elements", [])
        if element["type"] == "overflow"
    ]
    assert menu == {
        "Stop…": "/oncall stop 1",
        "Show #1": "/case show 1",
        "Runbook, windows, access": "/oncall pages 1",
    }


def test_it_rings_on(desk: DeskUnderTest) -> None:
    """Of the rounds beyond the last rung only the newest is named, so the line stays short."""
    rings(desk)
    walls = ("10:10", "10:20", "10:35", "10:50")
    shown = at(desk, *(f"Tue 2026-06-09 {wall}" for wall in walls))
    assert small(shown) == (
        "Rang <@U0BEN> 10:05 → <@U0ADA> 10:10 → everyone 10:20 → all again 10:50 · "
        "next all again 11:05"
    )


def test_a_long_ladder(desk: DeskUnderTest) -> None:
    """Of more rounds than fit, the newest are named."""
    desk.types("dana", "/oncall ladder 0 @ada, 1 @ben, 2 @ada, 3 @ben, 4 @ada, every 10")
    rings(desk)
    shown = at(desk, *(f"Tue 2026-06-09 10:{minute:02d}" for minute in range(6, 10)))
    assert small(shown) == (
        "Rang … → <@U0BEN> 10:06 → <@U0ADA> 10:07 → <@U0BEN> 10:08 → <@U0ADA> 10:09 · "
        "next all again 10:19"
    )


def test_somebody_has_it(desk: DeskUnderTest) -> None:
    """The mark changes, nobody is named as next, and what would grow old is left out."""
    rings(desk)
    at(desk, "Tue 2026-06-09 10:10")
    desk.at("Tue 2026-06-09 10:12")
    desk.presses("ada", "Acknowledge", "#sev1")
    shown = at(desk, "Tue 2026-06-09 10:12")
    assert said(shown) == [
        ":large_green_circle: *initech Sev-1 · Login down*",
        "<@U0ADA> has it since 10:12 · reply by *12:05*",
    ]
    assert small(shown) == "Rang <@U0BEN> 10:05 → <@U0ADA> 10:10"


def test_it_is_handed_up(desk: DeskUnderTest) -> None:
    """It rings anew, by the next rung."""
    rings(desk)
    desk.presses("ben", "Acknowledge", "#sev1")
    desk.at("Tue 2026-06-09 10:15")
    handed = desk.types("ben", "/oncall handup 1")
    assert small(handed) == "Rang <@U0BEN> 10:05 → <@U0ADA> 10:15 · next everyone 10:25"
    shown = at(desk, "Tue 2026-06-09 10:15")
    assert said(shown) == [
        ":rotating_light: *initech Sev-1 · Login down*",
        "Reply by *12:05* · 1h50 left",
    ]
    assert small(shown) == small(handed)


def test_taken_before_anybody_was_rung(desk: DeskUnderTest) -> None:
    """Then there is nothing to say in small print."""
    desk.at("Tue 2026-06-09 10:05")
    desk.types("cleo", SEV1)
    desk.types("ada", "/oncall ack 1")
    desk.works()
    assert small(board(desk)) == ""


@pytest.mark.parametrize("taken", [True, False])
def test_it_is_overdue(desk: DeskUnderTest, taken: bool) -> None:
    """The message says so as soon as it is, whether somebody has it or not (R6)."""
    rings(desk)
    at(desk, "Tue 2026-06-09 11:50")
    if taken:
        desk.presses("ada", "Acknowledge", "#sev1")
    shown = at(desk, "Tue 2026-06-09 12:06")
    has = "<@U0ADA> has it since 11:50 · r" if taken else "R"
    assert said(shown)[1] == f"{has}eply was due *12:05* · *overdue*"


def test_on_another_day_every_time_has_its_day(desk: DeskUnderTest) -> None:
    """A page of Tuesday that is still looked at on Thursday."""
    rings(desk)
    desk.at("Tue 2026-06-09 11:50")
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.at("Thu 2026-06-11 09:30")
    desk.types("ada", "/case title 1 Login is down")
    shown = at(desk, "Thu 2026-06-11 09:30")
    assert said(shown)[1] == (
        "<@U0ADA> has it since Tue 9 Jun 11:50 · reply was due *Tue 9 Jun 12:05* · *overdue*"
    )
    assert small(shown).startswith("Rang <@U0BEN> Tue 9 Jun 10:05")


def test_it_is_over(desk: DeskUnderTest) -> None:
    """Two lines: who had it, how it ended and when, and where the whole of it stands."""
    rings(desk)
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.at("Tue 2026-06-09 10:30")
    desk.types("ben", "/case respond 1")
    shown = at(desk, "Tue 2026-06-09 10:30")
    assert len(shown.blocks) == 2
    assert said(shown) == [
        ":white_check_mark: *initech Sev-1 · Login down*",
        "Over 10:30: <@U0ADA> had it; <@U0BEN> gave the first response · `/oncall pages 1`",
    ]


def test_it_is_over_too_late(desk: DeskUnderTest) -> None:
    """On another day than it began it has the day; late is said."""
    rings(desk, wall="Tue 2026-06-09 23:00")
    desk.presses("ada", "Acknowledge", "#sev1")
    desk.at("Wed 2026-06-10 01:30")
    desk.types("ada", "/case respond 1")
    assert said(at(desk, "Wed 2026-06-10 01:30"))[1] == (
        "Over Wed 10 Jun 01:30: <@U0ADA> gave the first response, late: due Wed 10 Jun 01:00 · "
        "`/oncall pages 1`"
    )


def test_it_is_stopped(desk: DeskUnderTest) -> None:
    """With the reason, as it was typed."""
    rings(desk)
    desk.types("ada", "/oncall stop 1 because a drill of theirs")
    assert said(at(desk, "Tue 2026-06-09 10:06"))[1] == (
        "Over 10:05: <@U0ADA> stopped it: a drill of theirs · `/oncall pages 1`"
    )


def test_help_is_asked_for_with_a_case(desk: DeskUnderTest) -> None:
    """Who asks, and what; a clock in business time says its target: of it no hours are left."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev3 configuration Slow console")
    assert said(rings(desk, "/oncall page 1 they are on the phone")) == [
        ":rotating_light: *initech Sev-3 · Slow console*",
        "<@U0CLEO> asks for help: “they are on the phone”",
        "Reply by *Wed 10 Jun 17:00* (1 business day)",
    ]


def test_help_is_asked_for_without_a_case(desk: DeskUnderTest) -> None:
    """Nothing is due; whoever takes it ends it, and has it."""
    assert said(rings(desk, "/oncall page acme the portal is down")) == [
        ":rotating_light: *acme · the portal is down*",
        "<@U0CLEO> asks for help",
        "No case, so no reply is due",
    ]
    desk.types("ben", "/oncall ack 1")
    assert said(at(desk, "Tue 2026-06-09 10:05")) == [
        ":large_green_circle: *acme · the portal is down*",
        "<@U0BEN> has it since 10:05 · `/oncall pages 1`",
    ]


def test_one_person_is_asked_alone(desk: DeskUnderTest) -> None:
    """The same one again is named so."""
    desk.at("Tue 2026-06-09 10:05")
    paged = desk.types("cleo", "/oncall page @ada only you know the portal")
    assert small(paged) == "Rang <@U0ADA> 10:05 · next <@U0ADA> again 10:10"


def test_nobody_is_on_call(desk: DeskUnderTest) -> None:
    """O4: a rung with nobody on call is passed at once, and the page says so."""
    desk.types("dana", "/oncall rotation nights daily 18:00 from 2026-07-01 @ada @ben")
    desk.types("dana", "/oncall ladder initech 0 nights, 10 primary, every 20")
    assert (
        small(rings(desk)) == "Rang nobody (`nights`) 10:05 → <@U0BEN> 10:05 · next all again 10:25"
    )


def test_whoever_asks_is_passed(desk: DeskUnderTest) -> None:
    """Who is on call and asks for help is not rung: the next rung is, at once."""
    desk.at("Tue 2026-06-09 10:05")
    desk.types("ben", "/oncall page acme the portal is down")
    desk.works()
    assert small(board(desk)) == (
        "Rang nobody (<@U0BEN>: asks for help) 10:05 → <@U0ADA> 10:05 · next everyone 10:15"
    )


def test_the_secondary_is_asked_beside_whoever_has_it(desk: DeskUnderTest) -> None:
    """O5: at three quarters of the clock the secondary's message says why."""
    rings(desk)
    desk.presses("ben", "Acknowledge", "#sev1")
    at(desk, "Tue 2026-06-09 11:35")
    asked = board(desk, channel="@desk", who="ada")
    assert said(asked) == [
        ":rotating_light: *initech Sev-1 · Login down*",
        "No first response yet, and three quarters of the clock have run: please help (O5).",
        "<@U0BEN> has it since 10:05 · reply by *12:05*",
    ]
    assert small(asked) == "Rang <@U0BEN> 10:05 → <@U0ADA> 11:35"
