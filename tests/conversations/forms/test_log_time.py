"""Logging time in a form: which case, and what it takes, before it is confirmed."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def opened_here(desk: DeskUnderTest, kind: str = "configuration") -> str:
    """Let Ada open a case from a message in #acme; return the message's ts."""
    ts = desk.says("ada", "It loops", "#acme")
    desk.shortcut("ada", "open_support_case", "#acme", ts)
    desk.submits("ada", kind=kind)
    return ts


def test_what_it_takes_is_shown_beforehand(desk: DeskUnderTest) -> None:
    """The form says which escalation of how many it takes, and how many are left until when."""
    with_acme(desk, "Login loops", "Slow tokens", "Old keys")
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/escalation log 1h #1")
    shown = desk.opens("ada", "/escalation log")
    assert (
        "Choose the case, type the time and press Enter to see what it would take" in shown["text"]
    )
    desk.fills("ada", "case", "2")
    shown = desk.fills("ada", "time", "2h")
    assert (
        "*Takes the 2nd of 4 escalations from included 2026, 2 left until Thu 31 Dec 2026.*"
        in shown["text"]
    )
    assert "2h in all: 2h of the 5h of escalation 1 (E1)." in shown["text"]
    assert desk.statement("acme")["remaining"] == 3
    done = desk.submits("ada", case="2", time="2h", day="2026-06-08")
    assert "Logged 2h on #2 on Mon 8 Jun: 2 of 4 escalations left." in done["text"]


def test_the_hint_asks_only_for_what_is_missing(desk: DeskUnderTest) -> None:
    """A case that stands there, is named, or is the only open one is not asked for again."""
    with_acme(desk, "Login loops")
    only_time = "Type the time and press Enter to see what it would take."
    for typed in ("/escalation log", "/escalation log #1"):
        assert only_time in desk.opens("ada", typed)["text"]
        desk.slack.close("ada")
    desk.types("ada", "/case open acme configuration Slow tokens")
    desk.opens("ada", "/escalation log")
    shown = desk.fills("ada", "time", "2h")
    assert "Choose the case to see what it would take." in shown["text"]
    desk.opens("ada", "/escalation log")
    assert only_time in desk.fills("ada", "case", "2")["text"]


def test_what_costs_nothing_says_why(desk: DeskUnderTest) -> None:
    """E2, E3: a defect is never charged, nor is a quarter of an hour less a minute."""
    with_acme(desk, "It crashes", kind="defect")
    desk.types("ada", "/case open acme integration Login loops")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "1")
    shown = desk.fills("ada", "time", "2h")
    assert "*Takes nothing: `defect` is never charged (E2).*" in shown["text"]
    desk.fills("ada", "case", "2")
    assert "Takes nothing: under 15 minutes" in desk.fills("ada", "time", "14m")["text"]
    desk.types("ada", "/escalation log 1h #2")
    shown = desk.fills("ada", "time", "15m")
    assert "*Takes nothing more.*\n1h15 in all: 1h15 of the 5h of escalation 1" in shown["text"]


def test_past_five_hours_somebody_will_be_asked(desk: DeskUnderTest) -> None:
    """E5: the form says beforehand whom passing 5 hours asks; nobody is asked yet."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 4h #1")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "1")
    shown = desk.fills("ada", "time", "1h30")
    assert "*Passes 5h: acme's account manager will be asked (E5).*" in shown["text"]
    assert "30m more undecided (E5)." in shown["text"]
    desk.works()
    assert desk.slack.messages_seen_by("cleo", "@desk") == []


def test_nothing_left_is_said_beforehand(desk: DeskUnderTest) -> None:
    """E7: time is never refused for lack of balance, and the form says that it is uncovered."""
    with_four_customers(desk)
    desk.types("ada", "/case open hooli integration Login loops")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "1")
    assert (
        "1 more uncovered: no grant to take from (E7)." in desk.fills("ada", "time", "2h")["text"]
    )


def test_another_day_takes_from_another_grant(desk: DeskUnderTest) -> None:
    """The date shows it anew: work of last year takes from last year's grant, which has expired."""
    desk.at("Mon 2026-01-05 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2025-01-01')
    desk.types("ada", "/case open acme configuration Login loops")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "1")
    assert (
        "from included 2026, 3 left until Thu 31 Dec 2026"
        in desk.fills("ada", "time", "2h")["text"]
    )
    shown = desk.fills("ada", "day", "2025-12-30")
    assert "from included 2025, 3 left until Wed 31 Dec 2025" in shown["text"]


