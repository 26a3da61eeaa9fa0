"""What is too long for Slack is made to fit, and says so."""

from __future__ import annotations

from typing import Any

from handlers.blocks.pieces.answer import LONGEST_SECTION, answer, lines, section
from handlers.blocks.pieces.wording import escaped


def text_of(block: Any) -> str:
    said: str = block._resolve()["text"]["text"]
    return said


def test_of_a_long_list_the_oldest_are_left_out() -> None:
    """The newest stand last and are seen; how many are missing is said; the rest stays."""
    items = [f"• {number} {'x' * 90}" for number in range(1, 101)]
    told = text_of(lines(["*Charges*", *items, "in all"])).split("\n")
    assert len("\n".join(told)) <= LONGEST_SECTION
    assert told[0] == "*Charges*"
    assert told[-2:] == [items[-1], "in all"]
    shown = len(told) - 3
    assert told[1] == f"{100 - shown} earlier not shown"
    assert told[2:-1] == items[-shown:]


def test_what_is_indented_goes_with_its_item() -> None:
    """Nothing is left hanging below an item that is left out."""
    items = [line for n in range(50) for line in (f"• {n} {'x' * 90}", f"    by somebody {n}")]
    told = text_of(lines(items)).split("\n")
    assert told[1].startswith("• ")
    assert told[-1] == "    by somebody 49"


def test_an_amount_is_kept_together() -> None:
    """M1: on a narrow screen no line ends within it; the plain text, which programs read, stays."""
    said = answer("Consulting CHF 240.–", lines(["• CHF -4.–, CHF excl. VAT"]))
    assert said.text == "Consulting CHF 240.–"
    shown = [block["text"]["text"] for block in said.blocks]
    assert shown == ["Consulting CHF\xa0240.–", "• CHF\xa0-4.–, CHF excl. VAT"]


def test_a_short_list_is_whole() -> None:
    """Nothing is left out where all of it fits."""
    assert text_of(lines(["*Charges*", "• 1", None, "• 2"])) == "*Charges*\n• 1\n• 2"
    assert lines([None]) is None


def test_no_entity_and_no_mention_is_torn_apart() -> None:
    """A text is cut before what Slack would read as something else if it were torn."""
    for end in ("&amp;", "&lt;", "<@U0ADA>", "<https://example.com|there>"):
        for before in range(LONGEST_SECTION - len(end) - 1, LONGEST_SECTION):
            said = text_of(section("x" * before + end + " and more"))
            assert len(said) <= LONGEST_SECTION
            assert said.strip("x") in ("…", f"{end}…", f"{end} …", f"{end} a…"), said[-20:]


def test_what_people_typed_is_measured_escaped() -> None:
    """`<` is four characters to Slack."""
    said = answer(escaped("<" * 2000)).blocks[0]["text"]["text"]
    assert len(said) <= LONGEST_SECTION
    assert said.removesuffix("…").replace("&lt;", "") == ""
