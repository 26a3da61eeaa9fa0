"""A desk with ten years of one customer's history, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import insert, select

from models.rows.base import Database
from models.rows.cases import Case
from models.rows.customers import Customer, GrantRow
from models.rows.migrate import migrate
from models.rows.time import DecisionRow, TimeRow
from slackapp.pretend_slack.web.loopback import Loopback
from tests.database import Databases, Postgres, Sqlite
from tests.desk import DeskUnderTest, Switch

TODAY = date(2026, 6, 8)
YEARS, CASES, ENTRIES = 10, 300, 2000


def desks() -> Iterator[tuple[str, DeskUnderTest, Loopback]]:
    """Give a filled desk on SQLite, then one on PostgreSQL, each with the address it talks to."""
    switch = Switch()
    with Loopback(switch) as loopback:
        for kind, made in (("SQLite", Sqlite), ("PostgreSQL", Postgres)):
            place = made()
            try:
                desk = filled(place, switch, loopback)
                yield kind, desk, loopback
                desk.close()
            finally:
                place.stop()


def filled(place: Databases, switch: Switch, loopback: Loopback) -> DeskUnderTest:
    """Open a desk for `big` with its history, and `small` with hardly any."""
    database = Database(place.fresh_database("template"))
    migrate(database)
    database.close()
    desk = DeskUnderTest(place.fresh_database("bench", "template"), switch, loopback)
    desk.at("2016-01-01 09:00")
    for key in ("big", "small"):
        desk.types("dana", f'/customer add {key} "{key} AG" standard from 2016-01-01')
    fill(desk.house.desk.database)
    desk.at("2026-06-08 10:00")
    for who in ("ada", "cleo"):
        desk.types(who, "/balance small")
    return desk


def fill(database: Database) -> None:
    """Give `big` ten years of history and `small` twenty entries."""
    by = {"by": "bench", "at": DeskUnderTest.moment_of("2016-01-04 09:00")}
    with database.writing() as session:
        ids = {row.key: row.id for row in session.execute(select(Customer.key, Customer.id))}
        for key, cases, entries in (("big", CASES, ENTRIES), ("small", 3, 20)):
            first = session.scalars(
                insert(Case).returning(Case.id),
                [
                    {
                        "customer_id": ids[key],
                        "title": f"Case {number} of {key}",
                        "kind": ("configuration", "integration", "defect")[number % 3],
                        "severity": 3,
                        "reported_at": by["at"],
                        "closed_at": None if number == cases - 1 else by["at"],
                        **by,
                    }
                    for number in range(cases)
                ],
            ).all()
            span = YEARS * 365 - 200
            session.execute(
                insert(TimeRow),
                [
                    {
                        "case_id": first[number * cases // entries],
                        "person_id": "U0ADA",
                        "day": TODAY - timedelta(days=span - number * span // entries),
                        "minutes": 30 + number % 5 * 15,
                        "note": "",
                        **by,
                    }
                    for number in range(entries)
                ],
            )
            decided = [
                {"case_id": case, "block": 2, "answer": "consulting", "onwards": True, **by}
                for case in first
            ]
            session.execute(insert(DecisionRow), decided)
        packs = [
            {
                "customer_id": ids["big"],
                "source": "pack",
                "number": number,
                "size": "L",
                "quantity": 6,
                "first_day": date(2016, 3, 1) + timedelta(days=90 * number),
                "last_day": date(2017, 3, 1) + timedelta(days=90 * number),
                "reason": "",
                **by,
            }
            for number in range(1, 40)
        ]
        session.execute(insert(GrantRow), packs)
