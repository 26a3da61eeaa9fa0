"""Answering in time: what is done is acknowledged last; what takes longer is kept in the inbox.

Slack takes what is acknowledged for done, so nothing is that is neither committed nor kept. Where
too much waits, it is said at once that the desk is busy; what a Sev-1 hangs on is always done.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future
from concurrent.futures import wait as wait_for
from contextlib import nullcontext
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from structlog import get_logger

from handlers.blocks.pieces.answer import Answer, broken
from handlers.blocks.pieces.refusal import problem
from handlers.blocks.pieces.waiting import (
    busy,
    done_when_it_is_back,
    no_room,
    not_recorded,
    not_recorded_yet,
    recorded_or_not,
    still_working,
)
from handlers.front.in_order import Lines
from handlers.front.keeper import Keeper
from handlers.front.lanes import Ending, Lanes, Threads
from handlers.talk import Form, Request
from models.clock import Clock
from models.problems import Problem
from models.rows.base import Database
from models.rows.lanes import is_urgent, urgently
from models.rows.outage import DatabaseAway, Full, patiently
from models.usecases.inbox import KeptRequest
from models.usecases.oncall.by_hand import ByHand, ToCall

_log = get_logger(__name__)

STILL_WORKING_AFTER = 2.0  # seconds; Slack gives up after 3
_KEPT_WITHIN = 0.3  # seconds of these, in which it has to be kept
_KNOWN_AGAIN = 2000  # deliveries: a second one comes within seconds of the first

Work = Callable[[], Answer | Form | None]
"""What is done, and what is said of it: None where nobody asked anything."""
Done = TypeVar("Done")


class NotKept(Exception):
    """Something is neither done nor kept, and so not acknowledged: Slack says so itself."""


@dataclass(frozen=True)
class Ways:
    """How a request is acknowledged, and how an answer reaches whoever asked.

    `ack` acknowledges, with nothing; `say` reaches them whenever it is. `answer` acknowledges with
    what is said: None where an acknowledgement can't carry it. Then `waits` says that it takes
    longer; it is told whether the request is kept, and returns whether it may be acknowledged.

    Where `is_urgent` a Sev-1 hangs on it: it passes what is not, and if it can't be done, whom to
    call by hand is said too.
    """

    ack: Callable[[], object]
    say: Callable[[Answer | Form], None]
    answer: Callable[[Answer | Form], None] | None = None
    waits: Callable[[bool], bool] = bool
    is_urgent: Callable[[], bool] = bool  # it is not


@dataclass(frozen=True)
class _Asked:
    """What was asked, and how it is answered."""

    request: Request
    work: Work
    ways: Ways
    since: float  # in seconds of `time.monotonic`
    is_urgent: bool


class Answering:
    """Does what was asked on threads; acknowledges in time, and drops no error."""

    def __init__(self, database: Database, clock: Clock, by_hand: ByHand, patience: float) -> None:
        """`patience`: after how many seconds "still working" is said; `by_hand`: whom to call where
        there is no database.
        """
        self._clock = clock
        self._by_hand = by_hand
        self.patience = patience
        self._lanes = Lanes()
        # What must reach Slack at once never stands behind what waits for the database.
        self._at_once = Threads(max_workers=16, thread_name_prefix="desk-at-once")
        self._keeper = Keeper(database, clock)
        self._lines = Lines()
        self._taking = Lock()
        self._taken: dict[str, None] = {}  # the keys of what was asked last, the oldest first
        self._under_way: set[Future[Any]] = set()  # what was acknowledged empty, and follows

    def close(self) -> None:
        """Let what is running end, and take no more."""
        self._at_once.end()
        self._lanes.close()
        self._keeper.close()

    # --- answering ---------------------------------------------------------------------------

    def ask(
        self,
        request: Request,
        work: Work,
        ways: Ways,
        line: str | None = None,
    ) -> None:
        """Do `work`, answer, and acknowledge; if that takes too long, keep it, and answer later.

        What is in the same `line` is done before. NotKept if it can be neither in time. A request
        that is taken up again is done to the end, beside all that arrives, however long that takes;
        DatabaseAway if it can't be.
        """
        if request.is_taken_up and self._keeper.is_answered(request.key):
            ways.ack()
            return
        asked = _Asked(request, work, ways, time.monotonic(), ways.is_urgent())
        if not self._is_taken(asked):
            _turn_away(ways)
            return
        place = self._lines.join(line)

        def does() -> Answer | Form | None:
            with place:
                return self._done(asked)

        if request.is_taken_up:
            with urgently() if asked.is_urgent else nullcontext():
                said = does()
            if said is not None:
                ways.say(said)
            ways.ack()
        else:
            try:
                under_way = self._lanes.submit(does, urgent=asked.is_urgent)
            except Ending:
                with place:  # which is to be left, for whoever stands behind
                    raise _not_taken_in() from None
            self._answer_in_time(under_way, asked)

    def _is_taken(self, asked: _Asked) -> bool:
        """Whether there is room for a request: for a second delivery there is, for of what it asks
        it can't be said that nothing was recorded.
        """
        key, has_room = asked.request.key, self._lanes.has_room(urgent=asked.is_urgent)
        with self._taking:
            if not (has_room or asked.request.is_taken_up or key in self._taken):
                return False
            self._taken[key] = None
            if len(self._taken) > _KNOWN_AGAIN:
                del self._taken[next(iter(self._taken))]
        return True

    def do_later(
        self, work: Work, say: Callable[[Answer | Form], None], line: str | None = None
    ) -> None:
        """Do `work` on a thread and `say` its answer there: it follows what was asked, and nobody
        waits for it. What is in the same `line` is done and said before. While the desk is busy it
        is left out, and when the process ends.
        """
        if not self._lanes.has_room(urgent=is_urgent()):
            return
        place, since = self._lines.join(line), time.monotonic()

        def does() -> None:
            try:
                with place:
                    if (said := self._safely(work, since)) is not None:
                        say(said)
            except Exception:
                _log.exception("an answer was not delivered")

        try:
            under_way = self._lanes.submit(does, urgent=is_urgent())
        except Ending:
            with place:
                _not_taken_in()
            return
        self._under_way.add(under_way)
        under_way.add_done_callback(self._under_way.discard)

    def at_once(self, work: Callable[[], Done]) -> Future[Done]:
        """Do `work`, which reads no database, on a thread of its own kind. NotKept if the process
        ends.
        """
        try:
            return self._at_once.do(work)
        except Ending:
            raise _not_taken_in() from None

    def wait_until_quiet(self, seconds: float) -> bool:
        """Wait, at most so long, until all that follows what was acknowledged empty is done; return
        whether it is. Also what began meanwhile: one thing may bring about another.
        """
        until = time.monotonic() + seconds
        while waiting := tuple(self._under_way):
            if time.monotonic() > until:
                return False
            wait_for(waiting, 0.01)
        return True

    # --- doing it ----------------------------------------------------------------------------

    def _done(self, asked: _Asked) -> Answer | Form | None:
        """Do it, and return what is still to be said: what no acknowledgement carries is said."""
        said = self._safely(asked.work, asked.since)
        if said is None or asked.ways.answer is not None:
            return said
        asked.ways.say(said)
        return None

    def _safely(self, work: Work, since: float) -> Answer | Form | None:
        """Do `work`, again while the database passes through something; say what came of it.

        DatabaseAway if there was no answer for as long as there is patience, `since` it was asked.
        """
        try:
            return patiently(work, since)
        except Problem as refused:
            return problem(refused)
        except (DatabaseAway, NotKept):
            raise
        except Exception:
            reference = secrets.token_hex(4)
            _log.exception("unexpected error", reference=reference)
            return broken(reference)

    # --- in time -----------------------------------------------------------------------------

    def _answer_in_time(self, under_way: Future[Answer | Form | None], asked: _Asked) -> None:
        """Wait for what is under way, and acknowledge it; at the latest when it has to be kept."""
        wait_for([under_way], max(self.patience - _KEPT_WITHIN, 0.0))
        if under_way.done():
            self._acknowledge(under_way, asked)
            return
        keeping = None if asked.request.is_secret else self._keep(asked.request)
        either: list[Future[Any]] = [under_way, *([keeping] if keeping else [])]
        wait_for(either, _KEPT_WITHIN, FIRST_COMPLETED)
        if under_way.done() and under_way.exception() is None:
            self._acknowledge(under_way, asked)
            self._forget(asked.request, keeping)
        else:
            self._acknowledge_early(under_way, asked, keeping)

    def _acknowledge(self, done: Future[Answer | Form | None], asked: _Asked) -> None:
        """Acknowledge what is done; and what the database had no answer for, by saying that."""
        ways = asked.ways
        try:
            said = done.result()
        except DatabaseAway as away:
            said = self._end_of_patience(away, asked)
            if ways.answer is None:
                ways.say(said)
                raise NotKept from away
        except NotKept:
            raise
        except Exception:  # it is done all the same, and said when it can be
            _log.exception("an answer was not delivered")
            said = None
            self._keep_to_say(asked.request)
        if said is not None and ways.answer is not None:
            ways.answer(said)
        else:
            ways.ack()

    # --- later -------------------------------------------------------------------------------

    def _acknowledge_early(
        self,
        under_way: Future[Answer | Form | None],
        asked: _Asked,
        keeping: Future[None] | None,
    ) -> None:
        """Say of what takes longer that it does, and answer when it is done."""
        is_kept = _is_kept(keeping)

        def ends(done: Future[Answer | Form | None]) -> None:
            self._end(done, asked, keeping)
            self._under_way.discard(done)

        ways = asked.ways
        if ways.answer is None:
            self._under_way.add(under_way)
        under_way.add_done_callback(ends)
        if ways.answer is not None:
            ways.answer(still_working() if is_kept else not_recorded_yet())
        elif ways.waits(is_kept):
            ways.ack()
        else:
            raise NotKept

    def _keep_to_say(self, request: Request) -> None:
        """Keep what was done and not said: it is taken up again, and the kept answer is said."""
        if not request.is_secret:
            wait_for([self._keep(request)], _KEPT_WITHIN)

    def _keep(self, request: Request) -> Future[None]:
        return self._keeper.keep(KeptRequest(request.key, request.body, request.came_at))

    def _end(
        self,
        done: Future[Answer | Form | None],
        asked: _Asked,
        keeping: Future[None] | None,
    ) -> None:
        """Say the late answer. What is kept is forgotten then; if it can't be said or done now, it
        is taken up again.
        """
        try:
            if (said := done.result()) is not None:
                asked.ways.say(said)
        except DatabaseAway as away:
            self._say_why_not(away, asked, is_kept=_is_kept(keeping))
        except Exception:
            _log.exception("a late answer was not delivered")
        else:
            self._forget(asked.request, keeping)

    def _say_why_not(self, away: DatabaseAway, asked: _Asked, *, is_kept: bool) -> None:
        try:
            asked.ways.say(self._end_of_patience(away, asked, is_kept=is_kept))
        except Exception:
            _log.exception("a late answer was not delivered")

    def _end_of_patience(
        self, away: DatabaseAway, asked: _Asked, *, is_kept: bool = False
    ) -> Answer:
        """Say what is known of what the database did not answer, and whom to call meanwhile."""
        call: Sequence[ToCall] = ()
        if asked.is_urgent:
            call = self._by_hand.whom(asked.request.person_id, self._clock.now())
        if is_kept:
            return done_when_it_is_back(call)
        if away.in_doubt:
            return recorded_or_not(call)
        return no_room(call) if isinstance(away, Full) else not_recorded(call)

    def _forget(self, request: Request, keeping: Future[None] | None) -> None:
        if keeping is not None:
            self._keeper.forget(request.key)


def _not_taken_in() -> NotKept:
    """Keep in the log that something came when the process was ending; it comes again."""
    _log.info("not taken in: the process ends")
    return NotKept()


def _turn_away(ways: Ways) -> None:
    """Say that the desk is busy; nothing of what was asked was begun."""
    if ways.answer is not None:
        ways.answer(busy())
    else:
        ways.say(busy())
        ways.ack()


def _is_kept(keeping: Future[None] | None) -> bool:
    """Whether a request is kept by now; what is not may be later, unless it is secret (None)."""
    return keeping is not None and keeping.done() and keeping.exception() is None
