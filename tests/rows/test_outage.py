"""A database that goes away: what was to be done is done once, and what is not known is known."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.rows import outage
from models.rows.base import Database
from models.rows.customers import Customer
from models.rows.outage import DatabaseAway, Full
from models.usecases.customer import customers
from models.usecases.following import FOLLOWERS
from models.usecases.turn import Desk, Turn
from tests.database import Databases
from tests.rows.racing import DANA, NOW
from tests.wire import Wire


@pytest.fixture
def wired(wire: Wire) -> Iterator[Desk]:
    """A desk on PostgreSQL, by a wire that can be cut."""
    desk = Desk(Database(wire.url), FOLLOWERS)
    yield desk
    desk.database.close()


def adds(name: str = "hooli") -> Callable[[Turn], dict[str, Any]]:
    """Add a customer, and answer with a number that is another one each time."""
    tries: list[str] = []

    def work(turn: Turn) -> dict[str, Any]:
        tries.append(name)
        customers.add(turn, name, name.title())
        return {"try": len(tries)}

    return work


def count(desk: Desk) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Customer)) or 0


def test_the_answer_to_a_commit_is_lost(wire: Wire, wired: Desk) -> None:
    """The connection ends behind PostgreSQL's commit: it is done once, and its answer kept."""
    for number in range(3):
        wire.lose_answers(1)
        assert wired.once(f"key {number}", DANA, NOW, adds(f"c{number}")) == {"try": 1}
    assert count(wired) == 3


def test_a_connection_is_lost_before_its_commit(wire: Wire, wired: Desk) -> None:
    """Nothing was left behind, so it is done anew."""
    add, cuts = adds(), iter([True])

    def work(turn: Turn) -> dict[str, Any]:
        done = add(turn)
        turn.session.flush()
        if next(cuts, False):
            wire.cut()
        return done

    assert wired.once("key", DANA, NOW, work) == {"try": 2}
    assert count(wired) == 1


def test_a_restart(wire: Wire, wired: Desk) -> None:
    """Twenty people at it while nobody can connect for 2 s: all are done, once."""
    wired.once("first", DANA, NOW, adds("first"))
    with ThreadPoolExecutor(20) as pool:
        with wire.down():
            done = [
                pool.submit(wired.once, f"key {number}", DANA, NOW, adds(f"c{number}"))
                for number in range(20)
            ]
            time.sleep(2.0)
        assert [each.result()["try"] for each in done] == [1] * 20
    assert count(wired) == 21


def test_an_outage_is_logged_once(
    wire: Wire, wired: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line when it begins, and one when it is over, however many notice."""
    outage.tell_outages(wired.database.engine)
    count(wired)
    with ThreadPoolExecutor(5) as pool:
        with wire.down():
            done = [pool.submit(outage.patiently, lambda: count(wired)) for _ in range(5)]
            time.sleep(0.5)
        assert [each.result() for each in done] == [0] * 5
    said = capsys.readouterr().out
    assert said.count("the database is away") == 1
    assert said.count("the database is back") == 1


@pytest.mark.usefixtures("impatient")
def test_it_stays_away(wire: Wire, wired: Desk) -> None:
    """It is known that nothing was done, where nothing was committed."""
    with wire.down(), pytest.raises(DatabaseAway) as away:
        wired.once("key", DANA, NOW, adds())
    assert not away.value.in_doubt
    assert count(wired) == 0


@pytest.mark.usefixtures("impatient")
def test_it_goes_away_for_good_while_it_commits(wire: Wire, wired: Desk) -> None:
    """It was done, but nobody could know; the same again says what was done."""
    wire.lose_answers(1, for_good=True)
    with pytest.raises(DatabaseAway) as away:
        wired.once("key", DANA, NOW, adds())
    assert away.value.in_doubt
    wire.mend()
    assert wired.once("key", DANA, NOW, adds("another")) == {"try": 1}
    assert count(wired) == 1


def test_who_has_waited_too_long_is_told_at_once(wire: Wire, wired: Desk) -> None:
    """Many waited for their turn while each before them waited for the database: whose patience is
    over need not try it too. Where it answers they are late, and done.
    """
    tries: list[int] = []
    long_ago = time.monotonic() - outage.PATIENCE - 1

    def looks() -> int:
        tries.append(1)
        return count(wired)

    assert outage.patiently(looks, long_ago) == 0
    with wire.down():
        for _ in range(3):
            with pytest.raises(DatabaseAway) as away:
                outage.patiently(looks, long_ago)
            assert not away.value.in_doubt
    assert len(tries) == 2
    assert outage.patiently(looks) == outage.patiently(looks, long_ago) == 0


def test_a_full_disk(sqlite: Databases) -> None:
    """Nothing is written and nobody waits: it is not over in a moment."""
    desk = Desk(Database(sqlite.fresh_database("full", "template")), FOLLOWERS)

    @event.listens_for(desk.database.engine, "begin")
    def no_room(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # than there are

    def fills(turn: Turn) -> dict[str, Any]:
        turn.session.execute(text("CREATE TABLE large AS SELECT randomblob(100000)"))
        return {}

    began = time.monotonic()
    with pytest.raises(Full):
        desk.once("key", DANA, NOW, fills)
    assert time.monotonic() - began < outage.PATIENCE / 2
    assert count(desk) == 0
    desk.database.close()


def test_sqlite_does_not_say_whether_it_committed(
    sqlite: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails behind a commit: it is done once, and its answer is kept."""
    desk = Desk(sqlite.empty_database(), FOLLOWERS)
    dialect = desk.database.engine.dialect
    commits, fails = dialect.do_commit, iter([True])

    def commits_and_fails(connection: Any) -> None:
        commits(connection)
        if next(fails, False):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error

    monkeypatch.setattr(dialect, "do_commit", commits_and_fails)
    assert desk.once("key", DANA, NOW, adds()) == {"try": 1}
    assert count(desk) == 1


def test_what_does_not_pass_is_not_tried_again(place: Databases) -> None:
    """A mistake of ours stays one."""
    desk = Desk(place.empty_database(), FOLLOWERS)
    tries: list[int] = []

    def work(turn: Turn) -> dict[str, Any]:
        tries.append(1)
        turn.session.add(Customer(id=1, key=None, name=None))
        return {}

    with pytest.raises(DBAPIError) as wrong:
        desk.once("key", DANA, NOW, work)
    assert isinstance(wrong.value, IntegrityError)
    assert len(tries) == 1
