"""A worker that has much to do: who listens, what waits, and who is slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

from slack_sdk import WebClient
from sqlalchemy import select

from models.rows.oncall import LadderRow
from models.rows.pages import Attempt
from models.rules.ladder import Ladder, Reach, ReachKind, Rung, written
from models.rules.paging import PageCause
from models.usecases.letter import say_later
from models.usecases.oncall import contacts
from models.usecases.oncall.check import DailyCheck
from models.usecases.oncall.ladders import ladder_of
from models.usecases.paging import life
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.outside import ByApprise
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.worker import Worker
from slackapp.worker.sender import Sender, SendOutside
from tests.worker.ordeal import BEGINNING, Place
from tests.worker.readers import audience_of
from tests.worker.wire import LittleSlack

LONG = 60.0  # a poll for which nobody waits

_BY_APPRISE = ByApprise(local=True).send


class Listener(LittleSlack):
    """A Slack that remembers when it took what, for whom."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[str, str, float]] = []

    def answer(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        if method == "chat_postMessage":
            self.taken.append((said["channel"], said["text"], time.monotonic()))
        return super().answer(method, said)

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        return lambda **said: self.answer(method, said)

    def conversations_members(self, **said: Any) -> list[dict[str, Any]]:
        return [self.answer("conversations_members", said)]

    def took(self, words: str) -> float:
        """When it took a message with these words."""
        return next(at for _, said, at in self.taken if words in said)


class DeafSlack:
    """A Slack that nobody reaches."""

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        def nobody_answers(**_: object) -> dict[str, Any]:
            raise ConnectionResetError("nobody answers")

        return nobody_answers


def worker_of(
    desk: Desk,
    slack: Listener | DeafSlack,
    clock: StoryClock | None = None,
    outside: SendOutside = _BY_APPRISE,
    pace: float = 0.0,
    all_is_well: Callable[[], None] = lambda: None,
) -> Worker:
    """A worker of a desk, with a clock that runs if none is given."""
    clock = clock or StoryClock(BEGINNING, running=True)
    client = cast(WebClient, slack)
    sender = Sender(desk, client, outside, audience_of(desk, client, clock))
    return Worker(desk, clock, sender, all_is_well, pace)


def says_later(house: Place, recipient: str = "C0SEV1", at: datetime = BEGINNING) -> None:
    """Leave something in the outbox that nobody is in a hurry for."""
    with house.desk.writing(DESK_ITSELF, at) as turn:
        say_later(turn, recipient, DailyCheck())


def pages(house: Place, *people: str) -> None:
    """Page these people at once."""
    with house.desk.writing(house.persons["U0DANA"], BEGINNING) as turn:
        rung = Rung(timedelta(), tuple(Reach(ReachKind.PERSON, person) for person in people))
        ladder = written(Ladder((rung,), timedelta(hours=9)))
        turn.session.add(LadderRow(customer_id=None, ladder=ladder, **turn.stamp))
        turn.session.flush()
        life.begin(turn, PageCause.SEV1, ladder_of(turn, None), None, None, "Help")


def outcomes(house: Place) -> dict[tuple[str, str], str]:
    with house.desk.database.reading() as session:
        return {(a.recipient, a.way): a.outcome for a in session.scalars(select(Attempt))}


def reached_at(house: Place, who: str, address: str) -> None:
    with house.desk.writing(house.persons[who], BEGINNING) as turn:
        for contact in contacts.of(turn, who):
            contacts.remove(turn, contact.id)
        contacts.add(turn, contacts.SEND, address, "…")
