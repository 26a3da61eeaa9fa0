"""N1, N2: what account managers are told without asking: at opening, each once, while it stands."""

from __future__ import annotations

import pytest

from models.usecases.customer import telling
from models.usecases.people import DESK_ITSELF
from tests.conversations.mornings import texts, told, use, with_answered_cases
from tests.desk import DeskUnderTest

LEFT = "acme: {} of 4 escalations left."


def test_half_one_and_none_left(desk: DeskUnderTest) -> None:
    """Each once, on the morning after it was so; with what may be done about it."""
    with_answered_cases(desk, 4)
    use(desk, 1)
    assert told(desk, "Tue 2026-06-02 09:00") == []
    use(desk, 2)
    assert told(desk, "Tue 2026-06-02 16:00") == []
    (half,) = told(desk, "Wed 2026-06-03 09:00")
    assert half.text == LEFT.format(2)
    assert half.buttons == ["Quote", "Statement", "Snooze until Sun 7 Jun"]
    assert half.typed_by("Quote") == "/balance acme quote 1"
    assert half.typed_by("Statement") == "/balance acme statement 2026"
    assert half.typed_by("Snooze until Sun 7 Jun") == (
        "/customer snooze acme until 2026-06-07 --only 1"
    )
    assert told(desk, "Wed 2026-06-03 09:01") == told(desk, "Wed 2026-06-03 11:00") == []
    use(desk, 3)
    assert texts(told(desk, "Thu 2026-06-04 09:00")) == [LEFT.format(1)]
    use(desk, 4)
    assert texts(told(desk, "Fri 2026-06-05 09:00")) == [LEFT.format(0)]
    assert told(desk, "Mon 2026-06-08 09:00") == []


def test_from_three_to_none_in_a_day(desk: DeskUnderTest) -> None:
    """Only the nearest is said; what was passed on the way is said no more."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2, 3, 4)
    assert texts(told(desk, "Tue 2026-06-02 09:00")) == [LEFT.format(0)]
    desk.types("ada", "/escalation undo")
    assert told(desk, "Wed 2026-06-03 09:00") == []


def test_a_threshold_is_said_again_only_after_a_grant_was_added(desk: DeskUnderTest) -> None:
    """Time that is taken back and logged again is none; a pack is; voided and bought, so is that.
    And the next contract year."""
    with_answered_cases(desk, 5)
    use(desk, 1, 2, 3)
    assert texts(told(desk, "Tue 2026-06-02 09:00")) == [LEFT.format(1)]
    desk.types("ada", "/escalation undo")
    assert told(desk, "Wed 2026-06-03 09:00") == []
    use(desk, 3)
    assert told(desk, "Fri 2026-06-05 09:00") == []
    desk.types("cleo", "/customer pack acme S")
    again = "acme: 2 of 5 escalations left."
    assert texts(told(desk, "Mon 2026-06-08 09:00")) == [again]
    desk.types("dana", "/customer void acme pack 1 because typed twice")
    assert told(desk, "Tue 2026-06-09 09:00") == []
    desk.types("cleo", "/customer pack acme S")
    assert texts(told(desk, "Wed 2026-06-10 09:00")) == [again]


def test_what_is_uncovered(desk: DeskUnderTest) -> None:
    """Several things of one customer are one message; a quote is for what is uncovered."""
    with_answered_cases(desk, 6)
    use(desk, 1, 2, 3, 4, 5, 6)
    (heard,) = told(desk, "Tue 2026-06-02 09:00")
    assert heard.text == "acme: 3 things to look at, 0 of 4 escalations left."
    assert heard.says(
        "• #5 “Case 5” is uncovered: no grant to take from (E7).",
        "• #6 “Case 6” is uncovered: no grant to take from (E7).",
        "• 0 of 4 escalations left.",
    )
    assert heard.typed_by("Quote") == "/balance acme quote 2"
    assert told(desk, "Wed 2026-06-03 09:00") == []


@pytest.mark.parametrize(
    ("logged", "mornings"),
    [
        ("Mon 2026-06-01 09:00", ["Tue 2026-06-02 09:00", "Wed 2026-06-03 09:00"]),
        (
            "Wed 2026-05-13 10:00",  # Thursday is Ascension
            ["Fri 2026-05-15 09:00", "Mon 2026-05-18 09:00", "Tue 2026-05-19 09:00"],
        ),
    ],
)
def test_a_decision_that_waits_for_two_business_days(
    desk: DeskUnderTest, logged: str, mornings: list[str]
) -> None:
    """E5: asked at once; told of at the first opening after two days' opening hours."""
    with_answered_cases(desk, 1, at="Mon 2026-05-11 09:00")
    desk.at(logged)
    desk.types("ada", "/escalation log 6h 1")
    *before, last = mornings
    for morning in before:
        assert told(desk, morning) == []
    (heard,) = told(desk, last)
    assert heard.text == (
        "acme: #1 “Case 1” waits for a decision past 5h: 1h so far, CHF 240.– as "
        "consulting, excl. VAT (E5)."
    )
    assert heard.buttons[:2] == ["Another escalation", "Consulting"]
    assert desk.presses("cleo", "Consulting", "@desk").text.startswith("Decided for #1: ")


