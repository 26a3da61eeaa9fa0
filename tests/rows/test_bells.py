"""What is written wakes those of the worker's threads whom it concerns, and no others."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from models.rows.base import CHANNEL, Database
from models.rows.bell import EVERY_DUTY, Duty, read, written
from models.usecases.following import FOLLOWERS
from models.usecases.letter import Letter, say_later
from models.usecases.oncall.check import DailyCheck
from models.usecases.paging.attempts import Ring, RingOutside
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk
from tests.database import Databases

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SEND, PAGE, CALL = {Duty.SEND}, {Duty.SEND, Duty.PAGE}, {Duty.CALL}


@pytest.mark.parametrize(
    ("letter", "wakes"), [(DailyCheck(), SEND), (Ring(1, 1), PAGE), (RingOutside(1, 1), CALL)]
)
def test_a_letter_wakes_who_brings_it_out(
    database: Database, letter: Letter, wakes: set[Duty]
) -> None:
    """An ordinary one does not let the pager, the callers and the climber look for nothing."""
    desk, bells = Desk(database, FOLLOWERS), database.bells
    before = {duty: bells[duty].rings for duty in Duty}
    with desk.writing(DESK_ITSELF, NOON) as turn:
        say_later(turn, "U0BEN", letter)
    assert {duty for duty in Duty if bells[duty].rings > before[duty]} == wakes


def test_a_turn_that_leaves_nothing_wakes_nobody(database: Database) -> None:
    """Not even when it is committed."""
    desk = Desk(database, FOLLOWERS)
    before = [desk.database.bells[duty].rings for duty in Duty]
    with desk.writing(DESK_ITSELF, NOON) as turn:
        turn.is_news("nothing", "at all")
    assert [desk.database.bells[duty].rings for duty in Duty] == before


@pytest.mark.parametrize("sends_itself", [False, True])
def test_others_are_woken_for_messages_by_who_has_no_worker(
    postgres: Databases, monkeypatch: pytest.MonkeyPatch, sends_itself: bool
) -> None:
    """Whoever sends itself spares them an ordinary message; what is urgent wakes all there are."""
    database = postgres.empty_database()
    monkeypatch.setattr(database, "sends_itself", sends_itself)
    url = database.url.set(drivername="postgresql", query={})
    address = url.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True, **database.bounds) as other:
        other.execute(f"LISTEN {CHANNEL}")
        for letter in (DailyCheck(), Ring(1, 1)):
            with Desk(database, FOLLOWERS).writing(DESK_ITSELF, NOON) as turn:
                say_later(turn, "U0BEN", letter)
        told = [heard.payload for heard in other.notifies(timeout=1, stop_after=2)]
    woken = [set(read(each.partition(" ")[2])) for each in told]
    assert woken == ([{Duty.PAGE}] if sends_itself else [SEND, PAGE])


def test_other_processes_are_told_whom_it_concerns() -> None:
    """What a process of another version tells, with words that nobody knows or none, is for all."""
    assert read(written({Duty.CALL, Duty.PAGE})) == {Duty.CALL, Duty.PAGE}
    assert read("") == EVERY_DUTY
    assert read("page sing") == EVERY_DUTY
