"""The grammar of pages: to begin one, to see them, and to answer one."""

from __future__ import annotations

import re

from handlers.intents.oncall.page_intents import (
    Acknowledge,
    HandUp,
    ListPages,
    NewPage,
    PageCase,
    PageCustomer,
    ShowPage,
    Stop,
)
from handlers.intents.pieces.customer_names import (
    a_customer,
    known_customer,
    take_customer,
    written_customer,
)
from handlers.intents.pieces.line import TEXT_LIMIT, Words, said, visible
from handlers.intents.pieces.reading import NotUnderstood, Reading
from handlers.intents.pieces.reserved import is_reserved
from handlers.intents.pieces.taking import (
    case_number,
    limited,
    optional_reason,
    take_end,
    take_number,
)
from models.problems import Missing


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
