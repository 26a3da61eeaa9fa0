"""`/customer closed`: closure days, and the clocks that move with them (T2)."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def test_a_day_ahead_names_the_clocks_it_moves(desk: DeskUnderTest) -> None:
    """The answer says how many running clocks moved, and shows five with their new due instant."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 8)), at="Tue 2026-06-09 10:00")
    desk.types("ada", "/case respond 7")
    closed = desk.types("dana", '/customer closed 2026-06-10 "Team day"')
    assert closed.says("6 running clocks moved:", "• #1 “Case 1”: due Thu 11 Jun 10:00", "1 more.")
    assert "#6" not in closed.whole
    assert "#7" not in closed.whole
    back = desk.types("dana", "/customer closed 2026-06-10 off because we work after all")
    assert back.says("is open again", "6 running clocks moved:", "• #1 “Case 1”: due Wed 10 Jun")
    none = desk.types("dana", '/customer closed 2026-12-31 "Silvester"')
    assert none.says("0 running clocks moved.")


def test_a_day_that_has_passed_wants_a_reason(desk: DeskUnderTest) -> None:
    """Closing a day afterwards changes what was met: with a reason, a warning, and a count."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    desk.at("Wed 2026-06-10 12:00")
    assert desk.types("ada", "/case respond 1").says("breached (S3)")
    desk.at("Mon 2026-06-15 10:00")
    refused = desk.types("dana", '/customer closed 2026-06-10 "Power cut"')
    assert refused.says("has passed", "wants a reason", "because decided late")
    closed = desk.types("dana", '/customer closed 2026-06-10 "Power cut" because nobody could work')
    assert closed.says("Power cut", "That day has passed: 1 clock of that time changed")
    assert desk.types("ada", "/case show 1").says("met (due Thu 11 Jun 10:00)")
