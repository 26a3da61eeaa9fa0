"""What concerns one: a person who is paged alone, and the one page that rings."""

from __future__ import annotations

import pytest

from tests.conversations.oncall.people_on_call import next_ring, rung
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")


def test_one_person_is_paged_alone(desk: DeskUnderTest) -> None:
    """O3: only who is named rings, every five minutes until they acknowledge; a handle will do."""
    desk.at("Tue 2026-06-09 03:00")
    paged = desk.types("cleo", "/oncall page @ada only you know the *old* portal")
    assert paged.text == "Page 1 rings: “only you know the *old* portal”."
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}
    assert next_ring(desk) == "03:05 rung 2"
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    assert rung(desk) == {"ada": 2, "ben": 0}
    assert desk.types("ada", "/oncall ack").text == "Page 1 is yours, and rings nobody any more."


def test_who_asks_is_said_once(desk: DeskUnderTest) -> None:
    """On the telephone, in the list of pages and in the Home of whoever is rung."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("ben", "/oncall page @ada please call me")
    desk.works()
    ring = desk.slack.phones.received("ada")[0]
    assert ring.title == "PAGE Ben asks: please call me"
    assert "please call me" not in ring.text
    assert desk.types("cleo", "/oncall pages").says("<@U0BEN> asks: :rotating_light: rings")
    assert "somebody is needed now. <@U0BEN> asks for help." in desk.home("ada")
    desk.types("ben", "/oncall page acme the portal is down")
    desk.works()
    ring = desk.slack.phones.received("ada")[-1]
    assert (ring.title, ring.text.splitlines()[0]) == (
        "PAGE acme: the portal is down",
        "Ben asks for help.",
    )


def test_whom_nobody_can_page(desk: DeskUnderTest) -> None:
    """Nobody pages themselves, a guest, or twice about the same."""
    desk.at("Tue 2026-06-09 03:00")
    assert desk.types("ada", "/oncall page @ada help").says("That is you")
    assert desk.types("ada", "/oncall page @eve help").says("can't be paged")
    desk.types("cleo", "/oncall page @ada help")
    assert desk.types("ben", "/oncall page @ada help").says("Page 1 asks", "for that already")
    assert desk.types("ben", "/oncall page @ada the door").says("Page 2 rings")


def test_the_page_that_rings_needs_no_number(desk: DeskUnderTest) -> None:
    """`/oncall ack` takes the one that rings, asks which of several, and says if none does."""
    desk.at("Tue 2026-06-09 03:00")
    assert desk.types("ben", "/oncall ack").text == "No page rings."
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.types("cleo", "/oncall page acme the portal is down")
    asked = desk.types("ben", "/oncall ack")
    assert asked.text == "2 pages ring. Which one is yours?"
    assert asked.buttons == ["1: initech #1 Login loops", "2: acme the portal is down"]
    assert desk.presses("ben", "2: acme the portal is down").says("Page 2 is yours")
    assert desk.types("ben", "/oncall ack").text.startswith("#1 is yours, and page 1 rings nobody")


def test_to_hand_up_and_to_stop_need_none_either(desk: DeskUnderTest) -> None:
    """`/oncall handup` and `stop` take the one that rings, too, or ask which."""
    desk.at("Tue 2026-06-09 03:00")
    assert desk.types("cleo", "/oncall handup").text == "No page rings."
    assert desk.types("cleo", "/oncall stop because false alarm").text == "No page rings."
    desk.types("cleo", "/oncall page acme the portal is down")
    assert desk.types("ben", "/oncall handup").text.startswith("Page 1 is handed up")
    assert desk.opens("ben", "/oncall stop")["text"].startswith("Page 1 will ring nobody any more.")
    desk.slack.close("ben")
    desk.types("cleo", "/oncall page acme nobody can log in")
    assert desk.opens("ben", "/oncall stop")["text"].startswith("2 pages ring. Which one?")
    desk.slack.close("ben")
    assert desk.types("ben", "/oncall handup").text == "2 pages ring. Which one?"
    assert desk.presses("ben", "2: acme nobody can log in").says("Page 2 is handed up")
    asked = desk.types("ben", "/oncall stop wrong customer")
    assert asked.buttons == ["1: acme the portal is down", "2: acme nobody can log in"]
    assert desk.presses("ben", "1: acme the portal is down").says("Page 1", "wrong customer")
    assert desk.types("ben", "/oncall stop false alarm").says("Page 2", "false alarm")


def test_a_page_goes_by_what_it_is_about(desk: DeskUnderTest) -> None:
    """By a case or a customer the page that fits is meant, never another; of several it is asked.

    `all` is no page: which is asked.
    """
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.types("cleo", "/oncall page acme the portal is down")
    desk.types("cleo", "/oncall page acme nobody can log in")
    assert desk.types("ada", "/oncall ack #7").text == "No page of #7 is open."
    assert desk.types("ada", "/oncall ack all").text == "3 pages ring. Which one is yours?"
    asked = desk.types("ada", "/oncall ack acme")
    assert asked.text == "2 pages of acme are open. Which one is yours?"
    assert asked.buttons == ["2: acme the portal is down", "3: acme nobody can log in"]
    assert desk.presses("ada", "3: acme nobody can log in").says("Page 3 is yours")
    assert desk.types("ada", "/oncall handup initech").says("Page 1 is handed up")
    assert desk.types("ada", "/oncall ack #1").text.startswith("#1 is yours")
    assert desk.types("ada", "/oncall ack Acme AG").says("Page 2 is yours")
    assert desk.opens("ada", "/oncall stop #1")["text"].startswith("Page 1 will ring nobody")
    desk.slack.close("ada")
    assert desk.types("ada", "/oncall stop initech because twice").says("Page 1 is stopped")


def test_a_page_that_somebody_has_is_asked_about(desk: DeskUnderTest) -> None:
    """Where none rings, what is handed up or stopped is chosen."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login loops")
    desk.types("ben", "/oncall ack")
    asked = desk.types("ben", "/oncall handup")
    assert asked.text == "No page rings just now. Which one?"
    assert desk.presses("ben", "1: initech #1 Login loops").says("Page 1 is handed up")