def test_a_day_that_may_be_a_slip_is_pointed_out_beforehand(desk: DeskUnderTest) -> None:
    """A day long ago, or before the case was reported, is said before the time is logged."""
    with_acme(desk, "Login loops")
    desk.opens("ada", "/escalation log #1")
    assert ":warning:" not in desk.fills("ada", "time", "2h")["text"]
    shown = desk.fills("ada", "day", "2020-06-01")
    assert ":warning: Mon 1 Jun 2020 is 6 years ago. Is that the day you mean?" in shown["text"]
    assert ":warning: Mon 1 Jun 2020 is before #1 was reported (" in shown["text"]


def test_closed_books_are_said_beforehand(desk: DeskUnderTest) -> None:
    """E10: below the day, with what would change and how they are opened; any later day is free."""
    with_acme(desk, "Login loops")
    desk.types("cleo", "/balance acme close 2026-05-31")
    desk.opens("ada", "/escalation log #1")
    desk.fills("ada", "time", "2h")
    shown = desk.fills("ada", "day", "2026-05-29")
    refused = "acme's books are closed up to Sun 31 May 2026, and this would change the statement"
    assert f":warning: {refused} of Sun 31 May 2026 (E10): " in shown["text"]
    assert "An admin can reopen them: /balance acme reopen 2026-05-31 because" in shown["text"]
    assert "Takes" not in shown["text"]
    assert "Takes the 1st of 4" in desk.fills("ada", "day", "2026-06-01")["text"]
    assert refused in desk.submits("ada", time="2h", day="2026-05-29")["text"]


def test_what_was_typed_stays_and_errors_stand_beside(desk: DeskUnderTest) -> None:
    """What is wrong is said below its field on Enter, and what was typed is still there."""
    with_acme(desk, "Login loops")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "1")
    shown = desk.fills("ada", "time", "1h 30")
    assert ":warning: “1h 30”" in shown["text"]
    assert "Takes" not in shown["text"]
    assert shown["values"]["time"] == "1h 30"
    shown = desk.fills("ada", "day", "2026-06-20")
    assert ":warning: “1h 30”" in shown["text"]
    shown = desk.fills("ada", "time", "1h")
    assert ":warning: That day is still to come." in shown["text"]
    assert ":warning:" not in desk.fills("ada", "day", "2026-06-01")["text"]
    assert desk.submits("ada", case="1", time="25h", day="2026-06-01")["errors"].keys() == {"time"}
    assert desk.submits("ada", case="1", time="1h", day="2026-06-20")["errors"].keys() == {"day"}
    assert desk.statement("acme")["charges"] == []


def test_what_is_wrong_is_said_once(desk: DeskUnderTest) -> None:
    """What Enter has said already, or has said of something else, does not stand there twice."""
    with_acme(desk, "Login loops")
    desk.opens("ada", "/escalation log #1")
    assert desk.fills("ada", "time", "2x")["text"].count("is not a duration") == 1
    for typed in ("2x", "3x"):
        shown = desk.submits("ada", time=typed, day="2026-06-01")
        assert shown["errors"] == {}
        assert shown["text"].count("is not a duration") == 1
        assert f"“{typed}” is not a duration" in shown["text"]
        assert shown["values"]["time"] == typed
    done = desk.submits("ada", time="2h", day="2026-06-01")
    assert "Logged 2h on #1" in done["text"]


