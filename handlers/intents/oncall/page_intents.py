"""What somebody may want of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from handlers.intents.pieces.customer_names import written_customer
from handlers.intents.pieces.line import quoted
from handlers.intents.pieces.taking import joined, written_reason


@dataclass(frozen=True, slots=True)
class NewPage:
    """Open the form that pages about a case or a customer."""

    writes: ClassVar[bool] = False
    opens: ClassVar[str] = "Page somebody"

    def typed(self) -> str:
        """Return the canonical text."""
        return "page"


@dataclass(frozen=True, slots=True)
class PageCase:
    """Page the ladder about a case, perhaps with a text."""

    writes: ClassVar[bool] = True

    case: int
    text: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"page #{self.case}", quoted(self.text) if self.text else None)


@dataclass(frozen=True, slots=True)
class PageCustomer:
    """Page a customer's ladder (the name as typed) about what has no case."""

    writes: ClassVar[bool] = True

    customer: str
    text: str

    def typed(self) -> str:
        """Return the canonical text."""
        return f"page {written_customer(self.customer)} {quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class ListPages:
    """List the pages, running ones first."""

    writes: ClassVar[bool] = False

    def typed(self) -> str:
        """Return the canonical text."""
        return "pages"


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show one page: whom it reached, when and how."""

    writes: ClassVar[bool] = False

    page: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"pages {self.page}"


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Acknowledge a page: it is mine (O5)."""

    writes: ClassVar[bool] = True

    page: int

    def typed(self) -> str:
        """Return the canonical text."""
        return f"ack {self.page}"


@dataclass(frozen=True, slots=True)
class HandUp:
    """Hand a page up to the next rung now.

    `seen` is the state in which a button showed the page: pressed too late, it hands nothing up.
    """

    writes: ClassVar[bool] = True

    page: int
    seen: str | None = None

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"handup {self.page}", f"--seen {self.seen}" if self.seen else None)


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop a page with a reason (R7); without one a form asks for it."""

    page: int
    because: str | None = None

    @property
    def writes(self) -> bool:
        """Whether the reason is there; else it opens a form."""
        return self.because is not None

    @property
    def opens(self) -> str | None:
        """The title of that form, or None."""
        return None if self.writes else "Stop a page"

    def typed(self) -> str:
        """Return the canonical text."""
        return joined(f"stop {self.page}", written_reason(self.because))


@dataclass(frozen=True, slots=True)
class Drill:
    """Reach me in every way that I gave, as a page would."""

    writes: ClassVar[bool] = True

    def typed(self) -> str:
        """Return the canonical text."""
        return "test"
