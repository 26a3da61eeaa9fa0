"""The app's Home: what concerns whoever opens it, and it follows what changes."""

from __future__ import annotations

from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


def test_a_newcomer_sees_how_to_begin(desk: DeskUnderTest) -> None:
    """With nothing yet, Home greets, and says what to type first and where."""
    desk.at("Mon 2026-06-01 09:00")
    home = desk.home("ada")
    assert home.startswith("Hello Ada\nAs of 09:00, Monday 1 June 2026")
    assert "There is nothing yet, so here is how to begin." in home
    assert "Type a command where you write messages: in any channel" in home
    assert "Home has no such field" in home


def test_an_engineer_on_call(desk: DeskUnderTest) -> None:
    """O6: until when one is on call and who is next, as `/oncall` says it."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-02 10:05")
    home = desk.home("ada")
    assert "As of 10:05, Tuesday 2 June 2026" in home
    assert (
        ":large_green_circle: *You are on call* (`primary`) until Mon 8 Jun 09:00, then <@U0BEN>."
        in home
    )
    assert ":white_circle: `secondary`: <@U0BEN> until Mon 8 Jun 09:00, then *you*." in home
