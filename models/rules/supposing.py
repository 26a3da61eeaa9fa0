"""What if: a customer's ledger as it would be, were something so. The same statement follows.

>>> from models.rules.contract_year import ContractFact
>>> from models.rules.entitlement import ledger
>>> from models.rules.facts import CaseKind, Facts, TimeEntry
>>> acme = Facts(
...     contracts=(ContractFact(1, "start", date(2026, 1, 1), "standard"),),
...     cases=(CaseKind(12, "configuration"),),
...     entries=(TimeEntry(1, 12, date(2026, 6, 8), 60),),
... )
>>> today = date(2026, 6, 8)
>>> then = supposed(ledger(acme, today), (CaseTakes(12, 7 * 60), PackBought("M")), today)
>>> then.statement(today).remaining, then.statement(today).undecided_minutes
(6, 120)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from models.rules.case_account import CaseTime, CaseWork, folded, worked
from models.rules.contract_year import Agreed, ContractFact, pack_last_day
from models.rules.entitlement import Ledger
from models.rules.facts import BlockAnswer, BoughtGrant, CaseKind, Decision, GrantSource, Settlement
from models.rules.service_definition import PACKS, Level, PackSize

AFTER_ALL = 2**63  # the id of a fact that would be recorded after all others


@dataclass(frozen=True, slots=True)
class CaseTakes:
    """A case takes so many minutes in all, or so many `more`: what is new of them today."""

    case: int
    minutes: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class PackBought:
    """A pack is bought today (G3)."""

    size: PackSize


@dataclass(frozen=True, slots=True)
class LevelFrom:
    """Another level is agreed today, for a day on; `escalations` are Managed's number (G5)."""

    level: Level
    escalations: int | None
    day: date


@dataclass(frozen=True, slots=True)
class BlockIs:
    """A block of a case is decided to be something (E5)."""

    case: int
    block: int
    answer: BlockAnswer


Supposition = CaseTakes | PackBought | LevelFrom | BlockIs


def supposed(ledger: Ledger, suppositions: Iterable[Supposition], today: date) -> Ledger:
    """Return a ledger with what is supposed: recorded today, one after the other, after all else.

    A case that is supposed to take time is on the ledger, be it with none (`untouched`).
    """
    for number, each in enumerate(suppositions, start=AFTER_ALL):
        ledger = _with(ledger, each, number, today)
    return ledger


def _with(ledger: Ledger, what: Supposition, number: int, today: date) -> Ledger:
    stock = ledger.stock
    match what:
        case CaseTakes():
            work = ledger.cases[what.case]
            time = folded([(today, number, minutes_more(work, what))], work.time)
            assert time is not None, "it has that time"
            return _with_work(ledger, work, time)
        case BlockIs(case=case, block=block, answer=answer):
            onwards = answer is BlockAnswer.CONSULTING
            decision = Decision(number, case, block, answer, onwards)
            return _with_work(ledger, ledger.cases[case], ledger.cases[case].time, decision)
        case PackBought(size=size):
            last_day, quantity = pack_last_day(today), PACKS[size].escalations
            pack = BoughtGrant(number, GrantSource.PACK, f"pack {size}", today, last_day, quantity)
            return replace(ledger, stock=replace(stock, bought=(*stock.bought, pack)))
        case LevelFrom(level=level, escalations=escalations, day=day):
            fact = ContractFact(number, Agreed.LEVEL, day, level, escalations, recorded_on=today)
            return replace(ledger, stock=replace(stock, contracts=(*stock.contracts, fact)))
        case _:
            assert_never(what)


def minutes_more(work: CaseWork, takes: CaseTakes) -> int:
    """Return how many minutes a case would have more than now; none or fewer if it has so many."""
    return takes.minutes if takes.more else takes.minutes - work.account.minutes


def untouched(case: CaseKind, said: tuple[Sequence[Decision], Sequence[Settlement]]) -> CaseWork:
    """Return a case without time, with what was decided and settled of it."""
    return worked(case, CaseTime(0, (date.min, 0), ()), *said)


def _with_work(ledger: Ledger, work: CaseWork, time: CaseTime, *more: Decision) -> Ledger:
    account = work.account
    case = CaseKind(account.number, account.kind, account.title)
    fresh = worked(case, time, (*work.decisions, *more), work.settlements)
    return replace(ledger, cases={**ledger.cases, case.number: fresh})
