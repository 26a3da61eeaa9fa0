"""The worker: does what is due by the clock, and sends what the outbox holds.

Any number may run side by side, in `serve` or on their own. It may die at any instruction: what is
due is an instant in a row, what is to be sent is a row, and an attempt is recorded before it is
made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg
from structlog import get_logger

from models.clock import Clock
from models.rows.base import CHANNEL, Database
from models.usecases import outbox, self_watch
from models.usecases.case import clock_warnings
from models.usecases.channels import queues, threads
from models.usecases.escalation import decisions
from models.usecases.home import open_homes
from models.usecases.oncall import check, handovers
from models.usecases.paging import attempts, climbing, ringing
from models.usecases.paging.attempts import OUTSIDE
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from slackapp.slack_out import Arrived, NotSent, Sender

_log = get_logger(__name__)

LOOKS_EVERY = 1.0  # seconds; the net under the bell
SENDERS = 4  # to Slack at once: one slow recipient holds up nobody
CALLERS = 4  # to telephones and the like, which may each take many seconds: they hold up no message
FOLLOWS_EVERY = 5.0  # seconds between looks at clocks, queues, handovers
WATCHES_EVERY = 60.0  # seconds between looks at itself
ALIVE = timedelta(minutes=1)  # so long after its last look it still counts as alive

Finds = Callable[[Turn], Sequence[int]]


@dataclass(frozen=True)
class _Each:
    """What is done for cases one by one: for those that are `due`, of `all` that might be."""

    due: Finds
    all: Finds
    do: Callable[[Turn, int], None]


_FOR_EACH_CASE = (
    _Each(climbing.cases_out_of_step, climbing.cases_to_watch, climbing.follow_customer),
    _Each(clock_warnings.cases_to_warn_of, clock_warnings.cases_that_wait, clock_warnings.warn_of),
)
_BY_THE_CLOCK: tuple[Callable[[Turn], object], ...] = (
    queues.round_at_opening,
    handovers.hand_over,
    check.check_daily,
)


class Worker:
    """Looks at what is due, and sends."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        sender: Sender,
        all_is_well: Callable[[], None] = lambda: None,
    ) -> None:
        """`all_is_well` is called once a minute, and only when nothing is overdue."""
        self._desk = desk
        self._clock = clock
        self._sender = sender
        self._all_is_well = all_is_well
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.last_tick: datetime | None = None

    # --- running ------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin, on threads of its own."""
        jobs = [
            ("worker", self._look_on),
            *((f"sender {n}", lambda: self._send_on(but=OUTSIDE)) for n in range(SENDERS)),
            *((f"caller {n}", lambda: self._send_on(only=OUTSIDE)) for n in range(CALLERS)),
        ]
        if not self._desk.database.is_sqlite:
            jobs.append(("listener", self._listen_on))
        self._threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._stop.set()
        self._desk.database.bell.ring()
        for thread in self._threads:
            thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether it looked for work within the last minute."""
        return self.last_tick is not None and self._clock.now() - self.last_tick < ALIVE

    def _look_on(self) -> None:
        heard, clock_at, watches_at = 0, 0.0, 0.0
        while not self._stop.is_set():
            self._safely(self.climb)
            if time.monotonic() >= clock_at:
                self._safely(self.follow_the_clock)
                clock_at = time.monotonic() + FOLLOWS_EVERY
            if time.monotonic() >= watches_at:
                self._safely(self.watch)
                watches_at = time.monotonic() + WATCHES_EVERY
            heard = self._desk.database.bell.wait(heard, LOOKS_EVERY)

    def _send_on(self, **topics: str) -> None:
        heard = 0
        while not self._stop.is_set():
            self._safely(lambda: self.send_all(**topics))
            heard = self._desk.database.bell.wait(heard, LOOKS_EVERY)

    def _listen_on(self) -> None:
        """Ring our own bell when another process writes something (PostgreSQL's NOTIFY)."""
        while not self._stop.is_set():
            self._safely(lambda: _listen(self._desk.database, self._stop))
            self._stop.wait(LOOKS_EVERY)

    def _safely(self, does: Callable[[], object]) -> None:
        try:
            does()
        except Exception:
            _log.exception("the worker stumbled; it goes on")

    def look(self) -> None:
        """Look at all that is due by the clock just now; the senders hear of it by the bell."""
        self._safely(self.climb)
        self.follow_the_clock()

    def wait_until_quiet(self, seconds: float) -> bool:
        """Wait until nothing is to be sent now, at most so long; return whether that is so."""
        until = time.monotonic() + seconds
        while outbox.anything_due(self._desk.database, self._clock.now()):
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        return True

    # --- what is due by the clock -------------------------------------------------------------

    def work_off(self) -> int:
        """Do everything that is due now, once; return how many messages were tried."""
        count = 0
        while True:
            self.climb()
            self.follow_the_clock()
            tried = self.send_all()
            if not tried:
                return count
            count += tried

    def climb(self) -> None:
        """Ring every rung that is due, each page by itself: one that stumbles stops no other."""
        moment = self._clock.now()
        with self._desk.reading(DESK_ITSELF, moment) as turn:
            due = ringing.due_pages(turn)
        for page_id in due:
            self._safely(lambda page_id=page_id: self._climb_page(page_id, moment))  # type: ignore[misc]
        self.last_tick = moment

    def _climb_page(self, page_id: int, moment: datetime) -> None:
        with self._desk.writing(DESK_ITSELF, moment) as turn:
            ringing.climb_page(turn, page_id)
            _show_in_homes(turn)

    def follow_the_clock(self) -> None:
        """Look at clocks, queues, handovers and the check; one that stumbles stops no other."""
        for each in _FOR_EACH_CASE:
            self._safely(lambda each=each: self._for_each(each))  # type: ignore[misc]
        for duty in _BY_THE_CLOCK:
            self._safely(lambda duty=duty: self._in_turn(duty))  # type: ignore[misc]

    def _for_each(self, each: _Each) -> None:
        """Do it for each case in a turn of its own: one case that stumbles stops no other."""
        try:
            found = self._look_for(each.due)
        except Exception:
            _log.exception("one case stumbled among many; each is looked at by itself")
            found = self._look_for(each.all)
        for number in found:
            self._safely(lambda n=number: self._in_turn(lambda turn: each.do(turn, n)))  # type: ignore[misc]

    def _look_for(self, finds: Finds) -> Sequence[int]:
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            return finds(turn)

    def watch(self) -> bool:
        """Look whether anything is overdue, and say that all is well only if it is."""
        found = self._in_turn(self_watch.watch)
        assert isinstance(found, self_watch.Overdue)
        if not found.any:
            self._all_is_well()
        return not found.any

    def _in_turn(self, duty: Callable[[Turn], object]) -> object:
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            done = duty(turn)
            _show_in_homes(turn)
            return done

    # --- sending ------------------------------------------------------------------------------

    def send_all(self, **topics: str) -> int:
        """Try everything that is to be sent now, and return how many attempts that took.

        `topics` are those of `outbox.claim`.
        """
        count = 0
        while not self._stop.is_set() and self._send_one(**topics):
            count += 1
        return count

    def _send_one(self, **topics: str) -> bool:
        moment = self._clock.now()
        letter = outbox.claim(self._desk.database, moment, **topics)
        if letter is None:
            return False
        outcome = self._outcome_of(letter, moment)
        # Waiting counts from the answer, which may have taken its time.
        with self._desk.writing(DESK_ITSELF, self._clock.now()) as turn:
            if isinstance(outcome, Arrived):
                _record(turn, letter, outcome, moment)
            elif isinstance(outcome, outbox.Held):
                outbox.put_off(turn, letter, outcome)
            else:
                _record_failure(turn, letter, outcome)
        return True

    def _outcome_of(
        self, letter: outbox.Letter, moment: datetime
    ) -> Arrived | NotSent | outbox.Held:
        about = {"to": letter.recipient, "topic": letter.topic, "attempt": letter.attempt}
        try:
            return self._sender.send(letter, moment)
        except outbox.Held as held:
            return held
        except NotSent as problem:
            _log.warning(
                "message not sent", reason=str(problem), hopeless=problem.hopeless, **about
            )
            return problem
        except Exception as error:  # ours: tried again like any other, and the log has the stack
            _log.exception("message not sent", **about)
            return NotSent(f"{type(error).__name__}: {error}")


def _show_in_homes(turn: Turn) -> None:
    """Let open Homes follow what became of the clock, if anything did: then there is news of it."""
    if turn.has_news:
        open_homes.follow(turn)


def _record(turn: Turn, letter: outbox.Letter, arrived: Arrived, worded_at: datetime) -> None:
    outbox.sent(turn, letter)
    if letter.page_attempt is not None:
        if arrived.needless:
            attempts.needless(turn, letter.page_attempt)
        else:
            attempts.delivered(turn, letter.page_attempt, arrived.channel_id, arrived.ts)
    elif letter.topic == open_homes.HOME and not arrived.needless:
        open_homes.published(turn, letter.recipient, worded_at)
    elif letter.topic == decisions.QUESTION and arrived.channel_id and arrived.ts:
        decisions.asked(turn, letter.id, arrived.channel_id, arrived.ts)
    elif letter.topic == queues.QUEUED and arrived.channel_id and arrived.ts:
        queues.posted(turn, letter.id, arrived.channel_id, arrived.ts)
    elif letter.topic == threads.HEADLINE and arrived.channel_id and arrived.ts:
        threads.posted(turn, letter.id, arrived.channel_id, arrived.ts, cautious=arrived.cautious)


def _record_failure(turn: Turn, letter: outbox.Letter, problem: NotSent) -> None:
    became = outbox.failed(
        turn,
        letter,
        str(problem),
        retry_after=problem.retry_after,
        hopeless=problem.hopeless,
    )
    if became is outbox.Failure.GIVEN_UP:
        if letter.topic == open_homes.HOME:
            open_homes.forget(turn, letter.recipient)
        open_homes.follow(turn)
    if became is not outbox.Failure.STALE and letter.page_attempt is not None:
        attempts.failed(turn, letter.page_attempt, str(problem))


def _listen(database: Database, stop: threading.Event) -> None:
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        while not stop.is_set():
            for _ in connection.notifies(timeout=LOOKS_EVERY, stop_after=1):
                database.bell.ring()
