"""Measurements, printed by `make bench`: pairs measured in turn in one run, as ratios."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from slack_bolt import Ack, App
from slack_sdk import WebClient
from sqlalchemy import insert, select
from starlette.routing import Route

from models.rows.base import Database
from models.rows.cases import Case
from models.rows.customers import Customer, GrantRow
from models.rows.migrate import migrate
from models.rows.time import DecisionRow, TimeRow
from models.rules.entitlement import statement
from models.usecases.entitlements import facts_of
from slackapp.assembly import entrance
from slackapp.sandbox.loopback import Loopback
from slackapp.sandbox.run import BOT_TOKEN, SIGNING_SECRET
from slackapp.sandbox.wire import Wire, command_delivery
from tests.database import Databases, Postgres, Sqlite
from tests.desk import DeskUnderTest, Switch

ROUNDS, WARM_UP = 120, 10
TODAY = date(2026, 6, 8)
YEARS, CASES, ENTRIES = 10, 300, 2000

Act = Callable[[], object]


def in_turn(first: Act, second: Act, rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Measure two acts in turn; return their medians in ms and the median of the ratios."""
    times: list[tuple[float, float]] = []
    for number in range(rounds + WARM_UP):
        pair = (seconds(first), seconds(second))
        if number >= WARM_UP:
            times.append(pair)
    firsts, seconds_ = zip(*times, strict=True)
    ratio = statistics.median(a / b for a, b in times)
    return 1000 * statistics.median(firsts), 1000 * statistics.median(seconds_), ratio


def seconds(act: Act) -> float:
    """How long an act takes."""
    begins = time.perf_counter()
    act()
    return time.perf_counter() - begins


def tell(what: str, measured: tuple[float, float, float], names: tuple[str, str]) -> None:
    """Print one pair."""
    first, second, ratio = measured
    print(
        f"{what:34} {names[0]} {first:7.2f} ms   {names[1]} {second:7.2f} ms   ratio {ratio:5.2f}"
    )


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


def bare_bolt(api: str) -> App:
    """A Bolt app with one command that only acknowledges."""
    app = App(
        client=WebClient(BOT_TOKEN, base_url=api),
        signing_secret=SIGNING_SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.command("/bare")
    def bare(ack: Ack) -> None:
        ack("Logged.")

    return app


def measure(kind: str, place: Databases, switch: Switch, loopback: Loopback) -> None:
    """Measure over one kind of database."""
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

    def types(text: str) -> Act:
        return lambda: desk.slack.type("ada", "#support", text)

    names = ("10 years", "20 entries")
    tell(f"/balance, {kind}", in_turn(types("/balance big"), types("/balance small")), names)
    with desk.house.desk.database.reading() as session:
        ids = {row.key: row.id for row in session.execute(select(Customer.key, Customer.id))}
        facts = facts_of(session, list(ids.values()))
    big, small = facts[ids["big"]], facts[ids["small"]]
    pure = in_turn(lambda: statement(big, TODAY), lambda: statement(small, TODAY))
    tell("  of it, the statement alone", pure, names)

    with Loopback(
        Switch.of(
            Route(
                "/slack/events", entrance(bare_bolt(f"{loopback.address}/api/")), methods=["POST"]
            )
        )
    ) as b:
        wire = Wire(SIGNING_SECRET, desk.slack.traffic, desk.clock, patience=20)
        wire.entrance = f"{b.address}/slack/events"
        fields = {"command": "/bare", "text": "", "user_id": "U0ADA", "team_id": "T0PROAUTH"}
        numbers = iter(range(10**6))
        log = in_turn(
            lambda: desk.slack.type(
                "ada", "#support", f"/escalation log 1m small 2026-06-08 n{next(numbers)}"
            ),
            lambda: wire.send(command_delivery(fields)),
        )
    tell(f"/escalation log over HTTP, {kind}", log, ("the desk", "bare Bolt"))
    desk.close()


def main() -> None:
    """Measure on SQLite and on PostgreSQL."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, medians of {ROUNDS}")
    switch = Switch()
    with Loopback(switch) as loopback:
        for kind, made in (("SQLite", Sqlite), ("PostgreSQL", Postgres)):
            place = made()
            try:
                measure(kind, place, switch, loopback)
            finally:
                place.stop()


if __name__ == "__main__":
    main()
