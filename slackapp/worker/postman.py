"""Taking letters out of the outbox, one at a time: claim, send, record what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from structlog import get_logger

from models.clock import Clock
from models.usecases import outbox
from models.usecases.letter import Way
from models.usecases.outbox import Envelope, Held, NotSent, Outcome
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from slackapp.worker.safely import safely
from slackapp.worker.sender import Sender

_log = get_logger(__name__)


class Postman:
    """Brings letters out. Any number may be at it: each letter is in one hand at a time."""

    def __init__(self, desk: Desk, clock: Clock, sender: Sender) -> None:
        self._desk = desk
        self._clock = clock
        self._sender = sender

    def take(self, *, but: Way | None = None, only: Way | None = None) -> Envelope | None:
        """Take the next letter that is due, if there is one; of these ways, as `outbox.claim`."""
        return outbox.claim(self._desk, self._clock.now(), but=but, only=only)

    def bring(self, envelope: Envelope) -> None:
        """Send a letter, and record what became of it."""
        outcome = self._outcome_of(envelope)
        # Waiting counts from the answer, which may have taken its time.
        record = partial(outbox.record, envelope=envelope, outcome=outcome)
        self._desk.write(DESK_ITSELF, self._clock.now(), record)

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


class Line:
    """Where senders stand in line for letters: the first looks for one, the others wait behind it.

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
