"""What happens to a case: each answer says what changed, for the clock and for the balance."""

from __future__ import annotations

import pytest

from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest

REFUSED = {
    "respond 1": "#1 already has its first response, at 10:00 on Tue 9 Jun 2026",
    "respond 1 at 09:45": "say when and why",
    "respond 1 at 08:15 because typo": "a response can't come before",
    "respond 1 at 23:00 because typo": "“23:00” lies ahead",
    "respond 1 at noon": "“noon” is not a time",
    "respond 99": "There is no case #99.",
    "respond": "/case respond 12",
    "severity 1 4": "there are 1, 2 and 3",
    "severity 1 3": "#1 is already Sev-3.",
    "kind 1 configuration": "#1 is already `configuration`.",
    "kind 1 defekt": "Did you mean `defect`?",
    "kind 1 touchpoint": "Touchpoints come with Premium and Managed; acme has Standard.",
    "assign 1 @slackbot": "is not a full member of the workspace",
    "title 1": "What is the new title of #1?",
    "title 1 " + "x" * 251: "250",
    "customer 1 globex": "so it wants a reason",
    "customer 1 acme because why not": "#1 is already acme's.",
    "customer 1 nobody because why not": "There is no customer “nobody”",
    "reopen 1": "#1 is open already.",
    "show 0": "There cannot be a case “0”.",
}


def test_the_first_response_stops_the_clock_once(desk: DeskUnderTest) -> None:
    """S3: met up to the very due instant, breached after it; only somebody saying so counts."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 10:00")
    for title in ("In time", "At the last instant", "Too late"):
        desk.types("ada", f"/case open acme configuration {title}")
    desk.types("ada", "/case assign 1")
    desk.types("ada", "/escalation log 30m 1")
    assert desk.types("ada", "/case show 1").says("First response due Wed 10 Jun 10:00", "not yet")
    desk.at("Tue 2026-06-09 15:00")
    answer = desk.types("ada", "/case respond 1 at 14:05 because by phone")
    assert answer.text == (
        "#1 has its first response, today 14:05: met (S3). acme has 3 of 4 escalations left."
    )
    desk.at("Wed 2026-06-10 10:00")
    assert desk.types("ada", "/case respond 2").says("today 10:00: met (S3)")
    desk.at("Wed 2026-06-10 10:01")
    assert desk.types("ada", "/case respond 3").says("today 10:01: breached (S3)")


def test_the_first_response_can_be_corrected_with_a_reason(desk: DeskUnderTest) -> None:
    """S3: its instant can be corrected, with a reason; the clock follows."""
    with_acme(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.at("Wed 2026-06-10 11:00")
    assert desk.types("ada", "/case respond 1").says("breached")
    assert desk.types("ben", "/case respond 1 at yesterday 17:30").says("say when and why")
    answer = desk.types("ben", "/case respond 1 at yesterday 17:30 because I called them")
    assert answer.says("#1 has its first response, Tue 9 Jun 17:30: met (S3).")
    assert desk.types("ada", "/case show 1 --more").says(
        "First response Tue 9 Jun 17:30: met (due today 10:00)",
        "first response corrected from today 11:00 to Tue 9 Jun 17:30 by <@U0BEN> – I called them",
    )


def test_assigning_does_not_stop_the_clock(desk: DeskUnderTest) -> None:
    """S3: taking a case never counts as a first response."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    answer = desk.types("ada", "/case assign 1 @ben")
    assert answer.says("#1 is <@U0BEN>'s now.", "First response due Wed 10 Jun 10:00.", "(S3)")
    assert desk.types("ada", "/case assign 1 @ben").says("<@U0BEN> already has #1.")
    assert desk.types("ada", "/case assign 1").says("#1 is <@U0ADA>'s now (was <@U0BEN>'s).")
    assert desk.presses("ada", "I've replied").says("met (S3)")


