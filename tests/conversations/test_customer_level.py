"""`/customer level`: what the answer says of the day it holds from, and of what comes after it."""

from __future__ import annotations

from tests.desk import DeskUnderTest


def acme(desk: DeskUnderTest, level: str, more: str = "") -> None:
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", f'/customer add acme "Acme AG" {level} from 2026-01-01{more}')


def test_what_still_comes_after_it_is_named(desk: DeskUnderTest) -> None:
    """Each change counts by its date: one agreed earlier for a later day comes all the same."""
    acme(desk, "standard")
    desk.types("dana", "/customer level acme managed escalations 12 from 2026-09-01")
    changed = desk.types("dana", "/customer level acme premium from 2026-07-01")
    assert changed.says(
        "acme has Premium from Wed 1 Jul 2026.",
        "After it comes Managed with 12 escalations a year from Tue 1 Sep 2026, as agreed before;",
        "`/customer level acme premium from 2026-09-01` takes that back.",
    )
    desk.types("dana", "/customer level acme premium from 2026-09-01")
    assert desk.statement("acme", "2026-10-01")["level"] == "premium"
    last = desk.types("dana", "/customer level acme managed escalations 9 from 2026-11-01")
    assert "After it comes" not in last.whole


def test_a_lowering_that_can_never_happen_is_refused(desk: DeskUnderTest) -> None:
    """G5: its anniversary lies after its contract's last day, whatever contract follows."""
    acme(desk, "premium", " to 2026-12-31")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2027-01-01')
    refused = desk.types("dana", "/customer level acme standard from 2026-06-01")
    assert refused.says("next anniversary, Fri 1 Jan 2027, and by then", "contract has ended (G5)")
    assert desk.statement("acme", "2027-01-01")["level"] == "premium"
    assert "Standard" not in desk.types("dana", "/customer show acme").whole


def test_a_level_before_an_agreed_contract_says_until_when(desk: DeskUnderTest) -> None:
    """A level that begins a contract before one that is agreed already holds until that one."""
    acme(desk, "standard", " to 2026-05-31")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-10-01')
    changed = desk.types("dana", "/customer level acme standard from 2026-07-01")
    assert changed.says("acme has Standard from Wed 1 Jul 2026.", "until Wed 30 Sep 2026")


def test_a_day_before_the_first_contract_is_a_correction(desk: DeskUnderTest) -> None:
    """G5: what is said of a time that was without a contract wants an admin and a reason."""
    acme(desk, "standard")
    desk.types("dana", "/customer manager acme @cleo")
    before = desk.types("dana", "/customer show acme").whole
    typed = "/customer level acme premium from 2025-01-01"
    assert desk.types("cleo", f"{typed} because signed then").text == (
        "Only an admin can correct what acme had before its first contract, which begins on "
        "Thu 1 Jan 2026 (G5)."
    )
    assert desk.types("dana", typed).says(
        "acme's first contract begins on Thu 1 Jan 2026.", "say why.", f"{typed} because"
    )
    assert desk.types("dana", "/customer show acme").whole == before
    done = desk.types("dana", f"{typed} because signed then")
    assert done.says(
        "acme has Premium from Wed 1 Jan 2025.",
        "It holds until Wed 31 Dec 2025, its last day, in place of Basic.",
    )
    assert desk.types("dana", "/customer show acme").says("by <@U0DANA> – signed then")


def test_a_raise_says_how_it_comes_to_its_number(desk: DeskUnderTest) -> None:
    """G5: what the new level includes beyond what the year already holds, never below 0."""
    acme(desk, "premium")
    lower = desk.types("dana", "/customer level acme managed escalations 5 from 2026-05-01")
    assert lower.says("nothing is added: 5 a year less the 8 that this contract year holds already")
    raised = desk.types("dana", "/customer level acme managed escalations 10 from 2026-06-01")
    assert raised.says(
        "2 escalations are added from that day to the end of the contract year: 10 a year less the "
        "8 that this contract year holds already (G5)."
    )


def test_a_lowering_that_a_later_raise_would_replace_is_refused(desk: DeskUnderTest) -> None:
    """G5: it is not agreed already; the raise that comes after it is named, and what to do."""
    acme(desk, "premium")
    desk.types("dana", "/customer level acme managed escalations 12 from 2026-09-01")
    refused = desk.types("dana", "/customer level acme standard from 2026-07-01")
    assert refused.text.startswith(
        "A lowering waits for the next anniversary, and Managed from Tue 1 Sep 2026, agreed "
        "before, would replace it (G5). To lower it all the same:"
    )
    assert refused.says("/customer level acme standard from 2026-09-01")
    desk.at("Tue 2026-09-01 10:00")
    desk.types("dana", "/customer level acme standard from 2026-09-01")
    assert desk.statement("acme", "2026-12-31")["level"] == "managed"
    assert desk.statement("acme", "2027-01-01")["level"] == "standard"


def test_lowered_on_the_day_of_its_raise_waits_for_the_anniversary(desk: DeskUnderTest) -> None:
    """G5: lowered on whatever day of the year: six charges stay covered."""
    acme(desk, "standard")
    desk.types("dana", "/customer level acme premium from 2026-03-01")
    for number in range(1, 7):
        desk.types("ada", f"/case open acme integration Case {number}")
        desk.types("ada", f"/escalation log 20m {number}")
    lowered = desk.types("dana", "/customer level acme standard from 2026-03-01")
    assert lowered.text.startswith("acme has Standard from Fri 1 Jan 2027.")
    assert desk.statement("acme", "2026-03-02")["uncovered"] == 0


def test_a_pending_change_that_is_replaced_is_named(desk: DeskUnderTest) -> None:
    """G5: also one that was to come on the very day; `/customer show` lists one for a day."""
    acme(desk, "standard")
    desk.types("dana", "/customer level acme premium from 2026-07-01")
    changed = desk.types("dana", "/customer level acme managed escalations 12 from 2026-07-01")
    assert changed.says("It replaces Premium, which was to come on Wed 1 Jul 2026 (G5).")
    shown = desk.types("dana", "/customer show acme").whole
    contracts = shown.split("*History*")[0]
    assert contracts.count("from Wed 1 Jul 2026") == 1
