"""What somebody may want of the time on cases and of the escalations they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.durations import written
from handlers.intents.pieces.line import quoted
from handlers.intents.pieces.taking import joined, written_reason

WhichTime = Literal["me", "case", "customer"]
Answer = Literal["escalation", "consulting"]
Way = Literal["grant", "consulting"]


@dataclass(frozen=True, slots=True)
class LogTime:
    """Log minutes (1 to 1440) of work on a day; None means today.

    On a case, or on the case that is meant: the customer's (its short name) or the channel's open
    one. `again` is the entry that said the very same and is meant once more.
    """

    writes: ClassVar[bool] = True

    minutes: int
    case: int | None = None
    customer: str | None = None
    day: date | None = None
    note: str = ""
    again: int | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"log {written(self.minutes)}",
            f"#{self.case}" if self.case else None,
            written_customer(self.customer) if self.customer else None,
            self.day.isoformat() if self.day else None,
            quoted(self.note) if self.note else None,
            f"--again {self.again}" if self.again else None,
        )


@dataclass(frozen=True, slots=True)
class NewTime:
    """Open the form for logging time, on a case if one is named."""

    case: int | None = None

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Log time"

    def typed(self) -> str:
        """Return the canonical text."""
        return f"log #{self.case}" if self.case is not None else "log"


@dataclass(frozen=True, slots=True)
class UndoTime:
    """Take back a time entry; None means the latest of one's own."""

    writes: ClassVar[bool] = True

    entry: int | None = None
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined("undo", str(self.entry) if self.entry else None, written_reason(self.because))


@dataclass(frozen=True, slots=True)
class MoveTime:
    """Move a time entry (None: the latest of one's own) to another case."""

    writes: ClassVar[bool] = True

    case: int
    entry: int | None = None
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            "move",
            str(self.entry) if self.entry else None,
            f"#{self.case}",
            written_reason(self.because),
        )


@dataclass(frozen=True, slots=True)
class ListTime:
    """List time entries of mine, of a case or of a customer (as typed), of a month if one is given.

    `month` is its first day.
    """

    writes: ClassVar[bool] = False

    which: WhichTime
    case: int | None = None
    customer: str | None = None
    month: date | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        whose = f"#{self.case}" if self.case else "me"
        return joined(
            "list",
            written_customer(self.customer) if self.customer else whose,
            f"{self.month:%Y-%m}" if self.month else None,
        )


@dataclass(frozen=True, slots=True)
class Explain:
    """Explain every charge of a case, and every minute that was not charged."""

    writes: ClassVar[bool] = False

    case: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"explain #{self.case}"


@dataclass(frozen=True, slots=True)
class Decide:
    """Answer for a later block of a case (E5); without a block the one that the answer means.

    `asked` says that the desk's own question is answered, which only an undecided block is.
    """

    writes: ClassVar[bool] = True

    case: int
    answer: Answer
    block: int | None = None
    asked: bool = False

    def typed(self) -> str:
        """Return the canonical text."""
        block = f"block {self.block}" if self.block else None
        asked = "--asked" if self.asked else None
        return joined(f"decide #{self.case} {self.answer}", block, asked)


@dataclass(frozen=True, slots=True)
class Settle:
    """Settle a customer's oldest uncovered charge, a case's, or that of its block (E7).

    The customer is as typed.
    """

    writes: ClassVar[bool] = True

    customer: str
    way: Way
    case: int | None = None
    block: int | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        case = f"#{self.case}" if self.case else None
        block = f"block {self.block}" if self.block else None
        return joined("settle", written_customer(self.customer), case, block, self.way)


EscalationIntent = LogTime | NewTime | UndoTime | MoveTime | ListTime | Explain | Decide | Settle
