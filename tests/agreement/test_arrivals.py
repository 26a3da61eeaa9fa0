"""I10: every arrival is kept for 30 days, with what it was read as, what came of it and by which
rule; and an admin has it treated again. I5: what is nobody's is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.people import Person
from models.rows.reports import Arrival, Report, Source, WaitingMessage
from models.rules.reports import CameOf, ReportDoor
from models.rules.standing import Standing
from models.usecases import finding, people, pruning
from models.usecases.case.opening import Origin
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.arrivals import Taken, take_in
from models.usecases.reports.incoming import Incoming, event_identity, incoming_of, message_identity
from tests.agreement.coming_in import came, cases, rang, reports, writes
from tests.desk import DeskUnderTest, Heard

pytestmark = pytest.mark.usefixtures("people_on_call")  # initech is Managed, acme Standard

DOWN = "Login is down for everybody"


def questions(desk: DeskUnderTest) -> Sequence[Heard]:
    """What was asked in the channel of the admins."""
    seen = desk.slack.messages_seen_by("dana", "#desk-admin")
    return [Heard(each.text, each.blocks) for each in seen if "Whose is this?" in each.text]


def test_secrets_in_what_people_write_are_not_kept(desk: DeskUnderTest) -> None:
    """I10: as of programs; in a report, and in what waits."""
    desk.types("dana", "/customer channel initech #initech")
    secrets = (
        "the key=hunter1 and token: hunter2 in https://eve:hunter3@x.ch, Bearer hunter4hunter4"
    )
    for words in (f"@desk the export fails with {secrets}", f"It fails with {secrets}"):
        desk.says("eve", words, "#initech")
    desk.works()
    with desk.reading("dana") as turn:
        kept = [
            f"{arrival.raw} {arrival.read_as}" for arrival in turn.session.scalars(select(Arrival))
        ]
        kept += turn.session.scalars(select(WaitingMessage.text))
        kept += turn.session.scalars(select(Case.title))
    assert len(kept) == 4
    assert all("hunter" not in each and "fails with" in each for each in kept)


def eve(now: datetime) -> Person:
    """Eve, who is of another workspace."""
    return Person(
        id="U0EVE",
        team_id="T0INITECH",
        handle="eve",
        name="Eve",
        standing=Standing.OUTSIDER,
        is_workspace_admin=False,
        seen_at=now,
    )


def writes_somewhere(
    desk: DeskUnderTest, words: str, channel: str | None = "#support", *, critical: bool = False
) -> Taken:
    """Eve writes in a channel that is no customer's, or, without one, directly."""
    ts = desk.says("dana", words, channel or "#support")
    now = desk.clock.now()
    incoming = Incoming(
        ReportDoor.MENTION,
        message_identity(channel or "D0EVE", ts),
        datetime.fromtimestamp(float(ts), UTC),
        words,
        raw=words,
        critical=critical,
        origin=Origin(f"C0{channel[1:].upper()}", ts) if channel else None,
        person_id="U0EVE",
    )
    with desk.house.desk.writing(DESK_ITSELF, now) as turn:
        people.remember(turn.session, eve(now))
        taken = take_in(turn, incoming, None)
    desk.works()
    return taken


# --- I10: what came, as a list and whole ----------------------------------------------------------


def test_each_is_listed_with_what_came_of_it(desk: DeskUnderTest, monitoring: Source) -> None:
    """The newest first; of one customer, or of all."""
    desk.at("Wed 2026-06-03 11:00")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "login", recovered=True)
    writes(desk, "The export fails", "acme")
    heard = desk.types("ada", "/case arrivals")
    assert heard.text == "4 arrivals in the last 30 days."
    assert [row[:1] + row[2:] for row in heard.rows[1:]] == [
        ["4", "opened a case, #2 (I2)", "The export fails", "mention, U0EVE", "acme"],
        [
            "3",
            "recovered, and lowered, #1 (I6)",
            "recovered: login is down",
            "event, monitoring",
            "initech",
        ],
        ["2", "seen again, #1 (I3)", "critical: login is down", "event, monitoring", "initech"],
        ["1", "opened a case, #1 (I2)", "critical: login is down", "event, monitoring", "initech"],
    ]
    of_acme = desk.types("ada", "/case arrivals acme")
    assert of_acme.text == "1 arrival of acme in the last 30 days."
    assert of_acme.rows[0] == ["No.", "Arrived", "What came of it", "Read as", "By"]
    desk.types("dana", '/customer add globex "Globex" premium from 2026-01-01')
    assert desk.types("ada", "/case arrivals globex").text == (
        "Nothing of globex came in by itself in the last 30 days."
    )


