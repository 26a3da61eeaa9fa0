"""A change window ends while a source reports, on PostgreSQL: nothing stays held for it (I8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.rows.reports import Arrival, Source
from models.rules.change_window import Once
from models.rules.reports import CameOf, ReportDoor
from models.usecases import finding
from models.usecases.reports import change_windows
from models.usecases.reports.arrivals import take_in
from models.usecases.reports.incoming import Incoming, event_identity
from models.usecases.turn import Desk, Turn
from tests.rows.racing import DANA, NOW, at_once

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(racing_desk: Desk) -> Desk:
    """acme has a source, and changes something just now: window 1."""
    with racing_desk.writing(DANA, NOW - HOUR) as turn:
        acme = finding.customer(turn, "acme")
        change_windows.add(turn, acme, Once(NOW - HOUR, NOW + HOUR))
        source = Source(customer_id=acme.id, name="monitoring", critical="critical", **turn.stamp)
        turn.session.add(source)
    return racing_desk


def ends(turn: Turn) -> object:
    return change_windows.remove(turn, finding.customer(turn, "acme"), 1)


def reports(turn: Turn) -> object:
    source = turn.session.get_one(Source, 1)
    identity = event_identity(source, "login")
    finding.customer(turn, "acme")  # what windows stand was known before
    event = Incoming(ReportDoor.EVENT, identity, NOW, "Login is down", raw="{}", source=source)
    return take_in(turn, event, finding.customer(turn, "acme"))


def test_it_ends_first(desk: Desk) -> None:
    """Whoever reports waits, and then it is routed at once."""
    assert at_once(desk, ends, reports) == []
    with desk.reading(DANA, NOW) as turn:
        arrival = turn.session.scalars(select(Arrival)).one()
        assert (arrival.came, arrival.held_until) == (CameOf.OPENED, None)


def test_it_ends_last(desk: Desk) -> None:
    """Whoever ends it waits, and then sees what is held: it is routed now."""
    assert at_once(desk, reports, ends) == []
    with desk.reading(DANA, NOW) as turn:
        arrival = turn.session.scalars(select(Arrival)).one()
        assert (arrival.came, arrival.held_until) == (CameOf.HELD, NOW)
