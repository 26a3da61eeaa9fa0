"""The outbox: what must be said later is a row beside its fact, and goes out once, in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from models.rows.time import TimeRow
from models.usecases import finding, outcomes, undelivered
from models.usecases import outbox as letters
from models.usecases.escalation import time_entries
from models.usecases.escalation.decisions import Question
from models.usecases.letter import say_later
from models.usecases.people import DESK_ITSELF
from tests.desk import DeskUnderTest
from tests.worker.post import (
    another_sender,
    opens_the_desk,
    outbox,
    passes_five_hours,
    received,
    refused,
    waits,
)

pytestmark = [pytest.mark.both_databases, pytest.mark.no_queues]


def test_a_question_is_written_with_its_fact_or_not_at_all(desk: DeskUnderTest) -> None:
    """What must be said later is written in the same transaction as the fact behind it."""
    opens_the_desk(desk)
    desk.types("ada", "/case open acme configuration Login loops")
    ada = desk.person("ada")

    def logs_and_then(crash: bool) -> None:
        with desk.house.desk.writing(ada, desk.clock.now()) as turn:
            done = time_entries.log(turn, finding.case(turn, 1), 301, turn.today, "")
            assert done.asked is not None
            assert done.asked.recipients == ["U0CLEO"]
            turn.session.flush()
            if crash:
                raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        logs_and_then(crash=True)
    with desk.house.desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TimeRow)) == 0
    assert outbox(desk) == []
    assert desk.sends_what_is_due() == 0

    logs_and_then(crash=False)
    assert [(row.recipient, row.about) for row in outbox(desk)] == [
        ("U0CLEO", {"case": 1, "block": 2})
    ]
    assert desk.sends_what_is_due() == 1
    assert desk.last("cleo", "@desk").buttons == ["Another escalation", "Consulting"]


def test_what_does_not_reach_an_admin_is_told_to_the_others(desk: DeskUnderTest) -> None:
    """Without an admin channel each admin is told, but not of a letter that can't reach them."""
    house = replace(
        desk.house.desk, admin_channel=None, admins=frozenset({"U0ADA", "U0BEN", "U0DANA"})
    )
    moment = desk.clock.now()
    with house.writing(DESK_ITSELF, moment) as turn:
        say_later(turn, "U0BEN", Question(1, 2))
    envelope = letters.claim(house, moment)
    assert envelope is not None
    with house.writing(DESK_ITSELF, moment) as turn:
        outcomes.record(turn, envelope, outcomes.NotSent("user_disabled", hopeless=True))
    told = [row.recipient for row in outbox(desk) if row.topic == undelivered.Undelivered.topic]
    assert told == ["U0ADA", "U0DANA"]


def test_order_is_kept_in_a_conversation(desk: DeskUnderTest) -> None:
    """Order is kept within a conversation: a later message waits for the earlier one, and nobody
    else waits."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    passes_five_hours(desk, "globex", "Third", "2026-06-06")
    desk.slack.api.fail_next("chat.postMessage", "internal_error")

    desk.sends_what_is_due()
    assert refused(desk) == ["chat.postMessage: internal_error"]
    assert received(desk, "cleo") == []
    assert received(desk, "ben") == ["#3"]
    first, second, third = outbox(desk)
    assert (first.attempts, first.error, first.done_at) == (1, "internal_error", None)
    assert (second.attempts, second.done_at) == (0, None)
    assert third.done_at == desk.clock.now()

    waits(desk, seconds=1)
    desk.sends_what_is_due()
    assert received(desk, "cleo") == []
    waits(desk, seconds=1)
    desk.sends_what_is_due()
    assert received(desk, "cleo") == ["#1", "#2"]
    assert [row.error for row in outbox(desk)] == [None, None, None]


def test_a_dead_senders_message_is_taken_up_after_a_minute(desk: DeskUnderTest) -> None:
    """A message is claimed by a lease, and an attempt recorded before it is sent: what a dead
    sender left behind another takes up after a minute."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "First", "2026-06-04")
    passes_five_hours(desk, "acme", "Second", "2026-06-05")
    dead = letters.claim(desk.house.desk, desk.clock.now())
    assert dead is not None
    assert [row.attempts for row in outbox(desk)] == [1, 0]

    waits(desk, seconds=59)
    assert desk.sends_what_is_due() == 0
    waits(desk, seconds=1)
    assert desk.sends_what_is_due() == 2
    assert received(desk, "cleo") == ["#1", "#2"]
    assert [row.attempts for row in outbox(desk)] == [2, 1]

    # It was only slow: what it has to say now changes nothing.
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        outcomes.record(turn, dead, outcomes.NotSent("timeout"))
    assert [row.error for row in outbox(desk)] == [None, None]
    waits(desk, hours=1)
    assert desk.sends_what_is_due() == 0


def test_two_workers_send_each_message_once(desk: DeskUnderTest) -> None:
    """Any number of workers run side by side: each message goes out once, in its order."""
    opens_the_desk(desk)
    desk.types("ada", "/case open acme configuration A long one")
    for day in ("2026-06-01", "2026-06-02", "2026-06-03"):
        desk.types("ada", f"/escalation log 15h 1 {day}")
    everybody = ("U0ADA", "U0BEN", "U0CLEO", "U0DANA", "C0SUPPORT", "C0ACME", "C0GLOBEX")
    blocks = range(2, 10)
    desk.sends_what_is_due()
    with desk.writing("ada") as turn:
        for block in blocks:
            for recipient in everybody:
                say_later(turn, recipient, Question(1, block))
    before = {who: len(desk.slack.messages_seen_by("dana", who)) for who in ("@desk", "#acme")}

    workers = [another_sender(desk), another_sender(desk)]
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda worker: worker.send_all(), workers))
    for worker in workers:
        worker._desk.database.close()

    assert sum(counts) == len(everybody) * len(blocks)
    assert all(row.done_at is not None for row in outbox(desk))
    assert {row.attempts for row in outbox(desk)} == {1}
    asked = [f"passed {5 * (block - 1)}h:" for block in blocks]
    for where, already in before.items():
        heard = desk.slack.messages_seen_by("dana", where)[already:]
        assert [
            m.text.partition("acme ")[2][: len(a)] for m, a in zip(heard, asked, strict=True)
        ] == (asked)


def test_an_answered_question_is_not_asked(desk: DeskUnderTest) -> None:
    """A question that was answered, or whose time was taken back, is not asked any more."""
    opens_the_desk(desk)
    passes_five_hours(desk, "acme", "Decided", "2026-06-04")
    passes_five_hours(desk, "acme", "Taken back", "2026-06-05")
    passes_five_hours(desk, "acme", "A defect after all", "2026-06-06")
    passes_five_hours(desk, "acme", "Open", "2026-06-07")
    desk.types("cleo", "/escalation decide 1 consulting")
    desk.types("ada", "/escalation undo 2")
    desk.types("ada", "/case kind 3 defect")

    desk.sends_what_is_due()
    assert received(desk, "cleo") == ["#4"]
    assert all(row.done_at is not None for row in outbox(desk))
