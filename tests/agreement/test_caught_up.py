"""I3, I4: what was said while the desk could not hear it is read in the channels, and counts from
when it was said; what was heard is not done twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from models.rows.cases import Case
from models.rows.reports import Arrival, WaitingMessage
from slackapp.worker.catching_up import CatchingUp
from tests.conversations.oncall.people_on_call import board
from tests.desk import DeskUnderTest

DOWN = "critical: login is down for everybody"


@pytest.fixture(autouse=True)
def initechs_channel(desk: DeskUnderTest, people_on_call: None) -> None:
    """#initech is initech's, and is read from now on."""
    desk.types("dana", "/customer channel initech #initech")
    catches_up(desk)


def catches_up(desk: DeskUnderTest) -> int:
    """The desk reads what it did not hear; return how many messages that were."""
    reads = desk.house.worker.catching_up
    assert isinstance(reads, CatchingUp)
    reads.at_once()
    heard = reads.catch_up()
    desk.works()
    return heard


@contextmanager
def nobody_hears(desk: DeskUnderTest) -> Iterator[None]:
    """Slack tells the desk nothing."""
    workspace = desk.slack.workspace
    app, workspace.app = workspace.app, replace(workspace.app, events=())
    yield
    workspace.app = app


def cases(desk: DeskUnderTest) -> list[Case]:
    with desk.reading("dana") as turn:
        return list(turn.session.scalars(select(Case).order_by(Case.id)))


def test_a_critical_mention_that_nobody_heard_rings_later(desk: DeskUnderTest) -> None:
    """Said at 03:10 on a Saturday, read at 05:40: due at 05:10, overdue, and it rings."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    assert cases(desk) == []
    desk.at("Sat 2026-06-06 05:40")
    assert catches_up(desk) == 1
    [case] = cases(desk)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    board(desk).says("login is down for everybody", "*overdue*")


def test_a_message_that_nobody_heard_waits_from_its_own_instant(desk: DeskUnderTest) -> None:
    """Written on Wednesday at 10:00, read at 13:00."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("eve", "The export is slow", "#initech")
    desk.at("Wed 2026-06-03 13:00")
    catches_up(desk)
    with desk.reading("dana") as turn:
        [message] = turn.session.scalars(select(WaitingMessage)).all()
    assert message.sent_at.replace(microsecond=0) == desk.moment_of("Wed 2026-06-03 10:00")


def test_what_was_heard_is_not_done_twice(desk: DeskUnderTest) -> None:
    """By its mention, by its message, and read in the channel an hour later and once more."""
    desk.at("Sat 2026-06-06 03:10")
    desk.says("eve", f"@desk {DOWN}", "#initech")
    desk.says("eve", "All of us are affected", "#initech")
    for wall in ("Sat 2026-06-06 04:30", "Sat 2026-06-06 04:40"):
        desk.at(wall)
        with desk.writing("dana") as turn:  # as after an hour: what was answered is forgotten
            turn.session.connection().exec_driver_sql("DELETE FROM deliveries")
        catches_up(desk)
    assert len(cases(desk)) == 1
    with desk.reading("dana") as turn:
        assert len(turn.session.scalars(select(WaitingMessage)).all()) <= 1


def test_what_is_said_in_a_case_s_thread_is_read_after_a_gap(desk: DeskUnderTest) -> None:
    """A severity 3 of 10:00; `@desk critical` in its thread at 12:00, which nobody heard."""
    desk.at("Wed 2026-06-03 10:00")
    ts = desk.says("eve", "@desk the export is slow", "#initech")
    desk.works()
    catches_up(desk)
    desk.at("Wed 2026-06-03 12:00")
    with nobody_hears(desk):
        desk.says("eve", "@desk critical", "#initech", thread_ts=ts)
    desk.at("Wed 2026-06-03 12:30")
    catches_up(desk)
    assert [case.severity for case in cases(desk)] == [1]


def test_what_our_own_people_said_is_not_done_late(desk: DeskUnderTest) -> None:
    """They saw no answer, and have typed it again meanwhile."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("ada", "@desk open initech Login loops", "#initech")
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    assert cases(desk) == []


def test_a_channel_is_read_every_five_minutes_by_one_of_many(desk: DeskUnderTest) -> None:
    """And not what was said before it was a customer's."""
    reads = desk.house.worker.catching_up
    assert isinstance(reads, CatchingUp)
    desk.at("Wed 2026-06-03 10:00")
    reads.catch_up()
    with nobody_hears(desk):
        desk.says("eve", "Good morning", "#initech")
    desk.at("Wed 2026-06-03 10:04")
    assert reads.catch_up() == 0
    desk.at("Wed 2026-06-03 10:05")
    assert reads.catch_up() == 1
    assert reads.catch_up() == 0


def test_how_late_it_learned_of_it_is_kept(desk: DeskUnderTest) -> None:
    """I10: the arrival has both instants."""
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    moment = desk.at("Sat 2026-06-06 05:40")
    catches_up(desk)
    with desk.reading("dana") as turn:
        [arrival] = turn.session.scalars(select(Arrival)).all()
    assert (arrival.at, arrival.sent_at.replace(microsecond=0)) == (
        moment,
        desk.moment_of("Sat 2026-06-06 03:10"),
    )
