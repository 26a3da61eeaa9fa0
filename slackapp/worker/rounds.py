"""What is due by the clock: pages climb, clocks warn, queues, handovers and checks have their time.

Most are looked at together; where one stumbles each is by itself, so that it stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from structlog import get_logger

from handlers.phrases.titles import stays_away
from models.clock import Clock
from models.rows.outage import is_lost
from models.usecases import clock_set, pruning, round_at_opening, self_watch
from models.usecases.case import clock_warnings
from models.usecases.channels import queues
from models.usecases.customer import telling
from models.usecases.derived.clocks import DueCases
from models.usecases.oncall import check, handovers
from models.usecases.paging import life, ringing
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import (
    arrivals,
    change_windows,
    offers,
    signs_of_life,
    waiting,
    waiting_warnings,
)
from models.usecases.reports.signs_of_life import miss
from models.usecases.self_watch import Overdue
from models.usecases.turn import Desk, Turn, Written
from slackapp.worker.safely import safely

_log = get_logger(__name__)

Found = TypeVar("Found")


@dataclass(frozen=True)
class _Each:
    """What is done for cases, arrivals or signs of life, one by one: for those that are `due`, of
    `all` that might be.
    """

    due: Callable[[Turn], DueCases]
    all: Callable[[Turn], Sequence[int]]
    do: Callable[[Turn, int], None]

    def one(self, number: int) -> Callable[[Turn], None]:
        """Return what is done for one."""
        return lambda turn: self.do(turn, number)


@dataclass(frozen=True)
class _Quiet:
    """Nothing will be due until an instant, while the database is at this version."""

    version: str
    until: datetime


_FOR_EACH = (
    _Each(life.cases_out_of_step, life.cases_to_watch, life.keep_ringing),
    _Each(clock_warnings.cases_to_warn_of, clock_warnings.cases_that_wait, clock_warnings.warn_of),
    _Each(change_windows.to_route, change_windows.all_held, arrivals.route),
    _Each(offers.to_offer, waiting.numbers_waiting, offers.offer),
    _Each(waiting_warnings.to_warn_of, waiting.numbers_waiting, waiting_warnings.warn_of),
    _Each(signs_of_life.missed, signs_of_life.all_armed, partial(miss, titled=stays_away)),
)
_BY_THE_CLOCK: tuple[Callable[[Turn], datetime], ...] = (
    round_at_opening.round_at_opening,
    queues.follow_the_days,
    handovers.hand_over,
    check.check_daily,
)


class Rounds:
    """The rounds of a desk."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._quiet: dict[object, _Quiet] = {}

    def climb(self) -> None:
        """Ring every rung that is due, each page by itself."""
        for page_id in self._found(ringing.due_pages):
            safely(partial(self._in_turn, partial(ringing.climb_page, page_id=page_id)))

    def follow_the_clock(self) -> None:
        """Look at clocks, queues, handovers and the daily check."""
        seen = self._seen_in_one_turn()
        for each in _FOR_EACH:
            numbers = seen.get(each)
            if numbers is None:
                numbers = safely(partial(self._due, each)) or ()
            for number in numbers:
                safely(partial(self._in_turn, each.one(number)))
                seen.clear()  # what was done may concern the others
        safely(self._do_by_the_clock)
        safely(self._give_notices)

    def watch(self) -> Overdue:
        """Look whether anything is overdue, and tell the admins if that is news."""
        return self._in_turn(self_watch.watch)

    def bring_back(self, by: timedelta | None = None) -> None:
        """Let what is due beyond its own wait be due now; the admins are told by how much the clock
        was set, if it was.
        """
        brings = partial(clock_set.clock_set, by=by) if by is not None else clock_set.bring_back
        self._in_turn(brings)

    def prune(self) -> int:
        """Forget some of what is of long ago; return how many rows that were."""
        return self._in_turn(pruning.prune)

    def _seen_in_one_turn(self) -> dict[_Each, Sequence[int]]:
        """Return what is due, of all in one turn: mostly nothing is. Of what stumbles, and what
        stands behind that, nothing is said: each is looked at by itself then.
        """
        seen: dict[_Each, Sequence[int]] = {}
        with suppress(Exception):
            version = self._desk.database.version()
            with self._reading() as turn:
                for each in _FOR_EACH:
                    if self._is_quiet(each, version):
                        seen[each] = ()
                    else:
                        seen[each] = self._noted(each, version, each.due(turn))
        return seen

    def _give_notices(self) -> None:
        """At an opening: they are looked for without a lock, and given message by message."""
        version = self._desk.database.version()
        if self._is_quiet(telling.to_give, version):
            return
        found = self._found(telling.to_give)
        for message in found.messages:
            safely(partial(self._in_turn, partial(telling.give, message=message)))
        if found.opened is not None:
            self._in_turn(partial(telling.round_made, opened=found.opened))
        self._quiet[telling.to_give] = _Quiet(version, found.next_opening)

    def _do_by_the_clock(self) -> None:
        """Look at what has its time of day, all in one turn: mostly nothing is to be done."""
        version = self._desk.database.version()
        duties = [duty for duty in _BY_THE_CLOCK if not self._is_quiet(duty, version)]
        if not duties:
            return
        try:
            ends = self._in_turn(lambda turn: [duty(turn) for duty in duties])
        except Exception as error:
            if is_lost(error):
                raise
            _log.exception("one stumbled among many; each is looked at by itself")
            for duty in duties:
                safely(partial(self._do_by_itself, duty))
        else:
            self._quiet |= {d: _Quiet(version, end) for d, end in zip(duties, ends, strict=True)}

    def _do_by_itself(self, duty: Callable[[Turn], datetime]) -> None:
        version = self._desk.database.version()
        self._quiet[duty] = _Quiet(version, until=self._in_turn(duty))

    def _is_quiet(self, what: object, version: str) -> bool:
        """Whether nothing was written since it was looked at, and no instant has come."""
        quiet = self._quiet.get(what)
        return quiet is not None and quiet.version == version and self._clock.now() < quiet.until

    def _due(self, each: _Each) -> Sequence[int]:
        version = self._desk.database.version()
        if self._is_quiet(each, version):
            return ()
        try:
            found = self._found(each.due)
        except Exception:
            _log.exception("one stumbled among many; each is looked at by itself")
            return self._found(each.all)
        return self._noted(each, version, found)

    def _noted(self, each: _Each, version: str, found: DueCases) -> Sequence[int]:
        """Return what was found, and remember until when that is nothing."""
        if not found.numbers:  # else what stumbles is tried again
            self._quiet[each] = _Quiet(version, found.next_at)
        return found.numbers

    def _found(self, finds: Callable[[Turn], Found]) -> Found:
        with self._reading() as turn:
            return finds(turn)

    def _reading(self) -> AbstractContextManager[Turn]:
        return self._desk.reading(DESK_ITSELF, self._clock.now())

    def _in_turn(self, duty: Callable[[Turn], Written]) -> Written:
        return self._desk.write(DESK_ITSELF, self._clock.now(), duty)
