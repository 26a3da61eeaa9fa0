"""`/customer correct`: a level that was recorded wrongly, as it should have been (G5)."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def level_and_granted(desk: DeskUnderTest, day: str) -> tuple[str, int]:
    found = desk.statement("acme", day)
    return found["level"], found["granted"]


def test_it_counts_from_its_own_day(desk: DeskUnderTest) -> None:
    """G5: as if it had been recorded so, of the contract itself or of a change of its level."""
    with_acme(desk)  # Standard from 2026-01-01
    done = desk.types(
        "dana", "/customer correct acme premium from 2026-01-01 because typed wrongly"
    )
    assert done.text == (
        "Corrected: acme has Premium from Thu 1 Jan 2026, not Standard. "
        "8 of 8 escalations left today."
    )
    assert level_and_granted(desk, "2026-02-01") == ("premium", 8)
    desk.types("dana", "/customer level acme managed escalations 12 from 2026-03-01")
    assert level_and_granted(desk, "2026-06-01") == ("managed", 12)
    desk.types("dana", "/customer correct acme managed 10 from 2026-03-01 because it was 10")
    assert level_and_granted(desk, "2026-06-01") == ("managed", 10)
    assert desk.types("dana", "/customer show acme").says(
        "corrected to Premium from Thu 1 Jan 2026 by <@U0DANA> – typed wrongly",
        "corrected to Managed with 10 escalations a year from Sun 1 Mar 2026 by",
    )


def test_a_change_that_should_not_have_been(desk: DeskUnderTest) -> None:
    """G5: it is taken back at once, where a lowering would wait; what was pending comes again."""
    with_acme(desk)
    desk.types("dana", "/customer level acme basic from 2026-02-01")  # waits for 2027-01-01
    desk.types("dana", "/customer level acme premium from 2026-03-01")
    assert level_and_granted(desk, "2027-02-01") == ("premium", 8)
    done = desk.types("dana", "/customer correct acme standard from 2026-03-01 because not signed")
    assert done.says("acme has Standard from Sun 1 Mar 2026, not Premium. 4 of 4")
    assert level_and_granted(desk, "2026-06-01") == ("standard", 4)
    assert level_and_granted(desk, "2027-02-01") == ("basic", 0)
    assert desk.types("dana", "/customer show acme").says("taken back: Premium from Sun 1 Mar 2026")


def test_an_end_stays(desk: DeskUnderTest) -> None:
    """G5: it belongs to the contract, whatever its terms become."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" basic from 2026-01-01')
    desk.types("dana", "/customer level acme standard from 2026-03-01")
    desk.types("dana", "/customer end acme 2026-12-31")
    desk.types("dana", "/customer correct acme basic from 2026-03-01 because not signed")
    assert desk.types("dana", "/customer show acme").says(
        "Basic from Thu 1 Jan 2026 to Thu 31 Dec 2026\n"
    )


def test_what_should_have_been_a_lowering_waits(desk: DeskUnderTest) -> None:
    """G5: it is what it should have been, and a lowering changes at the anniversary."""
    with_acme(desk)
    desk.types("dana", "/customer level acme premium from 2026-03-01")
    done = desk.types("dana", "/customer correct acme basic from 2026-03-01 because misread")
    assert done.says(
        "acme has Basic from Fri 1 Jan 2027, not Premium.",
        "A lowering waits for the next anniversary: until Thu 31 Dec 2026 acme keeps Standard (G5)",
    )
    assert level_and_granted(desk, "2026-06-01") == ("standard", 4)
    assert level_and_granted(desk, "2027-01-01") == ("basic", 0)


def test_charges_and_clocks_follow(desk: DeskUnderTest) -> None:
    """What it takes from charges made is said, and open cases are due as their level has it."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 1h 1")
    done = desk.types("dana", "/customer correct acme basic from 2026-01-01 because misread")
    assert done.says("not Standard. 0 of 0 escalations left", "1 more uncovered")
    done = desk.types("dana", "/customer correct acme premium from 2026-01-01 because misread")
    assert done.says("not Basic. 7 of 8 escalations left", "1 fewer uncovered (E7)", "#1")


def test_what_is_refused(desk: DeskUnderTest) -> None:
    """An account manager; no reason; a day for which nothing was recorded; what it says already."""
    with_acme(desk)
    correct = "/customer correct acme"
    refused = desk.types("cleo", f"{correct} premium from 2026-01-01 because x")
    assert refused.says("Only admins can use `/customer correct`")
    assert desk.types("dana", f"{correct} premium from 2026-01-01").says("Why? A reason is needed")
    assert desk.types("dana", f"{correct} premium from 2026-03-01 because x").text == (
        "acme has no level recorded from Sun 1 Mar 2026 on (it has: Thu 1 Jan 2026)."
    )
    assert desk.types("dana", f"{correct} standard from 2026-01-01 because x").text == (
        "acme's level from Thu 1 Jan 2026 is recorded so already."
    )
    assert level_and_granted(desk, "2026-06-01") == ("standard", 4)
