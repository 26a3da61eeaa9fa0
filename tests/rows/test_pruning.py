"""What is of long ago is forgotten by the worker, and no change waits for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.rows.base import Database, Row
from models.rows.cases import Case
from models.rows.outbox import Delivery, OutboxRow, Post, Remembered
from models.rows.pages import Attempt, Page
from models.rules.paging import PageCause
from models.usecases import pruning
from models.usecases.customer import customers
from models.usecases.following import FOLLOWERS
from models.usecases.people import DESK_ITSELF
from models.usecases.reports import told
from models.usecases.turn import Desk
from tests.database import Databases, KeptDatabase
from tests.rows.racing import DANA, NOW

LONG_AGO = NOW - timedelta(days=900)


@pytest.fixture
def filled(database: KeptDatabase) -> Desk:
    """Two of everything of long ago, two of it of now, and what is still under way."""
    desk = Desk(database, FOLLOWERS)
    with desk.writing(DANA, LONG_AGO) as turn:
        acme = customers.add(turn, "acme", "Acme AG")
        turn.session.flush()
        for at in (LONG_AGO, LONG_AGO, NOW, NOW, None):
            _add(turn.session, acme.id, at)
    return desk


def _add(session: Session, customer: int, ended: datetime | None) -> None:
    """Add a case, its post, its page and its attempt, a letter and an answer, that ended then; and
    what somebody from outside was told, and a warning that was given.
    """
    case = Case(
        customer_id=customer,
        title="Login",
        kind="defect",
        severity=3,
        reported_at=LONG_AGO,
        closed_at=ended,
        at=LONG_AGO,
        by="U0ADA",
    )
    page = Page(
        why=PageCause.ASKED, ladder={}, next_at=None, ended_at=ended, at=LONG_AGO, by="U0ADA"
    )
    session.add_all((case, page))
    session.flush()
    attempt = Attempt(
        page_id=page.id,
        step=0,
        recipient="U0ADA",
        way="direct",
        outcome="delivered",
        due_at=LONG_AGO,
        at=LONG_AGO,
        by="desk",
    )
    letter = OutboxRow(
        recipient="U0ADA",
        lane="U0ADA",
        topic="check",
        about={},
        at=LONG_AGO,
        due_at=LONG_AGO,
        done_at=ended,
    )
    post = Post(case_id=case.id, channel_id="C0ACME", ts=f"{case.id}.1", at=LONG_AGO)
    answer = Delivery(key=f"key {case.id}", answer={}, at=ended or NOW)
    said = Remembered(key=f"{told.TOLD}said:{case.id}", value="", at=ended or NOW)
    warned = Remembered(key=f"warning:{case.id}:half", value="", at=ended or NOW)
    session.add_all((attempt, letter, post, answer, said, warned))


def numbers(desk: Desk, rows: type[OutboxRow] | type[Attempt] | type[Post]) -> list[int]:
    with desk.database.reading() as session:
        return list(session.scalars(select(rows.id).order_by(rows.id)))


def count(desk: Desk, rows: type[Row]) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(rows)) or 0


def test_what_is_of_long_ago_is_forgotten(filled: Desk) -> None:
    """Answers, letters that went out, attempts of pages that are over, posts of closed cases, what
    people from outside were told; no warning, which is given once.
    """
    with filled.writing(DESK_ITSELF, NOW) as turn:
        assert pruning.prune(turn) == 10
    assert [numbers(filled, rows) for rows in (OutboxRow, Attempt, Post)] == [[3, 4, 5]] * 3
    assert (count(filled, Delivery), count(filled, Page), count(filled, Case)) == (3, 5, 5)
    assert count(filled, Remembered) == 8
    with filled.writing(DESK_ITSELF, NOW) as turn:
        assert pruning.prune(turn) == 0


def test_no_number_is_given_away_twice(filled: Desk) -> None:
    """However old it is, the newest of each stays."""
    with filled.writing(DESK_ITSELF, NOW + timedelta(days=900)) as turn:
        pruning.prune(turn)
    assert [numbers(filled, rows) for rows in (OutboxRow, Attempt, Post)] == [[5]] * 3


def test_it_takes_small_steps(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of few rows holds nobody up, however much there is to forget."""
    monkeypatch.setattr(pruning, "AT_ONCE", 1)
    monkeypatch.setattr(pruning, "_PRUNES", pruning.steps())
    for left in (5, 5, 0):
        with filled.writing(DESK_ITSELF, NOW) as turn:
            assert pruning.prune(turn) == left


def test_no_change_waits_for_what_another_forgets(postgres: Databases) -> None:
    """Who forgets old answers holds up nobody who does something, and passes by what is held."""
    desk = Desk(postgres.empty_database(), FOLLOWERS)
    with desk.database.writing() as session:
        session.add_all(Delivery(key=key, answer={}, at=LONG_AGO) for key in ("held", "free"))
    impatient = desk.database.url.update_query_dict({"options": "-c lock_timeout=2s"})
    elsewhere = replace(desk, database=Database(impatient.render_as_string(hide_password=False)))
    with desk.database.writing() as session:
        session.scalars(select(Delivery).where(Delivery.key == "held").with_for_update()).one()
        assert elsewhere.once("new", DANA, NOW, lambda _: {"said": "done"}) == {"said": "done"}
        with elsewhere.writing(DESK_ITSELF, NOW) as turn:
            assert pruning.prune(turn) == 1
    elsewhere.database.close()
