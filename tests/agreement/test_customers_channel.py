"""Section I in the customer's channel: mentions, sirens and presses by people from outside."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import select, text

from models.rows.reports import Arrival
from models.rules.reports import CameOf, ReportDoor
from models.usecases import finding
from models.usecases.case.opening import CaseReport, Origin, open_case
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from tests.agreement.outsiders import (
    DOWN,
    SIREN,
    answer,
    answers,
    at_home,
    case,
    cases,
    joins,
    mentions,
    pages,
    person,
    shown,
    siren,
)
from tests.conversations.oncall.people_on_call import rung
from tests.desk import DeskUnderTest

NIGHT = "Sat 2026-06-06 03:12"
DAY = "Wed 2026-06-03 10:00"


@pytest.fixture(autouse=True)
def _at_home(people_on_call: None, desk: DeskUnderTest) -> None:
    """initech is Managed and at home in #initech, where Eve of Initech reads; acme is Standard."""
    at_home(desk, "initech")


def arrived(desk: DeskUnderTest) -> list[tuple[ReportDoor, CameOf]]:
    """What arrived, by which door, and what came of it."""
    with desk.reading("dana") as turn:
        found = turn.session.scalars(select(Arrival).order_by(Arrival.id)).all()
        return [(arrival.door, arrival.came) for arrival in found]


# --- I1, I2: three words --------------------------------------------------------------------------


def test_three_words_get_an_engineer_out_of_bed(desk: DeskUnderTest) -> None:
    """I1, I2, R1: on a Saturday at 03:12; the answer in the thread is edited in place."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    opened = case(desk)
    assert (opened.title, opened.severity, opened.by) == (DOWN, 1, "U0EVE")
    assert (opened.channel_id, opened.thread_ts) == ("C0INITECH", thread)
    assert opened.link == f"https://proauth.slack.com/archives/C0INITECH/p{thread.replace('.', '')}"
    assert rung(desk) == {"ada": 1, "ben": 0}
    due = shown(desk, "Sat 2026-06-06 05:12")
    said = answer(desk, thread)
    assert said.text == (
        ":hourglass_flowing_sand: #1 is open, critical: an engineer is being rung; "
        f"first reply by {due}."
    )
    assert said.buttons == []
    assert said.says(f"“{DOWN}”")
    desk.types("ben", "/oncall ack 1")
    desk.works()
    taken = answers(desk, thread)[0]
    assert taken.ts == said.ts
    assert taken.text == f":hourglass_flowing_sand: #1 “{DOWN}”: Ben has it. First reply by {due}."


def test_a_siren_before_the_words(desk: DeskUnderTest) -> None:
    """I2: Slack tells of an emoji that somebody writes by its name, with a colon before it."""
    desk.at(NIGHT)
    mentions(desk, ":rotating_light: nobody can log in")
    assert (case(desk).severity, case(desk).title) == (1, "nobody can log in")
    assert rung(desk) == {"ada": 1, "ben": 0}


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("@desk, the login is slow", "the login is slow"),
        ("@desk: the login is slow", "the login is slow"),
        ("Guten Morgen @desk, das Login ist langsam", "Guten Morgen, das Login ist langsam"),
        ("the login is slow @desk", "the login is slow"),
    ],
)
def test_a_title_has_no_trace_of_the_mention(desk: DeskUnderTest, said: str, title: str) -> None:
    desk.at(DAY)
    desk.slack.type("eve", "#initech", said)
    desk.waits()
    assert case(desk).title == title


def test_whatever_else_is_a_report(desk: DeskUnderTest) -> None:
    """I2, R2: severity 3, nobody is rung; one button calls it critical."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails since the update")
    assert (case(desk).title, case(desk).severity) == ("the export fails since the update", 3)
    assert pages(desk) == []
    said = answer(desk, thread)
    assert said.text == (
        ":hourglass_flowing_sand: #1 is open: an engineer takes it in turn; "
        f"first reply by {shown(desk, 'Thu 2026-06-04 17:00')}."
    )
    assert said.buttons == ["This is critical"]


