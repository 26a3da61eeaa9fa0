"""One person's turn at the desk: who asks, when, in which transaction. Only this commits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from time import monotonic
from typing import Any, TypeVar, TypeVarTuple
from zoneinfo import ZoneInfo

from sqlalchemy import CursorResult, Select, bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.rows.base import WAKES, Database, Row
from models.rows.bell import EVERY_DUTY, Duty
from models.rows.cases import Change
from models.rows.changed import changed_in
from models.rows.customers import Closure
from models.rows.marks import CLOSURES
from models.rows.outage import ended_for_another, is_held, patiently
from models.rows.outbox import Delivery, Remembered
from models.rows.people import Person
from models.rows.seen import seen_by
from models.rules.calendar import BusinessCalendar
from models.rules.noted import SUBJECT, Noted
from models.rules.roles import Role
from models.rules.service_definition import DEFAULT_CANTON, DEFAULT_ZONE, Level
from models.rules.written_time import Wall
from models.usecases.roles import Actor, roles_of
from models.vault import Vault

Columns = TypeVarTuple("Columns")
Written = TypeVar("Written")
Whoever = Person | Actor

_MOST_TRIES = 3  # of what the database ended because two waited for each other


class Turn:
    """A transaction in which somebody does something at `moment` (aware), which is recorded.

    What they do not date themselves is of `asked_at`, when they asked for it.
    Use cases take a turn and never end it: `Desk` commits or rolls back.
    """

    def __init__(self, desk: Desk, session: Session, who: Whoever, moment: datetime) -> None:
        self.desk = desk
        self.session = session
        self.person = who.person if isinstance(who, Actor) else who
        self.moment = moment
        self.asked_at = moment  # or earlier: what waited counts from when it was asked for
        self._calendar: BusinessCalendar | None = None
        self._roles = who.roles if isinstance(who, Actor) else None
        self.held: list[Row] = []  # locked, so that nobody else changes it: it is not read again

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the person, looked up once at most."""
        if self._roles is None:
            self._roles = roles_of(self.session, self.desk, self.person)
        return self._roles

    @property
    def actor(self) -> Actor:
        """Who acts, with their roles: for another turn of the same request."""
        return Actor(self.person, self.roles)

    @property
    def calendar(self) -> BusinessCalendar:
        """The business calendar with the closure days known today (T1, T2)."""
        # No cached_property: Python 3.11's lets one turn of all that there are compute at a time,
        # and this one may wait for the database, which another turn holds that waits here.
        if self._calendar is None:
            self._calendar = self.desk.calendar(self.session)
        return self._calendar

    def forget_calendar(self) -> None:
        """Work the calendar out anew when it is needed next: a closure day has changed."""
        self._calendar = None

    @property
    def today(self) -> date:
        """The date in the business zone when it was asked for."""
        return self.local.date()

    @property
    def local(self) -> datetime:
        """The wall clock of the business zone when it was asked for (T1)."""
        return self.asked_at.astimezone(ZoneInfo(self.desk.zone))

    @property
    def wall(self) -> Wall:
        """The clock on the wall at the moment: it writes days and instants."""
        return Wall(self.calendar, self.moment)

    @property
    def next_midnight(self) -> datetime:
        """The instant at which the day of the moment ends in the business zone."""
        return self.calendar.instant(self.today + timedelta(days=1), time())

    @property
    def stamp(self) -> dict[str, Any]:
        """Who and when, for the row of a new fact."""
        return {"by": self.person.id, "at": self.moment}

    def note(
        self,
        what: Noted,
        subject_id: int,
        old: object = None,
        new: object = None,
        reason: str | None = None,
        undoes: Change | None = None,
    ) -> None:
        """Keep a change of what `subject_id` is the number of: what it was, what it is, and why;
        and the change that it takes back, if it takes one back.
        """
        change = Change(
            subject=SUBJECT[type(what)],
            subject_id=subject_id,
            what=what,
            old=None if old is None else str(old),
            new=None if new is None else str(new),
            reason=reason or "",
            undoes=undoes.id if undoes else None,
            **self.stamp,
        )
        self.session.add(change)

    def wake_worker(self, duties: frozenset[Duty] = EVERY_DUTY) -> None:
        """Let the worker look at once, when this turn is committed, at these of its duties."""
        self.session.info[WAKES] = self.session.info.get(WAKES, frozenset()) | duties

    @property
    def added(self) -> Sequence[Row]:
        """The rows that this turn has added so far, in order."""
        self.session.flush()
        return tuple(changed_in(self.session).added)

    @property
    def altered(self) -> Sequence[Row]:
        """The rows that were there, and that this turn has altered so far."""
        self.session.flush()
        return tuple(changed_in(self.session).altered)

    def read(self, asked: Select[*Columns], given: Mapping[str, object]) -> CursorResult[*Columns]:
        """Return the columns that are asked for, with what this turn has changed so far.

        It takes a third of the time of the session's own way, which looks for objects to make.
        """
        self.session.flush()
        return self.session.connection().execute(asked, given)

    def lock(self, what: str, *, shared: bool = False) -> None:
        """Let whoever locks the same wait until this turn has ended, and see then what it did.

        Those who lock it `shared` do not wait for each other. SQLite has one writer at a time.
        """
        if not self.desk.database.is_sqlite:
            self.read(_LOCKS_SHARED if shared else _LOCKS, {"what": what})
            if not shared:
                seen_by(self.session).look_again()

    def lock_soon(self, what: str) -> bool:
        """Lock as `lock` does, if others hold it for a moment at most; return whether it is locked.

        Whoever waits for a lock keeps all who come behind waiting, also those who would share it.
        """
        if self.desk.database.is_sqlite:
            return True
        try:
            with self.session.begin_nested():
                self.session.execute(_WAITS_FOR_A_MOMENT)
                self.lock(what)
                self.session.execute(_WAITS_AS_EVER)
        except OperationalError as error:
            if not is_held(error):
                raise
            return False
        return True

    def is_news(self, key: str, value: str = "") -> bool:
        """Whether `value` is not what was remembered under `key`; from now on it is.

        So what follows from the clock is said once, however many workers look.
        """
        kept = self.session.get(Remembered, key)
        if kept is not None:
            if kept.value == value:  # as mostly: nothing is locked for it
                return False
            self.session.refresh(kept, with_for_update=True)
            if kept.value == value:
                return False
            kept.value, kept.at = value, self.moment
            return True
        insert = sqlite.insert if self.desk.database.is_sqlite else postgresql.insert
        added = self.session.execute(
            insert(Remembered)
            .values(key=key, value=value, at=self.moment)
            .on_conflict_do_nothing()
            .returning(Remembered.key)
        )
        return added.first() is not None

    def remembered(self, keys: Collection[str]) -> set[str]:
        """Return under which of these keys something is remembered."""
        if not keys:
            return set()
        return set(self.session.scalars(select(Remembered.key).where(Remembered.key.in_(keys))))


