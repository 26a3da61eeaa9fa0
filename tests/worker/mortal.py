"""A worker that may die at any step, and a diary of what it did that outlives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from threading import local

from slack_sdk import WebClient
from sqlalchemy.orm import Session

from models.clock import Clock
from models.rows.base import Database
from models.usecases.outbox import ANY, Envelope, Which
from models.usecases.outcomes import Gone, Needless, Outcome, Sent
from models.usecases.paging.attempts import Ring
from models.usecases.turn import Desk
from slackapp.worker import Worker
from slackapp.worker.postman import Postman
from slackapp.worker.rounds import Rounds
from slackapp.worker.sender import Sender, SendOutside
from tests.worker.fates import Fate, Fates
from tests.worker.readers import audience_of


@dataclass
class Trip:
    """One attempt to bring a letter to Slack or to a telephone.

    `set_out` and `taken` count in one row with everything else in the diary; `at` and `ended_at`
    are the clock's.
    """

    envelope: Envelope
    set_out: int
    at: datetime
    taken: int | None = None
    ended_at: datetime | None = None
    fate: Fate = "well"
    retry_after: timedelta | None = None
    died: str | None = None  # at which step its worker did, before it could record the trip

    @property
    def page_attempt(self) -> int | None:
        """The attempt of a page that the letter makes, if it makes one."""
        letter = self.envelope.letter
        return letter.attempt if isinstance(letter, Ring) else None


@dataclass
class Diary:
    """What really happened in a seed, whatever the database says."""

    trips: list[Trip] = field(default_factory=list)
    looks: list[datetime] = field(default_factory=list)  # at what is to climb, each whole
    rounds: list[datetime] = field(default_factory=list)
    sweeps: list[datetime] = field(default_factory=list)  # through the outbox, until it was empty
    under_way: local = field(default_factory=local)
    _numbers: Iterator[int] = field(default_factory=count)

    def number(self) -> int:
        """Return the number of the next thing that happens."""
        return next(self._numbers)

    @property
    def trip(self) -> Trip | None:
        """The trip that is under way on this thread."""
        return getattr(self.under_way, "trip", None)


class MortalDatabase(Database):
    """A database before and after whose commits a worker may die."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.fates = Fates(0)
        self.doing = ""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        doing = self.doing
        with super().writing() as session:
            yield session
            self.fates.passes(f"{doing}, not committed")
        self.fates.passes(f"{doing}, committed")

    @contextmanager
    def busy(self, doing: str) -> Iterator[None]:
        """Say what a worker is doing meanwhile."""
        before, self.doing = self.doing, doing
        try:
            yield
        finally:
            self.doing = before


class WatchedSender(Sender):
    """A sender whose trips stand in the diary."""

    def __init__(
        self, desk: Desk, client: WebClient, outside: SendOutside, diary: Diary, clock: Clock
    ) -> None:
        super().__init__(desk, client, outside, audience_of(desk, client, clock))
        self._diary, self._clock = diary, clock
        self.latest: Sequence[Trip] = ()

    def send(self, envelope: Envelope) -> Sent | Needless | Gone:
        before = self._diary.trip
        trip, *beside = self.latest = [  # in the same message
            self._sets_out(each) for each in (envelope, *envelope.more)
        ]
        self._diary.under_way.trip = trip
        try:
            return super().send(envelope)
        finally:
            trip.ended_at = self._clock.now()
            self._diary.under_way.trip = before
            for each in beside:
                each.taken, each.ended_at, each.fate = trip.taken, trip.ended_at, trip.fate

    def _sets_out(self, envelope: Envelope) -> Trip:
        trip = Trip(envelope, self._diary.number(), envelope.claimed_at)
        self._diary.trips.append(trip)
        return trip


class MortalWorker(Worker):
    """A worker that may die at any step of its work."""

    def __init__(self, desk: Desk, clock: Clock, sender: WatchedSender, fates: Fates) -> None:
        super().__init__(desk, clock, sender)
        self.rounds = MortalRounds(desk, clock)
        self.postman = MortalPostman(desk, clock, sender, fates)
        self._watched = sender

    def dies(self, step: str) -> None:
        """Leave in the diary that the latest trip was not recorded, if it was not."""
        if step in ("sent, not recorded", "the record, not committed"):
            for trip in self._watched.latest:
                trip.died = step


class MortalRounds(Rounds):
    """Rounds in which a worker may die."""

    def climb(self) -> None:
        with _database_of(self._desk).busy("climbing"):
            super().climb()

    def follow_the_clock(self) -> None:
        with _database_of(self._desk).busy("following the clock"):
            super().follow_the_clock()


class MortalPostman(Postman):
    """A postman who may die at any step on the way."""

    def __init__(self, desk: Desk, clock: Clock, sender: Sender, fates: Fates) -> None:
        super().__init__(desk, clock, sender)
        self._fates = fates

    def take(self, which: Which = ANY) -> Envelope | None:
        self._fates.passes("before the claim")
        with _database_of(self._desk).busy("the claim"):
            return super().take(which)

    def bring(self, envelope: Envelope) -> None:
        with _database_of(self._desk).busy("the claim"):
            super().bring(envelope)

    def _outcome_of(self, envelope: Envelope) -> Outcome:
        outcome = super()._outcome_of(envelope)
        well = isinstance(outcome, Sent | Needless)
        _database_of(self._desk).doing = "the record" if well else "the failure"
        return outcome


def _database_of(desk: Desk) -> MortalDatabase:
    assert isinstance(desk.database, MortalDatabase)
    return desk.database


def over(desk: Desk, database: Database) -> Desk:
    """The same desk in another process."""
    return replace(desk, database=database)