def test_what_comes_again_and_again_is_one_line(desk: DeskUnderTest, monitoring: Source) -> None:
    """By its last arrival, with how often since when; so that others are found beside it."""
    desk.at("Wed 2026-06-03 09:00")
    writes(desk, "The export fails", "initech")
    reports(desk, monitoring, "login")
    desk.at("Wed 2026-06-03 09:05")
    for _ in range(70):
        reports(desk, monitoring, "login")
    desk.at("Wed 2026-06-03 11:00")
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "disk")
    reports(desk, monitoring, "disk")
    heard = desk.types("ada", "/case arrivals initech")
    assert heard.text == "75 arrivals of initech in the last 30 days."
    assert [row[:3] for row in heard.rows[1:]] == [
        ["75", "today 11:00", "seen again, #3 (I3)"],
        ["74", "today 11:00", "opened a case, #3 (I2)"],
        ["73", "today 11:00", "seen again, #2 (I3), 71 times since today 09:05"],
        ["2", "today 09:00", "opened a case, #2 (I2)"],
        ["1", "today 09:00", "opened a case, #1 (I2)"],
    ]
    assert "not shown" not in desk.types("ada", "/case arrivals initech --more").whole


def test_what_came_earlier(desk: DeskUnderTest, monitoring: Source) -> None:
    """60 lines at a time; what came again stands where it came last, and nowhere else."""
    desk.at("Wed 2026-06-03 09:00")
    reports(desk, monitoring, "login")
    for number in range(65):
        reports(desk, monitoring, f"disk {number}", critical=False)
    reports(desk, monitoring, "login")
    reports(desk, monitoring, "login")
    heard = desk.types("ada", "/case arrivals initech --more")
    assert heard.text == "68 arrivals of initech in the last 30 days."
    assert heard.says("7 earlier not shown")
    heard = desk.presses("ada", "Earlier")
    assert heard.text == "7 arrivals of initech before arrival 8."
    assert [row[0] for row in heard.rows[1:]] == ["7", "6", "5", "4", "3", "2", "1"]
    assert "Earlier" not in heard.buttons
    assert desk.types("ada", "/case arrivals acme before 2").text == (
        "Nothing of acme came in by itself before arrival 2."
    )


def test_one_whole_and_as_it_came(desk: DeskUnderTest) -> None:
    """Its instant, its door, what it was read as; *Raw* opens what arrived."""
    desk.at("Wed 2026-06-03 11:00")
    writes(desk, "*Login* is down <!channel>", critical=True)
    heard = desk.types("ada", "/case arrival 1")
    assert heard.text == "Arrival 1: opened a case, #1 (I2)."
    assert heard.says("today 11:00", "mention, U0EVE", "critical: *Login* is down")
    assert heard.buttons == ["Raw", "Show #1"]  # and an admin treats it again
    assert desk.types("dana", "/case arrival 1").buttons == ["Raw", "Treat again", "Show #1"]
    assert "*Login* is down <!channel>" in desk.opens("ada", "/case arrival 1 raw")["text"]
    assert desk.types("ada", "/case arrival 9").says("There is no arrival 9", "30 days")


def test_what_is_held_says_until_when(desk: DeskUnderTest, monitoring: Source) -> None:
    """I8: as long as it is held."""
    desk.types("dana", "/customer window initech tue 20:00-22:00")
    desk.at("Tue 2026-06-09 20:15")
    reports(desk, monitoring, "login")
    held = desk.types("dana", "/case arrival 1")
    assert held.says("held for the change window until today 22:00 (I8)")
    assert desk.types("dana", "/case arrival 1 again").says("routed when that ends (I8)")


