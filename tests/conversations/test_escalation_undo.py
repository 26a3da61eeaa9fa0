"""Taking time back, moving it, listing it."""

from __future__ import annotations

import threading

import pytest

from models.usecases.escalation import time_corrections
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest


def test_undo_button(desk: DeskUnderTest) -> None:
    """Undo takes the entry back, the statement follows, and a stale press does nothing twice."""
    with_acme(desk, "Login loops")
    assert desk.types("ada", "/escalation log 2h 1").text.endswith("3 of 4 escalations left.")
    logged = desk.last("ada")
    undone = desk.presses("ada", "Undo")
    assert undone.ts == logged.ts
    assert undone.text == "Took back 2h on #1 on Mon 1 Jun (entry 1): 4 of 4 escalations left."
    assert undone.says("No time is left on the case", "included 2026 gets 1 escalation back (E8)")
    twice = desk.types("ada", "/escalation undo 1")
    assert twice.text == "Entry 1 was already taken back or moved."
    assert desk.statement("acme")["charges"] == []


def test_undo_command(desk: DeskUnderTest) -> None:
    """`undo` without a number takes back one's latest entry, and never somebody else's."""
    with_acme(desk, "Login loops")
    assert desk.types("ada", "/escalation undo").text == "You have no time entry to take back."
    desk.types("ada", "/escalation log 1h 1")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ben", "/escalation log 3h 1")
    assert desk.types("ada", "/escalation undo").text.startswith("Took back 2h on #1 ")
    assert desk.types("ada", "/escalation undo because typo").text.startswith("Took back 1h on #1 ")
    assert desk.types("ada", "/escalation undo").text == "You have no time entry to take back."
    refused = desk.types("ada", "/escalation undo 3 because I say so")
    assert refused.says("Entry 3 is <@U0BEN>'s", "an admin can do it for others")
    assert desk.types("ada", "/escalation undo 99").says("There is no time entry 99")
    assert desk.statement("acme")["remaining"] == 3


def test_an_entry_that_is_on_another_case(desk: DeskUnderTest) -> None:
    """Whoever names both has mixed something up: nothing is taken back."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.types("ada", "/escalation log 20m 1")
    desk.types("ada", "/escalation log 10m 2")
    assert desk.types("ada", "/escalation undo 2 #1").text == "Entry 2 is on #2, not on #1."
    assert desk.types("ada", "/escalation undo 2 #2").text.startswith("Took back 10m on #2")


def test_an_admin_takes_back_anybodys_with_a_reason(desk: DeskUnderTest) -> None:
    """An admin takes back anybody's entry, with a reason; without one it is asked for."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    asked = desk.types("dana", "/escalation undo 1")
    assert asked.says("Entry 1 is <@U0ADA>'s", "say why", "/escalation undo 1 because")
    assert desk.types("cleo", "/escalation undo 1 because no").says("an admin can do it for others")
    undone = desk.types("dana", "/escalation undo 1 because logged twice")
    assert undone.text.endswith("4 of 4 escalations left.")


def test_came_back_expired(desk: DeskUnderTest) -> None:
    """E8: the answer says what came back, and that it came back expired if it did."""
    with_acme(desk, "Login loops", at="Thu 2026-12-31 15:00")
    desk.types("ada", "/escalation log 2h 1")
    desk.at("Mon 2027-01-04 10:00")
    undone = desk.types("ada", "/escalation undo 1")
    assert undone.text.endswith("4 of 4 escalations left.")
    assert undone.says("included 2026 gets 1 escalation back, which expired on Thu 31 Dec 2026")


def test_another_charge_takes_what_came_back(desk: DeskUnderTest) -> None:
    """E8: the statement follows: what an undone charge gives back serves the next one waiting."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 6):
        desk.types("ada", f"/escalation log 1h {number}")
    assert desk.statement("acme")["uncovered"] == 1
    undone = desk.types("ada", "/escalation undo 2")
    assert undone.text.endswith("0 of 4 escalations left.")
    assert undone.says("1 fewer uncovered (E7)")
    assert desk.statement("acme")["uncovered"] == 0


def test_move(desk: DeskUnderTest) -> None:
    """`move` takes one's own entry to another case, its day and note kept, and says what it did."""
    with_acme(desk, "Login loops", "Slow tokens", at="Tue 2026-06-02 09:00")
    desk.types("ada", "/escalation log 5h 1 yesterday tried it all")
    desk.types("ben", "/escalation log 1h 2")
    moved = desk.types("ada", "/escalation move 2")
    assert moved.text == "Moved 5h of Mon 1 Jun from #1 to #2 (now entry 3)."
    assert moved.says("*From #1*", "No time is left on the case", "gets 1 escalation back (E8)")
    assert moved.says("*To #2*", "6h in all: 1h of the 5h of undecided block 2", "<@U0CLEO> was")
    assert desk.types("ada", "/escalation list me").rows[1:] == [
        ["3", "Mon 1 Jun", "#2 Slow tokens", "5h", "tried it all"]
    ]
    assert desk.types("ada", "/escalation move 1 2").says("Entry 1 was already taken back or moved")
    assert desk.types("ada", "/escalation move 3 2").says("Entry 3 is already on #2")
    assert desk.types("ada", "/escalation move 2 1").says("Entry 2 is <@U0BEN>'s")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    assert desk.types("ada", "/escalation move 3 1").says("#1 is closed", "/case reopen 1")
    assert desk.types("ada", "/escalation move 3 77").says("There is no case #77")
    now = desk.statement("acme")
    assert (now["remaining"], now["undecided_minutes"]) == (3, 60)


