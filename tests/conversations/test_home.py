"""The app's Home: what concerns whoever opens it, and nothing that does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversations.at_home import charts, clicks, home_of, lines_of
from tests.conversations.four_customers import with_four_customers
from tests.conversations.oncall.people_on_call import with_people_on_call
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases


def test_a_newcomer_sees_how_to_begin(desk: DeskUnderTest) -> None:
    """With nothing yet, Home greets, and says what to type first and where."""
    desk.at("Mon 2026-06-01 09:00")
    home = desk.home("ada")
    assert home.startswith("Hello Ada\nAs of 09:00, Monday 1 June 2026")
    assert "There is nothing yet, so here is how to begin." in home
    assert "Type a command where you write messages: in any channel" in home
    assert "Home has no such field" in home


# --- engineers ------------------------------------------------------------------------------------


def test_an_engineer_on_call(desk: DeskUnderTest) -> None:
    """O6: until when one is on call and who is next, as `/oncall` says it."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-02 10:05")
    home = desk.home("ada")
    assert "As of 10:05, Tuesday 2 June 2026" in home
    assert (
        ":large_green_circle: *You are on call* (`primary`) until Mon 8 Jun 09:00, then <@U0BEN>."
    ) in home
    assert ":white_circle: `secondary`: <@U0BEN> until Mon 8 Jun 09:00, then *you*." in home
    assert "The desk" not in home
    assert "Your customers" not in home


def test_an_open_page_is_acknowledged_at_home(desk: DeskUnderTest) -> None:
    """Whom a page rings sees it, takes it there, and others do not see it."""
    with_people_on_call(desk)
    desk.at("Tue 2026-06-09 03:00")
    desk.types("cleo", "/case open initech sev1 configuration Login <b>loops</b>")
    desk.works()
    assert "Open pages" not in desk.home("ada")
    desk.home("ben")
    rings = "*initech #1 Sev-1 “Login &lt;b&gt;loops&lt;/b&gt;”* rings since today 03:00"
    assert home_of(desk, "ben").says("Open pages", rings)
    assert home_of(desk, "ben").buttons == ["Acknowledge", "Hand up"]
    desk.slack.click("ben", "Acknowledge")
    desk.waits()
    assert "#1 is yours, and page 1 rings nobody any more." in desk.form("ben")["text"]
    assert home_of(desk, "ben").says(":large_green_circle: You have initech #1 Sev-1")
    assert home_of(desk, "ben").buttons == ["Hand up"]


def test_cases_with_their_clocks(desk: DeskUnderTest) -> None:
    """S3, S5: each case says by when it is due, how much has run, overdue, met or late."""
    with_four_customers(desk, "Mon 2026-06-01 09:00")
    for number, typed in enumerate(("acme One", "acme Two", "globex Three"), 1):
        desk.types("ada", f"/case open {typed}")
        desk.types("ada", f"/case take {number}")
    desk.at("Mon 2026-06-01 09:30")
    desk.types("ada", "/case respond 2")
    desk.types("ada", "/escalation log 1h30 #2")
    desk.at("Mon 2026-06-01 13:00")
    desk.home("ada")
    home = home_of(desk, "ada")
    assert home.says(
        "*#1* “One”\n▰▰▰▱▱▱ First response due *today 17:00* (50% has run) · acme Sev-3",
        "*#2* “Two”\n:white_check_mark: First response met · acme Sev-3 · 1h30 logged",
    )
    desk.at("Thu 2026-06-04 09:00")
    assert ":red_circle: *Overdue*: first response was due Mon 1 Jun 17:00" in desk.home("ada")


def test_an_overdue_case_is_answered_from_home(desk: DeskUnderTest) -> None:
    """S3: overdue, a case offers *I've replied* beside *Log*; replied to, it has *Log* alone."""
    with_four_customers(desk, "Mon 2026-06-01 09:00")
    desk.types("ada", "/case open acme Login loops")
    desk.types("ada", "/case take 1")
    desk.home("ada")
    assert "I've replied" not in home_of(desk, "ada").buttons
    desk.at("Mon 2026-06-01 17:01")
    desk.home("ada")
    assert home_of(desk, "ada").buttons == ["I've replied", "Log"]
    desk.slack.click("ada", "I've replied")
    desk.at("Mon 2026-06-01 17:02")
    desk.works()
    assert home_of(desk, "ada").says("*#1* “Login loops”\n:heavy_check_mark: First response given")
    assert "I've replied" not in home_of(desk, "ada").buttons