def test_the_confirmation_works_it_out_anew(desk: DeskUnderTest) -> None:
    """Between showing and confirming Ben takes the last: Ada's answer says how it really went."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 4):
        desk.types("ben", f"/escalation log 1h {number}")
    desk.opens("ada", "/escalation log")
    desk.fills("ada", "case", "5")
    assert "Takes the 4th of 4 escalations" in desk.fills("ada", "time", "1h")["text"]
    desk.types("ben", "/escalation log 1h 4")
    done = desk.submits("ada", case="5", time="1h", day="2026-06-01")
    assert "1 more uncovered: no grant to take from (E7)." in done["text"]


def test_own_cases_stand_first(desk: DeskUnderTest) -> None:
    """The channel's customer first, then one's own, then the newest."""
    with_four_customers(desk)
    desk.types("dana", "/customer channel globex #globex")
    for customer in ("acme", "globex", "hooli", "acme"):
        desk.types("ada", f"/case open {customer} Login loops")
    desk.types("ada", "/case take 1")
    assert options(desk, desk.shortcut("ada", "log_time")) == ["1", "4", "3", "2"]
    assert options(desk, desk.opens("ada", "/escalation log", "#globex")) == ["2", "1", "4", "3"]
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case kind 1 defect")
    desk.types("ada", "/case close 1")
    assert options(desk, desk.shortcut("ada", "log_time")) == ["4", "3", "2"]


def options(desk: DeskUnderTest, shown: dict[str, object]) -> list[str]:
    field = next(block for block in shown["blocks"] if block["block_id"] == "case")  # type: ignore
    return [option["value"] for option in field["element"]["options"]]


def test_more_cases_than_a_menu_shows(desk: DeskUnderTest) -> None:
    """Of more than 100 open cases the menu shows 100; any other is typed by its number."""
    with_acme(desk, "Login loops")
    for number in range(2, 102):
        desk.types("ada", f"/case open acme configuration Case {number}")
    shown = desk.shortcut("ada", "log_time")
    assert len(options(desk, shown)) == 100
    assert "1" not in options(desk, shown)
    desk.fills("ada", "number", "#1")
    assert "Takes the 1st of 4" in desk.fills("ada", "time", "1h")["text"]
    none = desk.submits("ada", time="1h", number="")
    assert none["errors"] == {"case": "On which case? Choose it."}
    assert desk.submits("ada", time="1h", number="#900")["errors"].keys() == {"number"}
    assert desk.submits("ada", time="1h", number="one")["errors"].keys() == {"number"}
    assert "Logged 1h on #1" in desk.submits("ada", time="1h", number="#1")["text"]


def test_time_here(desk: DeskUnderTest) -> None:
    """*Log time here* logs on the case of the message's thread, and shows what it takes."""
    with_acme(desk)
    ts = opened_here(desk)
    reply = desk.says("ben", "I'll look", "#acme", ts)
    shown = desk.shortcut("ben", "log_time_here", "#acme", reply)
    assert "*#1* “It loops” (acme)" in shown["text"]
    assert "Takes the 1st of 4 escalations" in desk.fills("ben", "time", "2h")["text"]
    assert "Logged 2h on #1" in desk.submits("ben", time="2h", note="looked")["text"]


def test_time_here_without_a_case(desk: DeskUnderTest) -> None:
    """No case was opened from the thread: the view says what to do."""
    with_acme(desk)
    shown = desk.shortcut("ada", "log_time_here", "#acme", desk.says("ada", "Hello", "#acme"))
    assert shown["fields"] == []
    assert "No case was opened from this thread." in shown["text"]
    assert "/escalation log 2h #N" in shown["text"]


def test_time_here_on_the_channels_open_case(desk: DeskUnderTest) -> None:
    """On any message of a customer's channel: the one open case, or one of several is chosen."""
    with_acme(desk, "Login loops")
    ts = desk.says("ada", "Hello", "#acme")
    shown = desk.shortcut("ada", "log_time_here", "#acme", ts)
    assert shown["fields"] == ["time", "day", "note"]
    assert "*#1* “Login loops” (acme)" in shown["text"]
    desk.types("ada", "/case open acme configuration Reports are empty")
    assert "case" in desk.shortcut("ada", "log_time_here", "#acme", ts)["fields"]
    assert "Logged 2h on #2" in desk.submits("ada", case="2", time="2h")["text"]
