"""`/escalation log` as engineers type it: how long, on what, on which day, and what it took."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.usecases.escalation.time_entries import add_entry
from tests.conversations.acme import with_acme
from tests.desk import DeskUnderTest

DURATIONS = {
    "2h": "2h",
    "90m": "1h30",
    "1h30": "1h30",
    "1h31m": "1h31",
    "1h 32m": "1h32",
    "1.5h": "1h30",
    "1,1h": "1h06",
    "0:45": "45m",
    "3 hours": "3h",
    "46 min": "46m",
}
DAYS = {  # typed on Wednesday 10 June 2026
    "": "Wed 10 Jun",
    "today": "Wed 10 Jun",
    "yesterday": "Tue 9 Jun",
    "mon": "Mon 8 Jun",
    "wed": "Wed 10 Jun",
    "last wed": "Wed 3 Jun",
    "last fri": "Fri 5 Jun",
    "8 jun": "Mon 8 Jun",
    "2026-06-08": "Mon 8 Jun",
    "8.6.": "Mon 8 Jun",
    "8.6.2026": "Mon 8 Jun",
    "11 jun": "Wed 11 Jun 2025",
    "24.12.": "Wed 24 Dec 2025",
}


def test_durations_and_days_are_echoed(desk: DeskUnderTest) -> None:
    """Understanding is echoed: how long on which day, whatever way it was typed."""
    with_acme(desk, "Login loops")
    desk.at("Wed 2026-06-10 10:00")
    for number, (typed, written) in enumerate(DURATIONS.items()):
        answer = desk.types("ada", f"/escalation log {typed} #1 {1 + number} may")
        assert answer.text.startswith(f"Logged {written} on #1 on "), typed
    for number, (typed, written) in enumerate(DAYS.items(), start=1):
        answer = desk.types("ben", f"/escalation log {number}m 1 {typed} --anyway")
        assert answer.text.startswith(f"Logged {number}m on #1 on {written}: "), typed


def test_what_phones_make_of_it_reads_the_same(desk: DeskUnderTest) -> None:
    """Curly quotes, long dashes and hard spaces read like plain ones; quotes force a note."""
    with_acme(desk, "Login loops")
    desk.at("Wed 2026-06-10 10:00")
    desk.types("ada", "/escalation log 30m 1 “yesterday it broke again”")
    desk.types("ada", "/escalation log\u00a02h\u00a0#1 2026–06–08 – traced it")
    desk.types("ada", "/escalation log 45m 1 8 cores at 100%")
    rows = [row[1:] for row in desk.types("ada", "/escalation list 1").rows[1:]]
    assert rows == [
        ["Wed 10 Jun", "#1 Login loops", "45m", "8 cores at 100%"],
        ["Wed 10 Jun", "#1 Login loops", "30m", "yesterday it broke again"],
        ["Mon 8 Jun", "#1 Login loops", "2h", "traced it"],
    ]


def test_a_long_list_begins_with_the_newest(desk: DeskUnderTest) -> None:
    """The newest ten are the first screen, and *More* has them all, in one table."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    for minutes in range(1, 13):
        desk.types("ada", f"/escalation log {minutes}m 1")
    first = desk.types("ada", "/escalation list 1")
    assert first.text == "1h18 in 12 entries on #1."
    assert [row[3] for row in first.rows[1:]] == [f"{minutes}m" for minutes in range(12, 2, -1)]
    whole = desk.presses("ada", "More")
    assert [row[3] for row in whole.rows[1:]] == [f"{minutes}m" for minutes in range(12, 0, -1)]
    assert "More" not in whole.buttons