@pytest.mark.no_queues
def test_who_had_a_case_is_told(desk: DeskUnderTest) -> None:
    """Who had a case hears that it is somebody else's now, and who did that; nobody twice."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    desk.types("ada", "/case assign 1")
    taken = desk.types("ben", "/case assign 1")
    assert taken.text.startswith("#1 is <@U0BEN>'s now (was <@U0ADA>'s).")
    assert desk.tells("ada") == [
        "#1 of acme “Login loops” is <@U0BEN>'s now: <@U0BEN> took it over."
    ]
    desk.types("dana", "/case assign 1 @cleo")
    (told,) = desk.tells("ben")
    assert told.endswith("is <@U0CLEO>'s now: <@U0DANA> gave it to them.")
    desk.types("cleo", "/case assign 1 @ben")  # who gives it away knows
    assert desk.tells("cleo") == []


def test_a_case_is_taken_only_from_nobody(desk: DeskUnderTest) -> None:
    """`take`, and the buttons that type it, take no case away from somebody else."""
    with_acme(desk)
    opened = desk.types("ada", "/case open acme Login loops")
    assert "I'll take it" in opened.buttons
    assert desk.types("ben", "/case take 1").says("#1 is <@U0BEN>'s now.")
    refused = desk.presses("ada", "I'll take it")
    assert refused.says("<@U0BEN> has #1. To take it over: `/case assign 1`")
    assert desk.types("ben", "/case take 1").says("You already have #1.")
    assert desk.types("ada", "/case assign 1").says("#1 is <@U0ADA>'s now (was <@U0BEN>'s).")


def test_severity_moves_the_clock_and_the_route(desk: DeskUnderTest) -> None:
    """S4, R4: a shorter one never comes later, a longer one counts from the report."""
    with_four_customers(desk)
    desk.at("Mon 2026-06-08 10:00")
    opened = desk.types("ada", "/case open initech -- Slow")
    assert opened.says("due Tue 9 Jun 17:00", "queue `managed`")
    desk.at("Mon 2026-06-08 15:30")
    raised = desk.types("ada", "/case severity 1 1")
    assert raised.text == ("#1 is Sev-1 now (was Sev-3). initech has 12 of 12 escalations left.")
    assert raised.says(
        "First response due today 17:30 (was Tue 9 Jun 17:00; 2 hours, S4).", "Page 1 rings"
    )
    desk.at("Mon 2026-06-08 16:00")
    lowered = desk.types("ada", "/case severity 1 2")
    assert lowered.says("First response still due today 17:30 (S4).", "It waits in queue `managed`")
    assert desk.types("ada", "/case severity 1 3").says("due Tue 9 Jun 17:00 (was today 17:30;")
    desk.at("Tue 2026-06-09 16:59")
    assert desk.types("ada", "/case severity 1 2").says(
        "First response was due Mon 8 Jun 17:30: overdue (was today 17:00"
    )
    desk.types("ada", "/case open acme -- Slow")
    same = desk.types("ada", "/case severity 2 1")
    assert same.says("First response still due Wed 10 Jun 16:59 (S4).")
    assert "waits in" not in same.whole


def test_the_level_moves_the_clocks_of_open_cases(desk: DeskUnderTest) -> None:
    """S4: a raise counts from the day it holds; the old due instant stays if it is earlier."""
    with_four_customers(desk)
    desk.at("Mon 2026-06-08 09:30")
    desk.types("ada", "/case open hooli -- Early")
    desk.at("Mon 2026-06-08 16:59")
    desk.types("ada", "/case open acme -- Late")
    desk.types("dana", "/customer level hooli premium from 2026-06-09")
    desk.types("dana", "/customer level acme premium from 2026-06-09")
    assert desk.types("ada", "/case show 1").says("First response due Tue 9 Jun 17:00")
    desk.at("Tue 2026-06-09 09:00")
    assert desk.types("ada", "/case show 1").says("First response due today 13:00")
    assert desk.types("ada", "/case show 2").says("First response due today 13:00")
    raised = desk.types("dana", "/customer level hooli managed escalations 6 from 2026-06-09")
    assert "moved" not in raised.whole  # a level can only shorten: 4 business hours were promised
    assert desk.types("ada", "/case severity 1 1").says("due today 11:00 (was today 13:00")


def test_a_kind_makes_time_count_or_gives_it_back(desk: DeskUnderTest) -> None:
    """E2, E8: the answer says what a kind takes, what it gives back, and if that had expired."""
    desk.at("Tue 2025-12-30 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2025-01-01')
    desk.types("dana", "/customer manager acme @cleo")
    desk.types("ada", "/case open acme defect Login loops")
    desk.types("ada", "/escalation log 5h30 1")
    taken = desk.types("ada", "/case kind 1 integration")
    assert taken.text == (
        "#1 is `integration` now (was `defect`). acme has 3 of 4 escalations left."
    )
    assert taken.says(
        "5h30 in all: 30m of the 5h of undecided block 2 (E1).",
        "It takes 1 escalation from included 2025, dated Tue 30 Dec (E4).",
        "30m more undecided (E5).",
        "<@U0CLEO> was asked",
    )
    desk.types("cleo", "/escalation decide 1 consulting")
    desk.at("Mon 2026-01-05 10:00")
    back = desk.types("ada", "/case kind 1 security")
    assert back.says(
        "acme has 4 of 4 escalations left.",
        "`security` is never charged (E2)",
        "included 2025 gets 1 escalation back, which expired on Wed 31 Dec 2025 (E8).",
        "30m less consulting, CHF 120.– excl. VAT (E5).",
    )
    awake = desk.types("ada", "/case kind 1 upgrade")
    assert awake.says("acme has 4 of 4 escalations left.", "30m more consulting, CHF 120.– excl.")


def test_a_touchpoint_becomes_work(desk: DeskUnderTest) -> None:
    """E9: it costs nothing while it is a conversation, and its work is charged like any other."""
    with_four_customers(desk)
    desk.types("ada", "/case open globex touchpoint Quarterly review")
    talked = desk.types("ada", "/escalation log 2h 1")
    assert talked.says("8 of 8 escalations left", "while it is a conversation (E9)")
    work = desk.types("ada", "/case kind 1 touchpoint-work")
    assert work.says("globex has 7 of 8 escalations left.", "included 2026", "(E4)")
    assert desk.types("ada", "/case kind 1 touchpoint").says("globex has 8 of 8", "(E9)", "(E8)")
    refused = desk.types("ada", "/case customer 1 acme because it was theirs")
    assert refused.says("Touchpoints come with Premium and Managed; acme has Standard.")


def test_a_case_moves_to_another_customer_with_its_time(desk: DeskUnderTest) -> None:
    """The answer says what both customers have left, and what the clock does (S4)."""
    with_four_customers(desk)
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open acme configuration Login loops")
    assert desk.types("ada", "/escalation log 6h 1").says("3 of 4 escalations left")
    desk.types("cleo", "/escalation decide 1 escalation")
    desk.at("Tue 2026-06-09 09:30")
    moved = desk.types(
        "ada", "/case customer 1 Globex Corporation because opened for the wrong one"
    )
    assert moved.text == ("#1 is globex's now, with its time. globex has 6 of 8 escalations left.")
    assert moved.says(
        "First response still due today 10:00 (S4).",
        "the priority queue `premium`",
        "It takes 1 escalation from included 2026, dated Mon 8 Jun (E4).",
        "acme has 4 of 4 escalations left.",
        "included 2026 gets 2 escalations back (E8).",
    )
    assert desk.statement("acme")["charges"] == []
    assert [c["number"] for c in desk.statement("globex")["charges"]] == [1, 2]


def test_titles_can_be_mended(desk: DeskUnderTest) -> None:
    """`/case title 12 …` gives a case another title."""
    with_acme(desk, "Login lops")
    renamed = desk.types("ada", "/case title 1 upgrade: *login* loops <again>")
    assert renamed.says("#1 is called “upgrade: *login* loops &lt;again&gt;” now.")
    assert desk.types("ada", "/case show 1 --more").says("retitled from “Login lops” by <@U0ADA>")


def test_what_cannot_be_changes_nothing(desk: DeskUnderTest) -> None:
    """Bad input: a sentence for each, nothing written."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 09:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case respond 1")
    before = desk.types("ada", "/case show 1").whole
    for typed, sentence in REFUSED.items():
        assert desk.types("ada", f"/case {typed}").says(sentence)
    assert desk.types("ada", "/case show 1").whole == before


