"""Whether Slack is there: while it is away, one trial serves for all that waits."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from models.usecases.outbox import Envelope
from models.usecases.outcomes import (
    LONGEST_URGENT_WAIT_AWAY,
    LONGEST_WAIT_AWAY,
    Held,
    Needless,
    NotSent,
    Outcome,
)


class Reach:
    """What a process knows of it. A page's first attempt is tried all the same."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away: NotSent | None = None  # what the last trial met
        self._trials = 0
        self._tried_at: datetime | None = None  # None: the next one is due

    def is_away(self, moment: datetime, *, urgent: bool) -> bool:
        """Whether it is away, and no trial is due: with something urgent, or with anything."""
        with self._lock:
            return self._away is not None and not self._is_time(moment, urgent=urgent)

    def spares(self, envelope: Envelope, moment: datetime) -> NotSent | None:
        """Return what trying a letter would meet, if that is known; None: it is to be tried."""
        with self._lock:
            if self._away is None or (envelope.urgent and envelope.attempt == 1):
                return None
            if not self._is_time(moment, urgent=envelope.urgent):
                return self._away
            self._tried_at = moment  # by this one, and by nobody else meanwhile
            return None

    def heard(self, outcome: Outcome, moment: datetime) -> bool:
        """Take in what came of trying a letter; return whether an outage is over by that."""
        with self._lock:
            if isinstance(outcome, NotSent) and outcome.away:
                self._away, self._tried_at = outcome, moment
                self._trials += 1
                return False
            if isinstance(outcome, Needless | Held):  # Slack was not asked
                self._tried_at = None
                return False
            was_long = self._trials > 1
            self._away, self._trials = None, 0
            return was_long

    def _is_time(self, moment: datetime, *, urgent: bool) -> bool:
        if self._tried_at is None:
            return True
        longest = LONGEST_URGENT_WAIT_AWAY if urgent else LONGEST_WAIT_AWAY
        wait = min(timedelta(seconds=2 ** min(self._trials - 1, 10)), longest)
        return abs(moment - self._tried_at) >= wait  # a clock that is set back delays nothing