def test_a_decision_waits_since_its_case_is_charged(desk: DeskUnderTest) -> None:
    """E2: while it was a defect nobody was asked."""
    with_answered_cases(desk, 1)
    desk.types("ada", "/case kind 1 defect")
    desk.types("ada", "/escalation log 6h 1")
    desk.at("Thu 2026-06-04 10:00")
    desk.types("ada", "/case kind 1 integration")
    assert told(desk, "Fri 2026-06-05 09:00") == told(desk, "Mon 2026-06-08 09:00") == []
    assert len(told(desk, "Tue 2026-06-09 09:00")) == 1


def test_a_grant_that_expires(desk: DeskUnderTest) -> None:
    """In 60, 30 and 7 days, each once: the next morning where that day is closed."""
    with_answered_cases(desk, 1)
    use(desk, 1)
    assert told(desk, "Fri 2026-10-30 09:00") == []
    said = "acme: 3 of included 2026 expire on Thu 31 Dec 2026, in {} days (G6)."
    assert texts(told(desk, "Mon 2026-11-02 09:00")) == [said.format(59)]  # the 60th is a Sunday
    assert told(desk, "Mon 2026-11-30 09:00") == []
    assert texts(told(desk, "Tue 2026-12-01 09:00")) == [said.format(30)]
    assert texts(told(desk, "Thu 2026-12-24 09:00")) == [said.format(7)]
    assert told(desk, "Thu 2026-12-31 09:00") == []


def test_a_contract_that_ends(desk: DeskUnderTest) -> None:
    """In 90, 60 and 30 days; it can go on for a year."""
    with_answered_cases(desk, 4)
    use(desk, 1, 2, 3, 4)
    desk.types("cleo", "/customer end acme 2026-10-30")
    told(desk, "Tue 2026-06-02 09:00")
    (heard,) = told(desk, "Mon 2026-08-03 09:00")
    assert heard.text == (
        "acme: its contract ends with Fri 30 Oct 2026, in 88 days. This year used 4 beside 4 "
        "included."
    )
    assert heard.buttons == ["Renews", "Snooze until Sun 9 Aug"]
    assert len(told(desk, "Mon 2026-08-31 09:00")) == 1
    assert desk.presses("cleo", "Renews", "@desk").text == (
        "acme's contract goes on to Sat 30 Oct 2027 (was Fri 30 Oct 2026)."
    )
    assert told(desk, "Wed 2026-09-30 09:00") == []


def test_a_notice_day(desk: DeskUnderTest) -> None:
    """G2: three months before the anniversary, told of 90, 60 and 30 days before that."""
    with_answered_cases(desk, 1)
    assert desk.types("cleo", "/customer notice acme 3 months").says(
        "acme's contract has a notice period of 3 months.",
        "Next: its contract renews on Fri 1 Jan 2027; notice by Wed 30 Sep 2026, in 121 days.",
    )
    (heard,) = told(desk, "Thu 2026-07-02 09:00")
    assert heard.says("notice by Wed 30 Sep 2026, in 90 days. This year used 0 beside 4 included.")
    assert heard.buttons == ["Renews", "Ends 31 Dec", "Snooze until Sun 5 Jul"]
    assert heard.typed_by("Ends 31 Dec") == "/customer end acme 2026-12-31"
    desk.types("cleo", "/customer renews acme")
    assert told(desk, "Mon 2026-08-03 09:00") == told(desk, "Mon 2026-08-31 09:00") == []


def test_a_breach(desk: DeskUnderTest) -> None:
    """S3: told of at the next opening; whether it was replied to late, or is still to be."""
    with_answered_cases(desk, 1)
    desk.types("ada", "/case open acme configuration Login loops")
    assert told(desk, "Mon 2026-06-01 16:59") == []
    (heard,) = told(desk, "Tue 2026-06-02 09:00")
    assert heard.text == "acme: the first reply on #2 “Login loops” is still to be given (S3)."
    desk.types("ada", "/case respond 2")
    assert told(desk, "Wed 2026-06-03 09:00") == []


def test_what_is_not_true_any_more_is_not_said(desk: DeskUnderTest) -> None:
    """It is worded when it goes out: what was settled meanwhile is left out."""
    with_answered_cases(desk, 3)
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    desk.house.worker.rounds.follow_the_clock()
    desk.types("cleo", "/customer pack acme L")
    assert told(desk, "Tue 2026-06-02 09:01") == []


# --- when -----------------------------------------------------------------------------------------


def test_nothing_at_night(desk: DeskUnderTest) -> None:
    """What Slack did not take by closing waits for the next opening, and is said once."""
    with_answered_cases(desk, 3)
    use(desk, 1, 2)
    for closed in ("Mon 2026-06-01 17:00", "Tue 2026-06-02 03:00", "Tue 2026-06-02 08:59"):
        assert told(desk, closed) == []
    desk.at("Tue 2026-06-02 16:59")
    desk.house.worker.rounds.follow_the_clock()
    assert told(desk, "Tue 2026-06-02 17:00") == told(desk, "Wed 2026-06-03 08:59") == []
    assert texts(told(desk, "Wed 2026-06-03 09:00")) == [LEFT.format(2)]


