"""I9: what people from outside are told where something could not be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from handlers.front import lanes
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.pretend_slack.state.cast import Person
from tests.agreement.doors import COLLEAGUE, GUEST, NIGHT, sends, told
from tests.agreement.outsiders import (
    DOWN,
    case,
    cases,
    joins,
    pages,
)
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_among_others")


def test_a_guest_whom_slack_tells_nothing_of(desk: DeskUnderTest) -> None:
    """The desk never saw them, and Slack does not answer: told again, and it rings then."""
    joins(desk, GUEST)
    desk.at(NIGHT)
    tells = sends(desk, GUEST, f"<@U0DESK> critical: {DOWN}")
    desk.slack.faults.set(answers=500, methods=["users.info"])
    assert tells() != 200
    assert (cases(desk), told(desk, GUEST)) == ([], [])
    desk.slack.faults.clear()
    assert tells() == 200
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (GUEST.id, 1)


def test_a_guest_s_mention_that_fails(desk: DeskUnderTest) -> None:
    """They read that it is tried again, and nothing of what broke."""
    joins(desk, GUEST)
    desk.at(NIGHT)
    tells = sends(desk, GUEST, f"<@U0DESK> critical: {DOWN}")
    with _broken(desk):
        assert tells() != 200
    assert told(desk, GUEST) == [
        ":warning: The desk could not note this just now, and tries again by itself. "
        "If it can't wait, please call your contact at ProAuth too.\n"
        ":warning: Der Desk konnte das gerade nicht festhalten und versucht es von selbst wieder. "
        "Wenn es nicht warten kann, rufen Sie bitte auch Ihre Kontaktperson bei ProAuth an."
    ]
    assert tells() == 200
    desk.works()
    assert (case(desk).by, len(pages(desk))) == (GUEST.id, 1)


@pytest.mark.parametrize("whom", [GUEST, COLLEAGUE], ids=lambda each: each.name)
def test_a_message_to_nobody_that_fails(desk: DeskUnderTest, whom: Person) -> None:
    """Whoever said nothing to the desk reads nothing of it, and Slack tells of it again."""
    joins(desk, whom)
    desk.at("Wed 2026-06-03 10:00")
    tells = sends(desk, whom, "The export is slow")
    with _broken(desk):
        assert tells() != 200
    assert told(desk, whom) == []
    assert tells() == 200
    assert desk.types("ada", "/case waiting").says("The export is slow")


@pytest.mark.parametrize("words", ["<@U0DESK> the export is slow", "The export is slow"])
def test_while_the_desk_is_busy(
    desk: DeskUnderTest, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is not ours does not read that it is; Slack tells of it again."""
    joins(desk, GUEST)
    desk.at("Wed 2026-06-03 10:00")
    tells = sends(desk, GUEST, words)
    monkeypatch.setattr(lanes, "MOST_WAITING", 0)
    assert tells() != 200
    assert told(desk, GUEST) == []
    monkeypatch.undo()
    assert tells() == 200


@contextmanager
def _broken(desk: DeskUnderTest) -> Iterator[None]:
    """Something is wrong with the database."""
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE arrivals RENAME TO arrivals_gone"))
    yield
    with desk.house.desk.database.writing() as session:
        session.execute(text("ALTER TABLE arrivals_gone RENAME TO arrivals"))


@pytest.mark.parametrize("is_mention", [True, False])
def test_a_screenshot_without_words(desk: DeskUnderTest, is_mention: bool) -> None:
    """It is a report like any other, or waits."""
    desk.at("Wed 2026-06-03 10:00")
    workspace = desk.slack.workspace
    told = workspace.timeline.add("C0INITECH", "U0EVE", "<@U0DESK>" if is_mention else "")
    body = (payloads.mentioned if is_mention else payloads.message_posted)(workspace, told)
    body["event"] |= {"subtype": "file_share", "files": [{"id": "F1", "mimetype": "image/png"}]}
    desk.slack.wire.send(event_delivery(body))
    desk.works()
    if is_mention:
        assert case(desk).title == "(without words)"
    else:
        assert desk.types("ada", "/case waiting").says("(without words)")
