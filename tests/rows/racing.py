"""Two people at once on PostgreSQL: one begins when the other has all but ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

from sqlalchemy import func, select, text

from models.problems import Problem
from models.rows.people import Person
from models.rules.standing import Standing
from models.usecases.turn import Desk, Turn
from tests.waiting import waits_until

NOW = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
JANUARY = date(2026, 1, 1)
_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def somebody(person_id: str, seen_at: datetime = NOW) -> Person:
    """An admin of ours, seen at an instant."""
    return Person(
        id=person_id,
        team_id="T0PROAUTH",
        handle=person_id.lower(),
        name=person_id,
        standing=Standing.MEMBER,
        is_workspace_admin=True,
        seen_at=seen_at,
    )


DANA, CLEO = somebody("U0DANA"), somebody("U0CLEO")


def at_once(
    desk: Desk,
    first: Callable[[Turn], object],
    second: Callable[[Turn], object],
    then: Callable[[Turn], object] = lambda _: None,
) -> list[str]:
    """Let the second begin when the first has done all but end; return what each was refused.

    `then` is what the first goes on to do when the second has begun.
    """
    together, second_ended = threading.Barrier(2), threading.Event()

    def goes_first() -> None:
        with desk.writing(DANA, NOW) as turn:
            first(turn)
            turn.session.flush()
            together.wait(20)
            waits_until(lambda: second_ended.is_set() or somebody_waits(desk))
            then(turn)

    def goes_second() -> None:
        try:
            with desk.writing(CLEO, NOW) as turn:
                turn.session.execute(select(func.now()))
                together.wait(20)
                second(turn)
        finally:
            second_ended.set()

    refused = []
    with ThreadPoolExecutor(2) as pool:
        for doing in [pool.submit(goes_first), pool.submit(goes_second)]:
            try:
                doing.result()
            except Problem as problem:
                refused.append(str(problem))
    return refused


def somebody_waits(desk: Desk) -> bool:
    """Whether a transaction waits for what another holds."""
    with desk.database.reading() as session:
        return bool(session.scalar(_WAITING))
