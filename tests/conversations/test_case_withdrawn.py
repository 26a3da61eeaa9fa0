"""S6: a case that was opened by mistake, or twice, is withdrawn."""

from __future__ import annotations

from tests.conversations.case_threads import headline
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import board, rung, thread, with_people_on_call
from tests.desk import DeskUnderTest


def test_a_double_is_withdrawn(desk: DeskUnderTest) -> None:
    """The case that it doubles counts from the earlier report; the double has no clock any more."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open globex Login loops")
    desk.at("Tue 2026-06-09 11:00")
    desk.types("ben", "/case open globex reported 09:30 Nobody can log in")
    done = desk.types("ben", "/case withdraw 2 because double of #1")
    assert done.text.startswith("Withdrew #2, a double of #1: it has no clock and costs nothing")
    assert done.says("#1 counts as reported today 09:30.", "First response due today 13:30.")
    assert desk.types("ada", "/case show 1 --more").says(
        "First response due today 13:30",
        "counts as reported today 09:30, not today 10:00, said by <@U0BEN> – reported as #2",
    )
    shown = desk.types("ada", "/case show 2 --more")
    assert shown.says("withdrawn", "a double of #1: it has no clock (S6)", "none (S6)")
    assert shown.buttons == ["Reopen"]


def test_it_counts_nowhere(desk: DeskUnderTest) -> None:
    """No list of what waits has it, nobody is warned of it, and nothing can be done with it."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme Login loops")
    desk.types("ada", "/case withdraw 1 because opened by mistake")
    desk.at("Mon 2026-06-15 10:00")
    desk.works()
    for which in ("queue", "overdue", "acme"):
        assert desk.types("ada", f"/case list {which}").text.startswith("No cases"), which
    assert desk.types("ada", "/case list all").rows[1][1] == "withdrawn"
    assert "First responses met" not in desk.home("cleo")
    for typed in ("clock 1", "respond 1", "close 1", "withdraw 1 because again"):
        refused = desk.types("ada", f"/case {typed}")
        assert refused.says("#1 was withdrawn and has no clock (S6).", "/case reopen 1"), typed
    assert desk.types("ada", "/escalation log 1h 1").says("#1 is closed.")
    assert desk.types("ada", "/case reopen 1").says("Reopened #1.")
    assert desk.types("ada", "/case show 1 --more").says("overdue")


def test_time_on_it_is_moved_first(desk: DeskUnderTest) -> None:
    """It costs nothing: the answer has buttons that move the time, or take it back."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case open acme configuration Nobody can log in")
    desk.types("ada", "/escalation log 2h 2")
    refused = desk.types("ada", "/case withdraw 2 because duplicate of 1")
    assert refused.says("#2 has time on it, which is moved first, or taken back (S6).")
    assert refused.buttons == ["Move entry 1 to #1"]
    assert desk.presses("ada", "Move entry 1 to #1").says("#1")
    assert desk.types("ada", "/case withdraw 2 because duplicate of 1").says("Withdrew #2")
    charges = [charge["case"] for charge in desk.statement("acme")["charges"]]
    assert charges == [1]


def test_what_is_no_double(desk: DeskUnderTest) -> None:
    """A reason is wanted; a double is of the same customer, of another case, of one that stands."""
    with_four_customers(desk)
    for customer in ("acme", "globex", "acme"):
        desk.types("ada", f"/case open {customer} Login loops")
    desk.types("ada", "/case withdraw 3 because opened by mistake")
    refusals = {1: "itself", 2: "#2 is globex's", 3: "#3 was withdrawn", 9: "#9"}
    for number, sentence in refusals.items():
        assert desk.types("ada", f"/case withdraw 1 because double of #{number}").says(sentence)
    assert desk.types("ada", "/case show 1 --more").says("open")


def test_a_double_of_a_closed_case(desk: DeskUnderTest) -> None:
    """It is withdrawn like any; the answer says that nothing is open. German is read as well."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    desk.types("ada", "/case open acme Nobody can log in")
    done = desk.types("ben", "/case withdraw 2 weil doppelt von #1")
    assert done.text.startswith("Withdrew #2, a double of #1")
    assert done.says("#1 has been closed since today 10:00: no case is open for it.")


def test_it_ends_its_page(desk: DeskUnderTest) -> None:
    """R7: nobody is rung for it any more; its menu asks for the reason."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 Login loops")
    desk.works()
    form = desk.opens("ada", "/case withdraw 1")
    assert form["title"] == "Withdraw a case"
    assert desk.submits("ada", because=" ")["errors"]
    assert "Withdrew #1" in desk.submits("ada", because="a drill of theirs")["text"]
    desk.works()
    assert board(desk).says("<@U0ADA> withdrew the case")
    before = rung(desk)
    desk.at("Tue 2026-06-09 03:30")
    desk.works()
    assert rung(desk) == before


def test_who_reads_of_it_is_told(desk: DeskUnderTest) -> None:
    """Its thread and its headline say so, to people from outside as well, without the reason."""
    with_four_customers(desk)
    desk.types("dana", "/customer channel initech #initech")
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open initech sev2 Login loops")
    desk.types("ada", "/case open initech sev2 Login is slow")
    desk.works()
    desk.types("ada", "/case withdraw 2 because double of #1")
    desk.works()
    assert "#2: Ada withdrew it, a double of #1." in thread(desk, "#initech", "eve")
    assert headline(desk, "#initech", 2, who="eve").says("withdrawn", "please see #1")


def test_whoever_has_it_is_told(desk: DeskUnderTest) -> None:
    """By a direct message, unless they withdrew it themselves; nothing if it is open again."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    for number in (1, 2, 3):
        desk.types("ada", f"/case open acme Login loops {number}")
        desk.types("ada", f"/case take {number}")
    desk.tells("ada")
    desk.types("ben", "/case withdraw 3 because double of #1")
    assert desk.tells("ada") == [
        "<@U0BEN> withdrew #3 of acme “Login loops 3”, which was yours: it is a double of #1."
    ]
    desk.types("ada", "/case withdraw 2 because opened by mistake")
    assert desk.tells("ada") == []
    desk.types("ben", "/case withdraw 1 because opened by mistake")
    desk.types("ben", "/case reopen 1")
    assert desk.tells("ada") == []
