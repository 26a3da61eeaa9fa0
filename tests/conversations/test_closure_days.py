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


def test_all_days_of_a_span_are_closed_and_opened(desk: DeskUnderTest) -> None:
    """Each day up to the last one; those that are closed anyway are no closure days."""
    with_acme(desk, at="Tue 2026-06-09 10:00")
    closed = desk.types("dana", "/customer closed 2026-12-24 to 2027-01-03 Betriebsferien")
    assert closed.text == (
        "Thu 24 Dec 2026 to Thu 31 Dec 2026 (5 working days) are closed for everybody: "
        "Betriebsferien. Clocks follow (T2)."
    )
    desk.at("Wed 2026-12-23 16:00")
    assert desk.types("ada", "/case open acme Login loops").says("due Mon 4 Jan 2027 16:00")
    again = desk.types("dana", "/customer closed 2026-12-24 to 2027-01-03 Betriebsferien")
    assert again.says("All days from Thu 24 Dec 2026 to Sun 3 Jan 2027 are closed already.")
    back = desk.types("dana", "/customer closed 2026-12-24 to 2026-12-28 off because we work")
    assert back.says("Thu 24 Dec 2026 to Mon 28 Dec 2026 (2 working days) are open again.")
    assert desk.types("ada", "/case show 1").says("due Thu 24 Dec 16:00")


def test_half_a_day_is_refused_with_the_reason(desk: DeskUnderTest) -> None:
    """T2 knows whole days; the desk closes none in silence that somebody meant by half."""
    with_acme(desk)
    refused = desk.types("dana", "/customer closed 2026-12-24 from 12:00 Heiligabend")
    assert refused.says("Only whole days are closed", "(T2)", "/customer closed 2026-12-24")
    assert desk.types("dana", '/customer closed 2026-12-24 "Heiligabend"').says("is closed for")


def test_closed_days_are_undone_and_put_back(desk: DeskUnderTest) -> None:
    """By the opposite, which an admin may; pressed twice it is said that it is so already."""
    with_acme(desk, at="Tue 2026-06-09 10:00")
    closed = desk.types("dana", '/customer closed 2026-12-24 to 2026-12-28 "Heiligabend, Brücke"')
    assert closed.buttons == ["Undo"]
    assert desk.types("cleo", closed.typed_by("Undo")).says("Only admins can use")
    back = desk.presses("dana", "Undo")
    assert back.says("Thu 24 Dec 2026 to Mon 28 Dec 2026 (2 working days) are open again.")
    assert desk.types("dana", closed.typed_by("Undo")).says("There is no closure day from Thu 24")
    again = desk.types("dana", back.typed_by("Put it back"))
    assert again.text == closed.text
    assert desk.types("dana", back.typed_by("Put it back")).says("are closed already")


def test_an_undo_touches_no_other_closure_day(desk: DeskUnderTest) -> None:
    """One among them that was closed before would be opened too: nothing is offered then."""
    with_acme(desk, at="Tue 2026-06-09 10:00")
    desk.types("dana", '/customer closed 2026-12-30 "Team day"')
    closed = desk.types("dana", '/customer closed 2026-12-28 to 2026-12-31 "Betriebsferien"')
    assert closed.buttons == []
    assert (
        desk.types("dana", "/customer closed 2026-12-28 to 2026-12-31 off because x").buttons == []
    )


def test_a_day_that_has_passed_is_put_back_with_a_reason(desk: DeskUnderTest) -> None:
    """As its closing wanted one."""
    with_acme(desk, at="Mon 2026-06-15 10:00")
    desk.types("dana", '/customer closed 2026-06-10 "Power cut" because nobody could work')
    desk.presses("dana", "Undo")
    assert desk.presses("dana", "Put it back").says("Wed 10 Jun 2026 is closed for everybody")