def test_move_to_another_customer(desk: DeskUnderTest) -> None:
    """A moved entry counts for the customer of the case it came to, and no more for the other."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("ada", "/case open globex upgrade Upgrade to 9.2")
    desk.types("ada", "/escalation log 1h 1")
    moved = desk.types("ada", "/escalation move #2")
    assert moved.says("(acme): 4 of 4 escalations left", "(globex): 7 of 8 escalations left")


def test_list(desk: DeskUnderTest) -> None:
    """`list` shows a case's, a customer's or one's own time, of a month if one is named."""
    with_acme(desk, "Login loops", "Slow tokens", at="Tue 2026-06-02 09:00")
    desk.types("ada", "/escalation log 2h 1 31 may sent logs")
    desk.types("ben", "/escalation log 1h30 1")
    desk.types("ada", "/escalation log 30m 2")
    desk.types("ada", "/escalation log 8h 2")
    desk.types("ada", "/escalation undo")
    of_case = desk.types("cleo", "/escalation list 1")
    assert of_case.text == "3h30 in 2 entries on #1."
    assert of_case.rows == [
        ["Entry", "Day", "Case", "Time", "Note"],
        ["2", "Tue 2 Jun", "#1 Login loops", "1h30", "–"],
        ["1", "Sun 31 May", "#1 Login loops", "2h", "sent logs"],
    ]
    assert desk.types("ada", "/escalation list acme").text == "4h in 3 entries for acme."
    assert desk.types("ada", "/escalation list me").text == "2h30 in 2 entries of yours."
    assert desk.types("ada", "/escalation list").text == "2h30 in 2 entries of yours."
    june = desk.types("ada", "/escalation list Acme AG june")
    assert june.text == "2h in 2 entries for acme in June 2026."
    assert desk.types("ada", "/escalation list me 2026-05").text == (
        "2h in 1 entry of yours in May 2026."
    )
    assert desk.types("ben", "/escalation list me may").text == (
        "No time entries of yours in May 2026."
    )
    assert desk.types("ada", "/escalation list 12").says("There is no case #12")
    assert desk.types("ada", "/escalation list acmee").says("no customer “acmee”", "`acme`")


def test_an_old_entry_is_asked_about(desk: DeskUnderTest) -> None:
    """Without a number, an entry that was not recorded today is named before it is touched."""
    with_acme(desk, "Login loops", "Slow tokens", at="Mon 2026-05-18 10:00")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    desk.at("Mon 2026-06-08 10:00")
    asked = desk.types("ada", "/escalation move 2 because wrong case")
    assert asked.text == ("Your latest entry is 2h on #1 (closed), Mon 18 May. Move it to #2?")
    asked = desk.types("ada", "/escalation undo because typo")
    assert asked.text == "Your latest entry is 2h on #1 (closed), Mon 18 May. Take it back?"
    assert desk.statement("acme")["remaining"] == 3
    undone = desk.presses("ada", "Take it back")
    assert undone.text.startswith("Took back 2h on #1 (closed) on Mon 18 May (entry 1): ")
    desk.types("ada", "/escalation log 1h 2 18 may")
    assert desk.types("ada", "/escalation undo").text.startswith("Took back 1h on #2 on Mon 18 May")


