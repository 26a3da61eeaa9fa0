"""From the rows to statements: the facts of customers, and what follows from them (E, G)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.rows.cases import Case
from models.rows.customers import ContractRow, GrantRow, GrantVoid
from models.rows.time import DecisionRow, SettlementRow, TimeRemoval, TimeRow
from models.rules.contract_year import ContractFact
from models.rules.entitlement import statement
from models.rules.facts import BoughtGrant, CaseKind, Decision, Facts, Settlement, TimeEntry
from models.rules.statement import Statement


def grant_label(source: str, number: int, size: str | None) -> str:
    """Return what a pack or an adjustment is called: "pack 3 (M)", "adjustment 1"."""
    return f"{source} {number} ({size})" if size else f"{source} {number}"


def facts_of(session: Session, customer_ids: Sequence[int]) -> dict[int, Facts]:
    """Return the facts of customers as known now, by customer, in six queries for all of them."""
    contracts = _by_customer(session, _CONTRACTS, customer_ids, ContractFact)
    grants = _by_customer(session, _GRANTS, customer_ids, _grant)
    cases = _by_customer(session, _CASES, customer_ids, CaseKind)
    entries = _by_customer(session, _ENTRIES, customer_ids, TimeEntry)
    decisions = _by_customer(session, _DECISIONS, customer_ids, Decision)
    settlements = _by_customer(session, _SETTLEMENTS, customer_ids, Settlement)
    return {
        id_: Facts(
            tuple(contracts[id_]),
            tuple(grants[id_]),
            tuple(cases[id_]),
            tuple(entries[id_]),
            tuple(decisions[id_]),
            tuple(settlements[id_]),
        )
        for id_ in customer_ids
    }


def statement_of(session: Session, customer_id: int, on: date) -> Statement:
    """Return a customer's statement on a date (E11)."""
    session.flush()
    return statement(facts_of(session, [customer_id])[customer_id], on)


def statement_without(session: Session, customer_id: int, case: int, on: date) -> Statement:
    """Return a customer's statement on a date as if one case were not theirs."""
    facts = facts_of(session, [customer_id])[customer_id]
    others = tuple(kept for kept in facts.cases if kept.number != case)
    return statement(replace(facts, cases=others), on)


def with_time(
    session: Session, customer_id: int, case: int, minutes: int, day: date, on: date
) -> tuple[Statement, Statement]:
    """Return a customer's statement on a date as it is, and as it would be with more time.

    That is `minutes` of work on a case and a day, recorded after everything else.
    """
    facts = facts_of(session, [customer_id])[customer_id]
    latest = max((entry.id for entry in facts.entries), default=0)
    entry = TimeEntry(latest + 1, case, day, minutes)
    return statement(facts, on), statement(replace(facts, entries=(*facts.entries, entry)), on)


def _grant(*row: Any) -> BoughtGrant:
    id_, source, number, size, first_day, last_day, quantity = row
    label = grant_label(source, number, size)
    return BoughtGrant(id_, source, label, first_day, last_day, quantity)


def _by_customer(
    session: Session, query: Select[*tuple[Any, ...]], customer_ids: Iterable[int], make: Any
) -> dict[int, list[Any]]:
    """Run a query whose first column is the customer, and make a fact of the rest of each row."""
    customer = query.selected_columns[0]
    found: dict[int, list[Any]] = defaultdict(list)
    for owner, *rest in session.execute(query.where(customer.in_(list(customer_ids)))):
        found[owner].append(make(*rest))
    return found


_C, _G, _T = ContractRow, GrantRow, TimeRow
_CONTRACTS = select(
    _C.customer_id, _C.id, _C.what, _C.day, _C.level, _C.escalations, _C.last_day, _C.contract_id
)
_GRANTS = (
    select(
        _G.customer_id, _G.id, _G.source, _G.number, _G.size, _G.first_day, _G.last_day, _G.quantity
    )
    .outerjoin(GrantVoid, GrantVoid.grant_id == _G.id)
    .where(GrantVoid.grant_id.is_(None))
)
_CASES = select(Case.customer_id, Case.id, Case.kind, Case.title)
_ENTRIES = (
    select(Case.customer_id, _T.id, _T.case_id, _T.day, _T.minutes)
    .join(Case, Case.id == _T.case_id)
    .outerjoin(TimeRemoval, TimeRemoval.entry_id == _T.id)
    .where(TimeRemoval.entry_id.is_(None))
)
_DECISIONS = select(
    Case.customer_id,
    DecisionRow.id,
    DecisionRow.case_id,
    DecisionRow.block,
    DecisionRow.answer,
    DecisionRow.onwards,
).join(Case, Case.id == DecisionRow.case_id)
_SETTLEMENTS = select(
    Case.customer_id,
    SettlementRow.id,
    SettlementRow.case_id,
    SettlementRow.block,
    SettlementRow.way,
    SettlementRow.day,
).join(Case, Case.id == SettlementRow.case_id)
