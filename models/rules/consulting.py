"""E5, E7, M1: consulting by case and month, as it is invoiced: by the minute, in the month of work.

Minutes count through a case's entries in the order of E1, so an entry may begin in a block that is
an escalation and end in one that is consulting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.rules.service_definition import CONSULTING_MINUTE
from models.rules.statement import CaseAccount


@dataclass(frozen=True, slots=True)
class Consulting:
    """The consulting of one case in one month, which is named by its first day."""

    case: int
    month: date
    minutes: int

    @property
    def chf(self) -> Decimal:
        """Its price in CHF without VAT."""
        return self.minutes * CONSULTING_MINUTE


def consulting_by_month(
    account: CaseAccount, entries: Iterable[tuple[date, int]]
) -> Iterator[Consulting]:
    """Yield the consulting of a case by month, oldest first; of an account with its charges.

    `entries` are the day and minutes of the case's entries, in order (E1), as far as the account
    goes.
    """
    spans = list(_consulting_spans(account))
    minutes: Counter[date] = Counter()
    passed = 0
    for day, more in entries:
        first, last = passed + 1, passed + more
        for begins, ends in spans:
            minutes[day.replace(day=1)] += max(0, min(last, ends) - max(first, begins) + 1)
        passed = last
    for month, so_many in sorted(minutes.items()):
        if so_many:
            yield Consulting(account.number, month, so_many)


def _consulting_spans(account: CaseAccount) -> Iterator[tuple[int, int]]:
    """Yield the first and last minute of each block that was decided or settled as consulting."""
    settled = {charge.block.number for charge in account.charges if charge.consulting}
    for block in account.blocks:
        if block.consulting or block.number in settled:
            yield block.span
