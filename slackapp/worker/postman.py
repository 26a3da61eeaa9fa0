"""Taking letters out of the outbox, one at a time: claim, send, record what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from structlog import get_logger

from models.clock import Clock
from models.rows.outage import DatabaseAway, patiently
from models.rows.presence import is_there
from models.usecases import outbox, outcomes
from models.usecases.letter import PAST_SLACK, Way
from models.usecases.outbox import ANY, Claim, Envelope, Which
from models.usecases.outcomes import Held, NotSent, Outcome
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from slackapp.worker.pace import Pace
from slackapp.worker.reach import Reach
from slackapp.worker.safely import safely
from slackapp.worker.sender import Sender

_log = get_logger(__name__)

_SHOWN = (Way.SLACK, Way.FILE)  # what appears in a channel


class Postman:
    """Brings letters out. Any number may be at it: each letter is in one hand at a time."""

    def __init__(self, desk: Desk, clock: Clock, sender: Sender, pace: float = 0.0) -> None:
        """`pace`: how many seconds lie between two messages in one channel."""
        self.pace = Pace(pace)
        self._reach = Reach()
        self._desk = desk
        self._clock = clock
        self._sender = sender
        self._in_hand: set[tuple[int, int]] = set()  # letters, each with its attempt
        self._dropped: set[Claim] = set()  # what nobody had in hand at the last look

    def take(self, which: Which = ANY) -> Envelope | None:
        """Take the next letter that may go out now, if there is one.

        While Slack is away, what is urgent is, once, so that its page climbs; and what makes trial
        whether it is back.
        """
        moment = self._clock.now()
        which = self._may_go_out(which, moment)
        envelope = outbox.claim(self._desk, moment, which, self.pace.busy())
        if envelope is not None:
            self._in_hand |= _attempts(envelope)
            if envelope.letter is not None and envelope.letter.way in _SHOWN:
                self.pace.goes_to(envelope.recipient)
        return envelope

    def _may_go_out(self, which: Which, moment: datetime) -> Which:
        if which.only in PAST_SLACK or not self._reach.is_away(moment, urgent=False):
            return which
        return replace(which, urgent=True, untried=self._reach.is_away(moment, urgent=True))

    def bring(self, envelope: Envelope) -> None:
        """Send a letter, with what goes out in the same message, and record what became of it."""
        try:
            outcome = self._tried(envelope)
            try:
                self._record(envelope, outcome)
            except DatabaseAway:
                raise
            except Exception as error:  # ours: tried again later, and the log has the stack
                _log.exception("what became of a message can't be recorded", topic=envelope.topic)
                self._record(envelope, NotSent(f"{type(error).__name__}: {error}"))
        finally:
            self._in_hand -= _attempts(envelope)

    def _tried(self, envelope: Envelope) -> Outcome:
        """Return what came of a letter, which may be known without trying."""
        if envelope.letter is not None and envelope.letter.way in PAST_SLACK:
            return self._outcome_of(envelope)
        if known := self._reach.spares(envelope, self._clock.now()):
            return known
        outcome = self._outcome_of(envelope)
        if self._reach.heard(outcome, self._clock.now()):
            now = self._clock.now()
            safely(partial(self._desk.write, DESK_ITSELF, now, outbox.slack_is_back))
        return outcome

    def give_back(self) -> None:
        """Give back what nobody has in hand: its process is gone, or lost the answer to its claim.

        What is so at two looks in a row; a process may just begin, or come back.
        """
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            seen = outbox.claims(turn)
            gone = {
                name
                for name in {claim.by for claim in seen}
                if not is_there(self._desk.database, turn.session, name)
            }
        dropped = {claim for claim in seen if claim.by in gone or self._is_dropped(claim)}
        for claim in dropped & self._dropped:
            _log.warning("a message was given back: nobody had it in hand", letter=claim.letter)
            self._desk.write(DESK_ITSELF, self._clock.now(), partial(outbox.give_back, claim=claim))
        self._dropped = dropped

    def _is_dropped(self, claim: Claim) -> bool:
        ours = claim.by == self._desk.database.name
        return ours and (claim.letter, claim.attempt) not in self._in_hand

    def _record(self, envelope: Envelope, outcome: Outcome) -> None:
        """Record it, if need be when the database is back; nobody else sends it meanwhile.

        DatabaseAway if that takes too long.
        """

        def record(turn: Turn) -> None:
            for each in (envelope, *envelope.more):
                outcomes.record(turn, each, outcome)

        # Waiting counts from the answer, which may have taken its time.
        patiently(lambda: self._desk.write(DESK_ITSELF, self._clock.now(), record))

    def _outcome_of(self, envelope: Envelope) -> Outcome:
        about = {
            "to": envelope.recipient,
            "topic": envelope.topic,
            "attempt": envelope.attempt,
        }
        try:
            return self._sender.send(envelope)
        except Held as held:
            return held
        except NotSent as problem:
            _log.warning(
                "message not sent", reason=str(problem), hopeless=problem.hopeless, **about
            )
            return problem
        except Exception as error:  # ours: tried again like any other, and the log has the stack
            _log.exception("message not sent", **about)
            return NotSent(f"{type(error).__name__}: {error}")


def _attempts(envelope: Envelope) -> set[tuple[int, int]]:
    return {(each.id, each.attempt) for each in (envelope, *envelope.more)}


class Turnstile:
    """Where senders pass one by one: the first looks for a letter, the others wait behind it.

    So what is written wakes one of them, and not all.
    """

    def __init__(
        self, take: Callable[[], Envelope | None], wait: Callable[[int], int | None]
    ) -> None:
        """`wait` waits until there may be more, as `Bell.wait`; it returns None to end it all."""
        self._take = take
        self._wait = wait
        self._first = threading.Lock()
        self._heard: int | None = 0

    def next(self) -> Envelope | None:
        """Return the next letter, when there is one; None when it is time to go home."""
        with self._first:
            while self._heard is not None:
                envelope = safely(self._take)
                if envelope is not None:
                    return envelope
                self._heard = self._wait(self._heard)
        return None
