"""`/customer window`: agreeing on change windows, ending them, and where they are shown (I8)."""

from __future__ import annotations

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest

EVENINGS = "/customer window acme tue,thu 20:00-22:00"
SATURDAY = "/customer window acme 2026-12-05 20:00 to 23:00"


def test_windows_are_agreed_and_listed(desk: DeskUnderTest) -> None:
    """Those of every week stand first, then those to come; one that is over is listed no more."""
    with_acme(desk)
    assert desk.types("ada", "/customer windows acme").says(
        "acme has no change windows.", "/customer window acme tue,thu 20:00-22:00"
    )
    assert desk.types("cleo", SATURDAY).text == (
        "acme's change window: Sat 5 Dec 2026 20:00 to 23:00."
    )
    agreed = desk.types("cleo", EVENINGS)
    assert agreed.text == "acme's change window: Tue and Thu 20:00 to 22:00."
    assert agreed.says("is recorded and rings nobody (I8)")
    shown = desk.types("ada", "/customer windows acme")
    assert shown.text == "acme has 2 change windows."
    assert shown.says("• 2: Tue and Thu 20:00 to 22:00\n• 1: Sat 5 Dec 2026 20:00 to 23:00")
    desk.at("Sat 2026-12-05 23:00")
    assert desk.types("ada", "/customer window acme").text == "acme has 1 change window."


def test_one_is_ended_and_put_back(desk: DeskUnderTest) -> None:
    """Each is undone by the other; the history has both."""
    with_acme(desk)
    agreed = desk.types("cleo", EVENINGS)
    assert agreed.buttons == ["Undo"]
    ended = desk.presses("cleo", "Undo")
    assert ended.text == "Ended acme's change window: Tue and Thu 20:00 to 22:00."
    assert desk.types("cleo", agreed.typed_by("Undo")).says("acme has no change window 1.")
    assert desk.types("cleo", ended.typed_by("Put it back")).text == agreed.text
    shown = desk.types("ada", "/customer show acme")
    assert shown.says(
        "*Change windows*\n• 2: Tue and Thu 20:00 to 22:00",
        "change window Tue and Thu 20:00 to 22:00 agreed by <@U0CLEO>",
        "change window Tue and Thu 20:00 to 22:00 ended by <@U0CLEO>",
    )


def test_what_can_not_be_agreed(desk: DeskUnderTest) -> None:
    """The same twice, one of more than a week, another customer's, and whoever may not."""
    with_four_customers(desk)
    desk.types("cleo", EVENINGS)
    assert desk.types("cleo", "/customer window acme Di,Do 20-22 Uhr").text == (
        "That is acme's change window 1 already."
    )
    long = desk.types("cleo", "/customer window acme 2026-12-05 20:00 to 2026-12-12 20:01")
    assert long.text == "A change window lasts at most 7 days."
    assert desk.types("dana", "/customer window globex remove 1").text == (
        "globex has no change window 1."
    )
    refused = desk.types("cleo", "/customer window globex tue 20:00-22:00")
    assert refused.says("Only globex's account manager", "agree on its change windows")
    assert desk.types("ada", EVENINGS).says("Only account managers and admins")


def test_the_form_takes_them_one_a_line(desk: DeskUnderTest) -> None:
    """What stands in the form any more stays, what is new is agreed on, what is gone is ended."""
    with_four_customers(desk)
    desk.types("dana", "/customer window initech mon 20:00-22:00")
    desk.types("dana", "/customer window initech 2026-12-05 20:00 to 23:00")
    desk.opens("dana", "/customer extras initech")
    kept = desk.submits(
        "dana",
        windows="mon 20:00-22:00\nwed 20:00-22:00",
        change_windows="announced a week ahead",
    )
    assert "Change windows: Mon 20:00 to 22:00; Wed 20:00 to 22:00" in kept["text"]
    assert "Note on change windows: announced a week ahead" in kept["text"]
    desk.slack.close("dana")
    shown = desk.types("dana", "/customer windows initech")
    assert shown.says("• 1: Mon 20:00 to 22:00\n• 3: Wed 20:00 to 22:00")


def test_the_form_says_what_it_can_not_read(desk: DeskUnderTest) -> None:
    """Beside the field, and nothing is kept."""
    with_four_customers(desk)
    desk.opens("dana", "/customer extras initech")
    said = desk.submits("dana", windows="whenever", remote_access="VPN")
    assert "On which days?" in str(said)
    desk.slack.close("dana")
    assert "VPN" not in desk.types("dana", "/customer show initech").whole
    desk.opens("dana", "/customer extras initech")
    desk.submits("dana", windows="mon 20:00-22:00")
    desk.slack.close("dana")
    desk.opens("dana", "/customer extras initech")
    said = desk.submits("dana", windows="mon 20:00-22:00\nmon 20:00-22:00\n")
    assert "Change windows: Mon 20:00 to 22:00" in said["text"]


def test_a_page_shows_them(desk: DeskUnderTest) -> None:
    """Whoever is rung sees whether somebody may be changing something."""
    with_four_customers(desk)
    desk.types("dana", "/customer window initech mon 20:00-22:00")
    desk.types("ada", "/case open initech sev1 Login down")
    assert desk.types("ada", "/oncall pages 1").says("Change windows: Mon 20:00 to 22:00")