def test_an_entry_is_given_another_day(desk: DeskUnderTest) -> None:
    """*Change day* in the answer's menu: what it takes is dated by the work (E4)."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 2h 1 traced it")
    done = desk.chooses("ada", "/escalation day 1 2026-06-05")
    assert done.text == (
        "2h on #1 are on Fri 5 Jun now, not on Mon 8 Jun: 3 of 4 escalations left."
    )
    rows = desk.types("ada", "/escalation list acme").rows[1:]
    assert [(row[0], row[1], row[4]) for row in rows] == [("2", "Fri 5 Jun", "traced it")]
    assert desk.types("ada", "/escalation day 2 fri").says("on Fri 5 Jun already")
    assert desk.types("ada", "/escalation day 1 yesterday").says("already taken back or moved")
    assert desk.types("ben", "/escalation day 2 yesterday").says("an admin can do it for others")
    assert desk.types("ada", "/escalation day yesterday").says("Of which entry?")
    assert desk.types("ada", "/escalation day 2 tomorrow").says("lies ahead")
    assert desk.types("ada", "/escalation day 2 2026-06-08").says("on Mon 8 Jun now")
    assert desk.statement("acme")["charges"][0]["date"] == "2026-06-08"


def test_what_was_taken_back_is_put_back(desk: DeskUnderTest) -> None:
    """With its day and note, once; the history says each of the three once."""
    with_acme(desk, "Login loops", at="Tue 2026-06-02 09:00")
    desk.works()
    desk.types("ada", "/escalation log 2h 1 yesterday traced it")
    assert desk.presses("ada", "Undo").buttons == ["Put it back"]
    back = desk.presses("ada", "Put it back")
    assert back.text == ("Put back 2h on #1 on Mon 1 Jun (now entry 2): 3 of 4 escalations left.")
    assert back.buttons == ["Undo"]
    twice = desk.types("ada", "/escalation undo 1 back")
    assert twice.text == "Entry 1 was put back or moved already: it is entry 2."
    assert desk.types("ada", "/escalation undo 2 back").text == (
        "Entry 2 counts: it was not taken back."
    )
    assert desk.types("ada", "/escalation list me").rows[1][4] == "traced it"
    history = desk.types("ada", "/case show 1 --more").whole
    assert [history.count(f"2h of Mon 1 Jun {what}") for what in ("logged", "taken off")] == [1, 1]
    assert "2h of Mon 1 Jun put back by <@U0ADA>" in history
    desk.works()
    thread = [m.text for m in desk.slack.messages_seen_by("ada", "#acme")]
    assert thread[-1].endswith("Ada put 2h back: 2h in all.")


def test_who_puts_time_back(desk: DeskUnderTest) -> None:
    """Whoever took it back, and it stays whose it was; not on a case that is closed by now."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("dana", "/escalation undo 1 because logged twice")
    refused = desk.types("ada", "/escalation undo 1 back")
    assert refused.text == "<@U0DANA> took entry 1 back: they or an admin can put it back."
    assert desk.presses("dana", "Put it back").says("(now entry 2)")
    assert desk.types("ada", "/escalation list me").says("2h in 1 entry of yours")
    desk.types("ada", "/escalation undo 2")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    assert desk.types("ada", "/escalation undo 2 back").says("#1 is closed", "/case reopen 1")
    assert desk.types("ada", "/escalation undo back").says("Which entry? Its number is missing.")


def test_a_day_has_24_hours_whoever_puts_back(desk: DeskUnderTest) -> None:
    """It names whose day it is; who may not put an entry back is told nothing of it."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 10h 1")
    undone = desk.types("dana", "/escalation undo 1 because wrong case")
    desk.types("ada", "/escalation log 16h 1")
    assert desk.types("dana", undone.typed_by("Put it back")).text == (
        "<@U0ADA> already has 16h on Mon 1 Jun; with this it would be more than 24 hours in a day."
    )
    assert desk.types("ben", "/escalation undo 2 back").text == (
        "Entry 2 is <@U0ADA>'s. You can put back your own; an admin can do it for others."
    )


@pytest.mark.both_databases
def test_what_is_put_back_and_logged_at_the_same_time_is_counted_together(
    desk: DeskUnderTest,
) -> None:
    """Whoever comes second waits, also where an admin puts somebody's time back."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add other "Other" basic from 2026-01-01')
    desk.types("ada", "/case open other configuration Thing")
    desk.types("ada", "/escalation log 10h 1")
    desk.types("dana", "/escalation undo 1 because wrong case")
    logs = threading.Thread(target=lambda: desk.types("ada", "/escalation log 16h 2"))
    with desk.writing("dana") as turn:
        time_corrections.put_time_back(turn, 1)
        logs.start()
        logs.join(0.5)
    logs.join()
    assert desk.types("ada", "/escalation list me").says("10h in 1 entry of yours")


def test_a_move_is_undone(desk: DeskUnderTest) -> None:
    """By another move, to where it was."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.types("ada", "/escalation log 2h 1")
    assert desk.types("ada", "/escalation move 1 2").buttons == ["Undo"]
    assert desk.presses("ada", "Undo").text == "Moved 2h of Mon 1 Jun from #2 to #1 (now entry 3)."
