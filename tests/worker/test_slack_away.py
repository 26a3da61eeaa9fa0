"""Slack is away: one trial serves for all, and with the first success everything is due."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.rows.outbox import OutboxRow
from models.usecases.letter import Way, edit_later, say_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.outbox import Which
from models.usecases.people import DESK_ITSELF
from models.usecases.self_watch import OverdueAlarm
from slackapp.pretend_slack.state.story_clock import StoryClock
from tests.worker.busy import Listener, pages, worker_of
from tests.worker.ordeal import BEGINNING, TEAM, Place


class Fickle(Listener):
    """A Slack that is away while it is told to be; it counts the calls."""

    def __init__(self) -> None:
        super().__init__()
        self.away = True
        self.calls: Counter[str] = Counter()

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        self.calls[method] += 1
        if self.away:
            raise ConnectionResetError("nobody answers")
        return super().answer(method, said)


def waiting(house: Place) -> list[OutboxRow]:
    with house.people.reading() as session:
        found = select(OutboxRow).where(OutboxRow.done_at.is_(None)).order_by(OutboxRow.id)
        return list(session.scalars(found))


def says(house: Place, *letters: OverdueAlarm | DailyCheck) -> None:
    """Say these to everybody, each in a lane of its own."""
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        for number, letter in enumerate(letters):
            for person in TEAM:
                if letter.urgent:
                    say_later(turn, person, letter)
                else:
                    edit_later(turn, person, letter, lane=f"{number}:{person}")


def test_one_trial_serves_for_all(house: Place) -> None:
    """Forty letters wait for half an hour: there are few calls, and nothing is lost."""
    says(house, *[DailyCheck() for _ in range(10)])
    worker = worker_of(house.desk, slack := Fickle(), clock := StoryClock(BEGINNING))
    for _ in range(1800):
        worker.send_all()
        clock.advance(timedelta(seconds=1))
    assert slack.calls.total() <= 1800 / 5 + 5
    assert len(waiting(house)) == 40
    slack.away = False
    clock.advance(timedelta(seconds=5))
    assert worker.send_all() == 40
    assert waiting(house) == []


def test_with_the_first_success_everything_is_due_the_urgent_first(house: Place) -> None:
    """No letter waits out a time of its own, however often it failed."""
    says(house, DailyCheck(), OverdueAlarm(1, 1))
    worker = worker_of(house.desk, slack := Fickle(), clock := StoryClock(BEGINNING))
    for _ in range(300):
        worker.send_all()
        clock.advance(timedelta(seconds=1))
    slack.away = False
    taken: list[str] = []
    for _ in range(6):  # seconds
        worker.send_all()
        clock.advance(timedelta(seconds=1))
        taken = [said for _, said, _ in slack.taken]
    assert len(taken) == 8
    alarms = [number for number, said in enumerate(taken) if "Overdue" in said]
    assert max(alarms) <= 4  # the trial may be another's
    assert waiting(house) == []


def test_a_page_goes_out_within_a_second_of_slacks_return(house: Place) -> None:
    """Something urgent makes trial each second, and nothing else does; with the first success all
    that is urgent goes out.
    """
    says(house, *[DailyCheck() for _ in range(3)], OverdueAlarm(1, 1))
    worker = worker_of(house.desk, slack := Fickle(), clock := StoryClock(BEGINNING))
    for _ in range(300):
        worker.send_all()
        clock.advance(timedelta(seconds=1))
    assert slack.calls.total() <= 300 + 5
    slack.away = False
    worker.send_all(Which(but=frozenset({Way.OUTSIDE}), urgent=True))  # as the pager does
    assert sum("Overdue" in said for _, said, _ in slack.taken) == len(TEAM)


def test_a_page_climbs_while_slack_is_away(house: Place) -> None:
    """Each way is tried, and known to have failed, though Slack is known to be away."""
    says(house, DailyCheck())
    worker = worker_of(house.desk, slack := Fickle(), StoryClock(BEGINNING))
    worker.send_all()
    before = slack.calls.total()
    pages(house, "U0DANA", "U0CLEO")
    worker.send_all()
    assert slack.calls.total() - before >= 2
    rings = [row for row in waiting(house) if row.topic == "ring"]
    assert all(row.error is not None for row in rings)
    assert len(rings) >= 2


@pytest.mark.parametrize("minutes", [0, 1])
def test_after_an_outage_the_newest_states_go_before_lines(house: Place, minutes: int) -> None:
    """What shows how things stand does not wait behind a day of lines; else each has its turn."""
    from_then = BEGINNING
    with house.desk.writing(DESK_ITSELF, from_then) as turn:
        for number in range(3):
            edit_later(turn, "U0BEN", DailyCheck(), lane=f"line:{number}")
        turn.session.add(
            OutboxRow(
                recipient="U0DANA",
                lane="home:U0DANA",
                topic="home",
                about={},
                at=from_then,
                due_at=from_then,
            )
        )
    clock = StoryClock(from_then + timedelta(minutes=minutes))
    worker = worker_of(house.desk, Fickle(), clock)
    taken = [worker.postman.take() for _ in range(4)]
    topics = [envelope.topic for envelope in taken if envelope is not None]
    assert topics.index("home") == (0 if minutes else 3)
