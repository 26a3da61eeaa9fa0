"""How conversations about notices go: days pass, the worker looks, and somebody was told or not."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest, Heard
from tests.told_once import told_once

_OF_NOTICES = ("/customer notices", "asks for a look", "ask for a look")


def told(desk: DeskUnderTest, wall: str, who: str = "cleo", where: str = "@desk") -> list[Heard]:
    """The notices that somebody is given when the worker looks at a wall-clock time."""
    before = {message.ts for message in desk.slack.messages_seen_by(who, where)}
    desk.at(wall)
    desk.works()
    seen = desk.slack.messages_seen_by(who, where)
    new = [Heard(each.text, each.blocks, each.ts) for each in seen if each.ts not in before]
    return [each for each in new if any(sign in each.whole for sign in _OF_NOTICES)]


def texts(heard: list[Heard]) -> list[str]:
    """The first line of each."""
    return [each.text for each in heard]


def with_answered_cases(desk: DeskUnderTest, number: int, at: str = "Mon 2026-06-01 09:00") -> None:
    """Let acme have Standard, Cleo, and so many cases of configuration, each with its first reply;
    the worker has looked.
    """
    _answered(desk, number, at)
    desk.works()


@told_once
def _answered(desk: DeskUnderTest, number: int, at: str) -> None:
    with_acme(desk, *(f"Case {each}" for each in range(1, number + 1)), at=at)
    for each in range(1, number + 1):
        desk.types("ada", f"/case respond {each}")


def use(desk: DeskUnderTest, *cases: int) -> None:
    """Log an hour on each of these cases, which takes an escalation of each."""
    for each in cases:
        desk.types("ada", f"/escalation log 1h {each}")
