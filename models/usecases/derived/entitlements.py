"""From the rows to statements: the ledgers of customers, and what follows from them (E, G).

A process keeps ledgers by the marks of their customers (`rows.marks`): while nobody has changed a
fact a statement reads nothing but a mark, and after a change only what was changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from models.rows.base import Row
from models.rows.cases import Case
from models.rows.customers import ContractRow, Customer, GrantRow, GrantVoid
from models.rows.marks import customer_key
from models.rows.seen import seen_by
from models.rows.time import DecisionRow, SettlementRemoval, SettlementRow, TimeRemoval, TimeRow
from models.rules.case_account import CaseTime, CaseWork, folded, worked
from models.rules.contract_year import Contract, ContractFact, contracts
from models.rules.difference import Difference
from models.rules.entitlement import Ledger, Stock, standing
from models.rules.facts import (
    BoughtGrant,
    CaseKind,
    Decision,
    Facts,
    GrantSource,
    Settlement,
    TimeEntry,
)
from models.rules.levels_known import RecordedFact
from models.rules.statement import Statement
from models.rules.supposing import untouched
from models.usecases.turn import Turn

Fact = TypeVar("Fact")

_READ_AT_ONCE = 20  # customers: so many at a time the memory holds with all that is said of them
_CASES_AT_ONCE = 1000  # by their numbers
_ROWS_AT_ONCE = 1000  # of time entries
RECORDED_LAST = 2**63  # the id of an entry that would be recorded after all others


def grant_label(source: str, number: int, size: str | None) -> str:
    """Return what a pack or an adjustment is called: "pack 3 (M)", "adjustment 1"."""
    return f"{source} {number} ({size})" if size else f"{source} {number}"


class Balance:
    """A customer's statement of today before something is done, and what that changes (E8).

    The customer is locked before (`finding.locked`), so that answers about it are in order.
    """

    def __init__(self, turn: Turn, customer: Customer) -> None:
        self.customer = customer
        self.before = statement_of(turn.session, customer.id, turn.today)
        self._turn = turn

    def difference(self) -> Difference:
        """Return what was changed since: the same function of the facts as they are by now."""
        after = statement_of(self._turn.session, self.customer.id, self._turn.today)
        return Difference(self.before, after)


def statement_of(session: Session, customer_id: int, on: date) -> Statement:
    """Return a customer's statement on a date (E11)."""
    return statements_of(session, [customer_id], on)[customer_id]


def statements_of(
    session: Session, customer_ids: Collection[int], on: date
) -> dict[int, Statement]:
    """Return the statements of customers on a date, by customer."""
    ledgers = ledgers_on(session, customer_ids, on)
    return {id_: ledger.statement(on) for id_, ledger in ledgers.items()}


def with_time(turn: Turn, case: Case, minutes: int, day: date) -> Difference:
    """Return what `minutes` of work on a case and a day would change, recorded after all else."""
    ledger = ledger_of(turn.session, case.customer_id)
    work = _with_entry(turn.session, ledger, case, (day, RECORDED_LAST, minutes))
    after = replace(ledger, cases={**ledger.cases, case.id: work})
    return Difference(ledger.statement(turn.today), after.statement(turn.today))


def with_case(session: Session, ledger: Ledger, case: Case) -> Ledger:
    """Return a ledger that has a case, also if no time is on it."""
    if case.id in ledger.cases:
        return ledger
    of_case = Case.id == case.id
    said = _decisions(session, of_case)[case.id], _settlements(session, of_case)[case.id]
    work = untouched(CaseKind(case.id, case.kind, case.title), said)
    return replace(ledger, cases={**ledger.cases, case.id: work})


def agreed_with(session: Session, customer_ids: Collection[int]) -> dict[int, tuple[Contract, ...]]:
    """Return the contracts of customers, by customer."""
    session.flush()
    facts = _contracts(session, customer_ids)
    return {id_: contracts(facts[id_]) for id_ in customer_ids}


