"""`/balance acme explain`, and of a day: each line with its fact, its rule and the sentence."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest
from tests.told_once import told_once

INCLUDED = "Unused included escalations expire at the end of the contract year."
PACKS = "Validity: Escalation Packs are valid for 12 months from the purchase date."
ONE_CASE = "Each escalation covers one technical case, up to 5 hours of engineering effort."
NOT_COUNTED = "Escalations do not count for confirmed product bugs, security issues"


@told_once
def with_a_week(desk: DeskUnderTest) -> None:
    """acme has a pack, a case of two escalations, one of ten minutes, and a defect."""
    with_acme(desk, "Login loops", "A question", "A crash", at="Mon 2026-06-01 09:00")
    desk.types("cleo", "/customer pack acme M")
    desk.types("ada", "/escalation log 10m 1 29 may")
    desk.types("ada", "/escalation log 6h 1")
    desk.types("ada", "/escalation log 10m 2")
    desk.at("Tue 2026-06-02 10:00")
    desk.types("ben", "/case kind 3 defect")
    desk.types("ben", "/escalation log 2h 3")
    desk.types("cleo", "/escalation decide 1 escalation")


def test_a_statement_is_explained(desk: DeskUnderTest) -> None:
    """Each grant, charge and free case: what was entered, by whom and when, and the rules."""
    with_a_week(desk)
    told = desk.types("cleo", "/balance acme explain")
    assert told.text == "acme has 5 of 7 escalations left: what that follows from."
    assert told.says(
        "• included 2026 (G1, G6): *2* of 4 left until Thu 31 Dec 2026",
        "contract from Thu 1 Jan 2026, recorded Mon 1 Jun 09:00 by <@U0DANA>",
        "• pack 1 (M) (G3, G6): *3* of 3 left until Tue 1 Jun 2027",
        "bought on Mon 1 Jun 2026, recorded Mon 1 Jun 09:00 by <@U0CLEO>",
        "• #1 “Login loops”, block 1 (E4, E6): 1 escalation from included 2026, dated Mon 1 Jun",
        "6h by <@U0ADA> (entry 2), recorded Mon 1 Jun 09:00.",
        "• #1 “Login loops”, block 2 (E5, E6): 1 escalation from included 2026",
        "Decided today 10:00 by <@U0CLEO>.",
        "• #2 “A question”: 10m in all; under 15 minutes, so nothing is charged (E3).",
        "• #3 “A crash”: 2h in all; `defect` is never charged (E2).",
        "`defect`: said today 10:00 by <@U0BEN>",
        f"\n>{INCLUDED}",
        f"\n>{PACKS}",
        f"\n>{ONE_CASE}",
        NOT_COUNTED,
        "`/balance acme explain 2026-06-01` explains a day",
    )


def test_the_entry_that_reached_15_minutes(desk: DeskUnderTest) -> None:
    """E4: five minutes cost no escalation; with them the case has come to fifteen."""
    with_acme(desk, "Login loops", at="Mon 2026-06-01 09:00")
    desk.types("ada", "/escalation log 10m 1")
    desk.types("ada", "/escalation log 5m 1")
    assert desk.types("cleo", "/balance acme explain").says(
        "5m by <@U0ADA> (entry 2), recorded today 09:00: with it the case reached 15 minutes (E4)."
    )


def test_why_was_tuesday_not_charged(desk: DeskUnderTest) -> None:
    """A day: time that is free, and why; who said so."""
    with_a_week(desk)
    told = desk.types("cleo", "/balance acme explain tue")
    assert told.text == "acme on Tue 2 Jun 2026: nothing was charged."
    assert told.says(
        "*#3* “A crash”: 2h that day",
        "• 2h by <@U0BEN> (entry 4), recorded today 10:00",
        "Not charged: 2h in all; `defect` is never charged (E2).",
        "`defect`: said today 10:00 by <@U0BEN>",
        NOT_COUNTED,
    )


def test_a_day_that_was_charged(desk: DeskUnderTest) -> None:
    """Which blocks began with its time, what they took, and what it bought."""
    with_a_week(desk)
    told = desk.types("cleo", "/balance acme explain 2026-06-01")
    assert told.text == "acme on Mon 1 Jun 2026: 2 charges."
    assert told.says(
        "*#1* “Login loops”: 6h that day",
        "Block 1 (E4, E6): 1 escalation from included 2026, dated Mon 1 Jun (entry 2).",
        "Block 2 (E5, E6): 1 escalation from included 2026",
        "Decided today 10:00 by <@U0CLEO>.",
        "*#2* “A question”: 10m that day",
        "under 15 minutes, so nothing is charged (E3)",
        "• pack 1 (M) begins (G3): bought on Mon 1 Jun 2026",
    )


def test_time_before_a_charge_and_after_it(desk: DeskUnderTest) -> None:
    """Ten minutes that were free that day, and an hour that an escalation covers already."""
    with_a_week(desk)
    told = desk.types("cleo", "/balance acme explain 2026-05-29")
    assert told.text == "acme on Fri 29 May 2026: nothing was charged."
    assert told.says(
        "10m in all by then, and under 15 minutes nothing falls due (E3, E4): that came on Mon 1",
    )
    desk.types("ada", "/escalation log 1h 1")
    told = desk.types("cleo", "/balance acme explain 2026-06-02")
    assert told.says("In block 2, which began on Mon 1 Jun 2026 (E1, E5, E6): 1 escalation from")


def test_time_that_was_taken_off(desk: DeskUnderTest) -> None:
    """What was logged that day and counts no more, by whom and why."""
    with_a_week(desk)
    desk.types("ben", "/escalation undo because it was another customer")
    told = desk.types("cleo", "/balance acme explain 2026-06-02")
    assert told.says("taken off today 10:00 by <@U0BEN> – it was another customer")


def test_a_charge_of_another_day_that_was_settled_on_it(desk: DeskUnderTest) -> None:
    """E7: an uncovered charge is served as if dated on the day of settling."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.at("Tue 2026-06-09 09:00")
    desk.types("dana", "/customer pack hooli S")
    desk.types("dana", "/escalation settle hooli grant")
    told = desk.types("ada", "/balance hooli explain today")
    assert told.says(
        "No time is dated that day, so nothing falls due (E4).",
        "• #1, block 1 (E4, E7): 1 escalation, dated Mon 1 Jun (entry 1); it found no grant",
        "Settled today 09:00 by <@U0DANA>.",
    )


