"""The database goes away: what people are told is true, and what they asked for is done once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event

from handlers.blocks.pieces.answer import Answer
from handlers.blocks.pieces.from_outside import Press
from handlers.blocks.pieces.waiting import still_working
from handlers.hearing.saying import ToPresser
from handlers.phrases import channel
from handlers.phrases.writer import in_language
from handlers.talk import Form
from slackapp.pretend_slack.web.loopback import Loopback
from tests.agreement.outsiders import at_home, case, mentions, offered
from tests.conversations.acme import with_acme
from tests.conversations.four_customers import with_four_customers
from tests.database import Databases
from tests.desk import DeskUnderTest, Switch
from tests.outside.oncall import client, link, sev1
from tests.wire import Wire

pytestmark = pytest.mark.both_databases


@pytest.fixture
def wired(wire: Wire, desk_switch: Switch, desk_loopback: Loopback) -> Iterator[DeskUnderTest]:
    """A desk on PostgreSQL, by a wire that can be cut."""
    under_test = DeskUnderTest(wire.url, desk_switch, desk_loopback)
    yield under_test
    under_test.close()


def test_what_was_committed_is_not_called_undone(wire: Wire, wired: DeskUnderTest) -> None:
    """The connection ends behind the commit: the answer tells what was done, and it was once."""
    desk = wired
    with_acme(desk, "Login loops")
    for number in range(1, 4):
        wire.lose_answers(1)
        assert desk.types("ada", f"/escalation log {number}h 1").says(f"Logged {number}h on #1")
    assert desk.types("ada", "/escalation list 1").text == "6h in 3 entries on #1."


def test_a_restart_breaks_nothing(wire: Wire, wired: DeskUnderTest) -> None:
    """Two seconds without a database: everybody who asks has their answer a little later."""
    desk = wired
    with_acme(desk, "Login loops")
    people = ("ada", "ben", "cleo", "dana")
    for who in people:
        desk.types(who, "/case list")
    with ThreadPoolExecutor(8) as pool:
        with wire.down():
            asked = [pool.submit(desk.slack.type, who, "#support", "/balance acme")
                     for who in people]  # fmt: skip
            asked += [pool.submit(desk.slack.type, who, "#support", "/escalation log 1h 1")
                      for who in ("ada", "ben")]  # fmt: skip
            time.sleep(2.0)
        answers = [answer.body for each in asked if (answer := each.result())]
    assert [answer for answer in answers if "broke" in answer or "recorded" in answer] == []
    assert desk.types("ada", "/escalation list 1").text == "2h in 2 entries on #1."


def test_a_page_is_taken_by_its_link(
    wire: Wire, wired: DeskUnderTest, desk_loopback: Loopback
) -> None:
    """*Acknowledge* outside Slack: a connection lost behind the commit, or a second without a
    database, and the page is that person's all the same.
    """
    desk = wired
    sev1(desk)
    browser, address = client(desk_loopback), link(desk, "ada")
    wire.lose_answers(1)
    assert browser.post(address).status_code == 303
    with ThreadPoolExecutor(1) as pool:
        with wire.down():
            asked = pool.submit(browser.get, address)
            time.sleep(1.0)
        shown = asked.result()
    assert shown.status_code == 200
    assert "Yours since" in shown.text


@pytest.mark.usefixtures("impatient")
def test_it_stays_away(wire: Wire, wired: DeskUnderTest) -> None:
    """Patience ends: nothing was recorded, and that is said."""
    desk = wired
    with_acme(desk, "Login loops")
    with wire.down():
        said = desk.types("ada", "/escalation log 2h 1")
    assert said.text.startswith("The database does not answer just now, so nothing was recorded.")
    assert desk.types("ada", "/escalation log 2h 1").says("Logged 2h on #1")
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."


@pytest.mark.usefixtures("impatient")
def test_nobody_knows_whether_it_was_done(wire: Wire, wired: DeskUnderTest) -> None:
    """It goes away behind the commit, and stays away: that this is not known is said."""
    desk = wired
    with_acme(desk, "Login loops")
    wire.lose_answers(1, for_good=True)
    said = desk.types("ada", "/escalation log 2h 1")
    assert said.says("The database went away while this was being recorded")
    wire.mend()
    assert desk.again("ada").says("Logged 2h on #1")
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."


@pytest.mark.usefixtures("impatient")
def test_a_sev1_is_called_by_hand(wire: Wire, wired: DeskUnderTest) -> None:
    """Who opens a Sev-1, pages or acknowledges while it stays away is told whom to call, and how;
    who logs time is not, nor is anybody from outside.
    """
    desk = wired
    with_four_customers(desk)
    desk.types("dana", "/oncall rotation primary weekly mon 09:00 from 2026-06-01 @ben --anyway")
    desk.opens("ben", "/oncall contact")
    desk.submits("ben", number="+41 79 123 45 67")
    for who in ("ada", "eve"):
        desk.types(who, "/case list", "#initech")
    desk.house.warming.warm()
    urgent = (
        "/case open initech sev1 configuration Login is down",
        "/oncall page initech it is down",
        "/oncall ack 1",
        "/case severity 1 1",
    )
    desk.is_installed_everywhere()
    with wire.down():
        for line in urgent:
            said = desk.types("ada", line)
            assert said.says("nothing was recorded", "call by hand", "<@U0BEN>", "+41791234567")
        assert "by hand" not in desk.types("ada", "/escalation log 2h 1").whole
        assert "by hand" not in desk.types("eve", "/oncall ack 1", "#initech").whole


@pytest.mark.usefixtures("impatient")
def test_somebody_from_outside_presses(wire: Wire, wired: DeskUnderTest) -> None:
    """They read nothing of our troubles: in each language of customers, to press again, or whom to
    call. Once it is back it is done.
    """
    desk = wired
    with_four_customers(desk)
    at_home(desk, "initech")
    mentions(desk, "the export fails")
    ts = offered(desk, "#initech", Press.CASE_CRITICAL, 1)

    def press() -> str:
        before = {message.ts for message in desk.slack.messages_seen_by("eve", "#initech")}
        desk.slack.press("eve", channel="#initech", ts=ts, block_id="copied",
                         action_id="from_outside:case_critical")  # fmt: skip
        desk.waits()
        seen = desk.slack.messages_seen_by("eve", "#initech")
        return "".join(m.text for m in seen if m.ts not in before and m.only_for is not None)

    with wire.down():
        said = press()
    assert said.startswith(in_language(None, channel.NOT_DONE))  # Slack adds that it failed
    assert case(desk).severity == 3
    press()
    assert case(desk).severity == 1


def test_what_somebody_from_outside_presses_takes_long() -> None:
    """It is kept meanwhile: that is worded for them too, as long as nobody knows who they are."""
    said: list[Answer | Form] = []
    ToPresser(said.append, is_ours=False)(still_working())
    (told,) = said
    assert isinstance(told, Answer)
    assert told.text == in_language(None, channel.DONE_LATER)


def test_the_disk_is_full(sqlite: Databases, desk_switch: Switch, desk_loopback: Loopback) -> None:
    """Whose time there is no room for is told so; when there is, it is logged."""
    desk = DeskUnderTest(sqlite.fresh_database("full", "template"), desk_switch, desk_loopback)
    with_acme(desk, "Login loops")
    most = [1]  # pages; fewer than there are

    @event.listens_for(desk.house.desk.database.engine, "begin")
    def bounds(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most[0]}")

    logged, line = 0, f"/escalation log 1m 1 {'x' * 200}"
    while "Logged 1m" in (said := desk.types("ada", line)).text:
        logged += 1
    assert said.text.startswith("The desk's disk is full, so nothing was recorded.")
    most[0] = 1_000_000
    assert desk.types("ada", "/escalation log 1m 1").says("Logged 1m on #1")
    assert f"in {logged + 1} entr" in desk.types("ada", "/escalation list 1").text
    desk.close()