def test_a_list_that_is_cut_counts_all(desk: DeskUnderTest) -> None:
    """The newest are shown; the first line is of all, and says how to see the others."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    with desk.writing("ada") as turn:
        for number in range(93):
            add_entry(turn, 1, 1, date(2026, 6, 8) - timedelta(number), "")
    told = desk.types("ada", "/escalation list acme")
    assert told.text == "1h33 in 93 entries for acme."
    assert desk.presses("ada", "More").says("3 earlier are not shown: name a month, as in `june`.")
    assert [row[0] for row in desk.last("ada").rows[1:]] == [str(number) for number in range(1, 91)]
    assert (
        desk.types("ada", "/escalation list me may").text
        == "31m in 31 entries of yours in May 2026."
    )


def test_a_number_that_counts_is_no_case_in_silence(desk: DeskUnderTest) -> None:
    """`8 cores` is the note unless #8 is open; where it is, it is asked which of the two."""
    with_acme(desk, "Login loops", "Upgrade fails")
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case take 1")
    noted = desk.types("ada", "/escalation log 2h 8 cores at 100%")
    assert noted.text.startswith("Logged 2h on #1 ")
    assert noted.says("“8 cores at 100%”")
    asked = desk.types("ada", "/escalation log 30m 2 servers at 100%")
    assert asked.text == "Is “2” the case?"
    assert asked.buttons == ["#2 Upgrade fails", "It's the note"]
    on_two = desk.presses("ada", "#2 Upgrade fails")
    assert on_two.text.startswith("Logged 30m on #2 ")
    assert on_two.says("“servers at 100%”")
    desk.types("ada", "/escalation log 45m 2 servers at 100%")
    on_one = desk.presses("ada", "It's the note")
    assert on_one.text.startswith("Logged 45m on #1 ")
    assert on_one.says("“2 servers at 100%”")
    desk.types("ada", "/case kind 2 defect")
    desk.types("ada", "/case respond 2")
    desk.types("ada", "/case close 2")
    assert desk.types("ada", "/escalation log 1h 2 servers").says("Logged 1h on #1 ")


def test_what_the_answer_says(desk: DeskUnderTest) -> None:
    """What was logged and what is left; then how far into the escalation, in one line."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    first = desk.types("ada", "/escalation log 10m 1 looked at it")
    assert first.text == "Logged 10m on #1 on Mon 8 Jun: 4 of 4 escalations left."
    assert first.says("“looked at it”", "10m in all; under 15 minutes", "(E3)")
    second = desk.types("ada", "/escalation log 1h50 1")
    assert second.text == "Logged 1h50 on #1 on Mon 8 Jun: 3 of 4 escalations left."
    assert second.says("2h of the 5h of acme #1's escalation · “Login loops”")
    assert "It takes" not in second.whole
    assert second.buttons == ["Undo"]
    third = desk.types("ben", "/escalation log 3h 1")
    assert third.says("5h of the 5h of acme #1's escalation")
    assert "It takes" not in third.whole


def test_the_case_that_is_meant(desk: DeskUnderTest) -> None:
    """Without a case: this channel's customer's one open case, the named one's, or one's own."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("ben", "/case open globex upgrade Upgrade to 9.2")
    assert desk.types("ada", "/escalation log 1h", "#acme").text.startswith("Logged 1h on #1 ")
    named = desk.types("ada", "/escalation log 1h globex", "#acme")
    assert named.text.startswith("Logged 1h on #2 ")
    in_full = desk.types("ada", "/escalation log 2h Globex GmbH yesterday", "#acme")
    assert in_full.text.startswith("Logged 2h on #2 on Sun 31 May")
    assert desk.types("ada", "/escalation log 1h15 acme ag").text.startswith("Logged 1h15 on #1 ")
    assert desk.types("ben", "/escalation log 1h").says("no open case of your own", "/case open")
    desk.types("ben", "/case assign 2")
    assert desk.types("ben", "/escalation log 1h").text.startswith("Logged 1h on #2 ")


def test_several_fit(desk: DeskUnderTest) -> None:
    """Where several fit, the person picks from buttons that carry all that was typed."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.at("Wed 2026-06-10 23:50")
    asked = desk.types("ada", '/escalation log 2h acme mon "it\'s *<!here>* & more"')
    assert asked.says("On which case are the 2h of Mon 8 Jun?")
    assert asked.buttons == ["#1 Login loops", "#2 Slow tokens"]
    assert desk.statement("acme")["charges"] == []
    desk.at("Thu 2026-06-11 00:20")
    logged = desk.presses("ada", "#2 Slow tokens")
    assert logged.text == "Logged 2h on #2 on Mon 8 Jun: 3 of 4 escalations left."
    [_, row] = desk.types("ada", "/escalation list 2").rows
    assert row[1:] == ["Mon 8 Jun", "#2 Slow tokens", "2h", "it's *<!here>* & more"]


def test_the_day_was_meant_when_it_was_typed(desk: DeskUnderTest) -> None:
    """The day of a log without one is the day it was typed, even if picked after midnight."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.types("ada", "/case assign 1")
    desk.types("ada", "/case assign 2")
    desk.at("Wed 2026-06-10 23:59")
    assert desk.types("ada", "/escalation log 1h").says("You have several open ones")
    desk.at("Thu 2026-06-11 00:01")
    assert desk.presses("ada", "#1 acme: Login loops").text.startswith(
        "Logged 1h on #1 on Wed 10 Jun"
    )