@pytest.mark.parametrize(
    ("level", "severity", "at", "due"),
    [
        ("basic", 1, "Wed 2026-06-03 10:00", "Thu 2026-06-04 17:00"),
        ("standard", 1, "Wed 2026-06-03 10:00", "Thu 2026-06-04 10:00"),
        ("premium", 1, "Wed 2026-06-03 10:00", "Wed 2026-06-03 14:00"),
        ("managed", 3, "Wed 2026-06-03 10:00", "Thu 2026-06-04 17:00"),
        ("basic", 1, "Fri 2026-06-05 18:30", "Tue 2026-06-09 17:00"),
        ("standard", 1, "Fri 2026-06-05 18:30", "Mon 2026-06-08 17:00"),
        ("premium", 1, "Fri 2026-06-05 18:30", "Mon 2026-06-08 13:00"),
        ("managed", 3, "Fri 2026-06-05 18:30", "Tue 2026-06-09 17:00"),
        ("premium", 1, "Sat 2026-10-24 12:00", "Mon 2026-10-26 13:00"),
        ("standard", 1, "Thu 2026-12-24 13:00", "Mon 2026-12-28 13:00"),
    ],
)
def test_nobody_is_rung_and_the_answer_says_so(
    desk: DeskUnderTest, level: str, severity: int, at: str, due: str
) -> None:
    """I2, S1: by day, on a Friday evening, before the clocks go back, before Christmas."""
    at_home(desk, "globex", level)
    desk.at(at)
    words = DOWN if severity == 1 else "the export fails"
    thread = mentions(desk, f"{words}, please have a look", "#globex")
    assert (case(desk).severity, pages(desk)) == (severity, [])
    is_open = at.endswith(("10:00", "13:00"))
    critical = ", critical" if severity == 1 else ""
    by_day = "nobody is rung, an engineer" if critical else "an engineer"
    who = f"{by_day} takes it in turn" if is_open else "nobody is rung at this hour"
    assert answer(desk, thread, "#globex").text == (
        f":hourglass_flowing_sand: #1 is open{critical}: {who}; first reply by {shown(desk, due)}."
    )


@pytest.mark.parametrize(
    "at",
    [
        "Wed 2026-06-03 10:00",
        "Fri 2026-06-05 18:30",
        "Sun 2026-10-25 01:30",  # an hour before the clocks go back
        "Fri 2026-12-25 03:00",
    ],
)
def test_a_managed_customers_critical_rings_at_any_hour(desk: DeskUnderTest, at: str) -> None:
    """I2, R1, T5: by day, on a Friday evening, across a clock change, at Christmas: two hours."""
    due = desk.at(at).astimezone(UTC) + timedelta(hours=2)
    thread = mentions(desk, f"kritisch: {DOWN}")
    assert len(pages(desk)) == 1
    assert answer(desk, thread).text.endswith(
        f"an engineer is being rung; first reply by {shown(desk, due)}."
    )


