"""Waiting for what happens on another thread, or in another process."""

from __future__ import annotations

import time
from collections.abc import Callable

SOON = 30.0  # seconds; a busy machine is no failure of the desk's


def waits_until(happened: Callable[[], object], seconds: float = SOON) -> None:
    """Look again and again until something has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)
