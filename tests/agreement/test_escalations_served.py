"""Section 2, which escalation is used: in which order, and what happens if none is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.rules.story import Story, left, line, lines, standard, without_grants

# --- E6: in which order ---------------------------------------------------------------------------


def test_charges_are_served_in_order_of_their_date() -> None:
    """E6: served in order of date, not of recording."""
    story = without_grants()
    story.adjust(1, "03-01", "03-31")
    story.log(1, "03-09", 60)
    story.log(2, "03-05", 60)
    assert lines(story.on("03-31")) == ["#2.1 2026-03-05 adjustment", "#1.1 2026-03-09 uncovered"]


def test_charges_of_a_day_are_served_in_order_of_recording() -> None:
    """E6: then of the recording of the time entry behind them, then of block."""
    story = without_grants()
    story.adjust(3, "03-01", "03-31")
    story.log(2, "03-05", 10)
    story.log(4, "03-05", 60)
    story.log(2, "03-05", 600)
    story.log(1, "03-05", 60)
    story.decide(2, 2, "escalation")
    assert lines(story.on("03-31")) == [
        "#4.1 2026-03-05 adjustment",
        "#2.1 2026-03-05 adjustment",
        "#2.2 2026-03-05 adjustment",
        "#1.1 2026-03-05 uncovered",
    ]


def test_the_grant_that_expires_first_is_taken_first() -> None:
    """E6: each takes from the grant that is valid on its date and expires first."""
    story = standard()
    story.pack("S", "02-01", to="12-30")
    story.adjust(1, "02-01", "2027-01-01")
    for number in range(1, 8):
        story.log(number, f"03-0{number}", 60)
    taken = [charge.grant.label if charge.grant else None for charge in story.on("03-31").charges]
    assert taken == ["pack S", *["included 2026"] * 4, "adjustment", None]


def test_a_grant_serves_only_on_its_days() -> None:
    """E6: valid on its date, its first and last day included."""
    story = without_grants()
    story.adjust(9, "03-02", "03-04")
    for number in range(1, 6):
        story.log(number, f"03-0{number}", 60)
    assert [charge.block.case for charge in story.on("03-31").uncovered] == [1, 5]


def test_on_the_same_expiry_the_source_decides() -> None:
    """E6: on the same expiry `included` before `pack` before `adjustment`."""
    story = Story()
    story.adjust(1, "01-01", "12-31")
    story.pack("S", "01-01", to="12-31")
    story.contract("02-01", "managed", escalations=1, to="12-31")
    for number in range(1, 4):
        story.log(number, f"03-0{number}", 60)
    taken = [charge.grant.source for charge in story.on("03-31").charges if charge.grant]
    assert taken == ["included", "pack", "adjustment"]


def test_then_the_earlier_first_day_then_the_earlier_recorded() -> None:
    """E6: then the grant with the earlier first day, then the earlier recorded."""
    story = Story()
    for since in ("02-02", "02-02", "02-01"):
        story.adjust(1, since, "12-31")
    for number in range(1, 4):
        story.log(number, f"03-0{number}", 60)
    taken = [charge.grant.recorded for charge in story.on("03-31").charges if charge.grant]
    assert taken == [3, 1, 2]


# --- E6: by what was known at the end of that day -------------------------------------------------


def exte(to: str | None = None) -> tuple[Story, int]:
    """Standard from 2026-01-01, and a pack S that expires on 1 September 2026."""
    story = Story()
    contract = story.contract("01-01", "standard", to=to)
    story.pack("S", "2025-09-01")
    return story, contract


def test_an_end_moved_ahead_lets_the_pack_go_first() -> None:
    """E6: the contract was to end on 30 June; known on 17 June: it ends on 31 December."""
    story, contract = exte(to="06-30")
    story.at("06-08")
    story.ends(contract, "12-31")
    story.log(1, "06-17", 20)
    assert lines(story.on("06-17")) == ["#1.1 2026-06-17 pack S"]
    assert left(story.on("09-02")) == {"included 2026": 4}


def test_an_end_recorded_lets_the_included_ones_go_first() -> None:
    """E6: on 8 June it was recorded that the contract ends on 30 June: before the pack does."""
    story, contract = exte()
    story.at("06-08")
    story.ends(contract, "06-30")
    story.log(1, "06-11", 20)
    assert lines(story.on("06-11")) == ["#1.1 2026-06-11 included 2026"]


def test_each_day_goes_by_what_was_known_at_its_end() -> None:
    """E6: day by day: before the end was recorded, on that day, and when it had been moved."""
    story, contract = exte()
    story.pack("M", "2025-09-02")
    story.at("06-08")
    story.ends(contract, "06-30")
    story.at("06-10")
    story.ends(contract, "12-31")
    for number, on in enumerate(("06-07", "06-08", "06-09", "06-10", "06-11"), start=1):
        story.log(number, on, 20)
    assert lines(story.on("06-11")) == [
        "#1.1 2026-06-07 pack S",
        "#2.1 2026-06-08 included 2026",
        "#3.1 2026-06-09 included 2026",
        "#4.1 2026-06-10 pack M",
        "#5.1 2026-06-11 pack M",
    ]


def test_a_late_entry_goes_by_what_was_known_on_its_day() -> None:
    """E6, E: logged after the end was recorded, for a day before, it takes as it would have."""
    story, contract = exte()
    story.at("06-08")
    story.ends(contract, "06-30")
    story.log(1, "06-11", 20)
    story.log(2, "06-05", 20)
    assert lines(story.on("06-11")) == [
        "#2.1 2026-06-05 pack S",
        "#1.1 2026-06-11 included 2026",
    ]


def test_a_settled_charge_goes_by_what_was_known_on_the_day_of_settling() -> None:
    """E6, E7: it is served as if dated on that day."""
    story = Story()
    story.log(1, "03-02", 20)
    contract = story.contract("04-01", "standard")
    story.pack("S", "04-02")
    story.at("06-08")
    story.ends(contract, "12-31")
    story.at("06-10")
    story.ends(contract, "2027-03-31")
    story.settle(1, 1, "grant", "06-09")
    assert lines(story.on("06-09")) == ["#1.1 2026-06-09 included 2026/27"]
    story.take_back_settlement(1, 1)
    story.adjust(1, "06-10", "2027-03-30")
    story.settle(1, 1, "grant", "06-10")
    assert lines(story.on("06-10")) == ["#1.1 2026-06-10 adjustment"]


def test_a_contract_recorded_late_was_known_to_all_its_days() -> None:
    """E, E6: only an end, or its moving, is known from its recording on; a late grant is not."""
    story = Story()
    story.log(1, "03-02", 20)
    story.at("06-08")
    story.contract("01-01", "standard", to="06-30")
    story.pack("S", "2025-09-01")
    assert lines(story.on("06-08")) == ["#1.1 2026-03-02 included 2026"]


# --- E7: nothing to take from ---------------------------------------------------------------------


def test_time_is_never_refused_for_lack_of_balance() -> None:
    """E7: a due charge with no grant to take from is uncovered; the statement says how many."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.log(2, "03-03", 60)
    told = story.on("03-03")
    assert [line(charge) for charge in told.uncovered] == [
        "#1.1 2026-03-02 uncovered",
        "#2.1 2026-03-03 uncovered",
    ]
    assert told.remaining == 0


