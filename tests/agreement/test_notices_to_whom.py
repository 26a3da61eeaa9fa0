"""N2: who is given notices, in how many messages, and what is decided in them."""

from __future__ import annotations

from tests.agreement.notices import LEFT
from tests.conversations.mornings import texts, told, use, with_answered_cases
from tests.desk import DeskUnderTest

# --- to whom, and how -----------------------------------------------------------------------------


def test_without_an_account_manager_the_admins_are_told(desk: DeskUnderTest) -> None:
    """In their channel, once; an account manager who was named meanwhile is told no second time."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    for number in (1, 2):
        desk.types("ada", f"/case open acme configuration Case {number}")
        desk.types("ada", f"/case respond {number}")
    use(desk, 1, 2)
    heard = told(desk, "Tue 2026-06-02 09:00", "dana", "#desk-admin")
    assert texts(heard) == [LEFT.format(2)]
    desk.types("dana", "/customer manager acme @cleo")
    assert told(desk, "Wed 2026-06-03 09:00") == []


def test_off_and_on_again(desk: DeskUnderTest) -> None:
    """None while it is off; nothing is lost: what still stands is told when it is on again."""
    with_answered_cases(desk, 2)
    off = desk.types("cleo", "/customer notices acme off")
    assert off.text == "acme's account manager is told nothing without being asked (N2)."
    use(desk, 1, 2)
    assert told(desk, "Tue 2026-06-02 09:00") == []
    assert desk.presses("cleo", "Undo").text == (
        "acme's account manager is told at opening, what there is to know (N2)."
    )
    assert texts(told(desk, "Wed 2026-06-03 09:00")) == [LEFT.format(2)]


def test_a_digest_on_monday(desk: DeskUnderTest) -> None:
    """All of a week in one message, and no other."""
    with_answered_cases(desk, 3)
    desk.types("cleo", "/customer notices acme digest")
    use(desk, 1, 2)
    for wall in ("Tue 2026-06-02 09:00", "Wed 2026-06-03 09:00", "Fri 2026-06-05 09:00"):
        assert told(desk, wall) == []
    use(desk, 3)
    (heard,) = told(desk, "Mon 2026-06-08 09:00")
    assert heard.text == "Good morning. 1 customer asks for a look."
    assert heard.says("*Left*\n`acme` 1 of 4")
    assert desk.chooses("cleo", "/balance acme", "@desk").says("acme has 1 of 4 escalations left.")
    assert told(desk, "Tue 2026-06-09 09:00") == told(desk, "Mon 2026-06-15 09:00") == []


def test_a_monday_that_is_a_holiday(desk: DeskUnderTest) -> None:
    """The first opening of the week: after Whit Monday it is Tuesday; and one who looks no sooner
    than on Thursday gives it then."""
    with_answered_cases(desk, 3, at="Tue 2026-05-19 09:00")
    desk.types("cleo", "/customer notices acme digest")
    use(desk, 1, 2)
    assert told(desk, "Mon 2026-05-25 10:00") == []
    assert len(told(desk, "Tue 2026-05-26 09:00")) == 1
    use(desk, 3)
    assert told(desk, "Fri 2026-05-29 09:00") == []
    assert len(told(desk, "Thu 2026-06-04 14:00")) == 1


def test_snoozed(desk: DeskUnderTest) -> None:
    """What stands is left alone to that day, included, and told once more if it still stands; what
    else comes up is told meanwhile."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2)
    told(desk, "Tue 2026-06-02 09:00")
    answer = desk.presses("cleo", "Snooze until Sun 7 Jun", "@desk")
    assert answer.says(
        "Snoozed 1 thing of acme until Sun 7 Jun 2026: told again on Mon 8 Jun 2026, if it still "
        "stands.",
        "• 2 of 4 escalations left.",
    )
    use(desk, 3)
    assert told(desk, "Wed 2026-06-03 09:00") == []
    desk.types("ada", "/case open acme configuration Login loops")
    assert told(desk, "Thu 2026-06-04 09:00") != []
    assert told(desk, "Fri 2026-06-05 09:00") == []
    assert texts(told(desk, "Mon 2026-06-08 09:00")) == [LEFT.format(1)]
    assert told(desk, "Tue 2026-06-09 09:00") == []