def recorded_with(
    session: Session, customer_ids: Collection[int]
) -> dict[int, tuple[RecordedFact, ...]]:
    """Return what was agreed with customers and when it was recorded, by customer, in order: all
    that a clock needs of them (S2, S4). Who asks has flushed what the session changed.
    """
    found = _facts(session, _RECORDED, _recorded, {"customers": list(customer_ids)})
    return {id_: found[id_] for id_ in customer_ids}


def facts_of(session: Session, customer_id: int) -> Facts:
    """Return the facts of a customer as their rows have them now, past all that is kept.

    All of its time entries at once: it is for looks that are taken now and then.
    """
    session.flush()
    of_customer = Case.customer_id == customer_id
    cases = session.execute(_CASES.where(of_customer).order_by(Case.id))
    entries = _ENTRIES.join(Case, Case.id == TimeRow.case_id).where(of_customer)
    return Facts(
        contracts=_contracts(session, [customer_id])[customer_id],
        grants=_grants(session, [customer_id])[customer_id],
        cases=tuple(CaseKind(number, kind, title) for _, number, kind, title in cases),
        entries=tuple(
            TimeEntry(number, case, day, minutes)
            for case, day, number, minutes in session.connection().execute(entries)
        ),
        decisions=_all(_facts(session, _DECISIONS.where(of_customer), Decision)),
        settlements=_all(_facts(session, _SETTLEMENTS.where(of_customer), Settlement)),
    )


def _all(by_case: Mapping[int, tuple[Fact, ...]]) -> tuple[Fact, ...]:
    return tuple(chain.from_iterable(by_case.values()))


# --- ledgers --------------------------------------------------------------------------------------


def ledger_of(session: Session, customer_id: int) -> Ledger:
    """Return what is known of a customer by now, with the changes of this session."""
    return ledgers_of(session, [customer_id])[customer_id]


def ledgers_of(session: Session, customer_ids: Collection[int]) -> dict[int, Ledger]:
    """Return what is known of customers by now, as `ledger_of` does, by customer."""
    ids = {customer_key(id_): id_ for id_ in customer_ids}

    def read(keys: Collection[str]) -> dict[str, Ledger]:
        return {customer_key(id_): it for id_, it in _read(session, [ids[k] for k in keys]).items()}

    def patch(key: str, ledger: Ledger, rows: Sequence[Row]) -> Ledger:
        return _patched(session, ids[key], ledger, rows)

    found = seen_by(session).values(ids, read, patch, size=lambda ledger: ledger.size)
    return {ids[key]: ledger for key, ledger in found.items()}


def ledgers_on(session: Session, customer_ids: Collection[int], on: date) -> dict[int, Ledger]:
    """Return ledgers that draw the statements of a date: with the time dated up to it (E11).

    What is read for it are the cases that are another thing by now.
    """
    ledgers = ledgers_of(session, customer_ids)
    later = {id_: ledger.later(on) for id_, ledger in ledgers.items() if on < ledger.latest}
    works = _works_of(session, list(chain.from_iterable(later.values())), until=on)
    for id_, numbers in later.items():
        ledgers[id_] = _with_works(ledgers[id_], numbers, works[id_])
    return ledgers


def _read(session: Session, customer_ids: Sequence[int]) -> dict[int, Ledger]:
    found: dict[int, Ledger] = {}
    for first in range(0, len(customer_ids), _READ_AT_ONCE):
        some = customer_ids[first : first + _READ_AT_ONCE]
        agreed, granted = _contracts(session, some), _grants(session, some)
        works = _works(session, Case.customer_id.in_(some))
        found |= {id_: Ledger(Stock(agreed[id_], granted[id_]), works[id_]) for id_ in some}
    return found


def _patched(session: Session, customer_id: int, ledger: Ledger, rows: Sequence[Row]) -> Ledger:
    """Return a ledger with what this session has changed: only that is read."""
    if any(isinstance(row, ContractRow | GrantRow | GrantVoid) for row in rows):
        agreed, granted = _contracts(session, [customer_id]), _grants(session, [customer_id])
        ledger = replace(ledger, stock=Stock(agreed[customer_id], granted[customer_id]))
    if not (changed := {number for row in rows for number in _cases_of(session, row)}):
        return ledger
    if len(rows) == 1 and isinstance(row := rows[0], TimeRow):
        case, entry = session.get_one(Case, row.case_id), (row.day, row.id, row.minutes)
        fresh = {row.case_id: _with_entry(session, ledger, case, entry)}
    else:
        fresh = _works_of(session, list(changed))[customer_id]
    return _with_works(ledger, changed, fresh)


