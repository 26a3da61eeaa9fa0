"""N1: what account managers are told without asking, each once, while it stands."""

from __future__ import annotations

import pytest

from tests.agreement.notices import LEFT
from tests.conversations.mornings import texts, told, use, with_answered_cases
from tests.desk import DeskUnderTest


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
