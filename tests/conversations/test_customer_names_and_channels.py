"""A customer's name, account manager and channel: each is one customer's, and said once."""

from __future__ import annotations

import pytest

from handlers.talk import reading_of
from tests.conversations.case_threads import in_channel, place_of, roots
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.usefixtures("two_customers")


LOOK_ALIKES = ("ACME ag", "A\u0441me AG", "Ac\u200dme AG", "\u0410cme")


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_name_that_looks_like_anothers_is_asked_about(desk: DeskUnderTest, name: str) -> None:
    """By letter case, another script or what nobody sees: nothing is recorded before an answer."""
    asked = desk.types("dana", f'/customer add acme2 "{name}" standard from 2026-01-01')
    assert asked.says("looks like `acme` (“Acme AG”). Is it another customer?")
    assert "acme2" not in desk.types("dana", "/customer list").whole
    assert desk.types("dana", f"/customer rename initech {name}").says("looks like `acme`")
    assert desk.types("dana", "/customer show initech").says("Initech")


def test_it_may_be_another_all_the_same(desk: DeskUnderTest) -> None:
    """Pressed, both are there; and whoever types what they share is asked which of them."""
    desk.types("dana", '/customer add acme2 "ACME AG" standard from 2026-01-01')
    assert desk.presses("dana", "Yes, another").says("Added acme2")
    desk.types("dana", "/customer rename initech acme ag")
    assert desk.presses("dana", "Yes, another").says("acme ag")
    assert desk.types("ada", '/balance "Acme AG"').says("acme", "acme2")


def test_the_very_same_name_is_refused(desk: DeskUnderTest) -> None:
    """Spaces make no other name; a customer's own may be spelled in another way."""
    assert desk.types("dana", "/customer rename initech Acme   AG").says(
        "“Acme AG” is taken by `acme`"
    )
    assert desk.types("dana", '/customer rename initech "Initech  AG"').says("Initech AG now")
    assert desk.types("dana", '/customer rename initech "initech ag"').says("initech ag now")


def test_a_customer_is_found_by_a_name_that_looks_like_its_own(desk: DeskUnderTest) -> None:
    """However it is composed, and with whichever letters it was copied."""
    desk.types("dana", "/customer rename initech Zürich AG")
    for typed in ("Zu\u0308rich AG", "ZÜRICH ag", "Z\u00fcri\u0441h AG"):
        assert desk.types("ada", f"/balance {typed}").says("initech")
        assert desk.types("ada", f'/case open "{typed}" Login loops').says("initech")
    assert desk.types("ada", "/balance \u0430cme").says("acme")


def test_what_is_so_already_is_not_done_again(desk: DeskUnderTest) -> None:
    """Nothing is told, and nothing recorded, where nothing changes."""
    assert desk.types("dana", "/customer manager acme @cleo").says("acme is already <@U0CLEO>’s.")
    assert desk.types("dana", "/customer channel acme #acme").says("acme's channel already")
    desk.types("ada", "/case open acme Login loops")
    assert desk.types("ada", "/case title 1 Login  loops").says("#1 is called that already.")
    assert "title" not in desk.types("ada", "/case show 1").whole


def test_a_channel_that_goes_to_another_customer_keeps_nothing_of_the_first(
    desk: DeskUnderTest,
) -> None:
    """The case is announced at home, and its headline in the channel says good-bye at once."""
    desk.types("ada", "/case open acme Secret of acme")
    desk.types("ada", "/case open acme Long over")
    desk.types("ada", "/case kind 2 defect")
    desk.types("ada", "/case respond 2")
    desk.types("ada", "/case close 2")
    desk.works()
    desk.types("dana", "/customer channel acme #support")
    desk.works()
    assert any("Secret of acme" in said.whole for said in in_channel(desk, "#acme"))
    desk.types("dana", "/customer channel initech #acme")
    desk.works()
    assert not any("Secret" in said.whole or "over" in said.whole for said in _left(desk))
    assert roots(desk, "#support")[-1] == (
        ":hourglass_flowing_sand: #1 acme Sev-3 *“Secret of acme”*"
    )
    assert place_of(desk, 1)[0] == "C0SUPPORT"


def test_a_channel_that_slack_sends_without_its_name(desk: DeskUnderTest) -> None:
    """A customer's is called by its short name, wherever somebody's words are read."""
    with desk.reading("ada") as turn:
        read = reading_of(turn).words("asked in <#C0INITECH> and <#C0X|> again")
    assert read.rest() == "asked in #initech and #unknown-channel again"


def _left(desk: DeskUnderTest) -> list[Heard]:
    """What shows cases in #acme, as it stands there now."""
    return [said for said in in_channel(desk, "#acme") if said.blocks]
