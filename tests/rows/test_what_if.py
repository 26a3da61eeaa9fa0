"""What if through the use cases: what it says is what the statement says once it has happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models.problems import Problem
from models.rows.cases import Case
from models.rows.customers import ContractRow, Customer, GrantRow
from models.rows.time import DecisionRow, SettlementRow, TimeRow
from models.rules.facts import BlockAnswer, Facts
from models.rules.service_definition import DEFAULT_SEVERITY
from models.rules.statement import Grant, Statement
from models.rules.supposing import BlockIs, CaseTakes, LevelFrom, PackBought, Supposition
from models.usecases import finding
from models.usecases.customer.grants import PackTwice, buy_pack
from models.usecases.customer.levels import change_level
from models.usecases.customer.what_if import what_if
from models.usecases.derived.entitlements import statement_of
from models.usecases.escalation.decisions import decide, either_way
from models.usecases.escalation.time_entries import log
from models.usecases.people import DESK_ITSELF
from models.usecases.turn import Desk, Turn
from tests.database import KeptDatabase
from tests.rules.strategies import customers, dates_of_statements
from tests.rules.test_supposing import as_known_on, as_people_type

A_DAY = 24 * 60


class _Undone(Exception):
    """Ends a turn that shall leave nothing behind."""


@contextmanager
def turn_on(desk: Desk, day: date) -> Iterator[Turn]:
    """A turn at noon of a day that leaves nothing behind."""
    try:
        with desk.writing(DESK_ITSELF, datetime.combine(day, time(11), UTC)) as turn:
            yield turn
            raise _Undone
    except _Undone:
        pass


def recorded(turn: Turn, facts: Facts) -> tuple[Customer, Mapping[int, int]]:
    """Record the facts of a customer, as if each had been; return it, and its cases by theirs."""
    customer = Customer(key="acme", name="Acme AG", **turn.stamp)
    turn.session.add(customer)
    turn.session.flush()
    cases = {}
    for case in facts.cases:
        row = Case(
            customer_id=customer.id,
            title=f"Case {case.number}",
            kind=case.kind,
            severity=DEFAULT_SEVERITY,
            reported_at=turn.moment,
            **turn.stamp,
        )
        turn.session.add(row)
        turn.session.flush()
        cases[case.number] = row.id
    _record_stock(turn, customer, facts)
    _record_work(turn, facts, cases)
    turn.session.flush()
    return customer, cases


def _record_stock(turn: Turn, customer: Customer, facts: Facts) -> None:
    for agreed in facts.contracts:
        turn.session.add(
            ContractRow(
                customer_id=customer.id,
                what=agreed.what,
                day=agreed.day,
                level=agreed.level,
                escalations=agreed.escalations,
                last_day=agreed.last_day,
                recorded_on=agreed.recorded_on,
                **turn.stamp,
            )
        )
        turn.session.flush()  # one after the other, as they are numbered
    for number, grant in enumerate(facts.grants, start=1):
        turn.session.add(
            GrantRow(
                customer_id=customer.id,
                source=grant.source,
                number=number,
                quantity=grant.quantity,
                first_day=grant.first_day,
                last_day=grant.last_day,
                **turn.stamp,
            )
        )
        turn.session.flush()


def _record_work(turn: Turn, facts: Facts, cases: Mapping[int, int]) -> None:
    yesterday = {**turn.stamp, "by": "somebody"}
    for entry in facts.entries:
        more = {"person_id": "somebody", "day": entry.day, "minutes": entry.minutes}
        turn.session.add(TimeRow(case_id=cases[entry.case], **more, **yesterday))
        turn.session.flush()
    for said in facts.decisions:
        answer = {"block": said.block, "answer": said.answer, "onwards": said.onwards}
        turn.session.add(DecisionRow(case_id=cases[said.case], **answer, **yesterday))
        turn.session.flush()
    for each in facts.settlements:
        settled = {"block": each.block, "way": each.way, "day": each.day}
        turn.session.add(SettlementRow(case_id=cases[each.case], **settled, **yesterday))
        turn.session.flush()


def happens(turn: Turn, customer: Customer, what: Supposition) -> None:
    """Let something that was supposed happen."""
    match what:
        case CaseTakes(case=case, minutes=minutes, more=more):
            account = statement_of(turn.session, customer.id, turn.today).case(case)
            has = account.minutes if account and not more else 0
            log(turn, finding.case(turn, case), minutes - has, None, "", sure=True)
        case PackBought(size=size):
            try:
                buy_pack(turn, customer, size)
            except PackTwice as twice:
                buy_pack(turn, customer, size, again=twice.same)
        case LevelFrom(level=level, escalations=escalations, day=day):
            change_level(turn, customer, level, escalations, day, "agreed then")
        case BlockIs():
            raise AssertionError("nobody types that")


def said(told: Statement) -> tuple[object, ...]:
    """What a statement says, but for what a pack is called."""
    return (
        (told.level, told.remaining, told.granted),
        (told.undecided_minutes, told.consulting_minutes),
        [(c.block.case, c.block.number, c.day, c.outcome, _known(c.grant)) for c in told.charges],
        sorted((_known(line.grant), line.charged) for line in told.every_grant),
    )


def _known(grant: Grant | None) -> tuple[object, ...]:
    return (grant.source, grant.first_day, grant.last_day, grant.quantity) if grant else ()


def test_what_if_equals_what_then_happens(database: KeptDatabase) -> None:
    """For random histories: supposed, and then recorded, the statement is the same; and what nobody
    could record can't be supposed."""
    desk = Desk(database, ())

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(
        customers(),
        dates_of_statements(),
        st.lists(as_people_type(600), min_size=1, max_size=3),
    )
    def holds(facts: Facts, today: date, what: Sequence[Supposition]) -> None:
        assume(sum(each.minutes for each in what if isinstance(each, CaseTakes)) <= A_DAY)
        with turn_on(desk, today) as turn:
            customer, cases = recorded(turn, as_known_on(facts, today))
            supposed = [
                replace(each, case=cases[each.case]) if isinstance(each, CaseTakes) else each
                for each in what
            ]
            try:
                found = what_if(turn, customer, supposed)
            except Problem:
                found = None
            try:
                for each in supposed:
                    happens(turn, customer, each)
            except Problem:
                assert found is None
                return
            assert found is not None
            after = found.difference.after
            assert said(after) == said(statement_of(turn.session, customer.id, after.on))

    holds()


def test_the_question_says_what_either_answer_does(database: KeptDatabase) -> None:
    """E5: for random histories, decided in either way the statement is the one that was said."""
    desk = Desk(database, ())

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(customers(), dates_of_statements(), st.sampled_from(BlockAnswer))
    def holds(facts: Facts, today: date, answer: BlockAnswer) -> None:
        with turn_on(desk, today) as turn:
            customer, _ = recorded(turn, as_known_on(facts, today))
            told = statement_of(turn.session, customer.id, today)
            waits = [block for case in told.undecided for block in case.blocks if block.undecided]
            assume(waits)
            asks = either_way(turn, waits[0].case, waits[0].number)
            assert (asks.block, said(asks.now)) == (waits[0], said(told))
            decide(turn, waits[0].case, answer, waits[0].number)
            is_escalation = answer is BlockAnswer.ESCALATION
            promised = asks.as_escalation if is_escalation else asks.as_consulting
            assert said(promised) == said(statement_of(turn.session, customer.id, today))

    holds()
