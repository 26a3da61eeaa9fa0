"""Nobody waits for ever for PostgreSQL: what each connection begins with."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from models.rows import base
from models.rows.base import Database
from models.rows.bell import Duty
from models.rows.lanes import be_urgent, have_connections
from models.rows.migrate import _ANY_NUMBER, migrate
from slackapp.worker.listening import listen
from tests.database import Databases
from tests.waiting import SOON, waits_until

SHOWN = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")


def test_every_connection_is_bounded(postgres: Databases) -> None:
    """Also the one that listens; what DATABASE_URL says goes before."""
    url = postgres.url("kept")
    postgres.empty_database()
    database = Database(url)
    with database.reading() as session:
        assert [session.scalar(text(f"SHOW {bound}")) for bound in SHOWN] == ["10s", "30s", "20s"]
    with psycopg.connect(
        database.url.set(drivername="postgresql", query={}).render_as_string(), **database.bounds
    ) as connection:
        told = connection.info.get_parameters()
        assert {name: told[name] for name in base._REACHED_WITHIN} == base._REACHED_WITHIN
    database.close()
    own = Database(f"{url}&options=-c%20lock_timeout%3D1s&connect_timeout=2")
    with own.reading() as session:
        assert [session.scalar(text(f"SHOW {bound}")) for bound in SHOWN] == ["1s", "30s", "20s"]
    assert own.bounds["connect_timeout"] == "2"
    own.close()


def test_it_still_hears_what_others_write(postgres: Databases) -> None:
    """It listens over a connection as bounded as any other."""
    database = postgres.empty_database()
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        listens = pool.submit(listen, database, stop, 0.1)
        listening = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")

        def is_heard() -> bool:
            with database.reading() as session:
                return bool(session.scalar(listening))

        waits_until(is_heard)
        before = database.bells[Duty.SEND].rings
        with database.engine.begin() as connection:
            connection.execute(text("SELECT pg_notify('desk', 'somebody else')"))
        waits_until(lambda: database.bells[Duty.SEND].rings > before)
        stop.set()
        listens.result(SOON)


def test_people_who_ask_take_no_connection_of_the_worker(
    postgres: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that there is for requests is held: another waits, what is urgent and the worker not."""
    monkeypatch.setattr(base, "_FOR_REQUESTS", 3)
    monkeypatch.setattr(base, "_CONNECTION_WITHIN", 0.3)
    postgres.empty_database()
    database, goes_on = Database(postgres.url("kept")), threading.Event()
    held = threading.Barrier(4)

    def holds() -> None:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
            held.wait(SOON)
            goes_on.wait(SOON)

    def asks(of: Callable[[], None] = lambda: None) -> None:
        of()
        with database.reading() as session:
            session.execute(text("SELECT 1"))

    with ThreadPoolExecutor(10) as pool:
        for _ in range(3):
            pool.submit(holds)
        held.wait(SOON)
        with pytest.raises(NoConnectionFree):
            pool.submit(asks).result(SOON)
        pool.submit(asks, be_urgent).result(SOON)
        pool.submit(asks, have_connections).result(SOON)
        goes_on.set()
        pool.submit(asks).result(SOON)
    database.close()


def test_nobody_waits_for_ever_for_what_another_holds(postgres: Databases) -> None:
    """Who can't have a lock is told so, and does not stand in the way of those behind."""
    postgres.empty_database()
    one = Database(f"{postgres.url('kept')}&options=-c%20lock_timeout%3D200ms")
    held = text("LOCK TABLE outbox IN EXCLUSIVE MODE")
    with one.writing() as session:
        session.execute(held)
        with pytest.raises(OperationalError, match="lock timeout"), one.writing() as other:
            other.execute(held)
    one.close()


def test_what_stands_still_in_the_middle_lets_go(postgres: Databases) -> None:
    """The server ends a transaction in which nothing happens, with all that it holds."""
    idle = "-c%20idle_in_transaction_session_timeout%3D200ms"
    frozen, other = Database(f"{postgres.url('kept')}&options={idle}"), postgres.empty_database()
    held = text("LOCK TABLE outbox IN EXCLUSIVE MODE")

    def stands_still() -> None:
        with frozen.writing() as session:
            session.execute(held)
            with other.writing() as meanwhile:  # which ends while this one does nothing
                meanwhile.execute(held)

    with pytest.raises(DBAPIError, match="idle-in-transaction"):
        stands_still()
    frozen.close()


def test_a_server_that_never_answers_is_given_up_soon() -> None:
    """Something listens there, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        database = Database(f"postgresql+psycopg://desk@127.0.0.1:{silent.getsockname()[1]}/desk")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="timeout"), database.reading() as session:
            session.execute(text("SELECT 1"))
        assert 4 < time.monotonic() - began < 15
        database.close()


def test_a_migration_is_not_cut(postgres: Databases) -> None:
    """It takes as long as it takes: here it waits for another that migrates."""
    url = postgres.fresh_database("migrated_slowly")
    bounds = "-c%20lock_timeout%3D200ms%20-c%20statement_timeout%3D400ms"
    database, other = Database(f"{url}&options={bounds}"), Database(url)
    with ThreadPoolExecutor(1) as pool:
        with other.writing() as session:
            session.execute(text(f"SELECT pg_advisory_xact_lock({_ANY_NUMBER})"))
            migrates = pool.submit(migrate, database)
            time.sleep(1.5)
            assert not migrates.done()
        migrates.result(SOON)
    database.close()
    other.close()


def test_a_process_has_as_many_connections_as_it_needs(postgres: Databases) -> None:
    """Ten for what people ask, 21 for the lane of what is urgent, the inbox and the worker; and the
    one that listens. Ten stay open, so that three processes are far from the limit.
    """
    postgres.empty_database()
    database = Database(postgres.url("kept"))
    asked = threading.Barrier(31)

    def asks(number: int) -> None:
        if number >= 10:
            have_connections()
        with database.reading() as session:
            session.execute(text("SELECT 1"))
            asked.wait(SOON)

    with ThreadPoolExecutor(31) as pool:
        list(pool.map(asks, range(31)))
    assert database.engine.pool.status().startswith("Pool size: 10")
    assert database.engine.pool.checkedin() == 10  # type: ignore[attr-defined]
    database.close()