# --- I10: treated again ---------------------------------------------------------------------------


def test_the_words_of_a_source_are_mended(desk: DeskUnderTest, monitoring: Source) -> None:
    """Its `page` was not known to be critical; treated again, the case is raised and rings, once,
    and has counted it once.
    """
    desk.at("Sat 2026-06-06 03:10")
    with desk.writing("dana") as turn:
        turn.session.get_one(Source, monitoring.id).critical = "critical"
    incoming = Incoming(
        ReportDoor.EVENT,
        event_identity(monitoring, "login"),
        desk.clock.now(),
        "login is down",
        raw="{}",
        source=monitoring,
        severities=("page",),
    )
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        take_in(turn, incoming, finding.customer(turn, "initech"))
    assert rang(desk) == []
    with desk.writing("dana") as turn:
        turn.session.get_one(Source, monitoring.id).critical = "critical,page"
    again = desk.types("dana", "/case arrival 1 again")
    assert again.text == "Treated arrival 1 again: raised to critical, #1 (I2)."
    assert rang(desk) == [1]
    assert desk.types("dana", "/case arrival 1 again").says("seen again, #1 (I3)")
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(Report.seen)).all() == [1]
    assert desk.types("ada", "/case arrival 1").says("Treated again today 03:10 by <@U0DANA>")


def test_a_case_that_was_withdrawn_is_reopened_first(desk: DeskUnderTest) -> None:
    """I3, S6: the same report opens no second case."""
    desk.at("Wed 2026-06-03 11:00")
    writes(desk, DOWN)
    desk.types("ada", "/case withdraw 1 because a mistake")
    refused = desk.types("dana", "/case arrival 1 again")
    assert refused.says("#1 was withdrawn", "/case reopen 1")


def test_who_may(desk: DeskUnderTest) -> None:
    """Engineers look; admins treat one again and say whose it is."""
    desk.at("Wed 2026-06-03 11:00")
    writes(desk, DOWN)
    assert desk.types("ada", "/case arrival 1").says("opened a case")
    for typed in ("again", "of acme"):
        assert desk.types("ada", f"/case arrival 1 {typed}").says("Only admins")


# --- I10: for 30 days -----------------------------------------------------------------------------


def test_they_are_forgotten_after_30_days(desk: DeskUnderTest, monitoring: Source) -> None:
    """But what is held or asked about, and the newest, so that no number is given away twice."""
    desk.at("Wed 2026-06-03 11:00")
    reports(desk, monitoring, "login")
    writes_somewhere(desk, "Whose am I?")
    desk.types("dana", "/customer window initech 2026-06-03 11:00 to 12:00")
    reports(desk, monitoring, "mail")
    desk.types("dana", "/customer window initech remove 1")
    desk.works()
    writes(desk, DOWN)
    for at, left in (("2026-07-03 11:00", [1, 2, 3, 4]), ("2026-07-03 11:01", [2, 4])):
        desk.at(at)
        with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
            pruning.prune(turn)
            assert turn.session.scalars(select(Arrival.id).order_by(Arrival.id)).all() == left


# --- I5: whose is it? -----------------------------------------------------------------------------


def test_the_admins_are_asked_whose_it_is(desk: DeskUnderTest) -> None:
    """The customers are the choices; chosen, it counts from its own instant and rings."""
    sent = desk.at("Sat 2026-06-06 03:10")
    writes_somewhere(desk, DOWN, critical=True)
    assert (came(desk), cases(desk)) == ([CameOf.ASKED], [])
    [question] = questions(desk)
    assert question.says("Whose is this? <@U0EVE>", f"“{DOWN}”", "<#C0SUPPORT>")
    desk.at("Sat 2026-06-06 04:00")
    given = desk.types("dana", "/case arrival 1 of initech")
    assert given.text == "Arrival 1 is initech's: opened a case, #1 (I2)."
    assert cases(desk) == [("initech", 1, DOWN)]
    assert rang(desk) == [1]
    with desk.reading("dana") as turn:
        found = turn.session.get_one(Case, 1)
        assert found.by == "U0EVE"
        assert found.reported_at - sent < timedelta(seconds=1)  # Slack counts messages in them
    assert desk.types("dana", "/case arrival 1 of acme").says("was said already")