def test_what_waited_over_night_is_not_said_twice(desk: DeskUnderTest) -> None:
    """One is left by the next opening: that is said, and the half that waited is not."""
    with_answered_cases(desk, 3)
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 16:59")
    desk.house.worker.rounds.follow_the_clock()
    use(desk, 3)
    assert texts(told(desk, "Wed 2026-06-03 09:00")) == [LEFT.format(1)]


def test_a_worker_that_was_away_for_a_week(desk: DeskUnderTest) -> None:
    """Late, at any hour of an open day: what still stands, as it stands. What passed meanwhile is
    not said: the half, and a pack that expired."""
    with_answered_cases(desk, 4)
    desk.types("dana", "/customer adjust acme +1 until 2026-06-10 because goodwill")
    use(desk, 1, 2)
    desk.at("Thu 2026-06-04 10:00")
    use(desk, 3, 4)
    desk.at("Sat 2026-06-13 10:00")
    assert told(desk, "Sat 2026-06-13 10:00") == []
    assert texts(told(desk, "Mon 2026-06-15 10:30")) == [LEFT.format(1)]
    assert told(desk, "Tue 2026-06-16 09:00") == []


def test_a_holiday(desk: DeskUnderTest) -> None:
    """Whit Monday is closed: Tuesday is the next opening."""
    with_answered_cases(desk, 2, at="Fri 2026-05-22 09:00")
    use(desk, 1, 2)
    assert told(desk, "Mon 2026-05-25 10:00") == []
    assert texts(told(desk, "Tue 2026-05-26 09:00")) == [LEFT.format(2)]


def test_two_workers(desk: DeskUnderTest) -> None:
    """Both have looked before either has given anything: it is said once."""
    with_answered_cases(desk, 2)
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    house = desk.house.desk
    looks = []
    for _ in range(2):
        with house.reading(DESK_ITSELF, desk.clock.now()) as turn:
            looks.append(telling.to_give(turn))
    for found in looks:
        for message in found.messages:
            with house.writing(DESK_ITSELF, desk.clock.now()) as turn:
                telling.give(turn, message)
    assert texts(told(desk, "Tue 2026-06-02 09:01")) == [LEFT.format(2)]


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


# --- the customer's own channel -------------------------------------------------------------------


def channel(desk: DeskUnderTest, wall: str) -> list[str]:
    """What the customer's channel is told of what is left, and expires, when the worker looks."""
    before = {message.ts for message in desk.slack.messages_seen_by("ada", "#acme")}
    desk.at(wall)
    desk.works()
    seen = desk.slack.messages_seen_by("ada", "#acme")
    new = [each.text for each in seen if each.ts not in before]
    return [text for text in new if "escalation" in text]


def test_the_customers_own_channel(desk: DeskUnderTest) -> None:
    """I9: where it is switched on, what is left and what expires, in outsiders' words; nothing of
    what is uncovered, or late."""
    with_answered_cases(desk, 6)
    use(desk, 1, 2)
    assert channel(desk, "Tue 2026-06-02 09:00") == []
    desk.slack.workspace.change_room("C0ACME", shared_with=("T0INITECH",))
    desk.types("cleo", "/customer shows acme balance on")
    assert channel(desk, "Wed 2026-06-03 09:00") == ["You have 2 of 4 escalations left."]
    use(desk, 3, 4, 5, 6)
    assert channel(desk, "Thu 2026-06-04 09:00") == ["You have 0 of 4 escalations left."]
    assert channel(desk, "Fri 2026-06-05 09:00") == []
    desk.types("cleo", "/customer pack acme S on 2026-06-05")
    desk.types("cleo", "/escalation settle acme 5 consulting")
    desk.types("cleo", "/escalation settle acme 6 consulting")
    assert channel(desk, "Fri 2027-04-09 09:00") == [
        "1 of your escalations expires on Sat 5 Jun 2027, in 57 days."
    ]


def test_a_channel_that_is_anothers_by_then(desk: DeskUnderTest) -> None:
    """I9: what waits for Slack is told to nobody else, if the channel was given away meanwhile."""
    with_answered_cases(desk, 2)
    desk.types("dana", '/customer add globex "Globex" standard from 2026-01-01')
    desk.types("cleo", "/customer shows acme balance on")
    use(desk, 1, 2)
    desk.at("Tue 2026-06-02 09:00")
    desk.house.worker.rounds.follow_the_clock()
    desk.types("cleo", "/customer channel acme #support")
    desk.types("dana", "/customer channel globex #acme")
    assert channel(desk, "Tue 2026-06-02 09:01") == []


def test_a_channel_in_which_the_desk_hears_nothing(desk: DeskUnderTest) -> None:
    """There it says nothing of its own accord either."""
    with_answered_cases(desk, 2)
    desk.types("cleo", "/customer shows acme balance on")
    desk.types("cleo", "/customer listens acme nothing")
    use(desk, 1, 2)
    assert channel(desk, "Tue 2026-06-02 09:00") == []