def test_none_fits(desk: DeskUnderTest) -> None:
    """Where no case fits, the answer says how to open one, and nothing is written."""
    with_acme(desk)
    for answer in (
        desk.types("ada", "/escalation log 2h", "#acme"),
        desk.types("ada", "/escalation log 2h acme"),
    ):
        assert answer.says("acme has no open case", "/case open acme configuration")
    assert desk.types("ada", "/escalation log 2h").says("`/case open`")
    assert desk.types("ada", "/escalation list me").text == "No time entries of yours."


def test_roles_are_looked_at_on_the_press(desk: DeskUnderTest) -> None:
    """Roles are looked at again on the press: who became a guest meanwhile logs nothing."""
    with_acme(desk, "Login loops", "Slow tokens")
    desk.types("ben", "/escalation log 2h acme")
    desk.slack.change_person("ben", is_restricted=True)
    assert desk.presses("ben", "#1 Login loops").says("guests can't use it")
    assert desk.statement("acme")["remaining"] == 4
    assert desk.types("ada", "/escalation list acme").text == "No time entries for acme."


@pytest.mark.parametrize(
    ("kind", "rule"), [("untriaged", "E2"), ("defect", "E2"), ("security", "E2")]
)
def test_what_is_never_charged(desk: DeskUnderTest, kind: str, rule: str) -> None:
    """Never charged: the answer says why nothing was taken; an untriaged case is asked about."""
    with_acme(desk, "Login loops", kind=kind)
    desk.types("ada", "/escalation log 14m 1")
    answer = desk.types("ada", "/escalation log 1m 1 once more")
    assert answer.text.endswith("4 of 4 escalations left.")
    assert answer.says(f"`{kind}` is never charged ({rule})")
    if kind == "untriaged":
        taken = desk.chooses("ada", "/case kind 1 integration")
        assert taken.says("#1 is `integration` now (was `untriaged`)", "3 of 4 escalations left")
    else:
        assert "What kind" not in answer.whole


def test_time_is_never_refused_for_lack_of_balance(desk: DeskUnderTest) -> None:
    """Time is never refused for lack of balance: it is logged, and the answer says uncovered."""
    desk.at("Mon 2026-06-01 09:00")
    desk.types("dana", '/customer add hooli "Hooli" basic from 2026-01-01')
    desk.types("ada", "/case open hooli integration Login loops")
    answer = desk.types("ada", "/escalation log 2h 1")
    assert answer.text == "Logged 2h on #1 on Mon 1 Jun: 0 of 0 escalations left."
    assert answer.says("1 more uncovered", "(E7)")


def test_a_late_entry_is_served_before(desk: DeskUnderTest) -> None:
    """A late entry counts as if it had come in time: it takes, and a later charge is uncovered."""
    with_acme(desk, *(f"Case {number}" for number in range(1, 6)))
    for number in range(1, 5):
        desk.types("ada", f"/escalation log 1h {number}")
    late = desk.types("ada", "/escalation log 20m 5 15 may")
    assert late.says("20m of the 5h of acme #5's escalation", "1 more uncovered")
    charges = desk.statement("acme")["charges"]
    assert [(c["case"], c["grant"]) for c in charges] == [
        (5, "included 2026"),
        (1, "included 2026"),
        (2, "included 2026"),
        (3, "included 2026"),
        (4, None),
    ]


def test_help_and_did_you_mean(desk: DeskUnderTest) -> None:
    """Each command answers `help` with its table and two examples; an unknown word gets a guess."""
    desk.at("Mon 2026-06-01 09:00")
    for typed in ("/escalation help --more", "/escalation --more", "/escalation ? --more"):
        assert desk.types("ada", typed).says(
            *("log 2h", "undo", "move", "list", "explain", "decide", "settle", "For example")
        )
    assert desk.types("ada", "/escalation expain 12").says("Did you mean `explain`?")
    assert desk.presses("ada", "explain").says("There is no case #12")
    assert desk.types("ada", "/escalation explain").says("Which case?", "/escalation explain 12")


