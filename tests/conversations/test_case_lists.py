"""`/case list` and `/case show`: what waits in the order it is taken, and one case whole."""

from __future__ import annotations

import pytest

from handlers.blocks.case import lists as say
from models.rules.routing import WhichCases
from models.usecases import finding
from models.usecases.case import lists
from models.usecases.escalation import time_entries
from tests.conversations.acme import with_acme
from tests.conversations.broken_case import breaks
from tests.conversations.four_customers import with_four_customers
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.both_databases


def numbers(answer: Heard) -> list[str]:
    return [row[0].split()[0] for row in answer.rows[1:]]


def numbers_of(found: lists.CaseList) -> list[int]:
    return [item.case.id for item in found.cases]


def test_what_waits_is_ordered_by_due_then_level_then_report(desk: DeskUnderTest) -> None:
    """R2: response due, then `managed` > `premium` > `standard` > `basic`, then report time."""
    with_four_customers(desk)
    desk.at("Fri 2026-06-12 18:00")
    for typed in (
        "hooli -- due Tue 17:00",  # 1
        "initech -- due Tue 17:00",  # 2
        "acme reported 17:40 -- due Mon 17:00",  # 3
        "acme reported 17:20 -- due Mon 17:00",  # 4
        "globex -- due Mon 13:00",  # 5
        "initech sev2 -- due Mon 13:00",  # 6
        "initech sev1 -- due Fri 20:00, paged and never waiting",  # 7
        "acme -- answered",  # 8
    ):
        desk.types("ada", f"/case open {typed}")
    desk.types("ada", "/case respond 8")
    queue = desk.types("ada", "/case list queue")
    assert queue.text == "6 cases waiting for a first response."
    assert {row[6] for row in queue.rows[1:]} == {"–"}
    assert numbers(queue) == ["#6", "#5", "#4", "#3", "#2", "#1"]
    assert desk.types("ada", "/case list overdue").text == "No cases overdue."
    desk.at("Mon 2026-06-15 13:00")
    assert numbers(desk.types("ada", "/case list overdue")) == ["#7"]
    desk.at("Mon 2026-06-15 17:01")
    overdue = desk.types("ada", "/case list overdue")
    assert overdue.text == "5 cases overdue."
    assert numbers(overdue) == ["#7", "#6", "#5", "#4", "#3"]
    assert overdue.rows[1][1] == "overdue since Fri 12 Jun 20:00"


