"""The commonest answers fit on a telephone's screen: so many lines at its width, and no more."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

from tests.conversations.oncall.people_on_call import board, with_people_on_call
from tests.desk import DeskUnderTest, Heard

WIDTH = 44  # characters of Slack's text on a line of a telephone
SCREEN = 17  # lines of it above the keyboard's place

# What is typed, by whom, and how many lines its answer may have.
MOST_LINES = (
    ("ada", "/case open acme sev2 configuration Login loops", 11),
    ("ada", "/escalation log 2h #1 traced it to the proxy", 5),
    ("ada", "/case take 1", 5),
    ("ada", "/case respond 1", 3),
    ("ada", "/case show 1", SCREEN),
    ("ada", "/case list mine", 5),
    ("ada", "/balance acme", 13),
    ("ada", "/oncall", 12),
    ("ada", "/oncall who @ben", SCREEN),
    ("ada", "/case close 1 fixed", 3),
)


def test_the_ten_commonest_answers(desk: DeskUnderTest) -> None:
    """Each says what somebody needs to decide or act, and has its buttons in sight."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 10:05")
    found = {typed: len(list(lines(desk.types(who, typed)))) for who, typed, _ in MOST_LINES}
    assert not {typed: found[typed] for _, typed, most in MOST_LINES if found[typed] > most}


def test_a_page_has_its_buttons_on_the_first_screen(desk: DeskUnderTest) -> None:
    """Also when it has rung for an hour, and in two lines and a bit when it is over."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops after the upgrade")
    for wall in ("03:00", "03:05", "03:15", "03:30", "03:45", "04:00"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    shown = list(lines(board(desk)))
    assert "[Acknowledge]" in shown[3]
    assert len(shown) <= 8
    desk.types("ada", "/case respond 1")
    desk.works()
    assert len(list(lines(board(desk)))) <= 4


def lines(said: Heard) -> Iterator[str]:
    """What a telephone shows of a message, line by line."""
    for block in said.blocks:
        if block["type"] == "actions":
            yield " ".join(f"[{_label(element)}]" for element in block["elements"])
        elif block["type"] == "table":
            yield from (" ".join(cell["text"] for cell in row) for row in block["rows"])
        elif fields := block.get("fields"):  # in two columns
            yield from (_shown(field["text"]) for field in fields)
        else:
            yield from _wrapped(_shown("\n".join(_texts(block))))


def _label(element: dict[str, Any]) -> str:
    return str(element["text"]["text"]) if element["type"] == "button" else "…"


def _texts(content: Any) -> Iterator[str]:
    match content:
        case {"text": str(text)}:
            yield text
        case dict():
            for value in content.values():
                yield from _texts(value)
        case list():
            for value in content:
                yield from _texts(value)


def _shown(text: str) -> str:
    """A text without what Slack takes for mark-up."""
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"<@U0(\w+)>", r"@\1", text)
    return re.sub(r":[a-z_]+:", "x", text.replace("*", "").replace("`", ""))


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from textwrap.wrap(line, WIDTH) or [""]
