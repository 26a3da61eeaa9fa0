"""What somebody may want of customers: contracts, packs, adjustments, people, the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.line import quoted
from handlers.intents.pieces.taking import joined, written_reason

Source = Literal["pack", "adjustment"]


@dataclass(frozen=True, slots=True)
class AddCustomer:
    """Add a customer with its first contract. `key` is the new short name.

    `escalations` is the number agreed for a contract year, for `managed` only (G1). `last_day` is
    inclusive; None is open-ended.
    """

    writes: ClassVar[bool] = True

    key: str
    name: str
    level: str
    escalations: int | None
    first_day: date
    last_day: date | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"add {self.key} {quoted(self.name)} {written_level(self.level, self.escalations)}",
            f"from {self.first_day}",
            f"to {self.last_day}" if self.last_day else None,
        )


@dataclass(frozen=True, slots=True)
class ChangeLevel:
    """Change a customer's support level, or Managed's number, from a day on (G5)."""

    writes: ClassVar[bool] = True

    customer: str
    level: str
    escalations: int | None
    from_day: date

    def typed(self) -> str:
        """Return the canonical text."""
        level = written_level(self.level, self.escalations)
        return f"level {written_customer(self.customer)} {level} from {self.from_day}"


@dataclass(frozen=True, slots=True)
class EndContract:
    """End a customer's contract; the last day is inclusive, and if it has passed wants a reason."""

    writes: ClassVar[bool] = True

    customer: str
    last_day: date
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        ends = f"end {written_customer(self.customer)} {self.last_day}"
        return joined(ends, written_reason(self.because))


@dataclass(frozen=True, slots=True)
class AddPack:
    """Record a purchase (G3): a pack by its size, or a quantity at a price in CHF without VAT.

    `on` is the day of purchase; None means today.
    """

    writes: ClassVar[bool] = True

    customer: str
    size: str | None = None
    quantity: int | None = None
    price: Decimal | None = None
    on: date | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        agreed = None if self.price is None else f"{self.quantity} at {self.price:f}"
        return joined(
            f"pack {written_customer(self.customer)}",
            self.size or agreed,
            f"on {self.on}" if self.on else None,
        )


@dataclass(frozen=True, slots=True)
class Adjust:
    """Give a customer escalations until a last day, with a reason."""

    writes: ClassVar[bool] = True

    customer: str
    quantity: int
    until: date
    because: str

    def typed(self) -> str:
        """Return the canonical text."""
        return (
            f"adjust {written_customer(self.customer)} +{self.quantity} until {self.until} "
            f"because {quoted(self.because)}"
        )


@dataclass(frozen=True, slots=True)
class VoidGrant:
    """Void a pack or adjustment recorded by mistake, by its number, with a reason (G4)."""

    writes: ClassVar[bool] = True

    customer: str
    source: Source
    number: int
    because: str

    def typed(self) -> str:
        """Return the canonical text."""
        return (
            f"void {written_customer(self.customer)} {self.source} {self.number} "
            f"because {quoted(self.because)}"
        )


@dataclass(frozen=True, slots=True)
class SetManager:
    """Say who a customer's account manager is (Slack's id)."""

    writes: ClassVar[bool] = True

    customer: str
    user_id: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"manager {written_customer(self.customer)} <@{self.user_id}>"


@dataclass(frozen=True, slots=True)
class SetChannel:
    """Say which channel is a customer's (Slack's id)."""

    writes: ClassVar[bool] = True

    customer: str
    channel_id: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"channel {written_customer(self.customer)} <#{self.channel_id}>"


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a customer another full name."""

    writes: ClassVar[bool] = True

    customer: str
    name: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"rename {written_customer(self.customer)} {quoted(self.name)}"


@dataclass(frozen=True, slots=True)
class Extras:
    """Open the form for what a Managed contract agrees beside escalations."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Extras"

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"extras {written_customer(self.customer)}"


@dataclass(frozen=True, slots=True)
class CloseDay:
    """Make a day a closure day for all (T2), with a name; one that has passed wants a reason."""

    writes: ClassVar[bool] = True

    day: date
    name: str
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"closed {self.day} {quoted(self.name)}", written_reason(self.because))


@dataclass(frozen=True, slots=True)
class OpenDay:
    """Take a closure day back, with a reason."""

    writes: ClassVar[bool] = True

    day: date
    because: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"closed {self.day} off because {quoted(self.because)}"


@dataclass(frozen=True, slots=True)
class ShowCustomer:
    """Show one customer: contract, grants, people."""

    writes: ClassVar[bool] = False

    customer: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"show {written_customer(self.customer)}"


@dataclass(frozen=True, slots=True)
class ListCustomers:
    """List all customers."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "list"


CustomerIntent = (
    AddCustomer
    | ChangeLevel
    | EndContract
    | AddPack
    | Adjust
    | VoidGrant
    | SetManager
    | SetChannel
    | Rename
    | Extras
    | CloseDay
    | OpenDay
    | ShowCustomer
    | ListCustomers
)


def written_level(level: str, escalations: int | None) -> str:
    """Return a support level as it is typed."""
    return level if escalations is None else f"{level} escalations {escalations}"
