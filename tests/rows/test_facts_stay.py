"""Facts are rows that are only ever added: no statement of SQL changes or deletes one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.desk import DeskUnderTest

pytestmark = pytest.mark.both_databases

FACTS = {
    "changes",
    "closures",
    "contract_facts",
    "decisions",
    "grant_voids",
    "grants",
    "kept_statements",
    "reopenings",
    "settlement_removals",
    "settlements",
    "time_entries",
    "time_removals",
}
_WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


@contextmanager
def watched(desk: DeskUnderTest) -> Iterator[set[tuple[str, str]]]:
    """Note what is done to which table, from the SQL that really goes to the database."""
    seen: set[tuple[str, str]] = set()
    engine = desk.house.desk.database.engine

    @event.listens_for(engine, "before_cursor_execute")
    def executes(_1: object, _2: object, sql: str, *_: object) -> None:
        if match := _WRITES.match(sql):
            seen.add((match[1].split()[0].upper(), match[2]))

    yield seen
    event.remove(engine, "before_cursor_execute", executes)


def test_facts_are_only_ever_added(desk: DeskUnderTest) -> None:
    """Grants, time entries, removals, decisions, settlements, contracts, closures, changes: in a
    year of work with every correction there is, none is ever updated or deleted."""
    with watched(desk) as seen:
        desk.at("Thu 2026-01-01 09:00")
        desk.types("dana", '/customer add acme "Acme AG" standard from 2026-01-01')
        desk.types("dana", '/customer add globex "Globex AG" premium from 2026-01-01')
        desk.types("dana", "/customer manager acme @cleo")
        desk.types("dana", "/customer channel acme #acme")
        desk.types("dana", '/customer closed 2026-12-31 "Silvester"')
        desk.types("dana", "/customer closed 2026-12-31 off because we are open after all")
        desk.types("cleo", "/customer pack acme M")
        desk.types("cleo", "/customer pack acme S")
        desk.types("dana", "/customer void acme pack 2 because recorded twice")
        desk.types("cleo", "/customer adjust acme +1 until 2026-03-31 because goodwill")
        desk.types("cleo", "/customer rename acme Acme Group AG")

        desk.at("Mon 2026-03-02 09:00")
        desk.types("ada", "/case open acme Login loops after upgrade")
        desk.types("ada", "/case open globex deployment New cluster")
        desk.types("ada", "/escalation log 5h01 1")
        desk.types("ada", "/case kind 1 configuration")
        desk.sends_what_is_due()
        desk.presses("cleo", "Consulting", "@desk")
        desk.types("cleo", "/escalation decide 1 escalation")
        desk.types("ada", "/escalation log 6h 1 yesterday")
        desk.types("ada", "/escalation undo because typed twice")
        desk.types("ada", "/escalation log 45m 1 yesterday SAML")
        desk.types("ada", "/escalation move 3 2")
        desk.types("dana", "/escalation undo 4 because it was nobody's")
        desk.types("ada", "/case severity 1 2")
        desk.types("ada", "/case assign 1 @ben")
        desk.types("ada", "/case title 1 Login loops")
        desk.types("ada", "/case respond 1")
        desk.types("ada", "/case respond 1 at 09:00 because earlier by phone")
        desk.types("ada", "/case customer 2 acme because opened for the wrong one")
        desk.types("ada", "/case close 1 done")
        desk.types("ada", "/case reopen 1")

        for number in range(3, 12):
            desk.types("ben", f"/case open acme integration Number {number}")
            desk.types("ben", f"/escalation log 1h {number}")
        assert desk.statement("acme")["uncovered"] == 2
        desk.at("Tue 2026-03-03 09:00")
        desk.types("cleo", "/escalation settle acme consulting")
        desk.types("cleo", "/customer pack acme S")
        desk.types("cleo", "/escalation settle acme grant")
        assert desk.statement("acme")["uncovered"] == 0
        desk.types("cleo", "/escalation settle acme 9 back because it was no consulting")
        desk.types("cleo", "/customer level acme premium from 2026-07-01")
        desk.at("Mon 2026-07-06 09:00")
        desk.types("cleo", "/customer level acme standard from 2026-08-01")
        desk.types("cleo", "/customer end acme 2026-12-31")
        desk.types("cleo", "/balance acme close 2026-06-30 --anyway")
        desk.types("dana", "/balance acme reopen 2026-06-30 because forgotten")
        desk.sends_what_is_due()

    written = {table for what, table in seen if what == "INSERT"}
    assert written >= FACTS, f"this conversation never wrote {FACTS - written}"
    assert sorted(f"{what} {table}" for what, table in seen if what != "INSERT") == [
        "UPDATE cases",
        "UPDATE customers",
        "UPDATE deliveries",
        "UPDATE outbox",
    ]
