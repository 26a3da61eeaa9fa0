"""A file takes its time to be made: nothing else waits for it."""

from __future__ import annotations

import threading
from datetime import date

import pytest

from handlers.letters import files
from models.usecases import finding
from models.usecases.books import issued
from tests.waiting import SOON, waits_until
from tests.worker.busy import Listener, pages, says_later, worker_of
from tests.worker.ordeal import BEGINNING, Place


def test_a_page_rings_while_files_are_made(house: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """And so does every other letter go out."""
    begun, goes_on = threading.Event(), threading.Event()

    def lasts(_: object) -> bytes:
        begun.set()
        goes_on.wait(SOON)
        return b"%PDF-"

    monkeypatch.setattr(files, "as_pdf", lasts)
    with house.desk.writing(house.persons["U0ADA"], BEGINNING) as turn:
        for _ in range(5):
            issued.send(turn, finding.customer(turn, "hooli"), date(2026, 12, 31), None)
    worker = worker_of(house.desk, slack := Listener())
    worker.start()
    try:
        assert begun.wait(SOON)
        says_later(house, "C0SUPPORT")
        pages(house, "U0DANA")
        waits_until(lambda: {"C0SUPPORT", "U0DANA"} <= {to for to, _, _ in slack.taken}, 10)
        assert not goes_on.is_set()
    finally:
        goes_on.set()
        worker.stop()
