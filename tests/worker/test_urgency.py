"""What is urgent goes first, and waits for no pace; what Slack asks to wait, waits."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from models.rows.outbox import OutboxRow
from models.usecases import outbox, outcomes
from models.usecases.letter import Letter, say_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.people import DESK_ITSELF
from models.usecases.self_watch import OverdueAlarm
from tests.waiting import waits_until
from tests.worker.busy import Listener, pages, says_later, worker_of
from tests.worker.ordeal import BEGINNING, Place


def test_urgent_letters_go_before_everything_else(house: Place) -> None:
    """What rings somebody goes out before what waited longer."""
    for _ in range(5):
        says_later(house, "U0BEN")
        says_later(house, "C0ADMIN")
    pages(house, "U0DANA")
    slack = Listener()
    worker_of(house.desk, slack).send_all()
    assert [to for to, _, _ in slack.taken[:2]] == ["C0SEV1", "U0DANA"]
    assert len(slack.taken) == 12


def test_one_message_a_second_and_channel_and_no_wait_for_what_is_urgent(house: Place) -> None:
    """Slack takes about one message a second and channel, and bursts: the urgent one is one."""
    slack = Listener()
    worker = worker_of(house.desk, slack, pace=3.0)
    says_later(house)
    says_later(house, "C0SUPPORT")
    worker.start()
    try:
        waits_until(lambda: len(slack.taken) == 2)
        says_later(house)
        time.sleep(0.5)
        pages(house, "U0DANA")
        waits_until(lambda: len(slack.taken) == 5)
    finally:
        worker.stop()
    times = [at for to, said, at in slack.taken if to == "C0SEV1" and "Help" not in said]
    assert times[1] - times[0] >= 2.9
    assert slack.took("Help") < times[1]


@pytest.mark.parametrize("said", [OverdueAlarm(1, 0), DailyCheck()])
def test_retry_after_is_obeyed_for_a_minute_by_what_is_urgent(house: Place, said: Letter) -> None:
    """A page does not wait an hour because Slack asks for it; what nobody waits for does."""
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        say_later(turn, "U0ADA", said)
    letter = outbox.claim(house.desk, BEGINNING)
    assert letter is not None
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        busy = outcomes.NotSent("ratelimited", retry_after=timedelta(hours=1))
        outcomes.record(turn, letter, busy)
    with house.desk.database.reading() as session:
        due = session.get_one(OutboxRow, letter.id).due_at
    assert due - BEGINNING == (timedelta(minutes=1) if said.urgent else timedelta(hours=1))
