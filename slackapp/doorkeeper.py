"""Leaves word that the web entrance is there, so that it is known afterwards when it was not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from models.clock import Clock
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import entrance
from models.usecases.turn import Desk, Turn
from slackapp.worker.safely import safely


class Doorkeeper:
    """Leaves word once a minute, from when the entrance opens until it closes."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._stands, name="doorkeeper", daemon=True)
        self._left_word_at: float | None = None  # on a clock that nobody sets

    def open(self) -> None:
        """Begin: since the last word of whoever stood here before, the entrance was away."""
        self._leave_word(entrance.opens)
        self._thread.start()

    def stays(self) -> None:
        """Say that the entrance is there, however long that was not said."""
        self._leave_word(entrance.is_there)

    def close(self) -> None:
        """End with a last word, if it was open."""
        if self._thread.ident is not None:
            self._closed.set()
            self._thread.join()
            self._leave_word(entrance.closes)

    def _stands(self) -> None:
        while not self._closed.wait(entrance.LEAVES_WORD_EVERY.total_seconds()):
            self._leave_word(entrance.is_there if self._was_there() else entrance.opens)

    def _was_there(self) -> bool:
        """Whether it was there since its last word: else the machine slept, or the database was
        away.
        """
        if self._left_word_at is None:
            return False
        silent = self._clock.elapsed() - self._left_word_at
        return silent < entrance.AWAY_AFTER.total_seconds()

    def _leave_word(self, word: Callable[[Turn], None]) -> None:
        safely(partial(self._write, word))

    def _write(self, word: Callable[[Turn], None]) -> None:
        self._desk.write(DESK_ITSELF, self._clock.now(), word)
        self._left_word_at = self._clock.elapsed()
