"""`cases` and `customers` show the present, `changes` how it came about: the two always agree."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.problems import Problem
from models.rows.base import Database
from models.rows.cases import Case, Change
from models.rows.customers import Customer
from models.rules.service_definition import KINDS, SEVERITIES, Level
from models.usecases import finding, people
from models.usecases.case import changes as case_changes
from models.usecases.case import opening
from models.usecases.case.opening import CaseReport
from models.usecases.customer import contracts, customers
from models.usecases.customer.customers import Extras
from models.usecases.following import FOLLOWERS
from models.usecases.turn import Desk, Turn
from tests.rows.racing import somebody

BEGINS = datetime(2026, 1, 5, 9, tzinfo=UTC)
PEOPLE = ("U0ADA", "U0BEN", "U0CLEO")
CASE_COLUMNS = {
    "title": "title",
    "kind": "kind",
    "severity": "severity",
    "owner": "owner_id",
    "customer": "customer_id",
    "responded": "responded_at",
    "closed": "closed_at",
    "reopened": "closed_at",
}
CUSTOMER_COLUMNS = {
    "name": "name",
    "manager": "manager_id",
    "channel": "channel_id",
    **{name: name for name in Extras.__dataclass_fields__},
}


class Walk:
    """People who change what comes to their minds, on two customers and their cases."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.moment = BEGINS
        self.done: list[str] = []
        self.refused = 0

    def sets_out(self) -> None:
        for known in PEOPLE:
            self.does(lambda turn, p=known: people.remember(turn.session, somebody(p, BEGINS)))  # type: ignore[misc]
        self.does(lambda turn: self._adds(turn, "acme", "Acme AG"))
        self.does(lambda turn: self._adds(turn, "globex", "Globex AG"))
        for title in ("Login loops", "SAML <fails>", "Slow"):
            report = CaseReport(title)
            self.does(lambda turn, r=report: opening.open_case(turn, self._customer(turn), r))  # type: ignore[misc]

    def goes_on(self, steps: int) -> None:
        for _ in range(steps):
            name = self.chance.choice(sorted(self._steps()))
            before = self.refused
            self.does(self._steps()[name])
            if self.refused == before:
                self.done.append(name)

    def does(self, step: Callable[[Turn], object]) -> None:
        self.moment += timedelta(minutes=self.chance.choice((0, 1, 50, 1500)))
        who = somebody(self.chance.choice(PEOPLE), BEGINS)
        try:
            with self.desk.writing(who, self.moment) as turn:
                step(turn)
        except Problem:
            self.refused += 1

    def _adds(self, turn: Turn, key: str, name: str) -> None:
        added = customers.add(turn, key, name)
        contracts.begin(turn, added, Level.MANAGED, 12, turn.today, None)

    def _customer(self, turn: Turn) -> Customer:
        return finding.customer(turn, self.chance.choice(("acme", "globex")))

    def _steps(self) -> dict[str, Callable[[Turn], object]]:
        pick, number = self.chance.choice, self.chance.randint(1, 3)
        word = "".join(self.chance.choices("abcxyz <&>'\"%–é", k=8))
        extras = Extras(
            pick((True, False)), pick((True, False)), "https://x.example", word, pick((word, ""))
        )
        early = self.moment - timedelta(minutes=self.chance.randint(0, 3000))
        return {
            "title": lambda turn: case_changes.retitle(turn, number, word),
            "kind": lambda turn: case_changes.set_kind(turn, number, pick(KINDS)),
            "severity": lambda turn: case_changes.set_severity(turn, number, pick(SEVERITIES)),
            "owner": lambda turn: case_changes.assign(turn, number, somebody(pick(PEOPLE), BEGINS)),
            "customer": lambda turn: case_changes.move_to_customer(
                turn, number, self._customer(turn), "wrong"
            ),
            "responded": lambda turn: case_changes.respond(turn, number, early, "typed late"),
            "closed": lambda turn: case_changes.close(turn, number, word),
            "reopened": lambda turn: case_changes.reopen(turn, number),
            "name": lambda turn: customers.rename(turn, self._customer(turn), word),
            "manager": lambda turn: customers.set_manager(
                turn, self._customer(turn), somebody(pick(PEOPLE), BEGINS)
            ),
            "channel": lambda turn: customers.set_channel(
                turn, self._customer(turn), pick(("C0ACME", "C0GLOBEX", "C0SUPPORT"))
            ),
            "extras": lambda turn: customers.set_extras(turn, self._customer(turn), extras),
        }


def folded_back(
    present: Case | Customer, changes: list[Change], columns: dict[str, str]
) -> dict[str, Any]:
    """Go back from the present through every change; each must begin where we stand."""
    state = {column: getattr(present, column) for column in set(columns.values())}
    for change in reversed(changes):
        if (column := columns.get(change.what)) is None:
            continue
        kind = type(state[column])
        assert same(state[column], change.new), (change.what, state[column], change.new)
        state[column] = read(kind, column, change.old)
    return state


def same(value: object, kept: str | None) -> bool:
    if isinstance(value, datetime) and kept:
        return datetime.fromisoformat(kept) == value
    return kept == (None if value is None else str(value))


def read(kind: type, column: str, kept: str | None) -> object:
    if kept is None:
        return None
    if column.endswith("_at"):
        return datetime.fromisoformat(kept)
    if kind is bool:
        return kept == "True"
    return kind(int(kept) if issubclass(kind, int) else kept)


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    database = Database(database_url)
    yield Desk(database, FOLLOWERS)
    database.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_present_agrees_with_its_history(desk: Desk, seed: int) -> None:
    """Every change is a row that stays, with who and when: whatever people do, the present follows
    from the changes, and a refused one leaves no trace."""
    walk = Walk(desk, seed)
    walk.sets_out()
    walk.goes_on(250)
    assert set(walk.done) == set(walk._steps()), "the walk was too short to see everything"
    assert walk.refused > 10

    with desk.database.reading() as session:
        changes = session.scalars(select(Change).order_by(Change.id)).all()
        assert [c.at for c in changes] == sorted(c.at for c in changes)
        assert all(c.by in PEOPLE for c in changes)
        for case in session.scalars(select(Case)):
            own = [c for c in changes if (c.subject, c.subject_id) == ("case", case.id)]
            assert own[0].what == "opened"
            first = folded_back(case, own, CASE_COLUMNS)
            assert first.pop("customer_id") in (1, 2)
            assert first == {
                "title": own[0].new,
                "kind": "untriaged",
                "severity": 3,
                "owner_id": None,
                "responded_at": None,
                "closed_at": None,
            }
        for customer in session.scalars(select(Customer)):
            own = [c for c in changes if (c.subject, c.subject_id) == ("customer", customer.id)]
            first = folded_back(customer, own, CUSTOMER_COLUMNS)
            assert own[0].what == "added"
            assert first["name"] == own[0].new
            assert not any(value for column, value in first.items() if column != "name")
