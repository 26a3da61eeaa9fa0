"""A quarter of the calendar year, of which the desk's figures are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.rules.contract_year import ONE_DAY


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter by its year and its number, 1 to 4. Its days are those of the business zone."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - ONE_DAY

    @property
    def before(self) -> Quarter:
        """The quarter before it."""
        return Quarter.of(self.first - ONE_DAY)

    @property
    def after(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def __contains__(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        """Return it as people write it: `2026 Q3`."""
        return f"{self.year} Q{self.number}"
