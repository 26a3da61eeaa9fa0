"""What somebody may want of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.instants import written_instant
from handlers.intents.pieces.line import quoted
from handlers.intents.pieces.taking import joined, written_reason

WhichCases = Literal["mine", "queue", "overdue", "all", "customer"]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Open a case. The customer is as typed; None where nothing was said (default Sev-3,
    `untriaged`, reported now). `reported` is aware.
    """

    writes: ClassVar[bool] = True

    customer: str
    title: str
    severity: int | None = None
    kind: str | None = None
    reported: datetime | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(
            f"open {written_customer(self.customer)}",
            f"sev{self.severity}" if self.severity else None,
            self.kind,
            f"reported {written_instant(self.reported)}" if self.reported else None,
            quoted(self.title),
        )


@dataclass(frozen=True, slots=True)
class NewCase:
    """Open the form of a new case."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "New case"

    def typed(self) -> str:
        """Return the canonical text."""
        return "open"


@dataclass(frozen=True, slots=True)
class ShowCase:
    """Show one case whole."""

    writes: ClassVar[bool] = False

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"show #{self.number}"


@dataclass(frozen=True, slots=True)
class ExplainClock:
    """Explain a case's clock: which stretches counted, which did not, and why."""

    writes: ClassVar[bool] = False

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"clock #{self.number}"


@dataclass(frozen=True, slots=True)
class ListCases:
    """List cases: mine, a customer's (as typed), waiting in the queue, overdue, or all."""

    writes: ClassVar[bool] = False

    which: WhichCases
    customer: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return f"list {written_customer(self.customer) if self.customer else self.which}"


@dataclass(frozen=True, slots=True)
class Respond:
    """Say that the first response was given (S3), now or at an aware instant."""

    writes: ClassVar[bool] = True

    number: int
    at: datetime | None = None
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        at = f"at {written_instant(self.at)}" if self.at else None
        return joined(f"respond #{self.number}", at, written_reason(self.because))


@dataclass(frozen=True, slots=True)
class Assign:
    """Give a case to a person (Slack's id); None means me, whoever has it."""

    writes: ClassVar[bool] = True

    number: int
    user_id: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return f"assign #{self.number} {f'<@{self.user_id}>' if self.user_id else 'me'}"


@dataclass(frozen=True, slots=True)
class TakeCase:
    """Take a case that nobody has: what the buttons type."""

    writes: ClassVar[bool] = True

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"take #{self.number}"


@dataclass(frozen=True, slots=True)
class SetSeverity:
    """Change a case's severity, 1 to 3 (S4)."""

    writes: ClassVar[bool] = True

    number: int
    severity: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"severity #{self.number} {self.severity}"


@dataclass(frozen=True, slots=True)
class SetKind:
    """Say what kind a case is (E2)."""

    writes: ClassVar[bool] = True

    number: int
    kind: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"kind #{self.number} {self.kind}"


@dataclass(frozen=True, slots=True)
class Retitle:
    """Give a case another title, at most 250 characters."""

    writes: ClassVar[bool] = True

    number: int
    title: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"title #{self.number} {quoted(self.title)}"


@dataclass(frozen=True, slots=True)
class MoveCase:
    """Give a case to another customer, as typed."""

    writes: ClassVar[bool] = True

    number: int
    customer: str
    because: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        name = written_customer(self.customer)
        return joined(f"customer #{self.number} {name}", written_reason(self.because))


@dataclass(frozen=True, slots=True)
class CloseCase:
    """Close a case, with a note if there is something to say."""

    writes: ClassVar[bool] = True

    number: int
    note: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"close #{self.number}", quoted(self.note) if self.note else None)


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a closed case again."""

    writes: ClassVar[bool] = True

    number: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"reopen #{self.number}"


CaseIntent = (
    OpenCase
    | NewCase
    | ShowCase
    | ExplainClock
    | ListCases
    | Respond
    | Assign
    | TakeCase
    | SetSeverity
    | SetKind
    | Retitle
    | MoveCase
    | CloseCase
    | Reopen
)
