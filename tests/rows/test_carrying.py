"""Whatever happened with a customer goes out as lines, and gives the same statements elsewhere."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings

from models.problems import Problem
from models.rules.facts import Facts
from models.rules.statement import Statement
from models.usecases.books import closing, verifying
from models.usecases.books.verifying import Fault
from models.usecases.carrying import everything
from models.usecases.carrying.lines import Comes
from models.usecases.derived.entitlements import statement_of
from models.usecases.turn import Desk, Turn
from tests.database import KeptDatabase
from tests.rows.test_what_if import recorded, turn_on
from tests.rules.strategies import customers, dates_of_statements


def statements(turn: Turn, customer_id: int) -> list[Statement]:
    """A customer's statements of some days around today, from rows that are read anew."""
    turn.session.expire_all()
    return [
        statement_of(turn.session, customer_id, turn.today + timedelta(days=days))
        for days in (-90, -1, 0, 400)
    ]


def faults(turn: Turn) -> list[Fault]:
    """What does not hold: strategies number packs as nobody would."""
    return [fault for look in verifying.looks(turn) for fault in look.finds(turn)]


def test_whatever_goes_out_gives_the_same_elsewhere(database: KeptDatabase) -> None:
    """For random histories with closed books: every statement, and nothing less holds."""
    desk = Desk(database, ())

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(customers(), dates_of_statements())
    def holds(facts: Facts, today: date) -> None:
        with turn_on(desk, today) as turn:
            customer, _ = recorded(turn, facts)
            with suppress(Problem):
                closing.close(turn, customer, today - timedelta(days=30), anyway=True)
            turn.session.flush()
            number, before = customer.id, statements(turn, customer.id)
            lines, odd = list(everything.lines_of(turn)), faults(turn)
        with turn_on(desk, today) as turn:
            rows = list(everything.read("everything", lines))
            became = everything.bring_in(turn, [("everything", rows)])
            assert {type(each) for _, each in became} == {Comes}
            assert statements(turn, number) == before
            assert list(everything.lines_of(turn)) == lines
            assert faults(turn) == odd

    holds()
