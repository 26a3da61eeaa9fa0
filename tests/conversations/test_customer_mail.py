"""`/customer mail`: from where mails are a customer's, and by whom that is said."""

from __future__ import annotations

import pytest

from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("two_customers")


def test_addresses_and_domains_are_added_listed_and_removed(desk: DeskUnderTest) -> None:
    """Each is shown, and what was done is undone by a press."""
    said = desk.types("dana", "/customer mail acme add Eve@Acme.ch @acme.ch")
    assert said.text == "Mail from `eve@acme.ch` and `@acme.ch` is acme's from now on (I1)."
    listed = desk.types("ada", "/customer mail acme")
    assert listed.says("Mail is acme's from:", "• @acme.ch\n• eve@acme.ch")
    assert desk.types("ada", "/customer show acme").says("@acme.ch, eve@acme.ch")
    gone = desk.types("dana", "/customer mail acme remove eve@acme.ch")
    assert gone.text == (
        "Mail from `eve@acme.ch` is acme's no more: the admins are asked whose it is (I5)."
    )
    desk.types("dana", gone.typed_by("Put it back"))
    desk.types("dana", said.typed_by("Undo"))
    assert desk.types("ada", "/customer mail acme").says("No mail is acme's")
    history = desk.types("ada", "/customer show acme")
    assert history.says("mail from @acme.ch is its own", "mail from @acme.ch is no more its own")


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("acme eve@acme.ch", "eve@acme.ch"),
        ("acme add acme.ch", "@acme.ch"),
        ("acme add bob@acme.ch, @team.acme.ch", "bob@acme.ch` and `@team.acme.ch"),
        ("acme add @zürich.ch", "@xn--zrich-kva.ch"),
    ],
)
def test_as_it_is_typed(desk: DeskUnderTest, typed: str, known: str) -> None:
    """The word may be left out, and so may the mark of a domain; capitals and commas are one."""
    said = desk.types("dana", f"/customer mail {typed}")
    assert said.text == f"Mail from `{known}` is acme's from now on (I1)."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("acme add", "Which address or domain?"),
        ("acme add eve", "“eve” is neither an address"),
        ("acme add eve@", "“eve@” is neither an address"),
        ("acme add @gmail.com", "Anybody has a mailbox at @gmail.com"),
        ("acme add @bluewin.ch", "Anybody has a mailbox at @bluewin.ch"),
        ("acme remove @acme.ch", "Mail from `@acme.ch` is not recorded as acme's."),
    ],
)
def test_what_is_refused(desk: DeskUnderTest, typed: str, said: str) -> None:
    assert desk.types("dana", f"/customer mail {typed}").says(said)
    assert desk.types("ada", "/customer mail acme").says("No mail is acme's")


def test_an_address_at_a_provider_is_somebodys(desk: DeskUnderTest) -> None:
    assert desk.types("dana", "/customer mail acme add eve.acme@gmail.com").says("is acme's")


def test_it_belongs_to_one_customer(desk: DeskUnderTest) -> None:
    """What is another's already is refused, and nothing of the line is done."""
    desk.types("dana", "/customer mail acme add @acme.ch")
    again = desk.types("dana", "/customer mail acme add @acme.ch")
    assert again.says("Mail from `@acme.ch` is acme's already.")
    refused = desk.types("dana", "/customer mail initech add @initech.com @acme.ch")
    assert refused.says("Mail from `@acme.ch` is acme's already.")
    assert desk.types("ada", "/customer mail initech").says("No mail is initech's")
    desk.types("dana", "/customer mail acme remove @acme.ch")
    assert desk.types("dana", "/customer mail initech add @acme.ch").says("is initech's")
