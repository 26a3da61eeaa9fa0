"""What is overdue is said once, and that all is well only when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from handlers.front.outside import NotReached
from models.rows.customers import Customer
from models.rows.outbox import OutboxRow
from models.rows.pages import Page
from models.rules.service_definition import Severity
from models.usecases import self_watch
from models.usecases.case import opening
from models.usecases.case.opening import CaseReport
from models.usecases.letter import say_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.paging import answering, ringing
from models.usecases.paging.boards import BoardEdit
from models.usecases.people import DESK_ITSELF
from models.usecases.self_watch import OverdueAlarm
from slackapp.pretend_slack.state.story_clock import StoryClock
from tests.worker.busy import DeafSlack, Listener, pages, says_later, worker_of
from tests.worker.ordeal import BEGINNING, Place


def test_overdue_is_said_once_and_all_is_well_only_when_it_is(house: Place) -> None:
    """The admins are told when something begins to be overdue, and when nothing is any more."""
    beats: list[bool] = []
    slack = Listener()
    worker = worker_of(house.desk, slack, all_is_well=lambda: beats.append(True))
    assert worker.watch()
    assert len(beats) == 1
    says_later(house, at=BEGINNING - timedelta(minutes=2))
    for _ in range(3):
        assert not worker.watch()
    assert len(beats) == 1

    def alarms() -> list[str]:
        with house.desk.database.reading() as session:
            found = select(OutboxRow.recipient).where(OutboxRow.topic == OverdueAlarm.topic)
            return list(session.scalars(found))

    assert alarms() == ["C0ADMIN"]
    worker.send_all()
    for _ in range(3):
        assert worker.watch()
    assert len(beats) == 4
    assert alarms() == ["C0ADMIN", "C0ADMIN"]


def test_without_an_admin_channel_each_admin_is_told(house: Place) -> None:
    """Each by themselves: whom Slack does not reach holds up nobody else."""
    desk = replace(house.desk, admin_channel=None, admins=frozenset({"U0BEN", "U0DANA"}))
    with desk.writing(DESK_ITSELF, BEGINNING) as turn:
        self_watch.watch(turn)
    says_later(house, at=BEGINNING - timedelta(minutes=2))
    with desk.writing(DESK_ITSELF, BEGINNING) as turn:
        assert self_watch.watch(turn).messages
    with desk.database.reading() as session:
        found = select(OutboxRow).where(OutboxRow.topic == OverdueAlarm.topic)
        alarms = {row.recipient: row.lane for row in session.scalars(found)}
    assert alarms.keys() == {"U0BEN", "U0DANA"}
    assert len({*alarms.values()}) == 2


def test_all_is_not_well_while_messages_fail(house: Place) -> None:
    """What fails is overdue, though each failure puts off when it is due, and so is what waits for
    one trial for all; what waits on purpose is not. An edit of a board is a message too."""
    clock = StoryClock(BEGINNING, running=False)
    worker = worker_of(house.desk, DeafSlack(), clock)
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        say_later(turn, "U0BEN", DailyCheck(), after=timedelta(hours=1))
    clock.advance(timedelta(minutes=5))
    assert worker.watch()
    pages(house, "U0DANA")
    with house.desk.writing(DESK_ITSELF, clock.now()) as turn:
        say_later(turn, "C0SEV1", BoardEdit(1, "1780000000.000001"))
    for _ in range(10):
        worker.send_all()
        clock.advance(timedelta(seconds=20))
    worker.send_all()
    assert not worker.watch()
    with house.desk.reading(DESK_ITSELF, clock.now()) as turn:
        waiting = select(OutboxRow.topic).where(OutboxRow.done_at.is_(None))
        others = waiting.where(OutboxRow.topic.not_in([DailyCheck.topic, OverdueAlarm.topic]))
        unsent = turn.session.scalars(others).all()
        assert self_watch.overdue(turn).messages == len(unsent)
    assert BoardEdit.topic in unsent


def test_a_telephone_that_fails_for_an_answered_page_is_not_overdue(house: Place) -> None:
    """Who helps beside the owner is rung until the page is over (O5): a telephone there that nobody
    answers is not all of the desk. While nobody has the page, all is not well."""
    clock = StoryClock(BEGINNING, running=False)

    def nobody_answers(*_: object) -> None:
        raise NotReached("Nobody answers at that address.")

    worker = worker_of(house.desk, Listener(), clock, nobody_answers)
    with house.desk.writing(house.persons["U0CLEO"], BEGINNING) as turn:
        hooli = turn.session.scalars(select(Customer)).one()
        opening.open_case(turn, hooli, CaseReport("Login loops", Severity.SEV1))
    worker.send_all()
    clock.advance(timedelta(minutes=2))
    worker.send_all()
    assert not worker.watch()
    with house.desk.writing(house.persons["U0CLEO"], clock.now()) as turn:
        answering.acknowledge(turn, 1)
        ringing.call_the_secondary(turn, turn.session.get_one(Page, 1), "U0CLEO")
    for _ in range(5):
        clock.advance(timedelta(seconds=31))
        worker.send_all()
    with house.desk.database.reading() as session:
        waits = select(OutboxRow.error).where(OutboxRow.done_at.is_(None))
        assert session.scalars(waits).all() == ["Nobody answers at that address."]
    assert worker.watch()
