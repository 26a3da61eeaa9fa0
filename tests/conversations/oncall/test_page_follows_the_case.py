"""A page follows its case, its customer and its people: what ends it, and what does not (R7)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.rows.cases import Change
from tests.conversations.oncall.people_on_call import board, rung, thread, told
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("people_on_call")

SEV1 = "/case open initech sev1 configuration Login loops"


def rings(desk: DeskUnderTest) -> None:
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()


def test_a_page_by_hand_for_an_answered_case(desk: DeskUnderTest) -> None:
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev3 configuration Slow")
    desk.types("cleo", "/case respond 1")
    desk.types("ada", "/oncall page 1 on the phone")
    desk.works()
    assert board(desk).text.startswith(":rotating_light:")
    assert rung(desk)["ben"] == 1


def test_a_page_by_hand_for_a_waiting_case(desk: DeskUnderTest) -> None:
    desk.at("Tue 2026-06-09 10:00")
    desk.types("cleo", "/case open initech sev3 configuration Slow")
    desk.types("ada", "/oncall page 1 on the phone")
    desk.works()
    assert desk.works() == 0  # nothing is said again and again


def test_moved_to_another_managed_customer(desk: DeskUnderTest) -> None:
    rings(desk)
    desk.types("dana", '/customer add globex "Globex" managed escalations 5 from 2026-01-01')
    desk.types("ada", "/case customer 1 globex because wrong one")
    desk.works()
    assert "globex Sev-1" in board(desk).text
    assert desk.types("ada", "/oncall pages 1").says("Globex, Managed")


def test_the_reason_keeps_the_mention(desk: DeskUnderTest) -> None:
    rings(desk)
    desk.types("ada", "/oncall stop 1 because false <alarm>")
    desk.works()
    assert board(desk).says("<@U0ADA> stopped it: false &lt;alarm&gt;")


def test_who_left_is_rung_nowhere(desk: DeskUnderTest) -> None:
    """O4: who left is passed, and no user group is given somebody who is no member any more."""
    desk.slack.change_person("ben", deleted=True)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", SEV1)
    desk.works()
    assert rung(desk) == {"ada": 1, "ben": 0}


def test_a_thread_reply_names_its_own_time(desk: DeskUnderTest) -> None:
    rings(desk)
    desk.slack.faults.set(answers=500, methods=["chat.postMessage"])
    desk.at("Tue 2026-06-09 03:05")
    desk.works()
    desk.slack.faults.clear()
    desk.at("Tue 2026-06-09 03:07")
    desk.works()
    assert thread(desk) == ["Handed up at 03:05: <@U0ADA>, can you take it?"]


def test_one_of_the_missed_repeats_rings(desk: DeskUnderTest) -> None:
    rings(desk)
    for wall in ("03:05", "03:15"):
        desk.at(f"Tue 2026-06-09 {wall}")
        desk.works()
    before = rung(desk)["ben"]
    desk.at("Tue 2026-06-09 03:45")
    desk.works()
    assert rung(desk)["ben"] == before + 1


def test_a_press_leaves_the_board(desk: DeskUnderTest) -> None:
    rings(desk)
    desk.slack.change_person("ben", is_restricted=True)
    for label in ("Acknowledge", "Hand up", "I've replied"):
        desk.presses("ben", label, "#sev1")
        assert "guests can't use it" in told(desk, "ben", "#sev1")[-1]
    assert board(desk).buttons == ["Acknowledge", "Hand up", "I've replied"]


def test_a_customer_who_leaves_managed_and_returns(desk: DeskUnderTest) -> None:
    """R1, R7: the page rings on without a contract, and the next one begins no second."""
    desk.types("dana", "/customer end initech 2026-06-09")
    desk.types("dana", "/customer level initech managed escalations 12 from 2026-06-11")
    desk.at("Tue 2026-06-09 23:50")
    desk.types("cleo", SEV1)
    for wall in ("Wed 2026-06-10 00:00", "Thu 2026-06-11 00:00"):
        before = rung(desk)["ben"]
        desk.at(wall)
        desk.works()
        shown = desk.types("ada", "/oncall pages")
        assert (shown.text, rung(desk)["ben"] > before) == ("1 page open.", True), wall


def test_a_stopped_page_stays_so_when_its_customer_returns(desk: DeskUnderTest) -> None:
    """R7: somebody stopped it with a reason, which no date takes back."""
    desk.types("dana", "/customer end initech 2026-06-09")
    desk.types("dana", "/customer level initech managed escalations 12 from 2026-06-11")
    desk.at("Tue 2026-06-09 23:50")
    desk.types("cleo", SEV1)
    desk.types("ada", "/oncall stop 1 because false alarm")
    for wall in ("Tue 2026-06-09 23:55", "Wed 2026-06-10 00:00", "Thu 2026-06-11 00:00"):
        desk.at(wall)
        desk.works()
        assert desk.types("ada", "/oncall pages").text == "No page rings.", wall


def test_a_case_that_stumbles_keeps_no_other_from_being_paged(desk: DeskUnderTest) -> None:
    """R1: each case follows its customer by itself."""
    desk.types("dana", "/customer level acme managed escalations 5 from 2026-06-10")
    desk.at("Tue 2026-06-09 15:00")
    desk.types("cleo", "/case open acme sev2 -- Broken")
    desk.at("Tue 2026-06-09 15:10")
    desk.types("cleo", "/case severity 1 1")
    desk.types("cleo", "/case open acme sev1 -- Down")
    desk.works()
    with desk.house.desk.database.writing() as session:
        changed = select(Change).where(Change.what == "severity")
        session.scalars(changed).one().old = "broken"
    desk.at("Wed 2026-06-10 00:00")
    desk.works()
    assert rung(desk)["ben"] > 0
    assert board(desk).text == ":rotating_light: *acme Sev-1 · Down*"
