"""I3: the same report by every door, in every order: one case, one page, one answer.

Slack tells of a mention twice, tells again what it had no answer to, and the desk reads in the
channel what it may not have heard.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.rows.reports import Report, WaitingMessage
from slackapp.pretend_slack.app import payloads
from slackapp.pretend_slack.app.deliveries import event_delivery
from slackapp.pretend_slack.state.timeline import Message
from tests.agreement.outsiders import DOWN, answers, at_home, case, pages
from tests.conversations.oncall.people_on_call import rung
from tests.desk import DeskUnderTest

pytestmark = [pytest.mark.usefixtures("people_on_call"), pytest.mark.both_databases]

Way = Callable[[DeskUnderTest, Message], None]


def by_mention(desk: DeskUnderTest, message: Message) -> None:
    """Slack tells that somebody mentions the desk."""
    told = event_delivery(payloads.mentioned(desk.slack.workspace, message))
    assert desk.slack.wire.send(told).status == 200


def by_message(desk: DeskUnderTest, message: Message) -> None:
    """Slack tells that somebody wrote a message."""
    told = event_delivery(payloads.message_posted(desk.slack.workspace, message))
    assert desk.slack.wire.send(told).status == 200


def by_retries(desk: DeskUnderTest, message: Message) -> None:
    """Slack tells of both three times again, as if it had had no answer."""
    workspace = desk.slack.workspace
    for told in (payloads.mentioned, payloads.message_posted):
        delivery = event_delivery(told(workspace, message))
        for retry in (1, 2, 3):
            assert desk.slack.wire.send(delivery, retry=retry).status == 200


def by_catching_up(desk: DeskUnderTest, message: Message) -> None:
    """The desk reads the channel since it was read last."""
    reads = desk.house.worker.catching_up
    assert reads is not None
    reads.at_once()
    reads.catch_up()


WAYS: tuple[Way, ...] = (by_mention, by_message, by_retries, by_catching_up)
_TURNED = [WAYS[first:] + WAYS[:first] for first in range(len(WAYS))]
ORDERS = [*_TURNED, *(ways[::-1] for ways in _TURNED)]  # each way comes first, and last


@pytest.fixture
def message(desk: DeskUnderTest) -> Message:
    """What Eve writes in #initech on a Saturday at 03:12, of which Slack has told nothing yet."""
    at_home(desk, "initech")
    reads = desk.house.worker.catching_up
    assert reads is not None
    reads.catch_up()  # from now on
    desk.at("Sat 2026-06-06 03:12")
    timeline = desk.slack.workspace.timeline
    return timeline.add("C0INITECH", "U0EVE", f"<@U0DESK> critical: {DOWN}")


@pytest.mark.parametrize("order", ORDERS, ids=lambda ways: " ".join(w.__name__[3:] for w in ways))
def test_one_report(desk: DeskUnderTest, message: Message, order: tuple[Way, ...]) -> None:
    """Each a minute after the other, and each forgotten by then: what it is known by is enough."""
    for minute, way in enumerate(order, start=13):
        desk.at(f"Sat 2026-06-06 03:{minute}")
        way(desk, message)
        desk.works()
        with desk.writing("dana") as turn:
            turn.session.connection().exec_driver_sql("DELETE FROM deliveries")
    it_is_one(desk, message)


def test_all_at_once(desk: DeskUnderTest, message: Message) -> None:
    """Told by every way at the same moment."""
    with ThreadPoolExecutor(len(WAYS)) as at_once:
        for done in [at_once.submit(way, desk, message) for way in WAYS]:
            done.result()
    desk.works()
    it_is_one(desk, message)


def it_is_one(desk: DeskUnderTest, message: Message) -> None:
    """There is one case of its own instant, one page that rang once, one answer in the thread."""
    opened = case(desk)
    assert (opened.title, opened.severity, opened.by) == (DOWN, 1, "U0EVE")
    assert opened.thread_ts == message.ts
    assert opened.reported_at.replace(microsecond=0) == desk.moment_of("Sat 2026-06-06 03:12")
    assert len(pages(desk)) == 1
    assert rung(desk) == {"ada": 1, "ben": 0}
    assert len(answers(desk, message.ts)) == 1
    with desk.reading("dana") as turn:
        assert turn.session.scalars(select(WaitingMessage.ended_at)).all() in ([], [opened.at])
        assert len(turn.session.scalars(select(Report.id)).all()) == 1
