"""I3, I4: what was said while the desk could not hear it is read in the channels, and counts from
when it was said; what was heard is not done twice.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from handlers.hearing.saying import AnsweredLately
from models.rows.customers import Customer
from models.rows.reports import Arrival, WaitingMessage
from models.usecases.reports import arrivals
from models.usecases.reports.arrivals import Taken
from models.usecases.reports.incoming import Incoming
from models.usecases.turn import Turn
from slackapp.worker.catching_up import CatchingUp
from tests.agreement.caught_up import (
    DOWN,
    cases,
    catches_up,
    nobody_hears,
    reader,
    the_further_channel,
)
from tests.conversations.oncall.people_on_call import board
from tests.desk import DeskUnderTest

pytestmark = pytest.mark.usefixtures("initech_is_read")


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


def test_so_does_one_in_a_further_channel(desk: DeskUnderTest) -> None:
    """I5: what comes from #globex is initech's too."""
    the_further_channel(desk)
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#globex")
    desk.at("Sat 2026-06-06 05:40")
    assert catches_up(desk) == 1
    [case] = cases(desk)
    assert case.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:10")
    board(desk).says("login is down for everybody", "*overdue*")


def test_what_was_said_while_the_desk_did_not_listen_is_none_of_it(desk: DeskUnderTest) -> None:
    """It was to listen to nothing on Monday: that rings nobody on Wednesday."""
    desk.at("Mon 2026-06-01 10:00")
    desk.types("dana", "/customer listens initech nothing")
    catches_up(desk)
    with nobody_hears(desk):
        desk.says("eve", f"@desk {DOWN}", "#initech")
    desk.at("Wed 2026-06-03 10:00")
    desk.types("dana", "/customer listens initech everything")
    assert (catches_up(desk), cases(desk)) == (0, [])


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


def test_a_message_that_only_quotes_a_mention_waits_too(desk: DeskUnderTest) -> None:
    """It asks nothing of the desk: heard or read later, it is a message like any other."""
    desk.at("Wed 2026-06-03 10:00")
    with nobody_hears(desk):
        desk.says("eve", "Any news of this?\n> @desk the export is slow", "#initech")
    desk.at("Wed 2026-06-03 10:30")
    catches_up(desk)
    assert desk.types("ada", "/case waiting").says("Any news of this?")


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
    reads = reader(desk)
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


def test_one_message_keeps_nothing_else_from_being_heard(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be kept is tried three times, by whichever process, and then left; the admins are
    told.
    """
    take_in = arrivals.take_in

    def takes(turn: Turn, incoming: Incoming, customer: Customer | None) -> Taken:
        if "poison" in incoming.title:
            raise ValueError("it can't be kept")
        return take_in(turn, incoming, customer)

    monkeypatch.setattr(arrivals, "take_in", takes)
    desk.at("Sat 2026-06-06 03:10")
    with nobody_hears(desk):
        desk.says("eve", "@desk poison", "#initech")
        desk.says("eve", f"@desk {DOWN}", "#initech")
    for wall in ("03:40", "03:45", "03:50"):
        assert cases(desk) == []
        desk.at(f"Sat 2026-06-06 {wall}")
        reads, house = reader(desk), desk.house
        CatchingUp(house.desk, desk.clock, house.bolt, reads.ourselves, pace=0).catch_up()
    assert [case.title for case in cases(desk)] == ["login is down for everybody"]
    desk.works()
    told = [each.text for each in desk.slack.messages_seen_by("dana", "#desk-admin")]
    assert told[-1].startswith(":warning: What somebody wrote in <#C0INITECH> Sat 6 Jun 03:10")


def test_a_question_is_answered_once(desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read again in the channel, by a process that did not answer it."""
    monkeypatch.setattr(AnsweredLately, "was", lambda *_: False)
    desk.at("Wed 2026-06-03 10:00")
    desk.says("eve", "@desk status", "#initech")
    desk.at("Wed 2026-06-03 10:06")
    catches_up(desk)
    seen = desk.slack.messages_seen_by("eve", "#initech")
    assert [message.text for message in seen if message.is_app] == ["No case of yours is open."]
