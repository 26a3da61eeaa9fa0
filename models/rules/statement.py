"""The shape of a statement: grants, charges and remainder on a date, line by line.

What `entitlement.statement` returns. Sums here are sums of its lines, so they always balance.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import compress

from models.rules.contract_year import Contract, LastDays, contract_on
from models.rules.facts import BlockAnswer, GrantSource, Settlement
from models.rules.service_definition import (
    BLOCK_MINUTES,
    CHARGED_FROM_MINUTES,
    CONSULTING_MINUTE,
    NEVER_CHARGED,
    Kind,
    Level,
)


@dataclass(frozen=True, slots=True)
class Grant:
    """Escalations that may be used from `first_day` to `last_day`, both included.

    `said_to_last` are the last days that it had one after the other, where its contract's end was
    recorded or moved: the order of E6 goes by what was known.
    """

    label: str
    source: GrantSource
    first_day: date
    last_day: date
    quantity: int
    recorded: int
    said_to_last: LastDays = ()

    @property
    def identity(self) -> tuple[GrantSource, str, int]:
        """What stays the same of a grant, whatever becomes of its last day."""
        return self.source, self.label, self.recorded

    def valid_on(self, day: date) -> bool:
        """Whether the grant may be used on `day`."""
        return self.first_day <= day <= self.last_day

    def expires(self, day: date) -> date:
        """Return when the grant expires, by what was known at the end of `day` (E6)."""
        known = (last_day for since, last_day in reversed(self.said_to_last) if since <= day)
        return next(known, self.last_day)


@dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant and how many charges took from it."""

    grant: Grant
    charged: int

    @property
    def remaining(self) -> int:
        """What is left of the grant."""
        return self.grant.quantity - self.charged


class Outcome(Enum):
    """What became of a due charge."""

    COVERED = "covered"
    SETTLED_FROM_GRANT = "settled from a grant"
    SETTLED_AS_CONSULTING = "settled as consulting"
    UNCOVERED = "uncovered"


@dataclass(frozen=True, slots=True)
class Block:
    """Up to 300 minutes of a case (E1).

    `day` and `entry` are those of the time entry that makes the block's charge fall due (E4).
    """

    case: int
    number: int
    minutes: int
    day: date
    entry: int
    answer: BlockAnswer | None
    charged: bool
    settlement: Settlement | None

    @property
    def due(self) -> bool:
        """Whether the block asks for an escalation (E4, E5)."""
        return self.charged and self.answer == BlockAnswer.ESCALATION

    @property
    def undecided(self) -> bool:
        """Whether the block waits for an answer (E5)."""
        return self.charged and self.answer is None

    @property
    def consulting(self) -> bool:
        """Whether the block was decided to be consulting (E5)."""
        return self.charged and self.answer == BlockAnswer.CONSULTING

    @property
    def span(self) -> tuple[int, int]:
        """The first and last minute of the case in this block, counted from 1."""
        first = BLOCK_MINUTES * (self.number - 1) + 1
        return first, first + self.minutes - 1


@dataclass(frozen=True, slots=True)
class Charge:
    """A due charge and the grant that serves it; `day` is the date it is served on."""

    block: Block
    day: date
    grant: Grant | None
    outcome: Outcome

    @property
    def rule(self) -> str:
        """The rule that made this line."""
        if self.outcome is Outcome.COVERED:
            return "E4" if self.block.number == 1 else "E5"
        return "E7"

    @property
    def consulting(self) -> bool:
        """Whether it was settled as consulting and takes no escalation (E7)."""
        return self.outcome is Outcome.SETTLED_AS_CONSULTING


@dataclass(frozen=True, slots=True)
class CaseAccount:
    """One case's time and blocks on the statement's date."""

    number: int
    kind: Kind
    title: str
    minutes: int
    blocks: tuple[Block, ...]
    charges: tuple[Charge, ...] = ()

    def charge_of(self, block: Block) -> Charge | None:
        """Return the charge of one of the case's blocks, if it is due."""
        return next((c for c in self.charges if c.block.number == block.number), None)

    @property
    def why_free(self) -> str | None:
        """The rule by which the case costs nothing at all, or None (E2, E3, E9)."""
        if self.kind == Kind.TOUCHPOINT:
            return "E9"
        if self.kind in NEVER_CHARGED:
            return "E2"
        return "E3" if self.minutes < CHARGED_FROM_MINUTES else None

    @property
    def undecided_minutes(self) -> int:
        """Minutes of blocks without an answer (E5)."""
        return sum(block.minutes for block in self.blocks if block.undecided)

    @property
    def consulting_minutes(self) -> int:
        """Minutes decided (E5) or settled (E7) as consulting."""
        decided = sum(block.minutes for block in self.blocks if block.consulting)
        return decided + sum(c.block.minutes for c in self.charges if c.consulting)