def _with_works(ledger: Ledger, numbers: Collection[int], works: Mapping[int, CaseWork]) -> Ledger:
    """Return a ledger with other works on some cases, or with none."""
    gone = set(numbers)
    kept = {number: work for number, work in ledger.cases.items() if number not in gone}
    return replace(ledger, cases=dict(sorted({**kept, **works}.items())))


def _cases_of(session: Session, row: Row) -> list[int]:
    match row:
        case TimeRow() | DecisionRow() | SettlementRow():
            return [row.case_id]
        case TimeRemoval():
            return [session.get_one(TimeRow, row.entry_id).case_id]
        case SettlementRemoval():
            return [session.get_one(SettlementRow, row.settlement_id).case_id]
        case Case():
            return [row.id]
    return []


def _with_entry(
    session: Session, ledger: Ledger, case: Case, entry: tuple[date, int, int]
) -> CaseWork:
    """Return the work on a case with one entry more; what is dated before others is put there."""
    work = ledger.cases.get(case.id)
    if work is None or entry[:2] > work.last:
        time = folded([entry], work.time if work else None)
    else:
        others = session.execute(_ENTRIES.where(TimeRow.case_id == case.id))
        dated = {number: (day, number, minutes) for _, day, number, minutes in others}
        time = folded(sorted((dated | {entry[1]: entry}).values()))
    assert time is not None, "it has that entry"
    if work is not None:
        said = work.decisions, work.settlements
    else:
        of_case = Case.id == case.id
        said = _decisions(session, of_case)[case.id], _settlements(session, of_case)[case.id]
    return worked(CaseKind(case.id, case.kind, case.title), time, *said)


# --- rows -----------------------------------------------------------------------------------------


def _contracts(
    session: Session, customer_ids: Collection[int]
) -> dict[int, tuple[ContractFact, ...]]:
    return _facts(session, _CONTRACTS, ContractFact, {"customers": list(customer_ids)})


def _recorded(at: datetime, *fact: Any) -> RecordedFact:
    return RecordedFact(at, ContractFact(*fact))


def _grants(session: Session, customer_ids: Collection[int]) -> dict[int, tuple[BoughtGrant, ...]]:
    return _facts(session, _GRANTS, _grant, {"customers": list(customer_ids)})


def _grant(number: int, size: str | None, source: GrantSource, *rest: Any) -> BoughtGrant:
    id_, first_day, last_day, quantity = rest
    label = grant_label(source, number, size)
    return BoughtGrant(id_, source, label, first_day, last_day, quantity)


def _works_of(
    session: Session, numbers: Sequence[int], until: date = date.max
) -> dict[int, dict[int, CaseWork]]:
    """Read cases by their numbers alone, by customer: who looks by that reads all of its time."""
    found: dict[int, dict[int, CaseWork]] = defaultdict(dict)
    for first in range(0, len(numbers), _CASES_AT_ONCE):
        some = Case.id.in_(numbers[first : first + _CASES_AT_ONCE])
        for customer, works in _works(session, some, until).items():
            found[customer] |= works
    return found


def _works(
    session: Session, wanted: ColumnElement[bool], until: date = date.max
) -> dict[int, dict[int, CaseWork]]:
    """Read the cases that are wanted, by customer, those with time on them up to a day."""
    times = _times(session, wanted, until)
    decisions, settlements = _decisions(session, wanted), _settlements(session, wanted, until)
    found: dict[int, dict[int, CaseWork]] = defaultdict(dict)
    rows = session.execute(_CASES.where(wanted).order_by(Case.id))
    for customer, number, kind, title in rows:
        if (time := times.get(number)) is not None:
            said = decisions[number], settlements[number]
            found[customer][number] = worked(CaseKind(number, kind, title), time, *said)
    return found


