"""I1, I9: who may press what in a customer's channel, on what, and until when."""

from __future__ import annotations

import pytest

from handlers.blocks.pieces.from_outside import Press
from slackapp.pretend_slack.state.cast import Person
from tests.agreement.doors import BOT, DOES_NOTHING, GUEST, NIGHT, NOBODY_LISTENS, told
from tests.agreement.outsiders import (
    answer,
    at_home,
    case,
    joins,
    mentions,
    pages,
    person,
    press_it,
)
from tests.desk import DeskUnderTest

NO_ROLE = person("nora")


pytestmark = pytest.mark.usefixtures("initech_among_others")


@pytest.mark.parametrize("press", Press)
def test_a_press_where_nobody_listens_any_more(desk: DeskUnderTest, press: Press) -> None:
    """It does nothing, and all read whom to call; no headline and no offer shows it any more."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.says("eve", "and the import", "#initech")
    desk.types("dana", "/customer listens initech nothing")
    desk.works()
    assert answer(desk, thread).buttons == []
    assert offers(desk) == []
    assert press_it(desk, "eve", press, 1) == ""
    assert told(desk, desk.slack.workspace.people["U0EVE"]).count(NOBODY_LISTENS) == 1
    assert (case(desk).severity, pages(desk)) == (3, [])
    desk.types("dana", "/customer listens initech everything")
    desk.works()
    assert answer(desk, thread).buttons == ["This is critical"]
    assert len(offers(desk)) == 1


def offers(desk: DeskUnderTest) -> list[str]:
    """What the desk has asked of a message that waits."""
    seen = desk.slack.messages_seen_by("eve", "#initech")
    return [message.text for message in seen if message.text.startswith("Nobody of ours")]


# --- presses --------------------------------------------------------------------------------------


def test_a_case_of_another_customer(desk: DeskUnderTest) -> None:
    """I9: a copied value, a number that was guessed: told nothing, and nothing is done."""
    desk.types("ada", "/case open acme Their secret")
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 1) == DOES_NOTHING
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 99) == DOES_NOTHING
    assert press_it(desk, "eve", Press.MESSAGE_OPENS, 1) == DOES_NOTHING
    assert (case(desk).severity, pages(desk)) == (3, [])


def test_in_the_channel_of_another_customer(desk: DeskUnderTest) -> None:
    """Also one's own case, from elsewhere."""
    at_home(desk, "globex", "standard")
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    assert press_it(desk, "eve", Press.CASE_CRITICAL, 1, "#globex") == DOES_NOTHING
    assert (case(desk).severity, pages(desk)) == (3, [])


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        (GUEST, ""),
        (BOT, "The support desk answers people, not apps."),
        (NO_ROLE, ""),
    ],
    ids=lambda each: each.name if isinstance(each, Person) else "",
)
def test_who_may_press_it(desk: DeskUnderTest, whom: Person, told: str) -> None:
    """A guest of ours may as Eve may; a program is refused; one of ours types the command."""
    joins(desk, whom)
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    said = press_it(desk, whom.name, Press.CASE_CRITICAL, 1)
    assert said.startswith(told)
    assert case(desk).severity == (3 if whom is BOT else 1)


def test_pressed_too_late(desk: DeskUnderTest) -> None:
    """Answered meanwhile: it says how the case stands, and rings nobody."""
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    desk.types("ben", "/case respond 1")
    said = press_it(desk, "eve", Press.CASE_CRITICAL, 1)
    assert "#1 “the export fails”: First reply given" in said
    assert pages(desk) == []


@pytest.mark.parametrize(("label", "severity"), [("This is critical", 1), ("Open a case", 3)])
def test_a_message_that_waits(desk: DeskUnderTest, label: str, severity: int) -> None:
    """I12: asked at night at once; a press opens its case, in its thread, from its instant."""
    at = desk.at(NIGHT)
    ts = desk.says("eve", "the export fails\nsince 03:00", "#initech")
    desk.works()
    assert answer(desk, ts).buttons == ["This is critical", "Open a case"]
    desk.at("Sat 2026-06-06 03:20")
    desk.slack.click("eve", label, channel="#initech")
    desk.works()
    opened = case(desk)
    assert (opened.title, opened.severity, opened.thread_ts) == ("the export fails", severity, ts)
    assert opened.reported_at.replace(microsecond=0) == at
    assert len(pages(desk)) == (1 if severity == 1 else 0)
    assert desk.types("ada", "/case waiting").text == "No message waits."
