"""How something comes in by itself, as any door hands it on: from people outside, and a source;
and what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.pages import Page
from models.rows.reports import Arrival, Source
from models.rules.reports import CameOf, ReportDoor
from models.usecases import finding
from models.usecases.case.opening import Origin
from models.usecases.people import DESK_ITSELF
from models.usecases.reports.arrivals import Taken, take_in
from models.usecases.reports.incoming import Incoming, event_identity, message_identity
from tests.desk import DeskUnderTest


def a_source(desk: DeskUnderTest) -> Source:
    """A source of initech's, which calls `critical` and `page` critical."""
    with desk.writing("dana") as turn:
        source = Source(
            customer_id=finding.customer(turn, "initech").id,
            name="monitoring",
            critical="critical,page",
            **turn.stamp,
        )
        turn.session.add(source)
    return source


def writes(
    desk: DeskUnderTest,
    words: str,
    customer: str = "initech",
    *,
    critical: bool = False,
    ts: str = "",
) -> Taken:
    """Somebody from outside writes in a channel; with a `ts` they did before."""
    channel = f"C0{customer.upper()}"
    ts = ts or desk.says("dana", words, channel)
    incoming = Incoming(
        ReportDoor.MENTION,
        message_identity(channel, ts),
        datetime.fromtimestamp(float(ts), UTC),
        words,
        raw=words,
        critical=critical,
        origin=Origin(channel, ts),
        person_id="U0EVE",
    )
    return taken(desk, incoming, customer)


def reports(
    desk: DeskUnderTest,
    source: Source,
    key: str,
    *,
    critical: bool = True,
    recovered: bool = False,
    ahead: int = 0,
) -> Taken:
    """A source reports something under a key of its own, or that it has recovered; its clock is so
    many minutes `ahead`.
    """
    incoming = Incoming(
        ReportDoor.EVENT,
        event_identity(source, key),
        desk.clock.now() + timedelta(minutes=ahead),
        f"{key} is down",
        raw="{}",
        critical=critical,
        recovered=recovered,
        source=source,
    )
    return taken(desk, incoming, "initech")


def taken(desk: DeskUnderTest, incoming: Incoming, customer: str) -> Taken:
    """Take something in now, and let the worker do what follows."""
    with desk.house.desk.writing(DESK_ITSELF, desk.clock.now()) as turn:
        done = take_in(turn, incoming, finding.customer(turn, customer))
    desk.works()
    return done


def rang(desk: DeskUnderTest) -> Sequence[int | None]:
    """The cases for which pages were begun."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Page.case_id).order_by(Page.id)).all()


def came(desk: DeskUnderTest) -> Sequence[CameOf]:
    """What came of each arrival, as it is known now."""
    with desk.reading("dana") as turn:
        return turn.session.scalars(select(Arrival.came).order_by(Arrival.id)).all()


def cases(desk: DeskUnderTest) -> Sequence[tuple[str, int, str]]:
    """The customer, the severity and the title of all cases."""
    columns = select(Customer.key, Case.severity, Case.title).join_from(Case, Customer)
    with desk.reading("dana") as turn:
        found = turn.session.execute(columns.order_by(Case.id)).all()
        return [(key, int(severity), title) for key, severity, title in found]