def _times(session: Session, wanted: ColumnElement[bool], until: date) -> dict[int, CaseTime]:
    dated = _ENTRIES.join(Case, Case.id == TimeRow.case_id).where(wanted)
    if until < date.max:
        dated = dated.where(TimeRow.day <= until)
    dated = dated.order_by(TimeRow.case_id, TimeRow.day, TimeRow.id)
    past_the_orm = session.connection()  # of a million rows
    rows = past_the_orm.execute(dated, execution_options={"yield_per": _ROWS_AT_ONCE})
    days: dict[date, date] = {}  # a day is one object for all who have it
    times = {
        case: folded((days.setdefault(day, day), number, more) for _, day, number, more in entries)
        for case, entries in groupby(rows, key=itemgetter(0))
    }
    return {case: time for case, time in times.items() if time is not None}


def _decisions(session: Session, wanted: ColumnElement[bool]) -> dict[int, tuple[Decision, ...]]:
    return _facts(session, _DECISIONS.where(wanted).order_by(DecisionRow.id), Decision)


def _settlements(
    session: Session, wanted: ColumnElement[bool], until: date = date.max
) -> dict[int, tuple[Settlement, ...]]:
    settled = _facts(session, _SETTLEMENTS.where(wanted), Settlement)
    return defaultdict(tuple, {case: standing(of, until) for case, of in settled.items()})


def _facts(
    session: Session,
    query: Select[*tuple[Any, ...]],
    make: Callable[..., Fact],
    given: Mapping[str, list[int]] | None = None,
) -> dict[int, tuple[Fact, ...]]:
    """Run a query whose first column says whose each row is, and make a fact of its rest.

    Of whom there is none there is an empty tuple. Who asks has flushed what the session changed.
    """
    found: dict[int, tuple[Fact, ...]] = defaultdict(tuple)
    for owner, *rest in session.connection().execute(query, given):
        found[owner] += (make(*rest),)
    return found


_C, _G, _T, _D, _S = ContractRow, GrantRow, TimeRow, DecisionRow, SettlementRow
_CUSTOMERS: BindParameter[int] = bindparam("customers", expanding=True)
_AGREED = (
    _C.id,
    _C.what,
    _C.day,
    _C.level,
    _C.escalations,
    _C.last_day,
    _C.contract_id,
    _C.recorded_on,
)
_OF_CUSTOMERS = _C.customer_id.in_(_CUSTOMERS)
_CONTRACTS = select(_C.customer_id, *_AGREED).where(_OF_CUSTOMERS).order_by(_C.id)
_RECORDED = select(_C.customer_id, _C.at, *_AGREED).where(_OF_CUSTOMERS).order_by(_C.id)
_GRANTS = (
    select(
        _G.customer_id, _G.number, _G.size, _G.source, _G.id, _G.first_day, _G.last_day, _G.quantity
    )
    .outerjoin(GrantVoid, GrantVoid.grant_id == _G.id)
    .where(GrantVoid.grant_id.is_(None), _G.customer_id.in_(_CUSTOMERS))
    .order_by(_G.id)
)
_CASES = select(Case.customer_id, Case.id, Case.kind, Case.title)
_ENTRIES = (
    select(_T.case_id, _T.day, _T.id, _T.minutes)
    .outerjoin(TimeRemoval, TimeRemoval.entry_id == _T.id)
    .where(TimeRemoval.entry_id.is_(None))
)
_DECISIONS = select(_D.case_id, _D.id, _D.case_id, _D.block, _D.answer, _D.onwards).join(
    Case, Case.id == _D.case_id
)
_SETTLEMENTS = (
    select(_S.case_id, _S.id, _S.case_id, _S.block, _S.way, _S.day)
    .join(Case, Case.id == _S.case_id)
    .outerjoin(SettlementRemoval, SettlementRemoval.settlement_id == _S.id)
    .where(SettlementRemoval.settlement_id.is_(None))
)
