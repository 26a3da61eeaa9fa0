"""What waits is kept together: the more people wait, the fewer transactions there are for each."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import wait
from threading import Event

import pytest
from sqlalchemy import event, select

from handlers.front.keeper import Keeper
from models.rows.base import Database
from models.rows.outage import DatabaseAway
from models.rows.outbox import InboxRow
from models.usecases import inbox
from models.usecases.inbox import KeptRequest
from tests.desk import DeskUnderTest
from tests.waiting import SOON, waits_until


def kept(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(InboxRow.key)))


def test_a_hundred_are_kept_and_forgotten_in_few_transactions(desk: DeskUnderTest) -> None:
    """Each stands there when it is said to; forty are forgotten before they need to be written."""
    database, now = desk.house.desk.database, desk.clock.now()
    keeper, commits = Keeper(database, desk.clock), Counter[str]()

    def committed(_: object) -> None:
        commits["in all"] += 1

    event.listen(database.engine, "commit", committed)
    keepings = [
        keeper.keep(KeptRequest(f"k{number}", {"text": "hi"}, now)) for number in range(100)
    ]
    for number in range(40):
        keeper.forget(f"k{number}")
    assert wait(keepings[40:], SOON).not_done == set()
    assert kept(database) == {f"k{number}" for number in range(40, 100)}
    for number in range(40, 100):
        keeper.forget(f"k{number}")
    waits_until(lambda: not kept(database))
    event.remove(database.engine, "commit", committed)
    keeper.close()
    assert commits["in all"] <= 10


def test_what_is_delivered_twice_is_kept_once(desk: DeskUnderTest) -> None:
    """Both deliveries are told that it is kept."""
    database, now = desk.house.desk.database, desk.clock.now()
    keeper = Keeper(database, desk.clock)
    keepings = [keeper.keep(KeptRequest("same", {}, now)) for _ in range(2)]
    assert wait(keepings, SOON).not_done == set()
    assert [keeping.exception() for keeping in keepings] == [None, None]
    assert kept(database) == {"same"}
    keeper.close()


def test_one_that_cant_be_kept_hinders_no_other(desk: DeskUnderTest) -> None:
    """It is told so alone."""
    database, now = desk.house.desk.database, desk.clock.now()
    keeper = Keeper(database, desk.clock)
    bad = keeper.keep(KeptRequest("bad", {"text": object()}, now))
    good = keeper.keep(KeptRequest("good", {"text": "hi"}, now))
    assert wait([bad, good], SOON).not_done == set()
    assert bad.exception() is not None
    assert good.exception() is None
    assert kept(database) == {"good"}
    keeper.close()


def test_what_is_answered_is_forgotten_when_the_database_is_back(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes away between an answer and its forgetting: that is tried until it is back."""
    database, now = desk.house.desk.database, desk.clock.now()
    keeper, tries = Keeper(database, desk.clock), Counter[str]()
    assert keeper.keep(KeptRequest("k", {}, now)).result(SOON) is None

    def is_away(*_: object) -> None:
        tries["in all"] += 1
        raise DatabaseAway(in_doubt=False)

    with monkeypatch.context() as away:
        away.setattr(inbox, "record", is_away)
        keeper.forget("k")
        waits_until(lambda: tries["in all"] > 1)
        assert keeper.is_answered("k")
    waits_until(lambda: not kept(database))
    waits_until(lambda: not keeper.is_answered("k"))
    keeper.close()


def test_a_keeper_that_closes_waits_for_no_database(
    desk: DeskUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes it up says the answer once more, which is better than a process that hangs."""
    keeper, tries = Keeper(desk.house.desk.database, desk.clock), Event()

    def is_away(*_: object) -> None:
        tries.set()
        raise DatabaseAway(in_doubt=False)

    monkeypatch.setattr(inbox, "record", is_away)
    keeper.forget("k")
    assert tries.wait(SOON)
    keeper.close()