def test_the_customer_of_a_channel(desk: DeskUnderTest) -> None:
    """A channel that is mentioned means its customer, not whatever is open where it is typed."""
    with_acme(desk, "Login loops")
    desk.types("dana", "/customer channel acme #acme")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("ada", "/case open globex upgrade Upgrade to 9.2")
    desk.types("ada", "/case assign 2")
    assert desk.types("ada", "/escalation log 1h #acme fixed it").text.startswith("Logged 1h on #1")
    assert desk.types("ada", "/escalation log 1h15 #support").says("is no customer's channel")
    assert desk.types("ada", "/case open #acme Slow").text.startswith("Opened #3 for acme")


def test_what_is_asked_is_answered_by_a_press(desk: DeskUnderTest) -> None:
    """The button does what was meant, with all else that was typed; nothing is done before."""
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    asked = desk.types("ada", "/escalation log 2h 1 05/06 call with <Max> & Ben")
    assert asked.buttons == ["Fri 5 Jun", "Wed 6 May", "It's the note"]
    assert desk.types("ada", "/escalation list 1").text == "No time entries on #1."
    desk.types("ada", "/escalation log 2h 1 05/06 call with <Max> & Ben")
    assert desk.presses("ada", "Fri 5 Jun").text.startswith("Logged 2h on #1 on Fri 5 Jun")
    desk.types("ada", "/escalation log 45m 1 yesterday 15m call")
    assert desk.presses("ada", "1h in all").text.startswith("Logged 1h on #1 on Sun 7 Jun")
    desk.types("ada", "/escalation log 8:30 bis 10:00 1 last week")
    assert desk.presses("ada", "Wed 3 Jun").text.startswith("Logged 1h30 on #1 on Wed 3 Jun")
    desk.types("ada", "/escalation log 20m 1 05/06")
    assert desk.presses("ada", "It's the note").text.startswith("Logged 20m on #1 on Mon 8 Jun")
    notes = {row[4] for row in desk.types("ada", "/escalation list 1").rows[1:]}
    assert notes == {"call with <Max> & Ben", "call", "–", "05/06"}


