"""What happened to pages in an ordeal, read from their rows: their rungs, ends and attempts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.outbox import OutboxRow
from models.rows.pages import Attempt, Page
from models.rules.ladder import Ladder, read_ladder
from models.rules.paging import AttemptWay
from models.usecases.paging.pages import NOT_ON_THE_LADDER
from tests.worker.mortal import Trip
from tests.worker.ordeal import Ended, Ordeal


@dataclass
class Rung:
    """A step of a page that rang: what it tried, and when it had to."""

    page: Page
    ladder: Ladder
    step: int
    tried: Sequence[Attempt]
    expected: datetime  # by the ladder, counted from the step before

    @property
    def due(self) -> datetime:
        return self.tried[0].due_at

    @property
    def rang(self) -> datetime:
        return self.tried[0].at

    @property
    def found_somebody(self) -> bool:
        """Whether it named anybody, beside the channel where every page stands."""
        posts = [a for a in self.tried if self.step == 0 and a.way == AttemptWay.CHANNEL][:1]
        return any(a.way != AttemptWay.NOBODY for a in self.tried if a not in posts)

    def next_due(self) -> datetime:
        """When the ladder wants the next step; repeats that were missed are left out."""
        following = self.step + 1
        if not self.found_somebody and following < len(self.ladder.rungs):
            return self.due
        at = self.due + self.ladder.wait_after(self.step)
        while self.ladder.repeats(following) and at <= self.rang:
            at += self.ladder.every
        return at

    def __str__(self) -> str:
        return f"step {self.step} of page {self.page.id}"


class Story:
    """All that there is to know of a seed: the database's word, and the diary's."""

    def __init__(self, ordeal: Ordeal) -> None:
        self.ordeal, self.diary, self.desk = ordeal, ordeal.diary, ordeal.desk
        self.now = ordeal.clock.now()
        with self.desk.database.reading() as session:
            self.pages = session.scalars(select(Page).order_by(Page.id)).all()
            attempts = session.scalars(select(Attempt).order_by(Attempt.id)).all()
            self.rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            self.cases = session.scalars(select(Case).order_by(Case.id)).all()
        self.attempts = {attempt.id: attempt for attempt in attempts}
        self.page = {page.id: page for page in self.pages}
        # What rings on the ladder; the channel's first post rings beside it (step 0, once more).
        self.on_ladder: dict[int, list[Attempt]] = defaultdict(list)
        for attempt in attempts:
            if attempt.step != NOT_ON_THE_LADDER:
                self.on_ladder[attempt.page_id].append(attempt)
        self.trips_of: dict[int, list[Trip]] = defaultdict(list)
        self.trips_for: dict[int, list[Trip]] = defaultdict(list)
        for trip in self.diary.trips:
            self.trips_of[trip.envelope.id].append(trip)
            if trip.page_attempt is not None:
                self.trips_for[trip.page_attempt].append(trip)

    def rungs(self, page: Page) -> Iterator[Rung]:
        """Yield the steps that rang, first to last."""
        ladder, expected = read_ladder(page.ladder), page.at
        for step in range(page.step):
            tried = [a for a in self.on_ladder[page.id] if a.step == step]
            if not tried:
                return
            rung = Rung(page, ladder, step, tried, expected)
            yield rung
            expected = rung.next_due()

    def ends_of(self, page: Page) -> list[Ended]:
        return [end for end in self.ordeal.ends if end.page == page.id]

    def is_quiet(self, page: Page, number: int, *, ended: bool = False) -> bool:
        """Whether somebody had a page (or it had `ended`) when the diary stood at `number`."""
        before = [end for end in self.ends_of(page) if end.number < number]
        if ended or page.case_id is None:
            if any(end.what == "ended" for end in before):
                return True
            if page.case_id is None and any(end.what == "acknowledged" for end in before):
                return True
        return not ended and bool(before) and before[-1].what != "handed"

    def superseded(self, attempt: Attempt) -> bool:
        """Whether a later attempt on the same way took its place."""
        way = (attempt.page_id, attempt.recipient, attempt.way, attempt.contact_id)
        return any(
            (other.page_id, other.recipient, other.way, other.contact_id) == way
            and other.id > attempt.id
            for other in self.attempts.values()
        )

    def handed_up(self, page: Page) -> set[datetime]:
        return {end.at for end in self.ends_of(page) if end.what == "handed"}

    def failures(self, attempt: Attempt) -> list[datetime]:
        """When trips of an attempt ended without an answer that it arrived."""
        return [
            trip.ended_at
            for trip in self.trips_for[attempt.id]
            if trip.ended_at is not None and (trip.taken is None or trip.fate == "lost")
        ]


def first(moments: Iterable[datetime], since: datetime) -> datetime:
    """The first of these moments since then, or the end of time."""
    return min(
        (at for at in moments if at >= since), default=datetime.max.replace(tzinfo=since.tzinfo)
    )


def ways(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The attempts that ring a person, or would: the channel is looked at beside them."""
    return [attempt for attempt in attempts if attempt.way != AttemptWay.CHANNEL]
