"""Warming up: a process that begins works out the statements of all customers before anybody asks.

Also those of a new day, and what another process has changed. It changes no answer: each is kept
by its mark, as if somebody had asked (`rows.marks`).
"""

from __future__ import annotations

import gc
import threading

from structlog import get_logger

from models.clock import Clock
from models.rows.outage import is_lost
from models.usecases.derived.entitlements import statements_of
from models.usecases.names import customer_names
from models.usecases.oncall.by_hand import ByHand
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk

_log = get_logger(__name__)

EVERY = 60.0  # seconds
AT_ONCE = 20  # customers a turn, so that who asks meanwhile finds those before


class Warming:
    """Warms up at once, on a thread of its own, and looks again every minute."""

    def __init__(self, desk: Desk, clock: Clock, by_hand: ByHand) -> None:
        """Keep `by_hand` in mind too, who is on call when there is no database."""
        self._desk = desk
        self._by_hand = by_hand
        self._clock = clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._warm_on, name="warming", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the customers under way."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()

    def warm(self) -> None:
        """Work out the statements of today that are not kept; none if there is no room for all."""
        with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
            self._by_hand.learn(turn)
            customers = list(customer_names(turn.session).keys)
        for first in range(0, len(customers), AT_ONCE):
            if self._stop.is_set() or self._desk.database.kept.overflowed:
                return
            with self._desk.reading(DESK_ITSELF, self._clock.now()) as turn:
                statements_of(turn.session, customers[first : first + AT_ONCE], turn.today)

    def _warm_on(self) -> None:
        self._safely()
        # What is kept now stays: to search it for circles again and again would hold up everybody.
        gc.freeze()
        while not self._stop.wait(EVERY):
            self._safely()

    def _safely(self) -> None:
        try:
            self.warm()
        except Exception as error:
            if not is_lost(error):
                _log.exception("not warmed up: a statement is worked out when somebody asks")
