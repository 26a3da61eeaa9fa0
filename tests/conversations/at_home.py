"""How conversations look at somebody's Home without opening it, and use its buttons."""

from __future__ import annotations

from typing import Any

from tests.desk import DeskUnderTest, Heard


def home_of(desk: DeskUnderTest, who: str) -> Heard:
    """What stands in somebody's Home just now, as it was published last."""
    view = desk.slack.home_of(who)
    assert view is not None, f"{who} has no Home"
    return Heard("", view.blocks)


def charts(heard: Heard) -> list[dict[str, Any]]:
    """The charts of a Home."""
    return [block for block in heard.blocks if block["type"] == "data_visualization"]


def clicks(desk: DeskUnderTest, who: str, label: str) -> Heard:
    """Let somebody press a button of their Home; return the Home then."""
    desk.slack.click(who, label)
    desk.waits()
    return home_of(desk, who)


def lines_of(heard: Heard) -> list[str]:
    """Every line of a Home, in order."""
    return heard.whole.splitlines()
