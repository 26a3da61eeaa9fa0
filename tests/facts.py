"""The facts of customers as naively as can be: all rows, read anew, and nothing kept.

The tests hold what the desk keeps against these.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.rows.cases import Case
from models.rows.customers import ContractRow, GrantRow, GrantVoid
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow
from models.rules.contract_year import ContractFact
from models.rules.entitlement import statement
from models.rules.facts import BoughtGrant, CaseKind, Decision, Facts, Settlement, TimeEntry
from models.rules.statement import Statement
from models.usecases.derived.entitlements import grant_label


def facts_of(session: Session, customer_id: int) -> Facts:
    """Return the facts of a customer as known now."""
    session.flush()
    cases = session.scalars(
        select(Case).where(Case.customer_id == customer_id).order_by(Case.id)
    ).all()
    own = [case.id for case in cases]
    removed = set(session.scalars(select(TimeRemoval.entry_id)))
    unsettled = set(session.scalars(select(SettlementRemoval.settlement_id)))
    voided = set(session.scalars(select(GrantVoid.grant_id)))
    agreed = select(ContractRow).where(ContractRow.customer_id == customer_id)
    bought = select(GrantRow).where(GrantRow.customer_id == customer_id)
    time = select(TimeRow).where(TimeRow.case_id.in_(own))
    decided = select(DecisionRow).where(DecisionRow.case_id.in_(own))
    settled = select(SettlementRow).where(SettlementRow.case_id.in_(own))
    return Facts(
        contracts=tuple(_contract(row) for row in session.scalars(agreed)),
        grants=tuple(_grant(row) for row in session.scalars(bought) if row.id not in voided),
        cases=tuple(CaseKind(case.id, case.kind, case.title) for case in cases),
        entries=tuple(
            TimeEntry(row.id, row.case_id, row.day, row.minutes)
            for row in session.scalars(time)
            if row.id not in removed
        ),
        decisions=tuple(
            Decision(row.id, row.case_id, row.block, row.answer, row.onwards)
            for row in session.scalars(decided)
        ),
        settlements=tuple(
            Settlement(row.id, row.case_id, row.block, row.way, row.day)
            for row in session.scalars(settled)
            if row.id not in unsettled
        ),
    )


def statement_read_anew(session: Session, customer_id: int, on: date) -> Statement:
    """Return a customer's statement on a date from the rows alone."""
    return statement(facts_of(session, customer_id), on)


def _contract(row: ContractRow) -> ContractFact:
    return ContractFact(
        row.id,
        row.what,
        row.day,
        row.level,
        row.escalations,
        row.last_day,
        row.contract_id,
        row.recorded_on,
    )


def _grant(row: GrantRow) -> BoughtGrant:
    label = grant_label(row.source, row.number, row.size)
    source = row.source
    return BoughtGrant(row.id, source, label, row.first_day, row.last_day, row.quantity)
