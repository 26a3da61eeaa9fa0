"""The worker: follows the clock (`rounds`), and sends what the outbox holds (`postman`).

Any number may run side by side, in `serve` or on their own. It may die at any instruction: what is
due is an instant in a row, what is to be sent is a row, and an attempt is recorded before it is
made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from structlog import get_logger

from models.clock import Clock
from models.rows.bell import Duty
from models.rows.lanes import be_urgent, have_connections
from models.usecases import outbox
from models.usecases.letter import Way
from models.usecases.outbox import ANY, Which
from models.usecases.turn import Desk
from slackapp.worker.catching_up import CatchingUp
from slackapp.worker.clock_watch import ClockWatch
from slackapp.worker.inbox import Inbox
from slackapp.worker.listening import listen
from slackapp.worker.postman import Postman, Turnstile
from slackapp.worker.rounds import Rounds
from slackapp.worker.safely import safely
from slackapp.worker.sender import Sender
from slackapp.worker.verifier import Verifier

LOOKS_EVERY = 1.0  # seconds; the net under the bells
LOOKS_APART = 0.1  # seconds between looks past a channel that may be told nothing just now
SENDERS = 3  # to Slack at once, beside the one for what is urgent: a slow recipient holds up nobody
CALLERS = 16  # to telephones and the like, which may each take many seconds: more than people on
# call have that never answer, so that one that does is rung meanwhile
SLOW_WAYS = frozenset({Way.OUTSIDE, Way.MAIL, Way.FILE})  # have threads of their own
GIVES_BACK_EVERY = 2.0  # seconds between looks at what nobody has in hand
ANSWERERS = 2  # of what was acknowledged and left by a process that died: mostly there is none
FOLLOWS_EVERY = 5.0  # seconds between looks at clocks, queues, handovers
WATCHES_EVERY = 60.0  # seconds between looks at itself
READS_EVERY = 10.0  # seconds between looks for a channel that is to be read
PRUNES_EVERY = 60.0  # seconds between steps of forgetting what is of long ago
VERIFIES_EVERY = 60.0  # seconds between looks whether the daily look at the books is due
ALIVE_FOR = 60.0  # seconds after its last look in which it still counts as alive

_log = get_logger(__name__)


class Worker:
    """Looks at what is due, and sends."""

    def __init__(
        self,
        desk: Desk,
        clock: Clock,
        sender: Sender,
        all_is_well: Callable[[], None] = lambda: None,
        pace: float = 0.0,
        inbox: Inbox | None = None,
        catching_up: CatchingUp | None = None,
    ) -> None:
        """`all_is_well` is called once a minute, and only when nothing is overdue; `pace`: how many
        seconds lie between two messages in one channel.
        """
        self._desk = desk
        self._clock = clock
        self._all_is_well = all_is_well
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.rounds = Rounds(desk, clock)
        self.verifier = Verifier(desk, clock, self._stop)
        self.clock_watch = ClockWatch(clock)
        self._set_by: timedelta | None = None  # by how much the clock was set; to be told
        self.postman = Postman(desk, clock, sender, pace)
        self._inbox = inbox
        self.catching_up = catching_up
        self.last_tick: datetime | None = None
        self._looked_at: float | None = None  # on a clock that nobody sets
        self._came_round_at = 0.0

    # --- running ------------------------------------------------------------------------------

    def start(self, hangs: Callable[[], None] = lambda: None) -> None:
        """Begin, on threads of its own; `hangs` is called if it has not looked for a minute."""
        take = self.postman.take
        urgent = Turnstile(
            partial(take, Which(but=SLOW_WAYS, urgent=True)), partial(self._wait, Duty.PAGE)
        )
        to_slack = Turnstile(partial(take, Which(but=SLOW_WAYS)), self._wait_for_a_channel)
        outside = Turnstile(partial(take, Which(only=Way.OUTSIDE)), partial(self._wait, Duty.CALL))
        mails = Turnstile(partial(take, Which(only=Way.MAIL)), partial(self._wait, Duty.MAIL))
        files = Turnstile(partial(take, Which(only=Way.FILE)), partial(self._wait, Duty.FILE))
        pages_hang_on: list[tuple[str, Callable[[], None]]] = [
            ("worker", self._climb_on),
            ("pager", partial(self._send_on, urgent)),
            *((f"caller {n}", partial(self._send_on, outside)) for n in range(CALLERS)),
        ]
        others: list[tuple[str, Callable[[], None]]] = [
            ("rounds", self._look_on),
            ("reader", self._read_on),
            ("mailer", partial(self._send_on, mails)),
            ("filer", partial(self._send_on, files)),
            ("verifier", self._verify_on),
            ("watchdog", partial(self._watch_on, hangs)),
            *((f"sender {n}", partial(self._send_on, to_slack)) for n in range(SENDERS)),
            *((f"answerer {n}", self._answer_on) for n in range(ANSWERERS)),
        ]
        if not self._desk.database.is_sqlite:
            others.append(("listener", self._listen_on))
        jobs = [
            *((name, partial(_urgently, job)) for name, job in pages_hang_on),
            *((name, partial(_apart, job)) for name, job in others),
        ]
        self._desk.database.sends_itself = True
        self._came_round_at = time.monotonic()  # its first look may take as long as any other
        self._threads = [threading.Thread(target=job, name=name, daemon=True) for name, job in jobs]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after what is under way."""
        self._stop.set()
        if self.catching_up is not None:
            self.catching_up.stop.set()
        self._desk.database.sends_itself = False
        self._desk.database.bells.ring()
        for thread in self._threads:
            thread.join()

    @property
    def is_alive(self) -> bool:
        """Whether it looked for work within the last minute."""
        return self._looked_at is not None and time.monotonic() - self._looked_at < ALIVE_FOR

    def read_at_once(self) -> None:
        """Read in customers' channels what was said while nobody heard it, as soon as may be."""
        if self.catching_up is not None:
            self.catching_up.at_once()

    def look(self) -> None:
        """Look at all that is due by the clock just now; the senders hear of it by the bell."""
        safely(self.climb)
        self.rounds.follow_the_clock()

    def wait_until_quiet(self, seconds: float) -> bool:
        """Wait until nothing is to be sent now, at most so long; return whether that is so."""
        until = time.monotonic() + seconds
        while outbox.anything_due(self._desk.database, self._clock.now()):
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        return True

    def work_off(self) -> int:
        """Do everything that is due now, once; return how many letters were tried."""
        count = 0
        while True:
            self.climb()
            self.rounds.follow_the_clock()
            tried = self.send_all()
            if not tried:
                return count
            count += tried

    # --- what it does -------------------------------------------------------------------------

    def climb(self) -> None:
        """Let pages climb whose next step is due."""
        moment = self._clock.now()
        self.rounds.climb()
        self.last_tick, self._looked_at = moment, time.monotonic()

    def watch_clock(self) -> None:
        """Look whether the clock was set, and let nothing wait too long by that."""
        if (by := self.clock_watch.step()) is not None:
            _log.warning("the machine's clock was set", seconds=round(by.total_seconds()))
            self._set_by = (self._set_by or timedelta()) + by
        if self._set_by is not None:
            self.rounds.bring_back(self._set_by)
            self._set_by = None

    def watch(self) -> bool:
        """Look whether anything is overdue, and say that all is well only if it is."""
        well = not self.rounds.watch().any
        if well:
            self._all_is_well()
        return well

    def send_all(self, which: Which = ANY) -> int:
        """Try everything that is to be sent now, and return how many attempts that took."""
        count = 0
        while envelope := self.postman.take(which):
            self.postman.bring(envelope)
            count += 1
        return count

    def take_up(self) -> int:
        """Take up all that was acknowledged and left; return how many requests that were."""
        count = 0
        while self._inbox is not None and (kept := self._inbox.take()):
            self._inbox.answer(kept)
            count += 1
        return count

    # --- its threads --------------------------------------------------------------------------

    def _wait(self, duty: Duty, heard: int) -> int | None:
        """Wait for a bell; return how often it has rung by now, or None if it is to stop."""
        return self._wait_at_most(duty, heard, LOOKS_EVERY)

    def _wait_for_a_channel(self, heard: int) -> int | None:
        """Wait as `_wait`, at most until a channel may be told something again.

        While one may be told nothing, most of what is written is for it: so it is looked some
        times a second whether there is anything else, and not at each ring.
        """
        if self.postman.pace.busy():
            self._stop.wait(LOOKS_APART)
        free_after = self.postman.pace.next_free(at_most=LOOKS_EVERY)
        return self._wait_at_most(Duty.SEND, heard, free_after)

    def _wait_at_most(self, duty: Duty, heard: int, seconds: float) -> int | None:
        rings = self._desk.database.bells[duty].wait(heard, seconds)
        return None if self._stop.is_set() else rings

    def _send_on(self, turnstile: Turnstile) -> None:
        while envelope := turnstile.next():
            safely(partial(self.postman.bring, envelope))

    def _answer_on(self) -> None:
        while not self._stop.wait(LOOKS_EVERY):
            safely(self.take_up)

    def _read_on(self) -> None:
        """Read in customers' channels what nobody heard."""
        while self.catching_up is not None and not self._stop.is_set():
            safely(self.catching_up.catch_up)
            self._stop.wait(READS_EVERY)

    def _verify_on(self) -> None:
        """Prove the books once a day, beside all else."""
        while not self._stop.wait(VERIFIES_EVERY):
            safely(self.verifier.look_daily)

    def _climb_on(self) -> None:
        """Let pages climb as soon as they are due, whatever else there is to look at."""
        heard: int | None = 0
        safely(self.rounds.bring_back)  # it may have been set while nobody looked
        gives_back = _Every(GIVES_BACK_EVERY, self.postman.give_back)
        while heard is not None:
            safely(self.watch_clock)
            safely(self.climb)
            gives_back.if_due()
            self._came_round_at = time.monotonic()
            heard = self._wait(Duty.CLIMB, heard)

    def _look_on(self) -> None:
        looks = (
            _Every(FOLLOWS_EVERY, self.rounds.follow_the_clock),
            _Every(WATCHES_EVERY, self.watch),
            _Every(PRUNES_EVERY, self.rounds.prune),
        )
        while not self._stop.wait(LOOKS_EVERY):
            for look in looks:
                look.if_due()

    def _watch_on(self, hangs: Callable[[], None]) -> None:
        """Say so when it hangs: one that stumbles comes round all the same."""
        while not self._stop.wait(LOOKS_EVERY):
            if time.monotonic() - self._came_round_at > ALIVE_FOR:
                _log.critical("the worker hangs: it has not looked for a minute")
                hangs()
                return

    def _listen_on(self) -> None:
        """Ring our own bell when another process writes something."""
        while not self._stop.is_set():
            safely(lambda: listen(self._desk.database, self._stop, LOOKS_EVERY))
            self._stop.wait(LOOKS_EVERY)


def _urgently(job: Callable[[], None]) -> None:
    """Do a job that pages hang on: at the database it passes all others."""
    be_urgent(rings=True)
    job()


def _apart(job: Callable[[], None]) -> None:
    """Do a job that waits for no connection which people's requests hold."""
    have_connections()
    job()


class _Every:
    """Something that is done once in so many seconds; it may stumble."""

    def __init__(self, seconds: float, does: Callable[[], object]) -> None:
        self._seconds = seconds
        self._does = does
        self._due_at = 0.0

    def if_due(self) -> None:
        """Do it, if the time has come."""
        if time.monotonic() >= self._due_at:
            safely(self._does)
            self._due_at = time.monotonic() + self._seconds
