"""The app's Home: a greeting, and what to type first, and where."""

from __future__ import annotations

from tests.desk import DeskUnderTest


def test_home_says_where_to_type(desk: DeskUnderTest) -> None:
    """Home has no field for messages, so it says where commands are typed."""
    desk.at("Mon 2026-06-01 09:00")
    home = desk.home("ada")
    assert "Type a command where you write messages: in any channel" in home
    assert "Home has no such field" in home
    assert "here or" not in home
