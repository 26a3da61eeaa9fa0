"""A crash of ours, and a database that makes people wait."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import interaction_delivery
from slackapp.pretend_slack.web.loopback import Loopback
from tests.conversations.held import held
from tests.database import Databases
from tests.desk import DeskUnderTest, Switch
from tests.waiting import waits_until

pytestmark = pytest.mark.both_databases


def acme(desk: DeskUnderTest) -> None:
    desk.at("Mon 2026-06-08 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("ada", "/case open acme configuration Login loops")


def test_a_crash_gives_a_reference_and_leaves_nothing_behind(
    desk: DeskUnderTest, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The person gets a reference, the log has it with the stack, nothing is half written."""
    acme(desk)
    desk.types("ada", "/escalation log 290m 1")
    # Logging past 5 hours writes the entry first, and then the question to the account manager.
    desk.types("dana", "/customer manager acme @cleo")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO outbox_gone"))
    broken = desk.types("ada", "/escalation log 1h 1")
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE outbox_gone RENAME TO outbox"))
    assert broken.says("something broke on our side", "Nothing was changed")
    found = re.search(r"`([0-9a-f]{8})`", broken.text)
    assert found is not None
    logged = caplog.text + "".join(capsys.readouterr())
    assert found[1] in logged
    assert "Traceback" in logged
    assert desk.types("ada", "/escalation list 1").text == "4h50 in 1 entry on #1."
    again = desk.types("ada", "/escalation log 1h 1")
    assert again.says("Logged 1h on #1", "was asked")


def test_what_was_typed_is_not_logged(
    desk: DeskUnderTest, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log says that something broke, and where; never what somebody wrote, or how to answer."""
    acme(desk)
    with desk.house.desk.database.writing() as session:
        session.execute(text("CREATE UNIQUE INDEX one_case ON cases (customer_id)"))
    desk.types("ada", "/case open acme configuration SeSaMe")
    with desk.house.desk.database.writing() as session:
        session.execute(text("DROP INDEX one_case"))
    desk.types("ada", "/escalation lgo 1h 1 SeSaMe")
    logged = caplog.text + "".join(capsys.readouterr())
    assert "Traceback" in logged
    assert "SeSaMe" not in logged
    assert "response_url" not in logged


@pytest.fixture(params=["sqlite", "postgres"])
def hurried(
    request: pytest.FixtureRequest, desk_switch: Switch, desk_loopback: Loopback
) -> Iterator[DeskUnderTest]:
    """A desk that says "still working" after a fifth of a second."""
    place: Databases = request.getfixturevalue(request.param)
    url = place.fresh_database(f"hurried_{request.param}", "template")
    under_test = DeskUnderTest(url, desk_switch, desk_loopback, patience=0.2)
    try:
        yield under_test
    finally:
        under_test.close()


def test_a_locked_database_makes_nobody_type_twice(hurried: DeskUnderTest) -> None:
    """Not done in time: "still working" is said, the answer follows, and it is done once."""
    desk = hurried
    desk.house.conversation.answering.patience = 20.0
    acme(desk)
    desk.house.conversation.answering.patience = 0.2
    with held(desk):
        said = desk.types("ada", "/escalation log 2h 1")
        assert said.says("Still working on it")
    waits_until(lambda: "Logged" in desk.last("ada").text)
    assert desk.last("ada").text == "Logged 2h on #1 on Mon 8 Jun: 3 of 4 escalations left."
    desk.house.conversation.answering.patience = 20.0
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."


@pytest.mark.parametrize("told", ["Logged 2h on #1", "#1 is closed."])
def test_a_late_answer_reaches_whoever_closed_the_form(hurried: DeskUnderTest, told: str) -> None:
    """Whoever was told that the answer follows gets it, also that nothing was done."""
    desk = hurried
    desk.house.conversation.answering.patience = 20.0
    acme(desk)
    desk.opens("ada", "/escalation log #1")
    if "closed" in told:
        desk.types("ben", "/case respond 1")
        desk.types("ben", "/case close 1")
    desk.house.conversation.answering.patience = 0.2
    with held(desk):
        desk.submits("ada", time="2h", day="2026-06-08")
        assert "Still working on it" in desk.form("ada")["text"]
        desk.slack.close("ada")
    waits_until(lambda: desk.slack.messages_seen_by("ada", "@desk"))
    assert told in desk.last("ada", "@desk").text
    desk.slack.refusals.clear()


def test_what_was_done_is_not_called_undone(desk: DeskUnderTest) -> None:
    """The Home can't be shown after time was logged there, and the same form comes again: once."""
    acme(desk)
    desk.types("ada", "/case take 1")
    desk.home("ada")
    desk.slack.click("ada", "Log")
    desk.form("ada")
    desk.fills("ada", "time", "2h")
    view = desk.slack.modal_of("ada")
    assert view is not None
    again = payloads.submission(desk.slack.workspace, desk.slack.workspace.who("ada"), view)
    again["view"]["hash"] = "another"
    desk.house.conversation.answering.do_later = None  # type: ignore[method-assign, assignment]
    assert "Logged 2h on #1" in desk.submits("ada")["text"]
    del desk.house.conversation.answering.do_later
    assert "Logged 2h on #1" in str(desk.slack.wire.send(interaction_delivery(again)).content)
    assert desk.types("ada", "/escalation list 1").text == "2h in 1 entry on #1."