def test_a_slip_is_asked_about(desk: DeskUnderTest) -> None:
    """Almost a customer or a day is asked about: nothing lands on the channel's case."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add hooli "Hooli Inc." basic from 2026-01-01')
    slips = {
        "21m hooly": "“hooly” is not a customer. Did you mean `hooli`?",
        "22m on #9 yesterday": "There is no case #9",
        "23m for hooli": "hooli has no open case",
        "24m for 9": "There is no case #9",
        "2h 1 yesterdya note": "“yesterdya” is not a day. Did you mean `yesterday`?",
    }
    for typed, sentence in slips.items():
        assert desk.types("ada", f"/escalation log {typed}", "#acme").says(sentence), typed
    assert desk.types("ada", "/escalation list acme").text == "No time entries for acme."


def test_a_day_long_ago_is_pointed_out(desk: DeskUnderTest) -> None:
    """A day over 180 days back, or before the report, is logged with a warning above *Undo*.

    It fits a day that was typed with its year as well as one without.
    """
    with_acme(desk, "Login loops")
    desk.at("Mon 2026-06-08 10:00")
    desk.types("ada", "/case open acme reported 08:00 configuration Slow tokens")
    far = desk.types("ada", "/escalation log 1h #2 9 jun --anyway")
    assert far.says(
        ":warning: Mon 9 Jun 2025 is nearly a year ago. Is that the day you mean?",
        ":warning: Mon 9 Jun 2025 is before #2 was reported (Mon 8 Jun).",
    )
    assert desk.types("ada", "/escalation log 1h #2 5 jun").says(
        ":warning: Fri 5 Jun is before #2 was reported (Mon 8 Jun)."
    )
    slip = desk.types("ada", "/escalation log 1h #2 2020-06-08 --anyway")
    assert slip.says(
        ":warning: Mon 8 Jun 2020 is 6 years ago. Is that the day you mean?",
        ":warning: Mon 8 Jun 2020 is before #2 was reported (Mon 8 Jun).",
    )
    assert ":warning:" not in desk.types("ada", "/escalation log 1h #1 5 jun").whole
    opened = desk.types("ada", "/case open acme reported 9 jun 10:00 Login loops --anyway")
    assert opened.says(":warning: Mon 9 Jun 2025 is nearly a year ago")


def test_too_much_for_a_day(desk: DeskUnderTest) -> None:
    """A day has 24 hours, and the refusal writes them like everything else."""
    with_acme(desk, "Login loops")
    desk.types("ada", "/escalation log 10m #1")
    assert desk.types("ada", "/escalation log 24h #1").text.startswith(
        "You already have 10m on Mon 1 Jun; with this"
    )


def test_a_form_shows_plain_text(desk: DeskUnderTest) -> None:
    """Beside a field stands plain text, without backticks, and only what fits there."""
    with_acme(desk)
    ts = desk.says("ada", "It loops", "#acme")
    desk.shortcut("ada", "open_support_case", "#acme", ts)
    desk.submits("ada", kind="configuration")
    desk.shortcut("ada", "log_time_here", "#acme", ts)
    assert desk.submits("ada", time="1h 30")["errors"] == {
        "time": "“1h 30”: 30 what? For 30 minutes type 1h30."
    }


def test_a_late_entry_says_both_halves(desk: DeskUnderTest) -> None:
    """E8, E6: dated last year the charge gives one back here, and takes one there."""
    desk.at("Mon 2026-01-12 09:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2025-01-01')
    desk.types("ada", "/case open acme integration Login loops")
    desk.types("ada", "/escalation log 10m 1 30 dec")
    desk.types("ada", "/escalation log 10m 1")
    late = desk.types("ada", "/escalation log 5m 1 31 dec")
    assert late.says(
        "included 2026 gets 1 escalation back (E8).",
        "included 2025 gives 1 escalation more, to what was charged before (E6).",
    )


def test_a_stretch_that_has_not_begun_is_asked_about(desk: DeskUnderTest) -> None:
    """At 10:04 nobody has worked from 14:00: it was yesterday, or it is meant nevertheless."""
    with_acme(desk, "Login loops")
    desk.at("Wed 2026-06-10 10:04")
    asked = desk.types("ada", "/escalation log 14:00 bis 16:00 #1 traced it")
    assert asked.text == "“14:00 bis 16:00” has not begun yet: it is 10:04 now."
    assert asked.buttons == ["2h today", "It was yesterday"]
    quoted = desk.types("ada", '/escalation log 14:00-16:00 #1 "traced it"')
    assert quoted.buttons == ["2h today", "It was yesterday"]
    assert desk.presses("ada", "It was yesterday").text.startswith("Logged 2h on #1 on Tue 9 Jun")
    for stretch in ("8:00 - 10:00 #1", "9:00 - 11:30 #1", "14:00 - 16:30 #1 yesterday"):
        assert desk.types("ada", f"/escalation log {stretch}").text.startswith("Logged "), stretch


def test_a_customer_behind_the_case_is_the_cases(desk: DeskUnderTest) -> None:
    """One that has not the case is asked about, and so is no note."""
    with_acme(desk, "Login loops")
    desk.types("dana", '/customer add globex "Globex GmbH" premium from 2026-01-01')
    desk.types("ada", "/case open globex Slow tokens")
    desk.at("Wed 2026-06-10 16:04")
    for typed in (
        "1h #1 acme",
        "1h30 case1 Acme AG",
        "2h ticket 1 acme yesterday",
        "45m acme #1 mon",
    ):
        assert desk.types("ada", f"/escalation log {typed}").text.startswith("Logged "), typed
    asked = desk.types("ada", "/escalation log 3h #2 acme yesterday traced it")
    assert asked.text == "#2 is globex's, not acme's."
    assert asked.buttons == ["#2 Slow tokens", "The case of acme"]
    assert desk.presses("ada", "#2 Slow tokens").text.startswith("Logged 3h on #2")
    for turned in ("#2 4h acme", "4h #2 mon acme"):
        asked = desk.types("ada", f"/escalation log {turned}")
        assert asked.says("acme"), turned
        assert asked.buttons[0] in ("#2 Slow tokens", "acme"), turned
    desk.types("ada", "/case assign 2")
    asked = desk.types("ada", "/escalation log 4h yesterday 1 fixed the login")
    assert asked.buttons == ["#1 Login loops", "It's the note"]
    noted = desk.types("ada", "/escalation log 2h15 #2 acme has the same")
    assert noted.text.startswith("Logged 2h15 on #2")