Follower = Callable[[Turn], None]


@dataclass(frozen=True)
class Desk:
    """What the use cases know of the house they are in.

    `followers` look, one after the other, at what each turn has changed, before it is committed.
    """

    database: Database
    followers: Sequence[Follower]
    zone: str = DEFAULT_ZONE
    canton: str = DEFAULT_CANTON
    admins: frozenset[str] = frozenset()
    admin_channel: str | None = None
    sev1_channel: str | None = None
    queue_channels: Mapping[Level, str] = field(default_factory=dict)  # by level
    usergroups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # to rotations
    vault: Vault | None = None
    public_url: str | None = None
    answers_mails: bool = False  # whether whoever reports by mail is answered (I9)
    role_groups: Mapping[Role, str] = field(default_factory=dict)  # to user groups

    def calendar(self, session: Session) -> BusinessCalendar:
        """Return the business calendar with all closure days (T1, T2)."""
        closures = seen_by(session).value(CLOSURES, lambda: _closures(session))
        return BusinessCalendar(self.zone, self.canton, closures)

    @contextmanager
    def reading(self, who: Whoever, moment: datetime) -> Iterator[Turn]:
        """A turn that changes nothing."""
        with self.database.reading() as session:
            yield Turn(self, session, who, moment)

    @contextmanager
    def writing(self, who: Whoever, moment: datetime) -> Iterator[Turn]:
        """A turn that is committed at its end with what follows, or leaves nothing behind."""
        with self.database.writing() as session:
            turn = Turn(self, session, who, moment)
            yield turn
            for follow in self.followers:
                follow(turn)

    def write(self, who: Whoever, moment: datetime, work: Callable[[Turn], Written]) -> Written:
        """Do `work` in one transaction, and return what it returns.

        If the database ends one of two that wait for each other, that one is done anew.
        """
        for tries_left in reversed(range(_MOST_TRIES)):
            try:
                with self.writing(who, moment) as turn:
                    return work(turn)
            except OperationalError as error:
                if not (tries_left and ended_for_another(error)):
                    raise
        raise AssertionError("the last try returns or raises")

    def once(
        self,
        key: str,
        who: Whoever,
        moment: datetime,
        work: Callable[[Turn], dict[str, Any]],
    ) -> dict[str, Any]:
        """Do `work` as `write` does, once per `key`, and return its answer.

        The same key again, even at the same time, gets the answer of the first time. So it is tried
        again where a connection was lost, also between a COMMIT and its answer. Each try has its
        own moment, for others may have been done since. DatabaseAway if that lasts.
        """
        began = monotonic()

        def first_time(turn: Turn) -> dict[str, Any]:
            if not _claim(turn, key):
                kept = turn.session.scalar(select(Delivery.answer).where(Delivery.key == key))
                return dict(kept or {})
            answer = work(turn)
            turn.session.connection().execute(_ANSWERED, {"claimed": key, "answer": answer})
            return answer

        def tries() -> dict[str, Any]:
            waited = timedelta(seconds=int(monotonic() - began))
            return self.write(who, moment + waited, first_time)

        return patiently(tries)


def _closures(session: Session) -> dict[date, str]:
    rows = session.execute(select(Closure.day, Closure.name).order_by(Closure.id))
    named = {row.day: row.name for row in rows}  # of one day the latest row holds
    return {day: name for day, name in named.items() if name is not None}


def _claim(turn: Turn, key: str) -> bool:
    """Whether this turn is the first with `key`; a second one waits here until the first ends."""
    claim = {"key": key, "answer": None, "at": turn.moment}
    claims = _CLAIMS[turn.desk.database.is_sqlite]
    return turn.session.connection().execute(claims, claim).first() is not None


# Built once: each command that changes something asks these.
_WHAT = func.hashtextextended(bindparam("what"), 0)
_LOCKS = select(func.pg_advisory_xact_lock(_WHAT))
_LOCKS_SHARED = select(func.pg_advisory_xact_lock_shared(_WHAT))
_WAITS_FOR_A_MOMENT = text("SET LOCAL lock_timeout = '500ms'")
_WAITS_AS_EVER = text("SET LOCAL lock_timeout TO DEFAULT")
_CLAIMS = {
    is_sqlite: insert(Delivery).on_conflict_do_nothing().returning(Delivery.key)
    for is_sqlite, insert in ((True, sqlite.insert), (False, postgresql.insert))
}
_ANSWERED = update(Delivery).where(Delivery.key == bindparam("claimed"))
