"""`/balance acme if …`: today's balance beside what it would be."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def test_a_case_and_a_pack(desk: DeskUnderTest) -> None:
    """Line by line beside today's, with the money; nothing is recorded."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 2h 1")
    found = desk.types("cleo", "/balance acme if case 1 takes 7h and case 2 takes 1h and pack M")
    assert found.text == "acme would have 5 of 7 escalations left, instead of 3 of 4."
    assert found.says("If #1 takes 7h and #2 takes 1h and pack M is bought:")
    assert found.says(
        "• Left: 3 of 4 → *5 of 7*\n• included 2026: 3 of 4 → *2 of 4*\n• pack M: – → *3 of 3*\n"
        "• Undecided: – → *2h, CHF 480.–*\n",
        "Pack M costs CHF 1’900.–.",
        "2h to decide: another escalation, or consulting at CHF 480.– (E5).",
        "Nothing was recorded",
        "excl. VAT",
    )
    assert desk.types("cleo", "/balance acme").text == "acme has 3 of 4 escalations left."


def test_several_packs_have_one_price(desk: DeskUnderTest) -> None:
    """M1: what all of them cost."""
    with_acme(desk)
    assert desk.types("cleo", "/balance acme if pack M and pack S and pack M").says(
        "2 packs M and pack S cost CHF 4’520.–."
    )


def test_another_level(desk: DeskUnderTest) -> None:
    """G5: a raise from its day on, a lowering from the next anniversary; with both prices."""
    with_acme(desk, at="Mon 2026-06-08 10:00")
    found = desk.types("cleo", "/balance acme if premium from 2026-07-01")
    assert found.text == (
        "acme would have 8 of 8 escalations left on Wed 1 Jul 2026, instead of 4 of 4."
    )
    assert found.says(
        "• included 2026: 4 of 4\n• included 2026, raised: – → *4 of 4*",
        "• Level: Standard → *Premium*",
    )
    assert found.says("Premium costs CHF 10’000.– a year; Standard costs CHF 6’000.– a year.")
    lowered = desk.types("cleo", "/balance acme if basic from 2026-07-01")
    assert lowered.text == (
        "acme would have 0 of 0 escalations left on Fri 1 Jan 2027, instead of 4 of 4."
    )


def test_what_would_be_uncovered(desk: DeskUnderTest) -> None:
    """E7: without a grant for it, what covers it is quoted."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 5):
        desk.types("ada", f"/escalation log 1h #{number}")
    found = desk.types("cleo", "/balance acme if #5 takes 30m more")
    assert found.text == (
        "acme would have 0 of 4 escalations left, as without it; 1 more uncovered."
    )
    assert found.says(
        "• Uncovered: – → *1*",
        "1 uncovered: buy pack S at CHF 720.–, which covers it; or as consulting, CHF 120.– so "
        "far (E7).",
    )
    desk.types("ada", "/escalation log 30m #5")
    desk.at("Tue 2026-06-02 10:00")
    assert desk.types("cleo", "/balance acme").says("buy pack S at CHF 720.–, then settle it from")
    bought = desk.types("cleo", "/balance acme if pack S")
    assert bought.text == "acme would have 1 of 5 escalations left, instead of 0 of 4."
    assert bought.says("• Uncovered: 1\n", "1 uncovered: settle it from a grant, which has enough")


def test_what_would_be_to_decide(desk: DeskUnderTest) -> None:
    """E5: the headline says what comes on top, the last line what is to be decided in all."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 6h #1")
    found = desk.types("cleo", "/balance acme if #1 takes 7h")
    assert found.text == (
        "acme would have 3 of 4 escalations left, as without it; 1h (CHF 240.–) more to decide."
    )
    assert found.says(
        "• Undecided: 1h, CHF 240.– → *2h, CHF 480.–*",
        "2h to decide in all: another escalation, or consulting at CHF 480.– (E5).",
    )
    assert desk.types("cleo", "/balance acme if #1 takes 12h").says(
        "7h to decide in all: 2 more escalations, or consulting at CHF 1’680.– (E5)."
    )


def test_a_closed_case(desk: DeskUnderTest) -> None:
    """It is only supposed: that it would be reopened is said. What was withdrawn takes nothing."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-06-08 10:00")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    found = desk.types("cleo", "/balance acme if case 1 takes 1h")
    assert found.text == "acme would have 3 of 4 escalations left, instead of 4 of 4."
    assert found.says("#1 is closed: it would be reopened for that.")
    desk.types("ada", "/case withdraw 2 because opened twice")
    withdrawn = desk.types("cleo", "/balance acme if case 2 takes 1h")
    assert withdrawn.text == "#2 was withdrawn: no time comes to it."


def test_what_could_not_happen_is_refused(desk: DeskUnderTest) -> None:
    """What nobody could record is refused as it would be then."""
    with_acme(desk, "Login loops", at="Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    desk.types("ada", "/case open globex configuration Slow tokens")
    desk.types("ada", "/escalation log 2h 1")
    refused = {
        "case 1 takes 2h": "#1 has 2h already.",
        "case 2 takes 2h": "#2 is a case of globex, not of acme.",
        "case 9 takes 2h": "There is no case #9.",
        "standard from 2026-07-01": "acme already has Standard on Wed 1 Jul 2026.",
        "premium from 2026-07-01 and premium from 2026-08-01": "acme already has Premium on",
        "pack X": "I can't suppose “pack X”",
        "": "If what?",
    }
    for typed, sentence in refused.items():
        assert desk.types("cleo", f"/balance acme if {typed}").says(sentence), typed
