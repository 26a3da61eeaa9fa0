"""The grammar of pages: to begin one, to see them, and to answer one."""

from __future__ import annotations

import re
from typing import Annotated

from handlers.intents.oncall.overrides import AskCover
from handlers.intents.pieces.case_numbers import case_number
from handlers.intents.pieces.customer_names import (
    a_customer,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.intent import Intent, OfCase, OfCustomer, Word
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import is_reserved
from handlers.intents.pieces.taking import (
    BECAUSE,
    limited,
    take_end,
    take_number,
    take_person,
    take_reason,
)
from handlers.intents.pieces.written import Reason, UserId, Verbatim, Written
from models.problems import Missing
from models.rules.permissions import Permission


class Drill(Intent):
    """Reach me in every way that I gave, as a page would."""

    word = Word(
        "/oncall test",
        Permission.EVERYBODY,
        help={"/oncall test": "reaches you in every way that you gave"},
        writes=True,
    )


class PageCase(OfCase):
    """Page the ladder about a case, perhaps with a text."""

    word = Word(
        "/oncall page",
        Permission.EVERYBODY,
        help={
            "/oncall page 12 [text] · page acme text · page @ben text": (
                "pages about a case or a customer; or one person alone"
            )
        },
        writes=True,
    )

    text: Verbatim | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> NewPage | PageCase | PageCustomer | PagePerson:
        """Read `#12 [text]`, `acme text`, `@ben text`, or nothing for a form."""
        example = "/oncall page #12 please have a look"
        if words.done:
            return NewPage()
        if _names_person(words):
            person = take_person(words, reading, "/oncall page @ben the portal is down")
            return PagePerson(person, _what_about(words, "/oncall page @ben"))
        case = case_number(words.word(), example)
        if case is not None:
            words.take()
            return PageCase(case, _text(words) or None)
        example = f"/oncall page {a_customer(reading)} the portal is down"
        lone = words.count == 1 and reading.customers
        if (lone or is_reserved(words.word())) and known_customer(words, reading) is None:
            raise NotUnderstood(
                f"{said(words.text(1))} is neither a case nor a customer: what is paged about "
                "comes first.",
                example,
            )
        customer = take_customer(words, reading, example)
        text = _what_about(words, f"/oncall page {written_customer(customer)}")
        return PageCustomer(customer, text)


class PageCustomer(OfCustomer):
    """Page a customer's ladder (the name as typed) about what has no case."""

    word = Word("/oncall page acme", Permission.EVERYBODY, writes=True)

    text: Verbatim


class PagePerson(Intent):
    """Page one person alone (Slack's id) about a text."""

    word = Word("/oncall page @ben", Permission.EVERYBODY, begins="page", writes=True, words=())

    user_id: UserId
    text: Verbatim


class NewPage(Intent):
    """Open the form that pages about a case or a customer."""

    word = Word(
        "/oncall page (form)",
        Permission.EVERYBODY,
        help={"/oncall page": "a form for that, which shows beforehand whom it rings"},
        opens="Page somebody",
    )


class ListPages(Intent):
    """List the pages, running ones first."""

    word = Word(
        "/oncall pages",
        Permission.EVERYBODY,
        help={"/oncall pages [5]": "the pages, or one of them"},
    )

    @staticmethod
    def read(words: Words, _: Reading) -> ListPages | ShowPage:
        """Read nothing, which is all of them, or `5`."""
        if words.done:
            return ListPages()
        page = _page_number(words, "/oncall pages 5")
        take_end(words, f"/oncall pages {page}")
        return ShowPage(page)


class ShowPage(Intent):
    """Show one page: whom it reached, when and how."""

    word = Word("/oncall pages 5", Permission.EVERYBODY)

    page: int


class Acknowledge(Intent):
    """Acknowledge a page: it is mine (O5). None is the one that rings."""

    word = Word(
        "/oncall ack",
        Permission.EVERYBODY,
        help={
            "/oncall ack [5] · handup [5] · stop [5] wrong customer": (
                "it is mine; the next rung; it is over"
            )
        },
        words=("ack", "acknowledge"),
        writes=True,
    )

    page: int | None = None

    @staticmethod
    def read(words: Words, _: Reading) -> Acknowledge:
        """Read `5`, or nothing, which is the one page that rings."""
        if words.done:
            return Acknowledge()
        page = _page_number(words, "/oncall ack 5")
        take_end(words, f"/oncall ack {page}")
        return Acknowledge(page)


class HandUp(Intent):
    """Hand a page up to the next rung now. None is the one that rings.

    `seen` is the state in which a button showed the page: pressed too late, it hands nothing up.
    """

    word = Word(
        "/oncall handup",
        Permission.EVERYBODY,
        words=("handup", "hand"),
        reserves=("up",),
        writes=True,
    )

    page: int | None = None
    seen: Annotated[str | None, Written("--seen {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Intent:
        """Read `5` or nothing, behind `hand` also `up 5`; a button adds `--seen 2`, or `--seen 2a`.

        `hand over`, and `hand off`, is what `handover` is.
        """
        if words.taken() == "hand" and words.word() in {"over", "off"}:
            words.take()
            return AskCover.read(words, reading)
        if words.taken() == "hand":
            _take_up(words)
        if words.done:
            return HandUp()
        page = _page_number(words, "/oncall handup 5")
        seen = None
        if words.word() == "--seen" and re.fullmatch(r"[0-9]{1,9}a?", words.word(1)):
            seen = words.word(1)
            words.skip(2)
        take_end(words, f"/oncall handup {page}")
        return HandUp(page, seen)


class Stop(Intent):
    """Stop a page with a reason (R7). None is the one that rings."""

    word = Word("/oncall stop", Permission.EVERYBODY, writes=True)

    page: int | None
    because: Reason

    @staticmethod
    def read(words: Words, _: Reading) -> Stop | AskWhy:
        """Read `[5] [because] wrong customer`, or only `5` or nothing for a form."""
        line, page = "/oncall stop", None
        if re.match("[#+-]?[0-9]", words.word()):
            page = _page_number(words, f"{line} 5 because false alarm")
            line += f" {page}"
        if words.done:
            return AskWhy(page)
        if words.word() in BECAUSE:
            return Stop(page, take_reason(words, f"{line} because false alarm"))
        return Stop(page, limited(words.rest(), TEXT_LIMIT, "reason"))


class AskWhy(Intent):
    """Open the form that asks why a page is stopped (R7). None is the one that rings."""

    word = Word("/oncall stop (form)", Permission.EVERYBODY, opens="Stop a page")

    page: int | None = None


PageIntent = (
    PageCase
    | PageCustomer
    | PagePerson
    | NewPage
    | ListPages
    | ShowPage
    | Acknowledge
    | HandUp
    | Stop
    | AskWhy
)


def _names_person(words: Words) -> bool:
    """Whether a person is ahead: mentioned, or with `@`, for a name alone is a customer."""
    token = words.peek()
    if token is None:
        return False
    return token.mention[0] in "UW" if token.mention else token.word.startswith("@")


def _what_about(words: Words, line: str) -> str:
    """Take the text of a page behind `line`, without which nobody knows what is wrong."""
    text = _text(words)
    if not text:
        raise Missing(
            "What is it about? Whoever is rung reads it first.", f"{line} the portal is down"
        )
    return text


def _text(words: Words) -> str:
    text = limited(words.rest(), TEXT_LIMIT, "text")
    return text if visible(text) else ""


def _take_up(words: Words) -> None:
    if words.word() != "up":
        raise NotUnderstood(
            "What is handed up is a page, to the next rung: `handup` and its number.",
            "/oncall handup 5",
        )
    words.take()


def _page_number(words: Words, example: str) -> int:
    """Take a page's number, a bare one: `#12` is a case."""
    if words.done:
        raise Missing("Which page? Its number is missing.", example)
    if re.fullmatch(r"#[0-9]+", words.word()):
        raise NotUnderstood(
            f"{said(words.text(1))} is a case. A page's number stands without `#`.", example
        )
    return take_number(words, "a page's number", example)
