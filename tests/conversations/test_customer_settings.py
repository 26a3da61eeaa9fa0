"""A word that sets something of a customer, typed without a value: what is set, and the way on."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

SET = (
    ("level", "acme has Standard today.", "premium from 2026-07-01"),
    ("manager", "<@U0CLEO> is acme's account manager.", "@cleo"),
    ("channel", "<#C0ACME> is acme's channel.", "#acme"),
    ("rename", "acme is called Acme AG.", '"Acme Group AG"'),
    ("listens", "what its people write there waits", "everything|mentions|nothing"),
    ("shows", "acme's people read no balance in its channel (I9).", "balance on|off"),
    ("language", "acme's documents, and what its people read, are in English.", "en|de"),
    ("notice", "The notice period of acme's contract is not known.", "3 months"),
)


@pytest.mark.parametrize(("word", "said", "value"), SET)
def test_it_is_shown(desk: DeskUnderTest, word: str, said: str, value: str) -> None:
    """Everybody may look; the line to copy sets it."""
    with_acme(desk)
    for who in ("ada", "cleo"):
        shown = desk.types(who, f"/customer {word} acme")
        assert shown.says(said, f"`/customer {word} acme {value}` changes it")


def test_a_press_changes_it_where_there_are_few_ways(desk: DeskUnderTest) -> None:
    """Whoever may set it is offered the others; the others read what is set."""
    with_acme(desk)
    assert desk.types("ada", "/customer language acme").buttons == []
    assert desk.types("cleo", "/customer language acme").buttons == ["German"]
    assert desk.presses("cleo", "German").text == "acme's documents are in German from now on."
    assert desk.types("cleo", "/customer language acme").says("are in German.")
    assert desk.types("cleo", "/customer listens acme").buttons == ["Mentions", "Nothing"]
    desk.types("cleo", "/customer shows acme")
    assert desk.presses("cleo", "Balance on").says("read what is left of their escalations")