def test_the_question_offers_all_customers(desk: DeskUnderTest) -> None:
    """A menu, whose choice types whose it is."""
    desk.at("Wed 2026-06-03 11:00")
    writes_somewhere(desk, DOWN)
    [menu] = [block for block in questions(desk)[0].blocks if block["type"] == "actions"]
    values = [option["value"] for option in menu["elements"][0]["options"]]
    assert values[0] == "/case arrival 1 of acme"
    assert "/case arrival 1 of initech" in values


def test_a_choice_says_so_in_place_of_the_question(desk: DeskUnderTest) -> None:
    """All who read the question see whose it is."""
    desk.at("Wed 2026-06-03 11:00")
    writes_somewhere(desk, DOWN)
    desk.chooses("dana", "/case arrival 1 of acme", "#desk-admin")
    assert questions(desk) == []
    seen = [each.text for each in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert "Arrival 1 is acme's: opened a case, #1 (I2)." in seen


def test_the_answer_is_remembered_if_they_say_so(desk: DeskUnderTest) -> None:
    """What comes from that channel is acme's from now on, and what was asked about it too."""
    desk.at("Wed 2026-06-03 11:00")
    for words in ("One", "Two", "Three"):
        writes_somewhere(desk, words)
    writes_somewhere(desk, "Elsewhere", "#queues")
    given = desk.types("dana", "/case arrival 1 of acme")
    assert [title for _, _, title in cases(desk)] == ["One"]
    writes_somewhere(desk, "Four")
    always = desk.types("dana", given.typed_by("Always acme"))
    assert always.text == "What comes from <#C0SUPPORT> is acme's from now on (I5)."
    assert [title for _, _, title in cases(desk)] == ["One", "Two", "Three", "Four"]
    writes_somewhere(desk, "Five")
    assert cases(desk)[-1] == ("acme", 3, "Five")
    assert came(desk)[3] is CameOf.ASKED  # of another channel


def test_what_came_from_no_channel_is_given_for_itself_alone(desk: DeskUnderTest) -> None:
    """There is nothing that could always be a customer's."""
    desk.at("Wed 2026-06-03 11:00")
    writes_somewhere(desk, "One", None)
    assert desk.types("dana", "/case arrival 1 of initech").buttons == ["Show #1"]
    writes_somewhere(desk, "Two", None)
    refused = desk.types("dana", "/case arrival 2 of initech always")
    assert refused.text == "Arrival 2 came from no channel that could be initech's."
    assert [key for key, _, _ in cases(desk)] == ["initech"]


def test_it_is_asked_once(desk: DeskUnderTest) -> None:
    """The same message by its retries: one question, one case in the end."""
    desk.at("Wed 2026-06-03 11:00")
    taken = writes_somewhere(desk, DOWN)
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        take_in(turn, incoming_of(turn, taken.arrival), None)
    desk.works()
    assert len(questions(desk)) == 1
    desk.types("dana", "/case arrival 1 of acme")
    assert came(desk) == [CameOf.OPENED, CameOf.SEEN_AGAIN]


def test_of_one_channel_it_is_asked_once_until_it_is_answered(desk: DeskUnderTest) -> None:
    """However much comes from there; after an answer for one alone, of the next."""
    desk.at("Wed 2026-06-03 11:00")
    for words in ("One", "Two", "Three"):
        writes_somewhere(desk, words)
    assert len(questions(desk)) == 1
    desk.types("dana", "/case arrival 1 of acme")
    desk.works()
    assert "Two" in questions(desk)[-1].whole
