"""For whom a case is opened: what was typed is not lost where the name is missing, or is none."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest


def test_in_a_customers_channel_it_is_the_channels(desk: DeskUnderTest) -> None:
    """Where the title begins behind its options; a name that nobody has may be the title's."""
    with_acme(desk)
    opened = desk.types("ada", "/case open sev2 defect VPN gone", "#acme")
    assert opened.text.startswith("Opened #1 for acme (Sev-2, defect): “VPN gone”.")
    asked = desk.types("ada", "/case open VPN sev1 gone again", "#acme")
    assert asked.buttons == ["acme: it's the title"]
    answer = desk.presses("ada", "acme: it's the title", "#acme")
    assert answer.says("Opened #2 for acme (Sev-1, untriaged): “VPN gone again”.")


@pytest.mark.parametrize(
    "typed",
    [
        "sev1 defect Initech Login down",
        "defect sev1 for initech Login down",
        "sev1 reported 08:40 defect initech Login down",
        "critical initech defect Login down",
    ],
)
def test_the_customer_may_stand_behind_its_options(desk: DeskUnderTest, typed: str) -> None:
    """R1: also in another customer's channel, and whatever else is said before the title."""
    with_people_on_call(desk)
    desk.types("dana", "/customer channel acme #acme")
    desk.at("Tue 2026-06-09 10:00")
    opened = desk.types("ada", f"/case open {typed}", "#acme")
    assert opened.text.startswith("Opened #1 for initech (Sev-1, defect): “Login down”.")
    slip = desk.types("ada", "/case open sev2 initechh Sync breaks", "#acme")
    assert slip.text == "“initechh” is not a customer. Did you mean `initech`?"
    assert slip.buttons == ["initech", "It's the title"]


def test_elsewhere_the_name_is_asked_for(desk: DeskUnderTest) -> None:
    """The line to copy has all that was typed; a slip has a button that does."""
    with_four_customers(desk)
    asked = desk.types("ada", "/case open sev2 defect VPN gone", "#random")
    assert asked.says("Which customer?", 'case open acme sev2 defect "VPN gone"')
    asked = desk.types("ada", "/case open globxe sev2 VPN gone")
    assert asked.text == "There is no customer “globxe”. Did you mean `globex`?"
    assert desk.presses("ada", "globex").text.startswith("Opened #1 for globex (Sev-2")


def test_every_command_asks_with_all_that_was_typed(desk: DeskUnderTest) -> None:
    """One misspelt name: the button does what was typed."""
    with_four_customers(desk)
    assert desk.types("cleo", "/balance globxe on 2026-03-31").buttons == ["globex"]
    assert desk.presses("cleo", "globex").text.startswith("globex")
