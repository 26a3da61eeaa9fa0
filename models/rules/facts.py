"""What a statement is worked out from: facts that are only ever added (E).

Every `id` is the order of recording among its like. Dates are calendar dates in the business zone,
a last day is included, time is whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.rules.closed_sets import Named
from models.rules.contract_year import ContractFact
from models.rules.service_definition import Kind


class BlockAnswer(Named, called="an answer"):
    """What a block of a case is to be (E5)."""

    ESCALATION = "escalation"
    CONSULTING = "consulting"


class SettlementWay(Named, called="a way to settle"):
    """How an uncovered charge is settled (E7)."""

    GRANT = "grant"
    CONSULTING = "consulting"


class GrantSource(Named, called="a grant"):
    """Where escalations come from, in the order in which they are taken (E6)."""

    INCLUDED = "included"
    PACK = "pack"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class BoughtGrant:
    """A pack or an adjustment that stands (voided ones are left out)."""

    id: int
    source: GrantSource
    label: str
    first_day: date
    last_day: date
    quantity: int


@dataclass(frozen=True, slots=True)
class CaseKind:
    """What a case is as known today: its number, kind and title."""

    number: int
    kind: Kind
    title: str = ""


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Whole minutes of work on one case on one day (removed entries are left out)."""

    id: int
    case: int
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about block `block` of a case, and `onwards` about all later ones (E5)."""

    id: int
    case: int
    block: int
    answer: BlockAnswer
    onwards: bool = False

    def covers(self, block: int) -> bool:
        """Whether this decision answers for `block`."""
        return block == self.block or (self.onwards and block > self.block)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an uncovered charge was settled, and on which day (those taken back are left out; E7)."""

    id: int
    case: int
    block: int
    way: SettlementWay
    day: date


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one customer's entitlement."""

    contracts: tuple[ContractFact, ...] = ()
    grants: tuple[BoughtGrant, ...] = ()
    cases: tuple[CaseKind, ...] = ()
    entries: tuple[TimeEntry, ...] = ()
    decisions: tuple[Decision, ...] = ()
    settlements: tuple[Settlement, ...] = ()
