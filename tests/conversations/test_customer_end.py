"""Ending a contract, and what was agreed for later."""

from __future__ import annotations

from tests.desk import DeskUnderTest


def test_an_end_names_what_follows_it(desk: DeskUnderTest) -> None:
    """G5: a change agreed for a day after the end begins a contract; the answer says so."""
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer level acme premium from 2026-07-01")
    ended = desk.types("dana", "/customer end acme 2026-05-31")
    assert ended.text.startswith("acme's contract ends on Sun 31 May 2026.")
    assert ended.says("From Wed 1 Jul 2026 acme has Premium, as agreed for that day")
    assert desk.statement("acme", "2026-06-15")["level"] == "basic"
    assert desk.statement("acme", "2026-07-01")["granted"] == 8
    desk.types("dana", "/customer level acme basic from 2026-07-01")
    assert desk.statement("acme", "2026-07-01")["level"] == "basic"
    assert desk.statement("acme", "2026-07-01")["granted"] == 0


def test_nothing_to_end(desk: DeskUnderTest) -> None:
    """A day before any contract is no day to end one on."""
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    assert desk.types("dana", "/customer end acme 2025-12-31").text == (
        "acme has no contract that could end on Wed 31 Dec 2025."
    )


def test_managed_without_escalations(desk: DeskUnderTest) -> None:
    """G1: Managed as negotiated, and none may have been."""
    desk.at("Mon 2026-03-02 10:00")
    added = desk.types(
        "dana", '/customer add initech "Initech" managed escalations 0 from 2026-01-01'
    )
    assert added.says("Managed with 0 escalations a year")


def test_what_is_agreed_already(desk: DeskUnderTest) -> None:
    """G5: the same pending change a second time is refused, and nothing is replaced."""
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-01-01')
    lowering = "/customer level acme standard from 2026-04-01"
    assert desk.types("dana", lowering).says("waits for the next anniversary")
    assert desk.types("dana", lowering).text == "Standard for acme is already agreed (G5)."
    assert desk.types("dana", "/customer level acme premium from 2026-04-01").says("It replaces")
    assert desk.types("dana", "/customer level acme premium from 2026-04-01").text == (
        "acme already has Premium on Wed 1 Apr 2026."
    )


def test_an_end_says_what_will_not_come(desk: DeskUnderTest) -> None:
    """G5: a lowering that waited for an anniversary ends with its contract, and begins no other."""
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-01-01')
    desk.types("dana", "/customer level acme standard from 2026-07-01")
    ended = desk.types("dana", "/customer end acme 2026-06-30")
    assert ended.says("ends on Tue 30 Jun 2026.", "Standard from Fri 1 Jan 2027 will not come (G5)")
    assert "takes that back" not in ended.whole
    assert desk.statement("acme", "2026-07-01")["level"] == "basic"
    shown = desk.types("dana", "/customer show acme").whole
    assert "Standard from Fri 1 Jan 2027" not in shown


def test_an_end_can_be_moved_until_it_has_passed(desk: DeskUnderTest) -> None:
    """A contract may be lengthened while it runs; what is over stays over."""
    desk.at("Mon 2026-03-02 10:00")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-01-01')
    desk.types("dana", "/customer end acme 2026-05-31")
    moved = desk.types("dana", "/customer end acme 2026-06-30")
    assert moved.says("ends on Tue 30 Jun 2026 (was Sun 31 May 2026).")
    desk.at("Tue 2026-06-30 10:00")
    assert desk.types("dana", "/customer end acme 2026-07-05").says("ends on Sun 5 Jul 2026")
    desk.at("Mon 2026-07-06 10:00")
    for day in ("2026-12-31", "2026-06-30"):
        refused = desk.types("dana", f"/customer end acme {day}")
        assert refused.says(
            "from Thu 1 Jan 2026 to Sun 5 Jul 2026 is over", '/customer add acme "Acme AG"'
        )
    assert desk.statement("acme")["level"] == "basic"


def test_an_end_in_the_past_wants_a_reason(desk: DeskUnderTest) -> None:
    """Such an end stands for good, so a slip in the day ends nothing; the reason stays."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add acme "Acme AG" premium from 2026-01-01')
    refused = desk.types("dana", "/customer end acme 2026-06-01")
    assert refused.says("Mon 1 Jun 2026 has passed", "for good. If that is meant, say why.")
    assert desk.statement("acme", "2026-06-08")["level"] == "premium"
    ended = desk.types("dana", "/customer end acme 2026-06-01 because they left unsaid")
    assert ended.says("ends on Mon 1 Jun 2026")
    assert desk.types("dana", "/customer show acme").says("they left unsaid")


def test_an_end_stays_when_a_level_is_recorded_for_an_earlier_day(desk: DeskUnderTest) -> None:
    """G5: a contract's end belongs to the contract, whatever its terms become."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add orfa "Orfa" basic from 2026-01-01')
    desk.types("dana", "/customer level orfa standard from 2026-03-01")
    desk.types("dana", "/customer end orfa 2026-12-31")
    desk.types("dana", "/customer level orfa premium from 2026-02-01")
    assert desk.statement("orfa", "2026-12-31")["level"] == "premium"
    assert desk.statement("orfa", "2027-01-01")["level"] == "basic"
    assert desk.types("dana", "/customer show orfa").says("from Sun 1 Feb 2026 to Thu 31 Dec 2026")


def test_an_end_in_the_past_names_the_charges_after_it(desk: DeskUnderTest) -> None:
    """G5: they are uncovered from then on, or another grant serves them; earlier ones stand."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer pack acme S on 2026-06-02")
    for number, on in enumerate(("1 jun", "3 jun", "5 jun"), start=1):
        desk.types("ada", f"/case open acme integration Case {number}")
        desk.types("ada", f"/escalation log 1h {number} {on}")
    ended = desk.types("dana", "/customer end acme 2026-06-01 because they left unsaid")
    assert ended.says(
        "After it, the charge of Wed 3 Jun on #2 takes from pack 1 (S) from now on (G5).",
        "After it, the charge of Fri 5 Jun on #3 is uncovered from now on (G5).",
    )
    assert "on #1" not in ended.whole
    assert desk.statement("acme")["uncovered"] == 1
