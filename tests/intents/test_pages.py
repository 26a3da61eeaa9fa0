"""`/oncall page` and what is done with a page, read on Monday 8 June 2026 at 10:00 in Zurich."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.intents.oncall.grammar import OncallIntent, understand
from handlers.intents.oncall.pages import (
    Acknowledge,
    AskWhy,
    Drill,
    HandUp,
    ListPages,
    NewPage,
    PageCase,
    PageCustomer,
    PageOf,
    PagePerson,
    ShowPage,
    Stop,
)

from .at_ten import KNOWN, MONDAY_TEN, refused


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("test", Drill()),
        ("page", NewPage()),
        ("page 12", PageCase(12)),
        ("page #12 please", PageCase(12, "please")),
        ("page 12 “the portal”", PageCase(12, "the portal")),
        ('page globex "text"', PageCustomer("globex", "text")),
        ('page globex "the “portal” is down"', PageCustomer("globex", "the “portal” is down")),
        ('page globex “the "portal" is down”', PageCustomer("globex", 'the "portal" is down')),
        ("page “Globex Corporation” is down", PageCustomer("Globex Corporation", "is down")),
        ("page globex the portal is down", PageCustomer("globex", "the portal is down")),
        ("page Globex Corporation is down", PageCustomer("Globex Corporation", "is down")),
        ("page umbrella corporation is down", PageCustomer("umbrella", "corporation is down")),
        ("pages", ListPages()),
        ("pages 5", ShowPage(5)),
        ("page <@U2|ben> the portal is down", PagePerson("U2", "the portal is down")),
        ("ack 5", Acknowledge(5)),
        ("ack", Acknowledge()),
        ("ack all", Acknowledge()),
        ("ack page 5", Acknowledge(5)),
        ("ack #8", Acknowledge(PageOf(case=8))),
        ("ack case 8", Acknowledge(PageOf(case=8))),
        ("handup #8 --seen 2", HandUp(PageOf(case=8), "2")),
        ("stop #8", AskWhy(PageOf(case=8))),
        ("stop #8 wrong", Stop(PageOf(case=8), "wrong")),
        ("acknowledge 5", Acknowledge(5)),
        ("handup 5", HandUp(5)),
        ("handup", HandUp()),
        ("hand up", HandUp()),
        ("hand up 5", HandUp(5)),
        ("handup 5 --seen 2", HandUp(5, "2")),
        ("handup 5 --seen 2a", HandUp(5, "2a")),
        ("stop 5 because false alarm", Stop(5, "false alarm")),
        ("stop 5", AskWhy(5)),
        ("stop 5 wrong customer", Stop(5, "wrong customer")),
        ("stop", AskWhy()),
        ("stop because false alarm", Stop(None, "false alarm")),
        ("stop wrong customer", Stop(None, "wrong customer")),
    ],
)
def test_understood(typed: str, intent: OncallIntent) -> None:
    """Each sentence of the table, also where the rotations are known."""
    assert understand(typed, MONDAY_TEN) == intent
    assert understand(typed, KNOWN) == intent


@pytest.mark.parametrize(
    ("typed", "sentence", "example"),
    [
        ("page <@U2|ben>", "What is it about? Whoever is rung reads it first.", None),
        ("page @nobody help", "“@nobody” is not a mention of a person.", None),
        (
            "page sev1",
            "“sev1” is neither a case nor a customer",
            "/oncall page acme the portal is down",
        ),
        (
            "page foo",
            "“foo” is neither a case nor a customer",
            "/oncall page acme the portal is down",
        ),
        ("page globex", "What is it about? Whoever is rung reads it first.", None),
        ("page 0", "There cannot be a case “0”.", None),
        ("page 12 " + "x" * 701, "The text has 701 characters; 700 is the most.", None),
        ("pages five", "“five” does not work as a page's number", "/oncall pages"),
        ("handup five", "“five” does not work as a page's number", "/oncall pages"),
        (
            "handover <@U2|ada>",
            "To let somebody stand in for you, ask for cover",
            "/oncall cover primary fri 18:00 to mon 09:00",
        ),
        (
            "swap primary with <@U2|ada>",
            "To let somebody stand in for you, ask for cover",
            "/oncall cover primary fri 18:00 to mon 09:00",
        ),
        ("hand over to <@U2|ada>", "To let somebody stand in for you, ask for cover", None),
        ("swap", "From when until when? The times are missing.", None),
        ("ack five", "“five” does not work as a page's number", "/oncall pages"),
        ("hand 5", "What is handed up is a page", "/oncall handup 5"),
        ("stop 5 because", "What comes after `because` is missing", None),
    ],
)
def test_refused(typed: str, sentence: str, example: str | None) -> None:
    """Each refusal says what was not understood, and gives the example to copy."""
    refused(understand, typed, sentence, example)


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("ack globex", Acknowledge(PageOf(customer="globex"))),
        ("handup Globex Corporation", HandUp(PageOf(customer="globex"))),
        ("stop globex", AskWhy(PageOf(customer="globex"))),
        ("stop globex because done", Stop(PageOf(customer="globex"), "done")),
    ],
)
def test_a_page_by_its_customer(typed: str, intent: OncallIntent) -> None:
    """Where the customers are known, a page goes by whom it is about."""
    assert understand(typed, KNOWN) == intent


def test_a_handle_needs_no_sign() -> None:
    """Who is known by their handle is paged without `@`, unless a customer is called so."""
    known = replace(KNOWN, people=(("ada", "U1"), ("acme", "U2")))
    assert understand("page ada initech is burning", known) == PagePerson(
        "U1", "initech is burning"
    )
    assert understand("page acme is burning", known) == PageCustomer("acme", "is burning")
