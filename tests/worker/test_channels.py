"""A channel that is told much holds up no other, and nobody sleeps for it."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from sqlalchemy import select

from models.rows.outbox import OutboxRow
from models.usecases.letter import edit_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.people import DESK_ITSELF
from slackapp.worker import SENDERS
from tests.desk import DeskUnderTest
from tests.waiting import SOON, waits_until
from tests.worker.busy import Listener, pages, says_later, worker_of
from tests.worker.ordeal import BEGINNING, Place
from tests.worker.post import outbox

pytestmark = pytest.mark.both_databases


def test_a_busy_channel_holds_up_no_other(house: Place) -> None:
    """24 letters wait for the pace of one channel: what another is told goes out at once."""
    slack = Listener()
    with house.desk.writing(DESK_ITSELF, BEGINNING) as turn:
        for number in range(24):
            edit_later(turn, "C0SEV1", DailyCheck(), lane=f"case:{number}")
    says_later(house, "C0SUPPORT")
    worker = worker_of(house.desk, slack, pace=60.0)
    worker.start()
    try:
        waits_until(lambda: "C0SUPPORT" in [to for to, _, _ in slack.taken], 10)
        time.sleep(1)
        assert [to for to, _, _ in slack.taken].count("C0SEV1") == 1
    finally:
        worker.stop()


def test_nobody_sleeps_for_the_pace(house: Place) -> None:
    """It ends at once when it is told, and the channel is told as soon as it may be."""
    slack = Listener()
    for _ in range(3):
        says_later(house, "C0SEV1")
    worker = worker_of(house.desk, slack, pace=1.5)
    started = time.monotonic()
    worker.start()
    try:
        waits_until(lambda: len(slack.taken) == 3, 20)
    finally:
        began = time.monotonic()
        worker.stop()
    assert time.monotonic() - began < 2
    _, second, third = (at for _, _, at in slack.taken)  # each as it came in, later than it left
    assert second - started >= 1.5
    assert third - started >= 3.0


def test_a_page_has_a_sender_of_its_own(house: Place) -> None:
    """However many letters Slack is slow with, a page goes out at once."""
    goes_on = threading.Event()

    class Slow(Listener):
        def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
            if str(said.get("channel", "")).startswith("U0SLOW"):
                goes_on.wait(SOON)
            return super().answer(method, said)

    slack = Slow()
    worker = worker_of(house.desk, slack)
    for number in range(SENDERS + 1):
        says_later(house, f"U0SLOW{number}")
    worker.start()
    try:
        time.sleep(1)
        pages(house, "U0DANA")
        waits_until(lambda: "U0DANA" in [to for to, _, _ in slack.taken], 10)
    finally:
        goes_on.set()
        worker.stop()


@pytest.mark.no_queues
def test_what_waits_for_a_thread_goes_out_as_one_message(desk: DeskUnderTest) -> None:
    """Ten commands a second leave no letters waiting: each says its line, in its order, once."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer channel acme #acme")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.types("ada", "/case open acme configuration Another")
    desk.works()
    before = len(desk.slack.messages_seen_by("dana", "#acme"))
    for minutes in range(1, 31):
        desk.types("ada", f"/escalation log {minutes}m 1")
    desk.types("ada", "/escalation log 1h 2")
    posts = [row.id for row in outbox(desk) if row.done_at is None and row.topic == "told"]
    assert len(posts) == 31
    desk.works()
    said = [m.text for m in desk.slack.messages_seen_by("dana", "#acme")[before:]]
    in_thread = [text.splitlines() for text in said if text.startswith("#1: ")]
    assert [len(lines) for lines in in_thread] == [21, 9]
    lines = [line for lines in in_thread for line in lines]
    assert lines[0] == "#1: Ada logged 1m: 1m in all."
    assert lines[-1] == "#1: Ada logged 30m: 7h45 in all."
    assert [text for text in said if text.startswith("#2: ")] == ["#2: Ada logged 1h: 1h in all."]
    assert all(row.done_at is not None and row.attempts == 1 for row in outbox(desk))


@pytest.mark.no_queues
def test_what_only_a_newer_desk_can_read_is_not_lost_among_others(desk: DeskUnderTest) -> None:
    """While two releases work side by side, the older one says what it can, and leaves the rest."""
    desk.at("Tue 2026-06-09 10:00")
    desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
    desk.types("dana", "/customer channel acme #acme")
    desk.types("ada", "/case open acme configuration Login loops")
    desk.works()
    for minutes in (1, 2, 3):
        desk.types("ada", f"/escalation log {minutes}m 1")
    with desk.house.desk.database.writing() as session:
        waits = select(OutboxRow).where(OutboxRow.topic == "told", OutboxRow.done_at.is_(None))
        _, second, _ = session.scalars(waits.order_by(OutboxRow.id)).all()
        number, about = second.id, second.about
        second.about = {**about, "case": "of tomorrow's kind"}
    desk.house.worker.send_all()
    with desk.house.desk.database.writing() as session:
        left = session.get_one(OutboxRow, number)
        assert left.done_at is None
        left.about, left.due_at = about, desk.clock.now()
    desk.works()
    said = [m.text for m in desk.slack.messages_seen_by("dana", "#acme")]
    assert [text for text in "\n".join(said).splitlines() if "logged" in text] == [
        f"#1: Ada logged {minutes}m: {whole}m in all."
        for minutes, whole in ((1, 1), (2, 3), (3, 6))
    ]