def test_settled_from_a_grant() -> None:
    """E7: from a grant: from then on it is served as if dated on the day of settling."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.pack("S", "03-10")
    assert lines(story.on("03-20")) == ["#1.1 2026-03-02 uncovered"]
    story.settle(1, 1, "grant", "03-15")
    assert lines(story.on("03-14")) == ["#1.1 2026-03-02 uncovered"]
    assert lines(story.on("03-15")) == ["#1.1 2026-03-15 pack S"]
    assert story.on("03-15").remaining == 0


def test_a_settled_charge_waits_for_its_turn() -> None:
    """E7, E6: as if dated on the day of settling, so what is dated before goes before it."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.pack("S", "03-10")
    story.settle(1, 1, "grant", "03-15")
    story.log(2, "03-14", 60)
    assert lines(story.on("03-31")) == ["#1.1 2026-03-02 uncovered", "#2.1 2026-03-14 pack S"]


@pytest.mark.parametrize("settled", ["03-02", "03-15"])
def test_settled_from_a_grant_that_is_not_there(settled: str) -> None:
    """E7: with no grant on the day of settling either, it stays uncovered under its own date."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "grant", settled)
    assert lines(story.on("03-31")) == ["#1.1 2026-03-02 uncovered"]


@pytest.mark.parametrize(("minutes", "francs"), [(15, "60"), (60, "240"), (300, "1200")])
def test_settled_as_consulting(minutes: int, francs: str) -> None:
    """E7: as consulting: CHF 4.– a minute, block 1 from its first minute."""
    story = without_grants()
    story.log(1, "03-02", minutes)
    story.settle(1, 1, "consulting", "03-03")
    told = story.on("03-03")
    assert (told.consulting_chf, told.uncovered) == (Decimal(francs), ())


def test_minutes_added_later_to_a_block_settled_as_consulting() -> None:
    """E7: the minutes of its block so far, and any added to it later; not those of the next."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "consulting", "03-03")
    story.log(1, "03-04", 300)
    told = story.on("03-04")
    assert (told.consulting_minutes, told.undecided_minutes) == (300, 60)


def test_a_settlement_sleeps_while_its_charge_does_not_exist() -> None:
    """E7: a settlement sleeps while its charge does not exist."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "consulting", "03-03")
    story.kind(1, "defect")
    assert story.on("03-31").consulting_minutes == 0
    story.kind(1, "migration")
    assert story.on("03-31").consulting_minutes == 60


def test_a_settlement_from_a_grant_sleeps_while_its_charge_would_be_covered() -> None:
    """E7: or would be covered anyway."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "grant", "03-03")
    story.adjust(1, "03-01", "03-31")
    assert lines(story.on("03-31")) == ["#1.1 2026-03-02 adjustment"]


def test_one_as_consulting_stands_although_its_charge_would_be_covered() -> None:
    """E7: one as consulting was agreed with the customer: it takes from no grant that comes."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "consulting", "03-03")
    story.adjust(1, "03-01", "03-31")
    story.log(2, "03-04", 60)
    told = story.on("03-31")
    assert lines(told) == ["#1.1 2026-03-02 settled as consulting", "#2.1 2026-03-04 adjustment"]
    assert told.consulting_minutes == 60


def test_one_as_consulting_is_taken_back() -> None:
    """E7: it stands until it is taken back; then the charge is served as any, and may be settled
    again."""
    story = without_grants()
    story.log(1, "03-02", 60)
    story.settle(1, 1, "consulting", "03-03")
    story.take_back_settlement(1, 1)
    assert lines(story.on("03-02")) == ["#1.1 2026-03-02 uncovered"]
    story.pack("S", "03-06")
    story.settle(1, 1, "grant", "03-07")
    assert lines(story.on("03-07")) == ["#1.1 2026-03-07 pack S"]
