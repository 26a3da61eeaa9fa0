"""One case whole, and its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.rows.cases import Case
from models.rows.customers import Customer
from models.rows.time import TimeRow
from models.rules.permissions import Permission
from models.rules.statement import CaseAccount, Grant, Statement
from models.usecases import finding, people
from models.usecases.derived import entitlements
from models.usecases.derived import history as case_history
from models.usecases.derived.behind import Behind, behind
from models.usecases.derived.clocks import CaseClock, clock_of
from models.usecases.derived.history import Happening
from models.usecases.derived.reported_by import ReportedBy, reported_by
from models.usecases.escalation.time_listed import standing_entries
from models.usecases.names import customer_names
from models.usecases.turn import Turn


@dataclass(frozen=True)
class CaseShown:
    """One case whole."""

    case: Case
    customer: Customer
    clock: CaseClock
    account: CaseAccount | None
    statement: Statement
    entries: Sequence[TimeRow]
    history: Sequence[Happening]
    customer_keys: Mapping[int, str]
    sources: Sequence[ReportedBy]


@people.may(Permission.EVERYBODY)
def show(turn: Turn, number: int) -> CaseShown:
    """Return everything about one case; Unknown if there is none."""
    case = finding.case(turn, number)
    statement = entitlements.statement_of(turn.session, case.customer_id, turn.today)
    return CaseShown(
        case,
        finding.customer_of(turn, case),
        clock_of(turn, case),
        statement.case(number),
        statement,
        standing_entries(turn, [number]),
        case_history.history(turn, number),
        customer_names(turn.session).keys,
        reported_by(turn, case),
    )


@dataclass(frozen=True)
class CaseExplained:
    """One case with its time, its account and the grants that this took from, and what is behind
    each line of it.
    """

    case: Case
    customer: Customer
    account: CaseAccount | None
    entries: Sequence[TimeRow]
    grants: Sequence[Grant]
    behind: Behind


@people.may(Permission.EVERYBODY)
def explain(turn: Turn, number: int) -> CaseExplained:
    """Return why a case costs what it does; Unknown if there is none."""
    case = finding.case(turn, number)
    told = entitlements.statement_of(turn.session, case.customer_id, turn.today)
    account = told.case(number)
    took = (charge.grant for charge in account.charges) if account else ()
    grants = list(dict.fromkeys(filter(None, took)))
    return CaseExplained(
        case,
        finding.customer_of(turn, case),
        account,
        standing_entries(turn, [number]),
        grants,
        behind(turn, grants, [account] if account else []),
    )


@people.may(Permission.EVERYBODY)
def clock_explained(turn: Turn, number: int) -> CaseClock:
    """Return the clock of one case, to be explained; Unknown if there is none, Impossible for one
    that was withdrawn: it has no clock (S6).
    """
    case = finding.case(turn, number)
    finding.refuse_withdrawn(case)
    return clock_of(turn, case)