def test_when_nobody_is_rung_any_more_it_says_so(desk: DeskUnderTest) -> None:
    """R7: a page that is stopped rings nobody, and the answer does not say that it does."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    desk.types("ben", "/oncall stop 1 because a drill of theirs")
    desk.works()
    assert "critical: nobody is rung at this hour" in answer(desk, thread).text


# --- sirens ---------------------------------------------------------------------------------------


def test_a_siren_on_a_message_of_theirs(desk: DeskUnderTest) -> None:
    """I1, I2, I4: a message of 03:12, a siren at 03:20: its words, its instant, its thread."""
    at = desk.at(NIGHT)
    ts = desk.says("eve", "Login is *down* for <everybody>\nsince 03:00", "#initech")
    desk.at("Sat 2026-06-06 03:20")
    siren(desk, ts)
    opened = case(desk)
    assert (opened.title, opened.severity) == ("Login is *down* for <everybody>", 1)
    assert opened.reported_at.replace(microsecond=0) == at
    assert answer(desk, ts).says("#1 is open, critical: an engineer is being rung")
    assert arrived(desk) == [
        (ReportDoor.MESSAGE, CameOf.WAITS),
        (ReportDoor.REACTION, CameOf.OPENED),
    ]
    assert desk.types("ada", "/case waiting").text == "No message waits."


def test_a_siren_on_a_reply(desk: DeskUnderTest) -> None:
    """What stands in a thread is told by another method; the case lives in that thread."""
    desk.at(NIGHT)
    root = desk.says("eve", "good morning", "#initech")
    reply = desk.says("eve", "login is down", "#initech", root)
    siren(desk, reply)
    assert (case(desk).title, case(desk).thread_ts) == ("login is down", root)


def test_a_siren_raises_what_was_reported(desk: DeskUnderTest) -> None:
    """I2, R4, S4: on the message that opened the case, or on the desk's answer; once."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.at("Sat 2026-06-06 03:20")
    siren(desk, answer(desk, thread).ts)
    siren(desk, thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    said = answers(desk, thread)[0]
    assert said.says("#1 is open, critical: an engineer is being rung")
    assert said.buttons == []


def test_a_siren_on_what_the_desk_says_in_a_thread(desk: DeskUnderTest) -> None:
    """On its question whether a message is critical, and on its answer about a case."""
    desk.at(NIGHT)
    ts = desk.says("eve", DOWN, "#initech")
    desk.works()
    siren(desk, answer(desk, ts).ts)
    assert (case(desk).severity, case(desk).thread_ts, len(pages(desk))) == (1, ts, 1)
    thread = mentions(desk, "the export fails")
    mentions(desk, "also for our admins", thread=thread)
    siren(desk, answers(desk, thread)[-1].ts)
    assert [each.severity for each in cases(desk)] == [1, 1]


def test_a_siren_on_what_one_of_ours_says_in_a_thread(desk: DeskUnderTest) -> None:
    """On a question to Eve, in the thread of her case; elsewhere it calls nothing critical."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.slack.type("ben", "#initech", "Since when?", thread_ts=thread)
    seen = desk.slack.messages_seen_by("eve", "#initech")
    siren(desk, next(each.ts for each in seen if each.text == "Since when?"))
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    siren(desk, desk.says("ben", "Good morning", "#initech"))
    assert len(cases(desk)) == 1


def test_a_siren_on_what_a_program_of_theirs_says(desk: DeskUnderTest) -> None:
    """I1, I2: Eve calls it critical; of a program of ours it says nothing."""
    theirs = replace(person("ibot", "T0INITECH"), is_bot=True)
    ours = replace(person("robbie"), is_bot=True)
    for program in (theirs, ours):
        joins(desk, program)
    desk.at(NIGHT)
    timeline = desk.slack.workspace.timeline
    siren(desk, timeline.add("C0INITECH", ours.id, "Deployed").ts)
    assert cases(desk) == []
    siren(desk, timeline.add("C0INITECH", theirs.id, "Login probe failed").ts)
    assert (case(desk).title, case(desk).severity) == ("Login probe failed", 1)
    assert (case(desk).by, len(pages(desk))) == ("U0EVE", 1)


def test_a_siren_without_the_scopes_to_read_the_message(desk: DeskUnderTest) -> None:
    """It rings all the same, and the title says what is known."""
    workspace = desk.slack.workspace
    few = [scope for scope in workspace.app.scopes if not scope.startswith(("channels:h", "gr"))]
    workspace.app = replace(workspace.app, scopes=tuple(few))
    desk.at(NIGHT)
    ts = desk.says("eve", DOWN, "#initech")
    siren(desk, ts)
    assert (case(desk).title, case(desk).severity) == ("Message of Eve, 6 Jun 2026 03:12", 1)
    assert len(pages(desk)) == 1
    assert desk.slack.refusals
    desk.slack.refusals.clear()


@pytest.mark.parametrize(
    ("who", "emoji", "author"),
    [("ada", SIREN, "eve"), ("eve", SIREN, "ada"), ("eve", "eyes", "eve"), ("ada", SIREN, "ada")],
)
def test_other_reactions_do_nothing(desk: DeskUnderTest, who: str, emoji: str, author: str) -> None:
    """Of ours, or on what ours wrote, or another emoji."""
    desk.at(NIGHT)
    ts = desk.says(author, DOWN, "#initech")
    desk.slack.react(who, "#initech", ts, emoji)
    desk.works()
    assert cases(desk) == []
    assert ReportDoor.REACTION not in dict(arrived(desk))


# --- presses --------------------------------------------------------------------------------------


def test_this_is_critical(desk: DeskUnderTest) -> None:
    """I2, R4, S4: pressed by Eve at 03:20: it rings, due two hours after; the button is gone."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.at("Sat 2026-06-06 03:20")
    desk.slack.click("eve", "This is critical", channel="#initech")
    desk.works()
    said = answers(desk, thread)[0]
    due = shown(desk, "Sat 2026-06-06 05:20")
    assert said.text.endswith(
        f"#1 is open, critical: an engineer is being rung; first reply by {due}."
    )
    assert said.buttons == []
    assert (rung(desk)["ada"], arrived(desk)[-1]) == (1, (ReportDoor.PRESS, CameOf.RAISED))


def test_what_ours_have_lowered_is_not_called_critical_again(desk: DeskUnderTest) -> None:
    """I2: ours may change it, and have the last word; a new message may say otherwise."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    desk.types("ben", "/case severity 1 3")
    desk.works()
    assert answers(desk, thread)[0].buttons == []
    mentions(desk, "critical again, please call", thread=thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 2)


def test_one_of_ours_presses_it(desk: DeskUnderTest) -> None:
    """Then it is the command, with its answer."""
    desk.at(NIGHT)
    mentions(desk, "the export fails")
    said = desk.presses("ada", "This is critical", "#initech")
    assert said.text.startswith("#1 is Sev-1")
    assert len(pages(desk)) == 1


# --- I3: once -------------------------------------------------------------------------------------


def test_however_often_slack_tells_of_it(desk: DeskUnderTest) -> None:
    """I3: the mention, three retries, and a siren on it: one case, one page, one answer."""
    desk.at(NIGHT)
    thread = mentions(desk, f"critical: {DOWN}")
    message = desk.slack.workspace.timeline.find("C0INITECH", thread)
    assert message is not None
    for _ in range(3):
        desk.slack.wire.send(event_delivery(payloads.mentioned(desk.slack.workspace, message)))
    siren(desk, thread)
    assert len(cases(desk)) == len(pages(desk)) == len(answers(desk, thread)) == 1


def test_what_fails_is_told_again(desk: DeskUnderTest) -> None:
    """Not acknowledged, so that Slack tells it again; Eve reads that it is, and it rings once."""
    desk.at(NIGHT)
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO outbox_gone"))
    desk.slack.type("eve", "#initech", f"@desk critical: {DOWN}")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_gone RENAME TO outbox"))
    message, said = desk.slack.messages_seen_by("eve", "#initech")
    assert said.text.startswith(":warning: The desk could not note this just now")
    assert cases(desk) == []
    again = event_delivery(payloads.mentioned(desk.slack.workspace, message))
    assert [desk.slack.wire.send(again).status for _ in range(2)] == [200, 200]
    desk.works()
    assert (len(cases(desk)), len(pages(desk))) == (1, 1)


def test_edits_and_deletions_change_nothing(desk: DeskUnderTest) -> None:
    """What was said was said."""
    desk.at(NIGHT)
    thread = mentions(desk, "the export fails")
    desk.slack.edit("eve", "#initech", thread, "@desk critical: the export fails")
    desk.slack.delete("eve", "#initech", thread)
    desk.works()
    assert (case(desk).severity, pages(desk)) == (3, [])


def test_in_the_thread_of_their_case(desk: DeskUnderTest) -> None:
    """What is said in it is about that case, and is answered by how it stands."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    desk.types("ben", "/case take 1")
    desk.works()
    mentions(desk, "it fails for our admins too", thread=thread)
    assert len(cases(desk)) == 1
    assert "#1 “the export fails”: Ben has it. First reply by" in answers(desk, thread)[-1].text
    mentions(desk, "and it is critical", thread=thread)
    assert (case(desk).severity, len(pages(desk))) == (1, 1)


def test_in_the_thread_of_a_closed_case(desk: DeskUnderTest) -> None:
    """It is a case of its own, and the answer stands where it was asked for."""
    desk.at(DAY)
    thread = mentions(desk, "the export fails")
    for typed in ("respond 1", "kind 1 defect", "close 1"):
        desk.types("ben", f"/case {typed}")
    desk.works()
    mentions(desk, "it fails again", thread=thread)
    assert cases(desk)[1].title == "it fails again"
    assert "#2 is open: an engineer takes it in turn" in answers(desk, thread)[-1].text


# --- I9: what they are told -----------------------------------------------------------------------


@pytest.mark.parametrize("words", ["close #14", "please close case 14", "Schliesse #14!"])
def test_what_only_our_own_people_do(desk: DeskUnderTest, words: str) -> None:
    """I2, I9: it is a report like any other, and they are told what they can do."""
    desk.at(DAY)
    thread = mentions(desk, words)
    said, headline = sorted(answers(desk, thread), key=lambda each: "is open" in each.text)
    assert headline.says("#1 is open: an engineer takes it in turn")
    assert said.text == "Our people close and change cases: they read what you wrote at #1."
    assert said.says("`@desk status`", "`@desk help`")


@pytest.mark.parametrize("words", ["close button is broken", "login fails, see ticket 14 of ours"])
def test_what_only_sounds_like_it(desk: DeskUnderTest, words: str) -> None:
    desk.at(DAY)
    assert len(answers(desk, mentions(desk, words))) == 1


def test_a_long_title_is_cut_between_words(desk: DeskUnderTest) -> None:
    """To 250 characters at most; a word that is longer than half of that is cut too."""
    desk.at(DAY)
    for words in ("problem " * 40, "x" * 400):
        mentions(desk, words)
    first, second = (each.title for each in cases(desk))
    assert first == ("problem " * 31).strip() + "…"
    assert second == "x" * 249 + "…"


def test_status(desk: DeskUnderTest) -> None:
    """I9: their open cases, and nobody else's; as one reads it: number, title, who, by when."""
    desk.at(DAY)
    assert answer(desk, mentions(desk, "status")).text == "No case of yours is open."
    desk.types("ada", "/case open acme sev1 Their secret")
    desk.types("ada", "/case open initech configuration Login loops")
    desk.types("ada", "/case open initech configuration The export fails")
    desk.types("ben", "/case take 2")
    desk.works()
    said = answer(desk, mentions(desk, "Stand?"))
    assert said.text == "2 cases of yours are open."
    assert said.says("#2 “Login loops”: Ben has it. First reply by")
    assert said.says(
        "#3 is open: an engineer takes it in turn; first reply by", "“The export fails”"
    )
    assert "secret" not in said.whole
    assert "acme" not in said.whole


def test_help(desk: DeskUnderTest) -> None:
    """I9: what can be said; also to who only greets. Nothing of a balance where it is not told."""
    desk.at(DAY)
    for words in ("help", "", "hello", "Hilfe!"):
        said = answer(desk, mentions(desk, words))
        assert said.text == "Tell the desk what is wrong, in your own words, and it becomes a case."
        assert said.says("@desk critical:", ":rotating_light:", "`@desk status`", "Notfall")
        assert "balance" not in said.whole
    assert answers(desk, mentions(desk, "thanks!")) == []
    assert cases(desk) == []


def test_balance_where_it_is_switched_on(desk: DeskUnderTest) -> None:
    """I9: what is left of their own, in words; until then their contact tells it."""
    desk.at(DAY)
    said = answer(desk, mentions(desk, "balance"))
    assert said.text == "Your contact at ProAuth will gladly tell you what is left."
    on = desk.types("dana", "/customer shows initech balance on")
    assert on.text == (
        "initech's people read what is left of their escalations in its channel (I9)."
    )
    said = answer(desk, mentions(desk, "Guthaben?"))
    assert said.text == "You have 12 of 12 escalations left."
    assert answer(desk, mentions(desk, "help")).says("`@desk balance`")
    desk.types("dana", "/customer shows initech balance off")
    assert "12" not in answer(desk, mentions(desk, "our balance")).whole
    assert desk.types("dana", "/customer show initech --more").says("not told what is left")


def test_withdrawn(desk: DeskUnderTest) -> None:
    """S6: people who read of it are told: in place, and in the thread; not why."""
    desk.at(DAY)
    first = mentions(desk, "the export fails")
    second = mentions(desk, "nobody can export")
    desk.types("ben", "/case withdraw 2 double of #1 because Eve wrote twice")
    desk.works()
    said = answers(desk, second)
    assert "#2 “nobody can export”: withdrawn" in said[0].text
    assert said[0].text.endswith(": please see #1.")
    assert said[1].text == "#2: Ben withdrew it, a double of #1."
    assert "twice" not in "".join(each.whole for each in said)
    assert answers(desk, first)[0].says("#1 is open")
    assert answer(desk, mentions(desk, "status")).text == "1 case of yours is open."


def test_what_they_write_is_text(desk: DeskUnderTest) -> None:
    """Nothing that they write mentions anybody, links elsewhere, or is read as markup."""
    desk.at(DAY)
    words = "<!channel> *help* https://evil.example is `slow` & </b>"
    thread = mentions(desk, words)
    assert case(desk).title == words
    (title,) = [block for block in answer(desk, thread).blocks if block["type"] == "rich_text"]
    assert {each["type"] for each in title["elements"][0]["elements"]} == {"text", "link"}


def test_a_quoted_mention_asks_nothing(desk: DeskUnderTest) -> None:
    """Whoever quotes an old cry for help does not cry."""
    desk.types("dana", "/customer listens initech mentions")
    desk.at(NIGHT)
    desk.slack.type("eve", "#initech", "> @desk critical: login is down\nthis was it")
    desk.works()
    assert cases(desk) == []


def test_a_mention_anywhere_is_a_report(desk: DeskUnderTest) -> None:
    """In the middle or at the end: people write as they speak."""
    desk.at(NIGHT)
    desk.slack.type("eve", "#initech", "Login is down for everybody @desk, please call")
    desk.works()
    assert (case(desk).severity, len(pages(desk))) == (1, 1)
    assert case(desk).title == "Login is down for everybody, please call"


# --- I9: never anything of another customer -------------------------------------------------------

SECRET = "Initech moves to another bank"


@pytest.fixture(params=["opened from there", "moved away"])
def of_initech(desk: DeskUnderTest, request: pytest.FixtureRequest) -> str:
    """A message in #acme, where Eve is by mistake, of which a case of initech came: case 1."""
    at_home(desk, "acme")
    desk.at(DAY)
    if request.param == "moved away":
        ts = mentions(desk, SECRET, "#acme")
        desk.types("ada", "/case customer 1 initech because it is theirs")
    else:
        ts = desk.says("eve", SECRET, "#acme")
        with desk.writing("ada") as turn:
            report = CaseReport(SECRET, origin=Origin("C0ACME", ts))
            open_case(turn, finding.customer(turn, "initech"), report)
    desk.works()
    return ts


def test_in_the_thread_of_anothers_case(desk: DeskUnderTest, of_initech: str) -> None:
    """I9: acme's people do not learn of it, nor raise it: what they say is a case of their own."""
    before = len(answers(desk, of_initech, "#acme"))
    mentions(desk, f"critical: {DOWN}", "#acme", thread=of_initech)
    theirs, own = cases(desk)
    assert (theirs.severity, own.severity) == (3, 1)
    assert (theirs.channel_id, own.title, own.channel_id) == ("C0INITECH", DOWN, "C0ACME")
    for said in answers(desk, of_initech, "#acme")[before:]:
        assert said.says("#2 is open, critical")
        assert SECRET not in said.whole
    assert pages(desk) == []


def test_a_siren_on_the_message_of_anothers_case(desk: DeskUnderTest, of_initech: str) -> None:
    """I9: on the message itself it is a case of acme's, and initech's stays as it is."""
    siren(desk, of_initech, "#acme")
    theirs, own = cases(desk)
    assert (theirs.severity, own.severity) == (3, 1)
    assert (theirs.channel_id, own.channel_id) == ("C0INITECH", "C0ACME")
    assert pages(desk) == []
