"""The grammar of pages: to begin one, to see them, and to answer one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated

from handlers.intents.oncall.overrides import AskCover
from handlers.intents.pieces.case_numbers import case_number, says_case, take_case
from handlers.intents.pieces.customer_names import (
    a_customer,
    customer_ahead,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.intent import Intent, OfCase, OfCustomer, Word
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import is_reserved
from handlers.intents.pieces.taking import (
    ANYWAY,
    joined,
    limited,
    person_named,
    says_because,
    take_end,
    take_number,
    take_person,
    take_reason,
)
from handlers.intents.pieces.written import Anyway, Reason, UserId, Verbatim, Written
from models.problems import Missing
from models.rules.permissions import Permission


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page by what it is about: the number of a case, or a customer as typed."""

    case: int | None = None
    customer: str | None = None

    def typed(self) -> str:
        """Return it as it is typed."""
        return written_customer(self.customer) if self.customer else f"#{self.case}"


def _written_page(page: int | PageOf) -> str:
    return page.typed() if isinstance(page, PageOf) else str(page)


_WHICH = Written(spelled=_written_page)
WhichPage = Annotated[int | PageOf | None, _WHICH]


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
        urgent=True,
    )

    anyway: Anyway = field(default=False, kw_only=True)
    text: Verbatim | None = None

    @staticmethod
    def read(words: Words, reading: Reading) -> NewPage | PageCase | PageCustomer | PagePerson:
        """Read `#12 [text]`, `acme text`, `@ben text`, or nothing for a form; a button adds
        `--anyway` before the text.
        """
        example = "/oncall page #12 please have a look"
        if words.done:
            return NewPage()
        if _names_person(words, reading):
            person = take_person(words, reading, "/oncall page @ben the portal is down")
            anyway = _take_anyway(words)
            text = _what_about(words, "/oncall page @ben")
            return PagePerson(person, text, anyway=anyway)
        case = case_number(words.word(), example)
        if case is not None:
            words.take()
            anyway = _take_anyway(words)
            return PageCase(case, _text(words) or None, anyway=anyway)
        example = f"/oncall page {a_customer(reading)} the portal is down"
        lone = words.count == 1 and reading.customers
        if (lone or is_reserved(words.word())) and known_customer(words, reading) is None:
            raise NotUnderstood(
                f"{said(words.text(1))} is neither a case nor a customer: what is paged about "
                "comes first.",
                example,
            )
        customer = take_customer(words, reading, example)
        anyway = _take_anyway(words)
        text = _what_about(words, f"/oncall page {written_customer(customer)}")
        return PageCustomer(customer, text, anyway=anyway)


class PageCustomer(OfCustomer):
    """Page a customer's ladder (the name as typed) about what has no case."""

    word = Word("/oncall page acme", Permission.EVERYBODY, writes=True, urgent=True)

    anyway: Anyway = field(default=False, kw_only=True)
    text: Verbatim


class PagePerson(Intent):
    """Page one person alone (Slack's id) about a text."""

    word = Word(
        "/oncall page @ben", Permission.EVERYBODY, begins="page", writes=True, words=(), urgent=True
    )

    user_id: UserId
    anyway: Anyway = field(default=False, kw_only=True)
    text: Verbatim


BeginPage = PageCase | PageCustomer | PagePerson


class NewPage(Intent):
    """Open the form that pages about a case or a customer."""

    word = Word(
        "/oncall page (form)",
        Permission.EVERYBODY,
        help={"/oncall page": "a form for that, which shows beforehand whom it rings"},
        opens="Page somebody",
        urgent=True,
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
        page = take_number(words, "a page's number", "/oncall pages")
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
        Permission.PAGES,
        help={
            "/oncall ack [5] · ack acme · handup [5] · stop [5] wrong customer": (
                "it is mine; the next rung; it is over"
            )
        },
        words=("ack", "acknowledge"),
        writes=True,
        urgent=True,
    )

    page: WhichPage = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Acknowledge:
        """Read `5`, `#12`, `acme`, or nothing, which is the one page that rings."""
        page = _which_page(words, reading)
        take_end(words, joined("/oncall ack", _WHICH.text(page)))
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
        urgent=True,
    )

    page: WhichPage = None
    seen: Annotated[str | None, Written("--seen {}")] = None

    @staticmethod
    def read(words: Words, reading: Reading) -> Intent:
        """Read what `ack` does, behind `hand` also `up 5`; a button adds `--seen 2` or `--seen 2a`.

        `hand over`, and `hand off`, is what `handover` is.
        """
        if words.taken() == "hand" and words.word() in {"over", "off"}:
            words.take()
            return AskCover.read(words, reading)
        if words.taken() == "hand":
            _take_up(words)
        page = _which_page(words, reading)
        seen = None
        if words.word() == "--seen" and re.fullmatch(r"[0-9]{1,9}a?", words.word(1)):
            seen = words.word(1)
            words.skip(2)
        take_end(words, joined("/oncall handup", _WHICH.text(page)))
        return HandUp(page, seen)


class Stop(Intent):
    """Stop a page with a reason (R7). None is the one that rings."""

    word = Word("/oncall stop", Permission.EVERYBODY, writes=True)

    page: WhichPage
    because: Reason

    @staticmethod
    def read(words: Words, reading: Reading) -> Stop | AskWhy:
        """Read `[5] [because] wrong customer`, or only `5` or nothing for a form."""
        page = _which_page(words, reading, or_text=True)
        if words.done:
            return AskWhy(page)
        if says_because(words):
            line = joined("/oncall stop", _WHICH.text(page))
            return Stop(page, take_reason(words, f"{line} because false alarm"))
        return Stop(page, limited(words.rest(), TEXT_LIMIT, "reason"))


class AskWhy(Intent):
    """Open the form that asks why a page is stopped (R7). None is the one that rings."""

    word = Word("/oncall stop (form)", Permission.EVERYBODY, opens="Stop a page")

    page: WhichPage = None


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


def _names_person(words: Words, reading: Reading) -> bool:
    """Whether a person is ahead: mentioned, with `@`, or by a handle that no customer's name is."""
    token = words.peek()
    if token is None:
        return False
    if token.mention:
        return token.mention[0] in "UW"
    is_handle = person_named(token, reading) is not None and not known_customer(words, reading)
    return token.word.startswith("@") or is_handle


def _take_anyway(words: Words) -> bool:
    anyway = words.word() == ANYWAY
    words.skip(anyway)
    return anyway


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


def _which_page(words: Words, reading: Reading, *, or_text: bool = False) -> int | PageOf | None:
    """Take a page: its number, a bare one, or its case or customer; None where nothing, or `all`,
    is typed: which is asked, if several ring. `or_text`: anything else may stand there, too.
    """
    words.skip(words.word() in _CALLED and words.count > 1)
    if words.done or (words.count == 1 and words.word() in _ALL):
        words.skip(words.count)
        return None
    if says_case(words.ahead()):
        return PageOf(case=take_case(words, "/oncall pages"))
    if found := customer_ahead(words, reading):
        words.skip(found[1])
        return PageOf(customer=found[0])
    if or_text and not re.match("[+-]?[0-9]", words.word()):
        return None
    return take_number(words, "a page's number", "/oncall pages")


_CALLED = ("page", "nr", "nr.", "no.", "number", "nummer")
_ALL = ("all", "alle", "everything")
