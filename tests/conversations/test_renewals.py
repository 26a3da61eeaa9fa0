"""Contracts to decide about: a queue in the account manager's Home, and what is typed for it."""

from __future__ import annotations

from tests.conversations.at_home import clicks, home_of
from tests.conversations.mornings import told, use, with_answered_cases
from tests.desk import DeskUnderTest

QUEUE = "*Contracts to decide about*\nThe next 90 days, by the day a decision is due."


def test_the_queue_in_home(desk: DeskUnderTest) -> None:
    """By the day on which a decision is due, what the year used beside what it included."""
    with_answered_cases(desk, 6)
    use(desk, 1, 2, 3, 4, 5)
    desk.types("ada", "/escalation log 7h 6")
    desk.types("cleo", "/escalation decide 6 consulting")
    desk.types("dana", '/customer add globex "Globex" premium from 2025-10-01 to 2026-09-15')
    desk.types("dana", "/customer manager globex @cleo")
    assert QUEUE not in desk.home("cleo")
    desk.types("cleo", "/customer notice acme 3 months")
    desk.at("Mon 2026-07-06 10:00")
    desk.home("cleo")
    home = home_of(desk, "cleo")
    assert home.says(
        QUEUE,
        "*Globex* (`globex`): its contract ends with Tue 15 Sep 2026, in 71 days.\n"
        "This year used 0 beside 8 included.",
        "*Acme AG* (`acme`): its contract renews on Fri 1 Jan 2027; notice by Wed 30 Sep 2026, in "
        "86 days.\nThis year used 6 beside 4 included, and 2h of consulting: CHF 480.– excl. VAT.",
    )
    assert home.whole.index("(`globex`): its") < home.whole.index("(`acme`): its")


def test_it_renews(desk: DeskUnderTest) -> None:
    """Then it leaves the queue until the next anniversary's; *Undo* brings it back."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer notice acme 3 months")
    desk.at("Mon 2026-07-06 10:00")
    assert QUEUE in desk.home("cleo")
    answer = desk.types("cleo", "/customer renews acme")
    assert answer.text == "acme's contract renews on Fri 1 Jan 2027."
    assert QUEUE not in desk.home("cleo")
    undone = desk.presses("cleo", "Undo")
    assert undone.text == "Whether acme's contract renews is to be decided again."
    assert QUEUE in desk.home("cleo")
    desk.presses("cleo", "Put it back")
    desk.at("Mon 2027-07-05 10:00")
    assert "renews on Sat 1 Jan 2028; notice by Thu 30 Sep 2027" in desk.home("cleo")
    assert desk.types("cleo", "/customer show acme --more").says(
        "*Notice period*\n3 months",
        "decided: its contract renews on Fri 1 Jan 2027",
        "notice period set to 3 months",
    )


def test_it_renews_once(desk: DeskUnderTest) -> None:
    """Who presses after somebody else, or types it again, decides about no other year unless it is
    named; then the one before stays decided.
    """
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer notice acme 3 months")
    desk.at("Mon 2026-07-06 10:00")
    desk.works()
    desk.types("dana", "/customer renews acme")
    pressed = desk.presses("cleo", "Renews", "@desk")
    assert pressed.text == (
        "acme's contract goes on from Fri 1 Jan 2027 already. Next to be decided is Sat 1 Jan "
        "2028. If that is meant:"
    )
    assert pressed.says("`/customer renews acme from 2028-01-01`")
    assert desk.types("cleo", "/customer renews acme").text == (
        "Next to be decided is whether acme's contract goes on from Sat 1 Jan 2028. If that is "
        "meant:"
    )
    assert desk.types("cleo", "/customer renews acme from 2028-01-01").text == (
        "acme's contract renews on Sat 1 Jan 2028."
    )
    assert QUEUE not in desk.home("cleo")


def test_an_end_moves_once(desk: DeskUnderTest) -> None:
    """By one year, however many press."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer end acme 2026-08-31")
    told(desk, "Mon 2026-07-06 10:00")
    assert desk.presses("cleo", "Renews", "@desk").says("goes on to Tue 31 Aug 2027")
    for answer in (
        desk.chooses("cleo", "/customer renews acme from 2026-09-01", "@desk"),
        desk.types("dana", "/customer renews acme"),
    ):
        assert answer.says("If that is meant:", "`/customer renews acme from 2027-09-01`")
    assert desk.types("cleo", "/customer show acme").says("to Tue 31 Aug 2027")


def test_it_ends(desk: DeskUnderTest) -> None:
    """The button types the end of the contract year; then that is what comes, and may go on."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer notice acme 3 months")
    desk.at("Mon 2026-07-06 10:00")
    desk.home("cleo")
    clicks(desk, "cleo", "Ends 31 Dec")
    assert QUEUE not in desk.home("cleo")
    assert desk.types("cleo", "/customer show acme").says("to Thu 31 Dec 2026")
    desk.at("Mon 2026-10-05 10:00")
    assert "its contract ends with Thu 31 Dec 2026, in 87 days." in desk.home("cleo")
    clicks(desk, "cleo", "Renews")
    assert QUEUE not in desk.home("cleo")
    assert desk.types("cleo", "/customer show acme").says("to Fri 31 Dec 2027")


def test_snoozed_in_the_queue(desk: DeskUnderTest) -> None:
    """Also what nobody was told of: gone to Sunday, back on Monday."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer notices acme off")
    desk.types("cleo", "/customer notice acme 3 months")
    desk.at("Mon 2026-07-06 10:00")
    desk.home("cleo")
    clicks(desk, "cleo", "Snooze until Sun 12 Jul")
    said = desk.form("cleo")["text"]
    assert said.startswith("Snoozed everything there is to tell of acme (1 thing) until Sun 12 Jul")
    desk.slack.close("cleo")
    assert QUEUE not in desk.home("cleo")
    desk.at("Sun 2026-07-12 10:00")
    assert QUEUE not in desk.home("cleo")
    desk.at("Mon 2026-07-13 09:00")
    assert QUEUE in desk.home("cleo")


def test_what_is_over_goes_on_no_more(desk: DeskUnderTest) -> None:
    """G5: on its last day it still may; the day after an admin begins another."""
    with_answered_cases(desk, 1)
    desk.types("cleo", "/customer end acme 2026-08-31")
    desk.at("Tue 2026-09-01 10:00")
    refused = desk.types("cleo", "/customer renews acme")
    assert refused.text == (
        "acme's contract from Thu 1 Jan 2026 to Mon 31 Aug 2026 is over, and its end stands. "
        "An admin can begin another:"
    )
    assert refused.says('/customer add acme "Acme AG" standard from 2026-09-01')


def test_nothing_to_decide(desk: DeskUnderTest) -> None:
    """Without an end and a notice period nobody can say by when."""
    with_answered_cases(desk, 1)
    assert desk.types("cleo", "/customer renews acme").text == (
        "Nothing is to be decided: no end of a contract and no notice period of acme is recorded."
    )
    desk.types("cleo", "/customer notice acme 3 months")
    assert desk.types("cleo", "/customer notice acme 3").says("has that notice period already")
    assert desk.types("cleo", "/customer notice acme none").text == (
        "acme's contract has no notice period that is known."
    )


def test_whose_they_are(desk: DeskUnderTest) -> None:
    """The customer's account manager and admins decide; nobody else."""
    with_answered_cases(desk, 1)
    for typed in ("notices acme off", "notice acme 3 months", "renews acme"):
        assert desk.types("ada", f"/customer {typed}").text.startswith("Only ")
    assert desk.types("dana", "/customer notice acme 3 months").says("3 months")