def test_a_day_of_nothing(desk: DeskUnderTest) -> None:
    """That nothing is dated that day is the reason."""
    with_acme(desk)
    told = desk.types("cleo", "/balance acme explain 2026-03-10")
    assert told.text == "acme on Tue 10 Mar 2026: nothing was charged."
    assert told.says("No time is dated that day", "`/balance acme on 2026-03-10`")


def test_long_histories_fit_into_a_message(desk: DeskUnderTest) -> None:
    """Of very much the newest is shown, and it says how much is not."""
    title = "Migration of everything " + "& all " * 12
    with_acme(desk, *([title] * 40), at="Wed 2026-07-01 09:00")
    for number in range(1, 41):
        desk.types("ada", f"/escalation log 1h {number} {1 + number % 28} june")
    for number in range(20, 41):
        desk.types("ada", f"/case kind {number} defect")
    told = desk.types("cleo", "/balance acme explain")
    assert told.says("• #19 ", "• #27 ", "2 earlier lines not shown")
    assert told.buttons == ["More"]
    assert "• #4 " not in told.whole
    told = desk.presses("cleo", "More")
    assert told.says("*Charges before these*", "• #4 ", "*Not charged before*", "• #32 ")
    assert "earlier not shown" not in told.whole
    assert desk.types("cleo", "/balance acme explain 2026-06-10").says("*#9* ")
