"""Once a day the worker proves the books: what is kept of them still follows from the facts."""

from __future__ import annotations

import threading
from functools import partial

from models.clock import Clock
from models.usecases.books import verifying
from models.usecases.books.verifying import Fault
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk

RESTS = 0.05  # seconds after each look, that others have their turn


class Verifier:
    """Looks at all books, a little at a time."""

    def __init__(self, desk: Desk, clock: Clock, stop: threading.Event) -> None:
        """Look at the books of a desk, until it is to `stop`."""
        self._desk = desk
        self._clock = clock
        self._stop = stop

    def look_daily(self) -> None:
        """Look at everything if that is due today; the admins are told what does not hold."""
        now, desk = self._clock.now, self._desk
        with desk.reading(DESK_ITSELF, now()) as turn:
            if not verifying.is_due(turn):
                return
        if not desk.write(DESK_ITSELF, now(), verifying.takes):
            return
        found: list[Fault] = []
        for looked in verifying.verify(desk, now):
            found += looked.found
            if self._stop.wait(RESTS):
                return
        desk.write(DESK_ITSELF, now(), partial(verifying.ended, found=found))
