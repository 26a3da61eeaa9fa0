"""What a fact changed: the difference between two statements of one customer on one date (E8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.rules.statement import Charge, Grant, Statement


@dataclass(frozen=True, slots=True)
class Difference:
    """From `before` to `after`: charges that came about or went, grants that took or gave back."""

    before: Statement
    after: Statement

    @property
    def new_charges(self) -> tuple[Charge, ...]:
        """Charges that were not there before."""
        return _only_in(self.after.charges, self.before.charges)

    @property
    def gone_charges(self) -> tuple[Charge, ...]:
        """Charges that are there no more."""
        return _only_in(self.before.charges, self.after.charges)

    @property
    def returned(self) -> tuple[tuple[Grant, int], ...]:
        """Grants that got escalations back, with how many, expired ones included (E8)."""
        then = {line.grant: line.charged for line in self.before.every_grant}
        back = (
            (line.grant, then.get(line.grant, 0) - line.charged) for line in self.after.every_grant
        )
        return tuple((grant, number) for grant, number in back if number > 0)

    @property
    def uncovered(self) -> int:
        """How many more (or, negative, fewer) charges are uncovered now."""
        return len(self.after.uncovered) - len(self.before.uncovered)

    @property
    def undecided_minutes(self) -> int:
        """How many more (or fewer) minutes wait for a decision now."""
        return self.after.undecided_minutes - self.before.undecided_minutes

    @property
    def consulting_minutes(self) -> int:
        """How many more (or fewer) minutes of consulting there are now."""
        return self.after.consulting_minutes - self.before.consulting_minutes


def _only_in(these: Iterable[Charge], those: Iterable[Charge]) -> tuple[Charge, ...]:
    known = {(charge.block.case, charge.block.number) for charge in those}
    return tuple(c for c in these if (c.block.case, c.block.number) not in known)