def test_time_is_logged_from_home(desk: DeskUnderTest) -> None:
    """*Log* beside a case opens the form for that case."""
    with_four_customers(desk, "Mon 2026-06-01 09:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    desk.home("ada")
    desk.slack.click("ada", "Log")
    form = desk.form("ada")
    assert (form["title"], form["fields"]) == ("Log time", ["time", "day", "note"])
    assert "*#1* “Login loops” (acme)" in form["text"]
    desk.submits("ada", time="2h")
    desk.at("Mon 2026-06-01 09:02")
    desk.works()
    assert home_of(desk, "ada").says("2h in all: Mon 2h")


def test_the_week_by_day(desk: DeskUnderTest) -> None:
    """This week's time stands in a chart, by day, and in words; a weekend only with work on it.

    The chart says its hours as people write them too.
    """
    with_four_customers(desk, "Fri 2026-06-05 09:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 4h #1")
    for at, time in (("Mon 2026-06-08 10:00", "1h30"), ("Wed 2026-06-10 16:00", "45m")):
        desk.at(at)
        desk.types("ada", f"/escalation log {time} #1")
    desk.home("ada")
    assert home_of(desk, "ada").says("2h15 in all: Mon 1h30, Wed 45m")
    (chart,) = charts(home_of(desk, "ada"))
    assert chart["title"] == "Hours by day"
    assert [(p["label"], p["value"]) for p in chart["chart"]["series"][0]["data"]] == [
        ("Mon 8 Jun · 1h30", 1.5),
        ("Tue 9 Jun", 0),
        ("Wed 10 Jun · 45m", 0.75),
        ("Thu 11 Jun", 0),
        ("Fri 12 Jun", 0),
    ]
    desk.at("Sat 2026-06-13 11:00")
    desk.types("ada", "/escalation log 2h #1")
    desk.home("ada")
    (chart,) = charts(home_of(desk, "ada"))
    assert chart["chart"]["axis_config"]["categories"][-1] == "Sat 13 Jun · 2h"


def test_a_week_without_time(desk: DeskUnderTest) -> None:
    """A week without time says so, and *Log time* opens the form."""
    with_four_customers(desk, "Fri 2026-06-05 09:00")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    desk.types("ada", "/escalation log 4h #1")
    desk.at("Mon 2026-06-08 10:00")
    assert "*Your time this week*\nNo time logged this week yet." in desk.home("ada")
    assert charts(home_of(desk, "ada")) == []
    desk.slack.click("ada", "Log time")
    assert desk.form("ada")["fields"] == ["case", "time", "day", "note"]


def test_a_long_list_is_shown_by_pages(desk: DeskUnderTest) -> None:
    """More cases than a page holds are turned to, not cut; a change leaves the page open."""
    with_four_customers(desk, "Mon 2026-06-01 09:00")
    for number in range(1, 21):
        desk.types("ada", f"/case open globex Case number {number}")
        desk.types("ada", f"/case take {number}")
    desk.home("ada")
    first = home_of(desk, "ada")
    assert first.buttons == ["Next (page 2 of 3)"]
    assert ["*#8* “Case number 8”" in first.whole, "*#9*" in first.whole] == [True, False]
    second = clicks(desk, "ada", "Next (page 2 of 3)")
    assert second.buttons == ["Earlier (page 1 of 3)", "Next (page 3 of 3)"]
    assert second.says("*#9*", "*#16*")
    third = clicks(desk, "ada", "Next (page 3 of 3)")
    assert [line[:5] for line in lines_of(third) if line.startswith("*#")] == [
        *("*#17*", "*#18*", "*#19*", "*#20*")
    ]
    desk.at("Mon 2026-06-01 09:02")
    desk.types("ada", "/case title 17 Another title")
    desk.works()
    assert home_of(desk, "ada").says("*#17* “Another title”")
    assert clicks(desk, "ada", "Earlier (page 2 of 3)").says("*#9*", "*#16*")


# --- account managers -----------------------------------------------------------------------------


def test_customers_tightest_first(desk: DeskUnderTest) -> None:
    """Own customers only, the least left of what was granted first; what is beyond is less still.

    What waits for an answer has a list of its own, and changes nothing here.
    """
    with_four_customers(desk)
    for key in ("globex", "initech"):
        desk.types("dana", f"/customer manager {key} @cleo")
    desk.types("ada", "/case open globex configuration Sessions")
    desk.types("ada", "/escalation log 1h #1")
    assert "3 customers, the tightest first" in desk.home("cleo")
    assert _customers(desk) == ["globex", "acme", "initech"]
    desk.types("ada", "/case open initech configuration Login loops")
    desk.types("ada", "/escalation log 5h30 #2")
    assert "▰▰▰▰▰▰ *11 of 12 escalations left* · :hourglass: 30m undecided" in desk.home("cleo")
    assert _customers(desk) == ["globex", "initech", "acme"]
    desk.types("dana", "/customer manager hooli @cleo")
    desk.types("dana", '/customer add umbra "Umbra" basic from 2026-01-01')
    desk.types("dana", "/customer manager umbra @cleo")
    desk.types("ada", "/case open umbra configuration Proxy")
    desk.types("ada", "/escalation log 1h #3")
    desk.home("cleo")
    assert _customers(desk) == ["umbra", "hooli", "globex", "initech", "acme"]
    listed = desk.types("cleo", "/balance").rows[1:]
    assert [row[0] for row in listed] == _customers(desk)


def _customers(desk: DeskUnderTest) -> list[str]:
    """The short names of the customers in Cleo's Home, in order."""
    shown = lines_of(home_of(desk, "cleo"))
    return [line.split("`")[1] for line in shown if line.startswith("*") and "`, " in line]


def test_a_question_is_answered_at_home(desk: DeskUnderTest) -> None:
    """E5: a block that waits has the question's buttons, and is gone when it is decided."""
    with_four_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/escalation log 5h30 #1")
    desk.home("cleo")
    home = home_of(desk, "cleo")
    assert home.says("Waits for your decision", "*acme #1* “Login loops”", "Passed 5h")
    assert home.buttons == ["Another escalation", "Consulting"]
    assert home.says("Passed 5h by 30m, CHF 120.– as consulting: another escalation, or")
    desk.slack.click("cleo", "Consulting")
    desk.waits()
    desk.at("Mon 2026-06-01 09:02")
    desk.works()
    assert "Waits for your decision" not in home_of(desk, "cleo").whole


def test_what_is_uncovered_is_settled_at_home(desk: DeskUnderTest) -> None:
    """E7: a charge without a grant waits too, with the ways in which it can be settled."""
    with_four_customers(desk)
    desk.types("dana", "/customer manager hooli @cleo")
    desk.types("ada", "/case open hooli configuration Proxy")
    desk.types("ada", "/escalation log 1h #1")
    desk.home("cleo")
    home = home_of(desk, "cleo")
    assert home.says("*hooli #1* “Proxy”\n:warning: Uncovered: no grant")
    assert home.buttons == ["Settle #1 as consulting"]
    assert home.says("▱▱▱▱▱▱ *0 of 0 escalations left* · :warning: 1 uncovered")
    desk.clock.advance(timedelta(days=1))
    desk.types("dana", "/customer pack hooli S")
    desk.home("cleo")
    assert home_of(desk, "cleo").buttons[:2] == [
        "Settle #1 from a grant",
        "Settle #1 as consulting",
    ]


def test_what_waits_is_summed_up(desk: DeskUnderTest) -> None:
    """E5, E7: all minutes that wait for a decision, and what they would cost as consulting."""
    with_four_customers(desk)
    desk.types("dana", "/customer manager hooli @cleo")
    for number, (customer, time) in enumerate((("acme", "5h30"), ("hooli", "1h")), 1):
        desk.types("ada", f"/case open {customer} configuration Proxy")
        desk.types("ada", f"/escalation log {time} #{number}")
    desk.home("cleo")
    home = home_of(desk, "cleo")
    assert home.says("*Waits for your decision*\n1h30 so far: CHF 360.– as consulting, excl. VAT")
    assert home.says("Passed 5h by 30m, CHF 120.– as", "(E7). 1h so far, CHF 240.– as consulting.")


def test_what_expires_within_60_days(desk: DeskUnderTest) -> None:
    """G2: what is left of a grant that ends within 60 days is said with its day."""
    with_four_customers(desk, "Sat 2026-10-31 10:00")
    assert "Expires within 60 days" not in desk.home("cleo")
    desk.at("Sun 2026-11-01 10:00")
    assert "• `acme`: 4 of included 2026 expire on Thu 31 Dec 2026 (in 60 days)" in desk.home(
        "cleo"
    )


def test_first_responses_this_quarter(desk: DeskUnderTest) -> None:
    """S3: met, late and overdue of the quarter's months, in a chart and in words."""
    with_four_customers(desk, "Wed 2026-04-01 09:00")
    desk.types("ada", "/case open acme configuration One")
    desk.types("ada", "/case respond 1")
    desk.at("Mon 2026-06-01 09:00")
    desk.types("ada", "/case open acme configuration Two")
    desk.types("ada", "/case open acme configuration Three")
    desk.types("ada", "/case respond 2")
    desk.at("Fri 2026-06-05 09:00")
    desk.types("ada", "/case open acme configuration Four")
    desk.home("cleo")
    home = home_of(desk, "cleo")
    assert home.says(
        "First responses of your customers this quarter",
        "2 of 3 met: April 1 of 1, May 0 of 0, June 1 of 2",
    )
    (chart,) = charts(home)
    told = {s["name"]: [p["value"] for p in s["data"]] for s in chart["chart"]["series"]}
    assert told == {"Met": [1, 0, 1], "Not met": [0, 0, 1]}
    assert chart["title"] == "Met and not met, by month"  # the heading has said of what


def test_the_report_of_the_quarter(desk: DeskUnderTest) -> None:
    """Who may read it has a button for it, also without customers of their own."""
    with_four_customers(desk, "Mon 2026-06-01 09:00")
    offered = "*This quarter, of all customers*"
    seen = {who: offered in desk.home(who) for who in ("ada", "cleo", "dana")}
    assert seen == {"ada": False, "cleo": True, "dana": True}
    desk.slack.click("dana", "Report")
    assert "2026 Q2 so far: no first response was due" in desk.form("dana")["text"]


# --- roles ----------------------------------------------------------------------------------------


@pytest.mark.roles
def test_each_sees_what_they_are(desk: DeskUnderTest) -> None:
    """An engineer, an account manager and an admin see their own part and no other."""
    with_four_customers(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    parts = ("Your work", "Your customers", "The desk")
    seen = {who: [p for p in parts if p in desk.home(who)] for who in ("ada", "cleo", "dana")}
    assert seen == {"ada": ["Your work"], "cleo": ["Your customers"], "dana": ["The desk"]}


@pytest.mark.roles
def test_each_is_told_what_they_may_type(desk: DeskUnderTest) -> None:
    """Home offers nobody a command that would be refused: account managers log no time."""
    desk.at("Mon 2026-06-01 09:00")
    offered = "/escalation log"
    newcomers = {who: offered in desk.home(who) for who in ("ada", "cleo", "dana")}
    assert newcomers == {"ada": True, "cleo": False, "dana": True}
    assert "Log time here" not in desk.home("cleo")
    with_four_customers(desk, "Mon 2026-06-01 09:05")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 1")
    seen = {who: offered in lines_at_the_end(desk, who) for who in ("ada", "cleo", "dana")}
    assert seen == {"ada": True, "cleo": False, "dana": True}


def lines_at_the_end(desk: DeskUnderTest, who: str) -> str:
    """The last line of somebody's Home: what to type."""
    last = desk.home(who).splitlines()[-1]
    assert last.startswith("In any channel, best in the customer's own, you can type `")
    return last


def test_what_waits_is_counted_as_its_list_counts_it(desk: DeskUnderTest) -> None:
    """What is overdue is said, and *Show* opens a list of the same number."""
    with_people_on_call(desk)
    desk.at("Mon 2026-06-08 09:00")
    desk.types("ada", "/case open acme configuration Slow console")
    desk.at("Wed 2026-06-10 10:00")
    assert "1 case waits for a first response, *1 overdue*; nobody has it." in desk.home("ben")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case take 2")
    waits = ":warning: 2 cases wait for a first response, *1 overdue*; nobody has 1 of them."
    assert waits in desk.home("ben")
    listed = desk.types("ben", "/case list queue").text
    assert listed == "2 cases waiting for a first response, 1 overdue."
