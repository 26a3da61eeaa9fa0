"""`/customer language`: in which language a customer's people are written to."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def test_its_account_manager_sets_it(desk: DeskUnderTest) -> None:
    """By its code or its name; the customer's history says so; it can be undone."""
    with_acme(desk)
    assert desk.types("ada", "/customer language acme de").says("Only account managers and admins")
    done = desk.types("cleo", "/customer language acme de")
    assert done.text == "acme's documents are in German from now on."
    assert done.says("So are offers, and what its people read in its channel")
    assert desk.types("cleo", "/customer language acme deutsch").text == (
        "acme's documents are in German already."
    )
    assert desk.types("ada", "/customer show acme").says("documents in German")
    desk.types("cleo", "/customer language acme en")
    assert desk.presses("cleo", "Undo").text == "acme's documents are in German from now on."


def test_another_language_is_none_of_the_desks(desk: DeskUnderTest) -> None:
    with_acme(desk)
    desk.types("cleo", "/customer language acme fr").says(
        "`en` and `de`", "/customer language acme"
    )
