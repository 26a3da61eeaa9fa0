"""What stands in the files that are imported and exported, and what becomes of a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, TypeAlias

from models.problems import Problem
from models.rules.contract_year import Agreed
from models.rules.languages import Language
from models.rules.service_definition import Kind, Level, PackSize, Severity
from models.rules.sheets import Sheet


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer; its short name is its `key`. People and channels stand by their ids."""

    sheet: ClassVar = Sheet.CUSTOMERS
    key: str
    name: str
    manager: str | None = None
    channel: str | None = None
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A contract that starts on `first_day`, another level from it on, or an end.

    `recorded_on` is the day on which it was known, today if it is not said (E6).
    """

    sheet: ClassVar = Sheet.CONTRACTS
    key: str
    customer: str
    what: Agreed = Agreed.START
    level: Level | None = None
    escalations: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    recorded_on: date | None = None


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack that was bought; without a `size` its number and price were agreed freely (G3)."""

    sheet: ClassVar = Sheet.PACKS
    key: str
    customer: str
    bought: date
    size: PackSize | None = None
    escalations: int | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case; instants are aware. One without its first response is only exported."""

    sheet: ClassVar = Sheet.CASES
    key: str
    customer: str
    title: str
    kind: Kind
    severity: Severity
    reported: datetime
    responded: datetime | None = None
    closed: datetime | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Whole minutes of somebody's work on a day on a case: the key of its line, or its number as
    `#12`.
    """

    sheet: ClassVar = Sheet.TIME
    key: str
    case: str
    person: str
    day: date
    minutes: int
    note: str = ""


Name: TypeAlias = tuple[Sheet, str]  # of which file, and how lines of other files call it
Line: TypeAlias = CustomerLine | ContractLine | PackLine | CaseLine | TimeLine


@dataclass(frozen=True, slots=True)
class Comes:
    """A line that comes in: `what` it is here."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class IsThere:
    """A line that came in before: `what` it is here."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that can't come in: in which column (None: as a whole), what stands there, and why
    not or what would be right. `called` is what later lines may call it.
    """

    number: int
    column: str | None
    stands: str
    why: str | Problem
    called: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line and its number in the file; the headings there by its fields, and its cells in their
    order. One that counts `once` is there already whatever it said when it came in.
    """

    number: int
    line: Line
    headings: Mapping[str, str]
    cells: Sequence[str]
    once: bool = False

    @property
    def called(self) -> tuple[Name, ...]:
        """What later lines may call it: its key, and a customer's full name."""
        line = self.line
        names = (line.key, line.name) if isinstance(line, CustomerLine) else (line.key,)
        return tuple((line.sheet, name) for name in names)

    def wrong(self, field: str, why: str | Problem) -> Wrong:
        """Return that it can't come in because of a field."""
        cell = self.cells[list(self.headings).index(field)]
        return Wrong(self.number, self.headings[field], cell, why)


Became: TypeAlias = Comes | IsThere | Wrong
