"""From the worker to a telephone and back: a page rings outside Slack, and its link takes it."""

from __future__ import annotations

import re

from sqlalchemy import select

from models.rows.pages import Attempt, Page
from models.usecases.oncall import contacts
from slackapp.pretend_slack.web.loopback import Loopback
from tests.desk import DeskUnderTest
from tests.outside.oncall import client, everybody, sev1
from tests.outside.receiver import Receiver


def reached_at(desk: DeskUnderTest, address: str) -> None:
    """Let Ada be reached at an address."""
    everybody(desk)
    with desk.writing("ada") as turn:
        contacts.add(turn, contacts.SEND, address, "json://…")


def outside(desk: DeskUnderTest) -> Attempt:
    with desk.house.desk.database.reading() as session:
        return session.scalars(select(Attempt).where(Attempt.way == "outside")).one()


def test_a_page_rings_outside_and_its_link_takes_it(
    desk: DeskUnderTest, desk_loopback: Loopback
) -> None:
    """The message says what it is about and carries the link of its recipient alone."""
    with Receiver() as receiver:
        reached_at(desk, receiver.address)
        sev1(desk)
        desk.house.worker.send_all()
        [taken] = receiver.taken
    assert "hooli" in taken["title"]
    link = re.search(r"http://\S+/ack/\S+", taken["message"])
    assert link is not None
    assert outside(desk).outcome == "delivered"
    pressed = client(desk_loopback).post(link[0], follow_redirects=True)
    assert "Yours since" in pressed.text
    with desk.house.desk.database.reading() as session:
        assert session.get_one(Page, 1).acknowledged_by == "U0ADA"


def test_what_fails_is_said_without_the_secret(desk: DeskUnderTest) -> None:
    """An attempt that fails keeps the reason, and no part of the address."""
    with Receiver(status=500) as receiver:
        reached_at(desk, receiver.address)
        sev1(desk)
        desk.house.worker.send_all()
    failed = outside(desk)
    assert failed.outcome == "failed"
    assert (failed.error or "").startswith("The service there refused it (error 500)")
    assert "SeSaMe" not in (failed.error or "")