def test_a_drill_is_acknowledged_so_too(desk: DeskUnderTest) -> None:
    """Who tries how they are reached types what they would type at night."""
    desk.at("Tue 2026-06-09 03:00")
    desk.types("ben", "/oncall test")
    assert desk.types("ada", "/oncall ack").text == "No page rings."
    assert desk.types("ben", "/oncall ack").says("The drill is over")


def test_a_handover_leads_to_cover(desk: DeskUnderTest) -> None:
    """A shift that is to go to somebody else is no page that is handed up."""
    desk.at("Tue 2026-06-09 10:00")
    led = desk.types("ben", "/oncall handover @ada")
    assert led.says("ask for cover", "/oncall override primary @ada", "/oncall cover primary fri")
    asked = desk.types("ben", "/oncall swap primary fri 18:00 to mon 09:00")
    assert asked.text == desk.types("ben", "/oncall cover primary fri 18:00 to mon 09:00").text


def test_many_pages_within_a_minute_are_asked_about(desk: DeskUnderTest) -> None:
    """Five typed within a minute ring; another is asked about, and rings once it is pressed."""
    desk.at("Tue 2026-06-09 03:00")
    for number in range(5):
        assert desk.types("cleo", f"/oncall page @ada call me {number}").says("rings")
    for line in ("@ben once more", "acme the portal is down"):
        asked = desk.types("cleo", f"/oncall page {line}")
        assert asked.text == "You have paged 5 times within a minute. Ring once more?"
    desk.works()
    assert rung(desk) == {"ada": 5, "ben": 0}
    assert desk.types("dana", "/oncall page @ada me too").says("Page 6 rings")
    desk.types("cleo", "/oncall page @ben once more")
    assert desk.presses("cleo", "Page anyway").text == "Page 7 rings: “once more”."
    desk.at("Tue 2026-06-09 03:02")
    assert desk.types("cleo", "/oncall page @ben and again").says("Page 8 rings")
