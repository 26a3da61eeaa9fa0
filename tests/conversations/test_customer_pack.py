"""`/customer pack`: one that was recorded twice, and one that is taken back at once (G4)."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def packs(desk: DeskUnderTest, customer: str = "acme") -> int:
    """How many escalations the customer has from packs that count."""
    grants = desk.statement(customer)["grants"]
    return sum(grant["quantity"] for grant in grants if grant["source"].startswith("pack"))


def test_the_same_within_ten_minutes_is_asked_about(desk: DeskUnderTest) -> None:
    """Whoever recorded it and of whatever day; "Record another" records it all the same, once."""
    with_acme(desk, at="Mon 2026-06-01 09:00")
    desk.types("cleo", "/customer pack acme M")
    desk.at("Mon 2026-06-01 09:10")
    asked = desk.types("dana", "/customer pack acme M on 2026-05-29")
    assert asked.says("<@U0CLEO> recorded pack 1 (M) for acme minutes ago. Record another?")
    assert asked.buttons == ["Record another"]
    assert packs(desk) == 3
    assert desk.types("dana", "/customer pack acme S").says("Recorded pack 2 (S)")
    desk.types("dana", "/customer pack acme M on 2026-05-29")
    done = desk.presses("dana", "Record another")
    assert done.says("Recorded pack 3 (M) for acme", "Fri 29 May 2026 to")
    assert packs(desk) == 7
    again = desk.types("dana", "/customer pack acme M --again 1")
    assert again.says("Another like acme's pack 1 (M) was already recorded.")
    assert desk.types("dana", "/customer pack acme M").says("You recorded pack 3 (M)")
    desk.at("Mon 2026-06-01 09:21")
    assert desk.types("dana", "/customer pack acme M").says("Recorded pack 4 (M)")


def test_another_pack_is_not_asked_about(desk: DeskUnderTest) -> None:
    """Another size, customer, number or price, or one that was taken back."""
    with_acme(desk)
    desk.types("dana", '/customer add initech "Initech" managed escalations 12 from 2026-01-01')
    for typed in (
        "acme M",
        "acme S",
        "initech M",
        "initech 3 at 1900",
        "initech 3 at 2000",
        "initech 4 at 2000",
    ):
        assert desk.types("dana", f"/customer pack {typed}").says("Recorded")
    asked = desk.types("dana", "/customer pack initech 3 at 2000")
    assert asked.buttons == ["Record another"]
    other = desk.types("dana", "/customer pack initech 3 at 2000 --again 2")
    assert other.says("initech's pack 2 says something else")
    desk.types("dana", "/customer void acme pack 1")
    assert desk.types("dana", "/customer pack acme M").says("Recorded pack 3 (M)")


def test_whoever_recorded_it_undoes_it_for_ten_minutes(desk: DeskUnderTest) -> None:
    """Without being an admin and without a reason; after that an admin does, and says why."""
    with_acme(desk)
    desk.types("cleo", "/customer pack acme M")
    desk.at("Mon 2026-06-01 09:10")
    assert desk.presses("cleo", "Undo").says("Voided acme's pack 1 (M). 4 of 4 escalations left.")
    assert desk.types("cleo", "/customer show acme").says("voided today 09:10 by <@U0CLEO>\n")
    desk.types("cleo", "/customer pack acme M")
    desk.at("Mon 2026-06-01 09:21")
    refused = desk.types("cleo", "/customer void acme pack 2")
    assert refused.says("Only an admin can void acme's pack 2 (M).")
    assert desk.types("dana", "/customer void acme pack 2").says(
        "Voiding pack 2 (M) wants a reason.", "because recorded twice"
    )
    assert packs(desk) == 3


def test_nobody_else_undoes_it_so(desk: DeskUnderTest) -> None:
    """Nor an admin without a reason; and after 10 minutes it is an admin's at any time."""
    with_acme(desk)
    desk.types("cleo", "/customer pack acme M")
    assert desk.types("dana", "/customer void acme pack 1").says("wants a reason")
    desk.types("dana", "/customer pack acme L")
    assert desk.types("cleo", "/customer void acme pack 2").says("Only an admin can void")
    desk.types("cleo", "/customer adjust acme +1 until 2026-12-31 because goodwill")
    desk.at("Mon 2026-06-01 09:11")
    refused = desk.types("cleo", "/customer void acme adjustment 1")
    assert refused.says("Only an admin can void acme's adjustment 1.")


def test_what_serves_charges_is_not_undone(desk: DeskUnderTest) -> None:
    """It is not offered where an uncovered charge waited for the pack, nor done where one came."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    for number in (1, 2):
        desk.types("ada", f"/case open hooli configuration Number {number}")
    desk.types("ada", "/escalation log 1h 1")
    assert "Undo" not in desk.types("dana", "/customer pack hooli S").buttons
    assert desk.types("dana", "/customer pack hooli M").buttons == ["Undo"]
    desk.types("ada", "/escalation log 1h 2")
    assert desk.presses("dana", "Undo").says("already serves charges (#2)")


def test_what_was_voided_is_put_back(desk: DeskUnderTest) -> None:
    """As it was, once, by whoever voided it; and that can be undone again."""
    with_acme(desk)
    desk.types("cleo", "/customer pack acme M on 2026-05-29")
    voided = desk.presses("cleo", "Undo")
    assert voided.buttons == ["Put it back"]
    back = desk.presses("cleo", "Put it back")
    assert back.says(
        "Recorded pack 2 (M) for acme: 3 escalations at CHF 1’900.–", "Fri 29 May 2026"
    )
    assert back.buttons == ["Undo"]
    twice = desk.types("cleo", "/customer void acme pack 1 back")
    assert twice.text == "acme's pack 1 (M) was put back already, under another number."
    assert desk.types("cleo", "/customer void acme pack 2 back").says("counts: it was not voided")
    desk.types("dana", "/customer void acme pack 2 because recorded twice")
    refused = desk.types("cleo", "/customer void acme pack 2 back")
    assert refused.text == "<@U0DANA> voided pack 2 (M): they or an admin can put it back."
    assert packs(desk) == 0


def test_what_was_agreed_freely_comes_back_for_managed_customers_only(desk: DeskUnderTest) -> None:
    """G3: on the day of its purchase, as when it was recorded."""
    with_acme(desk)
    managed = desk.types("cleo", "/customer level acme managed escalations 12 from 2026-06-01")
    desk.types("cleo", "/customer pack acme 10 at 5000")
    voided = desk.presses("cleo", "Undo")
    desk.types("cleo", managed.typed_by("Undo"))
    refused = desk.types("cleo", voided.typed_by("Put it back"))
    assert refused.says("Number and price are agreed freely with Managed customers only (G3)")
    assert packs(desk) == 0


def test_an_adjustment_is_undone_and_put_back(desk: DeskUnderTest) -> None:
    """With the days and the reason that it had."""
    with_acme(desk)
    desk.types("cleo", "/customer adjust acme +2 until 2026-12-31 because goodwill")
    assert desk.presses("cleo", "Undo").says("Voided acme's adjustment 1. 4 of 4")
    assert desk.presses("cleo", "Put it back").says("Gave adjustment 2 for acme", "6 of 6")
    assert desk.types("cleo", "/customer show acme").says("to Thu 31 Dec 2026 – goodwill")
