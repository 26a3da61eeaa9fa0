"""One seed: pages ring, people act, workers die and come back, and at last everything works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from slack_sdk import WebClient
from sqlalchemy import delete, select

from models.problems import Impossible
from models.rows.base import Database
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rows.oncall import LadderRow
from models.rows.outbox import OutboxRow, Post, Remembered
from models.rows.pages import Attempt, Page
from models.rows.people import Person
from models.rules.ladder import DEFAULT_LADDER, Ladder, Reach, ReachKind, Rung, written
from models.rules.rotation import RotationVersion
from models.rules.service_definition import Level, Severity
from models.rules.standing import Standing
from models.usecases.case import changes, opening
from models.usecases.case.opening import CaseReport
from models.usecases.customer import contracts, customers
from models.usecases.following import FOLLOWERS
from models.usecases.oncall import contacts, rotations
from models.usecases.paging import answering, life
from models.usecases.turn import Desk, Turn
from models.vault import Vault
from slackapp.pretend_slack.state.story_clock import StoryClock
from slackapp.sandbox.run import CONTACTS_KEY
from tests.worker.fates import Fates, Killed
from tests.worker.mortal import Diary, MortalDatabase, MortalWorker, WatchedSender, over
from tests.worker.wire import OUTLASTS, Wire, World

LOWER = Severity.SEV2
TEAM = ("U0ADA", "U0BEN", "U0CLEO", "U0DANA")
BEGINNING = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _ladder(every: int, *rungs: tuple[int, tuple[Reach, ...]]) -> Ladder:
    return Ladder(tuple(Rung(minutes(after), whom) for after, whom in rungs), minutes(every))


_PRIMARY, _SECONDARY = Reach(ReachKind.ROTATION, "primary"), Reach(ReachKind.ROTATION, "secondary")
_NIGHT = Reach(ReachKind.ROTATION, "night")  # nobody is ever on call in it
LADDERS = (
    DEFAULT_LADDER,
    _ladder(10, (0, (_PRIMARY,)), (2, (_SECONDARY,))),
    _ladder(3, (0, (Reach(ReachKind.PERSON, "U0DANA"), _PRIMARY))),
    _ladder(10, (0, (_NIGHT,)), (5, (_PRIMARY,)), (10, (Reach(ReachKind.CHANNEL, "C0SUPPORT"),))),
    _ladder(
        5, (0, (_PRIMARY,)), (5, (_NIGHT,)), (10, (_NIGHT,)), (15, (Reach(ReachKind.EVERYONE),))
    ),
    _ladder(15, (0, (_NIGHT,))),
)


@dataclass(frozen=True)
class Ended:
    """Somebody took a page or ended it, or (`handed`) handed it up."""

    page: int
    what: str
    number: int  # in the diary
    at: datetime


class Place:
    """One database for many seeds: people, a Managed customer, rotations, and two processes."""

    def __init__(self, database: Database, telephone: str = "json://127.0.0.1/phone") -> None:
        self.people = database
        url = database.url.render_as_string(hide_password=False)
        self.processes = (MortalDatabase(url), MortalDatabase(url))
        self.desk = Desk(
            self.people,
            FOLLOWERS,
            admins=frozenset({"U0DANA"}),
            admin_channel="C0ADMIN",
            sev1_channel="C0SEV1",
            queue_channels={Level.MANAGED: "C0QUEUES"},
            usergroups={"S0ONCALL": ("primary", "secondary")},
            vault=Vault(CONTACTS_KEY),
        )
        self.persons = {id_: _person(id_) for id_ in TEAM}
        self._furnish(telephone)

    def _furnish(self, telephone: str) -> None:
        with self.desk.writing(self.persons["U0DANA"], BEGINNING - timedelta(days=30)) as turn:
            turn.session.add_all(self.persons.values())
            turn.session.flush()
            hooli = customers.add(turn, "hooli", "Hooli AG")
            customers.set_channel(turn, hooli, "C0GLOBEX")
            contracts.begin(turn, hooli, Level.MANAGED, 12, date(2026, 1, 1), None)
            for name, members, first_day in (
                ("primary", TEAM[:2], date(2026, 5, 25)),
                ("secondary", TEAM[1:3], date(2026, 5, 25)),
                ("night", TEAM[:1], date(2036, 1, 1)),
            ):
                weekly = RotationVersion(
                    turn.moment, members, first_day, time(9), 7, "Europe/Zurich"
                )
                rotations.set_rotation(turn, name, weekly, anyway=True)
        for id_, count in (("U0ADA", 1), ("U0BEN", 1)):
            with self.desk.writing(self.persons[id_], BEGINNING - timedelta(days=30)) as turn:
                for number in range(count):
                    contacts.add(turn, contacts.SEND, f"{telephone}/{id_}", f"…{number}")

    def empty(self) -> None:
        """Forget the last seed."""
        with self.people.writing() as session:
            for rows in (OutboxRow, Attempt, Page, Post, Remembered, LadderRow, Change, Case):
                where = [Change.subject == "case"] if rows is Change else []
                session.execute(delete(rows).where(*where))

    def close(self) -> None:
        for database in (self.people, *self.processes):
            database.close()


def _person(id_: str) -> Person:
    return Person(
        id=id_,
        team_id="T",
        handle=id_[2:].lower(),
        name=id_[2:].title(),
        standing=Standing.MEMBER,
        is_workspace_admin=False,
        seen_at=BEGINNING,
    )


@dataclass
class Slot:
    """A process in which a worker lives, or will again after some rounds."""

    database: MortalDatabase
    worker: MortalWorker | None = None
    back_in: int = 0


class Ordeal:
    """Lives through one seed. `check` is called when a worker has died, and at the end."""

    def __init__(
        self,
        place: Place,
        seed: int,
        world: World,
        check: Callable[[Ordeal], None] = lambda _: None,
        clock: StoryClock | None = None,
    ) -> None:
        self.place, self.seed = place, seed
        self.fates = Fates(seed)
        self.draw = self.fates.draw
        sev1 = self.draw.choice((None, None, place.desk.sev1_channel))
        self.desk = replace(place.desk, sev1_channel=sev1)
        start = BEGINNING + minutes(self.draw.randrange(14 * 24 * 60))
        self.clock = clock or StoryClock(start)
        self.clock.move_to(start)
        self.diary = Diary()
        self.ends: list[Ended] = []
        self.wire = Wire(world, self.fates, self.diary, self._meanwhile)
        self._check = check
        self._in_call = 0
        self._side_by_side = False
        self._slots = [Slot(database) for database in place.processes]
        self._plans: list[tuple[datetime, Callable[[], None]]] = []
        for database in place.processes:
            database.fates, database.doing = self.fates, ""

    # --- the story ----------------------------------------------------------------------------

    def live_through(self) -> None:
        """Let it all happen, until nothing is to be done any more."""
        self._begin()
        for _ in range(self.draw.randrange(3, 9)):
            self._wait(self.draw.choice((1, 5, 10, 30, 61, 301, 301)))
            self._round()
        self.fates.calm = True
        for slot in self._slots:
            slot.back_in = 0
        self._quiet_down()
        self._check(self)

    def _begin(self) -> None:
        draw, now = self.draw, self.clock.now()
        with self.desk.writing(self.place.persons["U0DANA"], now) as turn:
            ladder = written(draw.choice(LADDERS))
            turn.session.add(LadderRow(customer_id=None, ladder=ladder, **turn.stamp))
        begins = draw.choice((self._pages, self._pages, self._opens, self._is_found))
        begins()
        if draw.random() < 0.15:
            self._plan(draw.choice((self._pages, self._opens)))
        acts = (self._acknowledges, self._acknowledges, self._hands_up, self._ends)
        for _ in range(draw.choice((0, 1, 1, 2))):
            self._plan(draw.choice(acts))

    def _plan(self, act: Callable[[], None]) -> None:
        after = timedelta(seconds=self.draw.choice((20, 200, 900)) * self.draw.random())
        self._plans.append((self.clock.now() + after, act))

    def _wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self._act()

    def _act(self) -> None:
        due = [act for at, act in self._plans if at <= self.clock.now()]
        self._plans = [plan for plan in self._plans if plan[0] > self.clock.now()]
        for act in due:
            with suppress(Impossible):
                act()

    def _quiet_down(self) -> None:
        """Everything works; whoever has not been heard is heard at last, and all is sent."""
        self._round()
        self._wait(61)
        self._round()
        for page in self._open_pages():
            with suppress(Impossible):
                self._takes(page, "U0BEN")
        for wait in (0, 31, 31, 31, 1801, 1801, 1801):
            self._wait(wait)
            self._round()
            if not self._waiting():
                break

    # --- the workers --------------------------------------------------------------------------

    def _round(self) -> None:
        for slot in self._slots:
            slot.back_in -= 1
            if slot.worker is None and slot.back_in < 0:
                slot.worker = self._reborn(slot.database)
        living = [slot for slot in self._slots if slot.worker is not None]
        if not self.fates.calm:
            self.draw.shuffle(living)
            if len(living) == 2 and self.draw.random() < 0.2:
                self._works_side_by_side(living)
                return
            living = living[: self.draw.randrange(1, 3)]
        for slot in living:
            if slot.worker is not None:  # it may have died while another's call took its time
                self._works(slot)

    def _reborn(self, database: MortalDatabase) -> MortalWorker:
        desk = over(self.desk, database)
        client = cast(WebClient, self.wire)
        sender = WatchedSender(desk, client, self.wire.outside, self.diary, self.clock)
        return MortalWorker(desk, self.clock, sender, self.fates)

    def _works(self, slot: Slot) -> None:
        """Let a worker do all that is due, if it lives so long."""
        worker = slot.worker
        assert worker is not None
        try:
            worker.climb()
            self._alone(self.diary.looks)
            if self._side_by_side or self.draw.random() < (0.6 if self.fates.calm else 0.25):
                worker.rounds.follow_the_clock()
                self._alone(self.diary.rounds)
            worker.send_all()
            self._alone(self.diary.sweeps)
        except Killed as death:
            worker.dies(str(death))
            slot.worker, slot.back_in = None, self.draw.choice((0, 0, 1, 3))
            slot.database.doing = ""
            if not self._side_by_side and not self._in_call:
                self._check(self)

    def _alone(self, whole: list[datetime]) -> None:
        """Write down what a worker has done whole; beside another it may have left out a part."""
        if not self._side_by_side:
            whole.append(self.clock.now())

    def _works_side_by_side(self, slots: Sequence[Slot]) -> None:
        self._side_by_side = True
        with ThreadPoolExecutor(len(slots)) as pool:
            list(pool.map(self._works, slots))
        self._side_by_side = False

    def _meanwhile(self) -> None:
        """A call takes its time: people act, and the other worker goes on."""
        if self._side_by_side or self._in_call:
            return
        self._in_call += 1
        here = next(slot for slot in self._slots if slot.database.doing == "the claim")
        self._wait(self.draw.choice((3.0, OUTLASTS.total_seconds())))
        for slot in self._slots:
            if slot is not here and slot.worker is not None:
                self._works(slot)
        self._in_call -= 1

    # --- the people ---------------------------------------------------------------------------

    def _turn(self, who: str, act: Callable[[Turn], Any]) -> None:
        with self.desk.writing(self.place.persons[who], self.clock.now()) as turn:
            act(turn)

    def _hooli(self, turn: Turn) -> Customer:
        return turn.session.scalars(select(Customer)).one()

    def _pages(self) -> None:
        self._turn("U0CLEO", lambda turn: life.page_customer(turn, self._hooli(turn), "Help"))

    def _opens(self) -> None:
        self._turn(
            "U0CLEO",
            lambda turn: opening.open_case(
                turn, self._hooli(turn), CaseReport("Login", Severity.SEV1)
            ),
        )

    def _is_found(self) -> None:
        """A case that nobody paged for: its customer became Managed meanwhile."""

        def appears(turn: Turn) -> None:
            turn.session.add(
                Case(
                    customer_id=self._hooli(turn).id,
                    title="Login",
                    kind="untriaged",
                    severity=1,
                    reported_at=turn.moment,
                    **turn.stamp,
                )
            )

        self._turn("U0CLEO", appears)

    def _acknowledges(self) -> None:
        for page in self._open_pages():
            self._takes(page, self.draw.choice(TEAM))

    def _takes(self, page: Page, who: str) -> None:
        self._turn(who, lambda turn: answering.acknowledge(turn, page.id))
        self._ended(page, "acknowledged")

    def _hands_up(self) -> None:
        for page in self._open_pages():
            self._turn("U0CLEO", lambda turn, page=page: answering.hand_up(turn, page.id))  # type: ignore[misc]
            self._ended(page, "handed")

    def _ends(self) -> None:
        """Somebody stops a page; one of a case ends with the first response, or Sev-2."""
        for page in self._open_pages():
            number = page.case_id
            if number is None or self.draw.random() < 0.3:
                self._turn("U0DANA", lambda turn, page=page: answering.stop(turn, page.id, "False"))  # type: ignore[misc]
            elif self.draw.random() < 0.5:
                self._turn("U0BEN", lambda turn, n=number: changes.respond(turn, n))  # type: ignore[misc]
            else:
                self._turn("U0DANA", lambda turn, n=number: changes.set_severity(turn, n, LOWER))  # type: ignore[misc]
            self._ended(page, "ended")

    def _ended(self, page: Page, what: str) -> None:
        self.ends.append(Ended(page.id, what, self.diary.number(), self.clock.now()))

    # --- looking ------------------------------------------------------------------------------

    def _open_pages(self) -> Sequence[Page]:
        with self.desk.database.reading() as session:
            return session.scalars(
                select(Page).where(Page.ended_at.is_(None)).order_by(Page.id)
            ).all()

    def _waiting(self) -> int | None:
        with self.desk.database.reading() as session:
            return session.scalars(
                select(OutboxRow.id).where(OutboxRow.done_at.is_(None)).limit(1)
            ).first()