def test_the_same_delivery_changes_once(desk: DeskUnderTest) -> None:
    """The same command delivered twice: one change, the same answer."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    first = desk.types("ada", "/case severity 1 2")
    assert desk.again("ada").whole == first.whole
    assert desk.types("ada", "/case show 1 --more").whole.count("Sev-3 → Sev-2") == 1


def test_a_moved_case_has_the_clock_of_either_customer(desk: DeskUnderTest) -> None:
    """S2, S4: until it is moved a case has its old customer's target, then the new one's."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open hooli configuration Login loops")
    desk.at("Tue 2026-06-09 10:30")
    moved = desk.types("ada", "/case customer 1 globex because opened for the wrong one")
    assert moved.says("First response due today 14:30 (was Wed 10 Jun 17:00; 4 business hours, S4)")
    desk.at("Tue 2026-06-09 11:00")
    back = desk.types("ada", "/case customer 1 hooli because it was right")
    assert back.says("First response due Wed 10 Jun 17:00 (was today 14:30; 1 business day, S4)")


def test_work_that_came_of_a_touchpoint_after_a_lowering(desk: DeskUnderTest) -> None:
    """E9: a touchpoint had as a Premium customer may become work when the customer is Standard."""
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2025-07-01')
    desk.types("dana", "/customer level globex standard from 2026-06-08")
    desk.types("ada", "/case open globex touchpoint Review")
    desk.at("Thu 2026-07-02 10:00")
    desk.types("ada", "/escalation log 1h 1")
    assert desk.types("ada", "/case open globex touchpoint Another").says("Premium and Managed")
    work = desk.types("ada", "/case kind 1 touchpoint-work")
    assert work.says("`touchpoint-work` now", "globex has 3 of 4 escalations left")
