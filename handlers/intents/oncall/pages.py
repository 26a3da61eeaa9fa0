"""The grammar of pages: to begin one, to see them, and to answer one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from handlers.intents.pieces.customer_names import (
    a_customer,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.line import TEXT_LIMIT, Words, quoted, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import is_reserved
from handlers.intents.pieces.taking import (
    case_number,
    joined,
    limited,
    optional_reason,
    take_end,
    take_number,
    written_reason,
)
from models.problems import Missing


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


def read_page(words: Words, reading: Reading) -> NewPage | PageCase | PageCustomer:
    """Read `#12 [text]`, or `acme text`."""
    example = "/oncall page #12 please have a look"
    if words.done:
        return NewPage()
    token = words.peek()
    if token and (token.mention or re.match("[@]", token.word)):
        raise NotUnderstood(
            f"{said(token.text)} cannot be paged alone: a page is about a case or a customer, and "
            "its ladder says who is reached.",
            example,
        )
    case = case_number(words.word(), example)
    if case is not None:
        words.take()
        return PageCase(case, _text(words) or None)
    example = f"/oncall page {a_customer(reading)} the portal is down"
    lone = words.count == 1 and reading.customers
    if (lone or is_reserved(words.word())) and known_customer(words, reading) is None:
        raise NotUnderstood(
            f"{said(words.text(1))} is neither a case nor a customer: what is paged about comes "
            "first.",
            example,
        )
    customer = take_customer(words, reading, example)
    text = _text(words)
    if not text:
        raise Missing(
            f"What is it about? Whoever is reached for {said(customer)} reads it first.",
            f"/oncall page {written_customer(customer)} the portal is down",
        )
    return PageCustomer(customer, text)


def _text(words: Words) -> str:
    text = limited(words.rest(), TEXT_LIMIT, "text")
    return text if visible(text) else ""


def read_pages(words: Words, _: Reading) -> ListPages | ShowPage:
    """Read nothing, which is all of them, or `5`."""
    if words.done:
        return ListPages()
    page = _page_number(words, "/oncall pages 5")
    take_end(words, f"/oncall pages {page}")
    return ShowPage(page)


def read_acknowledge(words: Words, _: Reading) -> Acknowledge:
    """Read `5`."""
    page = _page_number(words, "/oncall ack 5")
    take_end(words, f"/oncall ack {page}")
    return Acknowledge(page)


def read_hand_up(words: Words, _: Reading) -> HandUp:
    """Read `5`; a button adds `--seen 2`, or `--seen 2a`."""
    page = _page_number(words, "/oncall handup 5")
    seen = None
    if words.word() == "--seen" and re.fullmatch(r"[0-9]{1,9}a?", words.word(1)):
        seen = words.word(1)
        words.skip(2)
    take_end(words, f"/oncall handup {page}")
    return HandUp(page, seen)


def read_hand(words: Words, reading: Reading) -> HandUp:
    """Read `up 5`."""
    if words.word() != "up":
        raise NotUnderstood(
            "What is handed up is a page, to the next rung: `handup` and its number.",
            "/oncall handup 5",
        )
    words.take()
    return read_hand_up(words, reading)


def read_stop(words: Words, _: Reading) -> Stop:
    """Read `5 [because] wrong customer`."""
    page = _page_number(words, "/oncall stop 5 because false alarm")
    if words.done or words.word() == "because":
        return Stop(page, optional_reason(words, f"/oncall stop {page} because false alarm"))
    return Stop(page, limited(words.rest(), TEXT_LIMIT, "reason"))


def _page_number(words: Words, example: str) -> int:
    """Take a page's number, a bare one: `#12` is a case."""
    if words.done:
        raise Missing("Which page? Its number is missing.", example)
    if re.fullmatch(r"#[0-9]+", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is a case. A page's number stands without `#`.", example
        )
    return take_number(words, "a page's number", example)