def test_a_snooze_takes_what_its_message_tells(desk: DeskUnderTest) -> None:
    """Not what was told before; it can be taken back, and then is told at the next opening."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2)
    told(desk, "Tue 2026-06-02 09:00")
    desk.types("ada", "/case open acme configuration Login loops")
    (late,) = told(desk, "Wed 2026-06-03 17:00") or told(desk, "Thu 2026-06-04 09:00")
    assert late.buttons == ["Show #5", "Snooze until Sun 7 Jun"]
    snoozed = desk.presses("cleo", "Snooze until Sun 7 Jun", "@desk")
    assert snoozed.text.startswith("Snoozed 1 thing of acme until Sun 7 Jun 2026")
    assert snoozed.says("#5 “Login loops”", "By <@U0CLEO>")
    assert desk.presses("cleo", "Undo", "@desk").text == (
        "1 thing of acme is snoozed no more: told again on Fri 5 Jun 2026, if it still stands."
    )
    (again,) = told(desk, "Fri 2026-06-05 09:00")
    assert again.says("#5 “Login loops”")
    assert desk.types("cleo", "/customer snooze acme until 2 weeks").says(
        "Snoozed everything there is to tell of acme (2 things) until Fri 19 Jun 2026",
        "• the first reply on #5",
    )
    assert desk.types("cleo", "/customer snooze acme a month").says("until Sun 5 Jul 2026")
    assert desk.types("cleo", "/customer snooze acme off").says("2 things of acme are snoozed no")
    assert desk.types("cleo", "/customer snooze acme off").text == "Nothing of acme is snoozed."


def test_when_it_is_told_again(desk: DeskUnderTest) -> None:
    """In a digest at a week's first opening, its Monday closed or not; where it is off, never."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2)
    told(desk, "Wed 2026-06-03 09:00")
    desk.types("cleo", "/customer notices acme digest")
    for until, again in (
        ("fri", "Mon 8 Jun 2026"),
        ("2026-06-07", "Mon 8 Jun 2026"),
        ("2026-06-08", "Mon 15 Jun 2026"),
        ("2027-03-25", "Tue 30 Mar 2027"),
    ):
        assert desk.types("cleo", f"/customer snooze acme until {until}").says(f"again on {again}")
    assert desk.types("cleo", "/customer snooze acme off").text == (
        "1 thing of acme is snoozed no more: told again on Mon 8 Jun 2026, if it still stands."
    )
    assert told(desk, "Thu 2026-06-04 09:00") == []
    assert texts(told(desk, "Mon 2026-06-08 09:00")) != []
    desk.at("Mon 2026-06-15 07:00")
    desk.types("cleo", "/customer snooze acme until tue")
    assert desk.types("cleo", "/customer snooze acme off").says("told again on Mon 15 Jun 2026")
    desk.types("cleo", "/customer notices acme off")
    assert desk.types("cleo", "/customer snooze acme until fri").text.endswith(
        "until Fri 19 Jun 2026: nothing is told without being asked (N2)."
    )


def test_what_was_decided_stands_in_the_notice(desk: DeskUnderTest) -> None:
    """By whom, with what undoes it; another press says what it replaces."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer notice acme 3 months")
    (heard,) = told(desk, "Thu 2026-07-02 09:00")
    renewed = desk.presses("cleo", "Renews", "@desk")
    assert renewed.ts == heard.ts
    assert renewed.says("notice by Wed 30 Sep 2026", "acme's contract renews on Fri 1 Jan 2027.")
    assert renewed.says("By <@U0CLEO>")
    assert renewed.buttons == ["Undo"]
    ended = desk.chooses("cleo", "/customer end acme 2026-12-31", "@desk")
    assert ended.ts == heard.ts
    assert ended.says("In place of what was decided: to renew on Fri 1 Jan 2027.")
    assert "acme's contract renews on" not in ended.whole.replace("its contract renews on", "")


def test_more_than_a_screen(desk: DeskUnderTest) -> None:
    """Money and decisions first, then seven lines in all, and how many more; all where asked."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2)
    for number in range(9):
        desk.types("ada", f"/case open acme configuration Late {number}")
    (heard,) = told(desk, "Wed 2026-06-03 09:00")
    assert heard.text == "acme: 10 things to look at, 2 of 4 escalations left."
    assert heard.whole.count("• ") == 7
    assert heard.whole.index("• 2 of 4 escalations left.") < heard.whole.index("• the first reply")
    assert heard.says("and 3 more: `/customer notices acme` shows all")
    shown = desk.types("cleo", "/customer notices acme --more")
    assert shown.text == "acme's account manager is told at opening, what there is to know (N2)."
    assert shown.whole.count("• ") == 10
    assert shown.buttons == ["Digest", "Off"]


def test_what_can_not_be_snoozed(desk: DeskUnderTest) -> None:
    """Nothing, a day that is past, and for years."""
    with_answered_cases(desk, 2)
    assert desk.types("cleo", "/customer snooze acme until 2026-06-07").text == (
        "There is nothing to snooze: nothing of acme asks for a look."
    )
    use(desk, 1, 2)
    for day in ("2026-05-31", "2027-06-03"):
        assert desk.types("cleo", f"/customer snooze acme until {day}").says("within a year")