def test_the_first_of_all_are_found_without_looking_at_all(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are looked at, they are those that come first: open, then closed, each by due."""
    monkeypatch.setattr(lists, "LOOKED_AT_ONCE", 2)
    with_four_customers(desk)
    for number, customer in enumerate(("hooli", "acme", "globex", "initech") * 3, start=1):
        desk.at(f"Tue 2026-06-09 {9 + number // 4:02d}:{number:02d}")
        desk.types("ada", f"/case open {customer} configuration Case {number}")
    for number in range(2, 13):
        desk.types("ada", f"/case respond {number}")
    for number in range(4, 13):
        desk.types("ada", f"/case close {number}")
    with desk.reading("ada") as turn:
        whole = lists.list_cases(turn, WhichCases.ALL)
        first = [lists.list_cases(turn, WhichCases.ALL, most=most) for most in range(13)]
    assert numbers_of(whole)[:3] == [1, 3, 2]
    assert {found.total for found in first} == {12}
    monkeypatch.setattr(say, "MOST_LISTED", 2)
    said = desk.types("ada", "/case list all")
    assert said.text == "12 cases in all."
    assert numbers(said) == ["#1", "#3"]
    assert desk.presses("ada", "More").says("10 more: name a customer to see fewer.")
    assert [numbers_of(found) for found in first] == [
        numbers_of(whole)[:most] for most in range(13)
    ]


def test_a_case_that_cannot_be_read_hides_no_other(desk: DeskUnderTest) -> None:
    """Nothing is lost: the others are shown, in the list and at Home, and the one is named."""
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    for number, title in enumerate(("Broken", "Whole"), start=1):
        desk.types("ada", f"/case open acme {title}")
        desk.types("ada", f"/case take {number}")
    desk.at("Tue 2026-06-09 10:10")
    desk.types("ada", "/case severity 1 2")
    breaks(desk, 1)
    said = "#1 can't be read. Please tell an admin: the log says why."
    mine = desk.types("ada", "/case list")
    assert mine.text == "1 case of yours open."
    assert mine.says(f":warning: {said}")
    assert numbers(mine) == ["#2"]
    home = desk.home("ada")
    assert said in home
    assert "*#2* “Whole”" in home


def test_lists_show_mine_a_customers_and_all(desk: DeskUnderTest) -> None:
    """`mine`, a customer's name, and `all`, which has the closed ones too, last.

    Title and due stand first, for a telephone shows little more of a row.
    """
    with_four_customers(desk)
    desk.at("Tue 2026-06-09 10:00")
    for typed in ("acme defect One", "globex defect Two", "acme defect Three"):
        desk.types("ada", f"/case open {typed}")
    desk.types("ada", "/case assign 3")
    desk.types("ada", "/escalation log 1h30 3")
    desk.types("ada", "/case respond 1")
    desk.types("ada", "/case close 1")
    mine = desk.types("ada", "/case list")
    assert mine.text == "1 case of yours open."
    assert mine.rows == [
        ["Case", "First response", "Customer", "Sev", "Kind", "Time", "Owner"],
        ["#3 Three", "Wed 10 Jun 10:00 (0%)", "acme", "3", "defect", "1h30", "Ada"],
    ]
    assert desk.types("ben", "/case list mine").text == "No cases of yours open."
    assert numbers(desk.types("ada", "/case list Acme AG")) == ["#3"]
    everything = desk.types("ada", "/case list all")
    assert numbers(everything) == ["#2", "#3", "#1"]
    assert everything.rows[3][1] == "closed"
    assert desk.types("ada", "/case list quue").says("Did you mean `queue`?")
    assert desk.types("ada", "/case list nobody").says("There is no customer “nobody”")


def test_a_case_is_shown_whole(desk: DeskUnderTest) -> None:
    """Clocks, time, charges; and the history: every change with who and when."""
    with_acme(desk)
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    desk.types("dana", "/customer manager globex @cleo")
    desk.at("Tue 2026-06-09 10:00")
    desk.types("ada", "/case open globex sev2 -- Login lops")
    desk.types("ada", "/case title 1 Login loops")
    desk.types("ada", "/case customer 1 acme because opened for the wrong one")
    desk.types("ada", "/case assign 1 @ben")
    desk.at("Tue 2026-06-09 11:00")
    desk.types("ben", "/case respond 1 at 10:30 because by phone")
    desk.types("ben", "/case severity 1 3")
    desk.types("ben", "/case kind 1 configuration")
    desk.at("Wed 2026-06-10 09:00")
    desk.types("ben", "/escalation log 4h 1 yesterday traced it")
    desk.types("ben", "/escalation log 3h 1")
    desk.types("ben", "/escalation log 1h 1")
    desk.types("ben", "/escalation undo because counted twice")
    desk.types("cleo", "/escalation decide 1 consulting")
    desk.at("Wed 2026-06-10 12:00")
    desk.types("ben", "/case close 1 fixed")
    desk.types("ada", "/case reopen 1")
    shown = desk.types("ada", "/case show 1 --more")
    assert shown.text == "#1 “Login loops”: open, Sev-3, 7h logged, 3 of 4 escalations left."
    assert shown.says(
        *("Acme AG (`acme`)", "Standard", "`configuration`", "<@U0BEN>"),
        "|Tue 9 Jun 2026 10:00>",
        "First response Tue 9 Jun 10:30: met (due today 10:00)",
        "• Block 1, 5h: included 2026, dated Tue 9 Jun (E4)",
        "• Block 2, 2h: consulting, CHF 480.– excl. VAT (E5)",
    )
    told = shown.whole[shown.whole.index("*History*") :].splitlines()[1:19]
    assert told == [
        "• Tue 9 Jun 10:00: opened by <@U0ADA>",
        "• Tue 9 Jun 10:00: retitled from “Login lops” by <@U0ADA>",
        "• Tue 9 Jun 10:00: moved from globex to acme by <@U0ADA> – opened for the wrong one",
        "• Tue 9 Jun 10:00: given to <@U0BEN> by <@U0ADA>",
        "• Tue 9 Jun 11:00: first response given Tue 9 Jun 10:30, recorded by <@U0BEN> – by phone",
        "• Tue 9 Jun 11:00: Sev-2 → Sev-3 by <@U0BEN>",
        "• Tue 9 Jun 11:00: `untriaged` → `configuration` by <@U0BEN>",
        "• today 09:00: 4h of Tue 9 Jun logged by <@U0BEN> – traced it",
        "• today 09:00: 3h of Wed 10 Jun logged by <@U0BEN>",
        "• today 09:00: 1h of Wed 10 Jun logged by <@U0BEN>",
        "• today 09:00: 1h of Wed 10 Jun taken off by <@U0BEN> – counted twice",
        "• today 09:00: blocks from 2 on decided as consulting by <@U0CLEO>",
        "• today 12:00: closed by <@U0BEN> – fixed",
        "• today 12:00: reopened by <@U0ADA>",
        "`/escalation explain 1` · `/escalation list 1`",
    ]
    assert desk.types("ada", "/case show 1").buttons == ["More"]
    assert "*History*" not in desk.types("ada", "/case show 1").whole
    assert "*History*" in desk.presses("ada", "More").whole


def test_moved_and_settled_time_stands_in_the_history(desk: DeskUnderTest) -> None:
    """Every change is a row that stays: moved time and settlements too, newest sixty shown."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    for title in ("One", "Two"):
        desk.types("ada", f"/case open hooli configuration {title}")
    desk.types("ada", "/escalation log 2h 1")
    desk.types("ada", "/escalation move 2")
    desk.types("dana", "/escalation settle hooli 2 consulting")
    assert desk.types("ada", "/case show 1 --more").says(
        "2h of Tue 9 Jun taken off by <@U0ADA> – moved to #2", "No time logged yet."
    )
    assert desk.types("ada", "/case show 2 --more").says(
        "2h of Tue 9 Jun moved here by <@U0ADA>",
        "block 1 settled as consulting by <@U0DANA>",
        "• Block 1, 2h: consulting, CHF 480.– excl. VAT (E7)",
    )
    for number in range(2, 62):
        desk.types("ada", f"/case severity 1 {1 + number % 2}")
    assert desk.types("ada", "/case show 1 --more").says("3 earlier lines not shown", "by <@U0ADA>")


def test_a_long_history_fits_into_a_message(desk: DeskUnderTest) -> None:
    """Slack takes so many characters, escaped: the oldest lines are left out, and counted."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    ada = desk.person("ada")
    with desk.house.desk.writing(ada, desk.clock.now()) as turn:
        for number in range(70):
            case = finding.case(turn, 1)
            time_entries.log(turn, case, 1, None, f"{number} " + "<&>" * 230, sure=True)
    shown = desk.types("ada", "/case show 1 --more")
    assert len(shown.blocks) <= 50
    assert shown.says("earlier lines not shown", "– 69 &lt;&amp;&gt;")
    assert "– 0 &lt;" not in shown.whole


def test_a_case_of_many_blocks_fits_into_a_message(desk: DeskUnderTest) -> None:
    """Of a very long case the newest blocks are shown, and how many earlier ones there are."""
    with_acme(desk, "Login loops", at="Tue 2026-06-09 10:00")
    for day in range(1, 21):
        desk.types("ada", f"/escalation log 24h 1 2026-05-{day:02}")
    desk.types("dana", "/escalation decide 1 consulting")
    shown = desk.types("ada", "/case show 1 --more")
    assert shown.says("earlier not shown", "• Block 96, 5h: consulting", "First response")
    assert "• Block 2," not in shown.whole
    explained = desk.types("ada", "/escalation explain 1")
    assert explained.says("36 earlier blocks not shown", "*Minutes 28501 to 28800* (E5)")


def test_the_clock_is_explained(desk: DeskUnderTest) -> None:
    """*Explain the clock*: what set it, which stretches counted, which did not and why."""
    with_four_customers(desk, at="Tue 2026-03-03 09:00")
    desk.at("Thu 2026-04-02 16:30")
    desk.types("ada", "/case open initech sev3 Slow console")
    desk.at("Thu 2026-04-02 16:45")
    desk.types("ada", "/case severity 1 2")
    desk.at("Tue 2026-04-07 10:00")
    desk.types("ada", "/case show 1")
    explained = desk.chooses("ada", "/case clock 1")
    assert explained.text == (
        "The clock of #1 “Slow console” runs: due today 12:45, 31% has run (1h15)."
    )
    assert explained.says(
        "• Thu 2 Apr 16:30: reported, 1 business day, due today 17:00 (S2, T4)",
        "• Thu 2 Apr 16:45: changed, 4 business hours, due today 12:45 (S4, T3)",
        "• Thu 2 Apr 16:45 to Thu 2 Apr 17:00: *15m*",
        "• Fri 3 Apr 00:00 to Sat 4 Apr 00:00: not counted, Good Friday",
        "• Mon 6 Apr 00:00 to today 00:00: not counted, Easter Monday",
        "• today 09:00 to today 10:00: *1h*",
    )


def test_a_clock_of_two_hours_is_explained_as_what_it_is(desk: DeskUnderTest) -> None:
    """T5: day and night, across clock changes; it names which of the two 02:50 it means."""
    with_four_customers(desk)
    desk.at("Sun 2026-10-25 01:50")
    desk.types("ada", "/case open initech sev1 Login loops")
    at_once = desk.types("ada", "/case clock 1")
    assert at_once.text.startswith("The clock of #1 “Login loops” runs: due today 02:50 CET, 0%")
    assert at_once.says("Its 2 hours run day and night, across clock changes (T5).")
    assert "counted" not in at_once.whole
    assert "Business time" not in at_once.whole
    desk.clock.move_to(desk.at("Sun 2026-10-25 02:50"))
    halfway = desk.types("ada", "/case clock 1")
    assert halfway.says("50% has run (1h).", "today 01:50 to today 02:50 CEST: *1h*")


def said_in(shown: Heard) -> str:
    """What a case shows of what was said."""
    texts = [
        block["text"]["text"]
        for block in shown.blocks
        if block["type"] == "section" and "text" in block
    ]
    whole: str = next(text for text in texts if text.startswith("*What was said*"))
    return whole.partition("\n")[2]


def test_all_that_was_said_is_shown(desk: DeskUnderTest) -> None:
    """A long message is read whole in its case; what is very long as far as Slack takes it."""
    with_acme(desk)
    for said in ("It <loops> & loops. " * 30, "<&> " * 700):
        desk.opens("ada", "/case open")
        desk.submits("ada", customer="acme", title="Login", text=said)
    assert (
        said_in(desk.types("ada", "/case show 1 --more"))
        == ("It &lt;loops&gt; &amp; loops. " * 30).strip()
    )
    assert said_in(desk.types("ada", "/case show 2 --more")).endswith("…")


def test_the_cases_of_a_person(desk: DeskUnderTest) -> None:
    """A person's open cases by a mention or a handle; the closed ones are led to."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.types("ada", "/case take 1")
    for typed in ("@ada", "ada"):
        of_ada = desk.types("ben", f"/case list {typed}")
        assert of_ada.text == "1 case of <@U0ADA> open."
        assert numbers(of_ada) == ["#1"]
    asked = desk.types("ben", "/case list closed")
    assert asked.says("Closed cases stand last in the list of all.")
    assert desk.presses("ben", "all").text == "2 cases in all."
