"""How people, and who is none, are written."""

from __future__ import annotations

from handlers.blocks.pieces.wording import person


def test_only_people_of_slack_are_mentioned() -> None:
    """A program and the desk itself have no account that a mention could lead to."""
    assert person("U0ADA") == "<@U0ADA>"
    assert person("desk") == "desk"
    assert person("program") == "program"
