"""A bell for each duty of the worker's: it wakes whoever waits to do it, however many they are."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Duty(StrEnum):
    """What a worker waits for, so that what is written wakes nobody whom it does not concern."""

    CLIMB = "climb"  # the next step of a page is due
    PAGE = "page"  # to Slack, and urgent
    SEND = "send"  # to Slack, urgent or not
    CALL = "call"  # to telephones and the like
    MAIL = "mail"  # to whoever has written by mail
    FILE = "file"  # to Slack, and it takes its time to be made


EVERY_DUTY: Final = frozenset(Duty)


class Bell:
    """Counts its rings, so that one which came between two looks is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake everybody who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    @property
    def rings(self) -> int:
        """How often it rang so far."""
        return self._rings

    def wait(self, heard: int, seconds: float) -> int:
        """Wait until it rang more often than `heard`, at most so long; return how often it did."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != heard, seconds)
            return self._rings


class Bells:
    """The bells of a process, by duty."""

    def __init__(self) -> None:
        self._bells = {duty: Bell() for duty in Duty}

    def __getitem__(self, duty: Duty) -> Bell:
        """The bell of a duty."""
        return self._bells[duty]

    def ring(self, duties: Iterable[Duty] = EVERY_DUTY) -> None:
        """Wake everybody who waits for one of these."""
        for duty in duties:
            self._bells[duty].ring()


def written(duties: Iterable[Duty]) -> str:
    """Return duties as processes tell them each other."""
    return " ".join(sorted(duties))


def read(text: str) -> frozenset[Duty]:
    """Return the duties that another process tells; all of them where it is of another version."""
    words = text.split()
    return frozenset(map(Duty, words)) if words and {*words} <= {*Duty} else EVERY_DUTY
