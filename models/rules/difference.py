"""What a fact changed: the difference between two statements of one customer on one date (E8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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
    def returned(self) -> tuple[tuple[Grant, int], ...]:
        """Grants that got escalations back, with how many, expired ones included (E8)."""
        return tuple((grant, -more) for grant, more in self._charged_more() if more < 0)

    @property
    def also_taken(self) -> tuple[tuple[Grant, int], ...]:
        """Grants that more is taken from by charges that were there before, with how much more."""
        new = Counter(charge.grant.identity for charge in self.new_charges if charge.grant)
        more = ((grant, more - new[grant.identity]) for grant, more in self._charged_more())
        return tuple((grant, number) for grant, number in more if number > 0)

    def _charged_more(self) -> Iterator[tuple[Grant, int]]:
        then = {line.grant.identity: line.charged for line in self.before.every_grant}
        for line in self.after.every_grant:
            yield line.grant, line.charged - then.get(line.grant.identity, 0)

    @property
    def charged_otherwise(self) -> tuple[Charge, ...]:
        """Charges that were there before, and are gone or taken from something else now."""
        after = {(c.block.case, c.block.number): c for c in self.after.charges}
        return tuple(
            charge
            for charge in self.before.charges
            if _source(charge) != _source(after.get((charge.block.case, charge.block.number)))
        )

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


def _source(charge: Charge | None) -> object:
    """What a charge takes from; None of one that is gone or uncovered."""
    return charge.grant.identity if charge is not None and charge.grant is not None else None


def _only_in(these: Iterable[Charge], those: Iterable[Charge]) -> tuple[Charge, ...]:
    known = {(charge.block.case, charge.block.number) for charge in those}
    return tuple(c for c in these if (c.block.case, c.block.number) not in known)
