"""What somebody may not do is refused as such, also where something about it was typed wrongly."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


@pytest.mark.parametrize(
    ("typed", "who_may"),
    [
        ("/customer add x", "Only admins can use `/customer add`."),
        ("/customer pack acme XXL", "Only account managers and admins can use `/customer pack`."),
        ("/customer end acme", "Only account managers and admins can use `/customer end`."),
        ("/customer closd 2026-12-31", "Only admins can use `/customer closed`."),
        ("/oncall rotation primary weekly", "Only admins can use `/oncall rotation primary …`."),
    ],
)
def test_nobody_is_told_to_try_what_they_may_not(
    desk: DeskUnderTest, typed: str, who_may: str
) -> None:
    """An engineer reads who may, and an admin what is wrong and what to try."""
    with_acme(desk)
    refused = desk.types("ada", typed)
    assert refused.says(who_may)
    assert "Try `" not in refused.whole
    answer = desk.types("dana", typed)
    assert answer.buttons or answer.says("Try `/")


def test_what_one_may_is_explained(desk: DeskUnderTest) -> None:
    """A slip in what is one's own to do is explained as ever."""
    with_acme(desk)
    assert desk.types("ada", "/escalation log 1h75 #1").buttons == ["2h15"]
    assert desk.types("ada", "/escalation log 25h #1").buttons == []
    assert desk.types("ada", "/oncall override primary").says("Try `/oncall override primary me")