@dataclass(frozen=True)
class Statement:
    """A customer's entitlement on a date (E11, G6).

    `every_grant` holds all that began by then, `grants` those still valid on the date; `charges`
    and the minutes cover the whole history up to it. Sums are worked out once. The `accounts` of
    cases have no charges: a case gets its own when it is asked for.
    """

    on: date
    level: Level
    every_grant: tuple[GrantLine, ...]
    charges: tuple[Charge, ...]
    accounts: tuple[CaseAccount, ...]
    contracts: tuple[Contract, ...]

    @property
    def contract(self) -> Contract | None:
        """The contract in force on the date; without one Basic Support applies (S2)."""
        return contract_on(self.contracts, self.on)

    @cached_property
    def grants(self) -> tuple[GrantLine, ...]:
        """The grants valid on the date, in the order in which they are taken from (E6)."""
        return tuple(line for line in self.every_grant if line.grant.valid_on(self.on))

    @cached_property
    def remaining(self) -> int:
        """Escalations left on the date (G6)."""
        return sum(line.remaining for line in self.grants)

    @cached_property
    def granted(self) -> int:
        """What the grants valid on the date hold in all."""
        return sum(line.grant.quantity for line in self.grants)

    @cached_property
    def uncovered(self) -> tuple[Charge, ...]:
        """Due charges without a grant to take from, oldest first (E7)."""
        return tuple(c for c in self.charges if c.outcome is Outcome.UNCOVERED)

    @property
    def missing(self) -> int:
        """How many escalations there are too few, to settle all that is uncovered from a grant."""
        return max(0, len(self.uncovered) - self.remaining)

    @property
    def uncovered_chf(self) -> Decimal:
        """What the uncovered charges cost if all are settled as consulting today, in CHF without
        VAT (E7, M1).
        """
        return sum((c.block.minutes for c in self.uncovered), 0) * CONSULTING_MINUTE

    @cached_property
    def undecided(self) -> tuple[CaseAccount, ...]:
        """The cases with blocks that wait for a decision (E5)."""
        waits = (any(block.undecided for block in account.blocks) for account in self.accounts)
        return tuple(compress(self.accounts, waits))

    @cached_property
    def undecided_minutes(self) -> int:
        """Minutes that wait for a decision (E5)."""
        return sum(case.undecided_minutes for case in self.undecided)

    @cached_property
    def consulting_minutes(self) -> int:
        """Minutes of consulting (E5, E7)."""
        decided = sum(account.consulting_minutes for account in self.accounts)
        return decided + sum(charge.block.minutes for charge in self.charges if charge.consulting)

    @cached_property
    def consulting_cases(self) -> frozenset[int]:
        """The numbers of the cases that have consulting (E5, E7)."""
        decided = (account.number for account in self.accounts if account.consulting_minutes)
        settled = (charge.block.case for charge in self.charges if charge.consulting)
        return frozenset((*decided, *settled))

    @property
    def consulting_chf(self) -> Decimal:
        """The price of the consulting minutes, in CHF without VAT (M1)."""
        return self.consulting_minutes * CONSULTING_MINUTE

    @cached_property
    def _by_number(self) -> dict[int, CaseAccount]:
        return {account.number: account for account in self.accounts}

    @cached_property
    def _charges_by_case(self) -> dict[int, list[Charge]]:
        found: dict[int, list[Charge]] = defaultdict(list)
        for charge in self.charges:
            found[charge.block.case].append(charge)
        return found

    def case(self, number: int) -> CaseAccount | None:
        """Return the account of one case with its charges; None if no time is on it by the date."""
        account = self._by_number.get(number)
        charges = self._charges_by_case.get(number)
        return replace(account, charges=tuple(charges)) if account and charges else account

    @property
    def cases(self) -> tuple[CaseAccount, ...]:
        """The accounts of all cases with their charges."""
        return tuple(filter(None, map(self.case, self._by_number)))
